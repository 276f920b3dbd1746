"""The ways in which two invoices can be alike, each with a name of its own.

The first nine are those of the auditors' matrix: vendor, number, date and amount each exact,
similar or different. The rest is what the matrix leaves out: a number used again much later, or
over another amount; two records of one company; the same lines under another number; no number at
all; an invoice that repeats a credit note.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.reasons import ReasonCode

EXACT, SIMILAR, DIFFERENT, ANY = "exact", "similar", "different", "*"
_SURE, _MAYBE = ReasonCode.DUPLICATE_INVOICE, ReasonCode.POSSIBLE_DUPLICATE


@dataclass(frozen=True, slots=True)
class Way:
    """One way of being alike; `amount` may name several, `says` is for people."""

    key: str
    name: str
    vendor: str
    number: str
    date: str
    amount: tuple[str, ...]
    code: ReasonCode
    says: str

    @property
    def title(self) -> str:
        """Its number and its name, as findings and pages show it."""
        return f"{self.key} {self.name}"

    @property
    def can_be_cleared(self) -> bool:
        """Whether people may say that this is no alarm at a vendor; all equal is always one."""
        return self.key != "1"


NINE: tuple[Way, ...] = (
    Way("1", "all equal", EXACT, EXACT, EXACT, (EXACT,), _SURE,
        "Vendor, number, date and amount are the same."),
    Way("2", "other vendor", DIFFERENT, EXACT, EXACT, (EXACT,), _MAYBE,
        "Another vendor billed the same number, date and amount."),
    Way("3", "number similar", EXACT, SIMILAR, EXACT, (EXACT,), _MAYBE,
        "Vendor, date and amount are the same; the number is alike."),
    Way("4", "date similar", EXACT, EXACT, SIMILAR, (EXACT,), _SURE,
        "Vendor, number and amount are the same; the date is near, or day and month are swapped."),
    Way("5", "amount similar", EXACT, EXACT, EXACT, (SIMILAR,), _MAYBE,
        "Vendor, number and date are the same; the amount is near, or is in another currency."),
    Way("6", "number and amount similar", EXACT, SIMILAR, EXACT, (SIMILAR,), _MAYBE,
        "Vendor and date are the same; number and amount are alike."),
    Way("7", "number and date similar", EXACT, SIMILAR, SIMILAR, (EXACT,), _MAYBE,
        "Vendor and amount are the same; number and date are alike."),
    Way("8", "date and amount similar", EXACT, EXACT, SIMILAR, (SIMILAR,), _MAYBE,
        "Vendor and number are the same; date and amount are alike."),
    Way("9", "other vendor, date similar", DIFFERENT, EXACT, SIMILAR, (EXACT,), _MAYBE,
        "Another vendor billed the same number and amount on a date that is near."),
)  # fmt: skip
BEYOND: tuple[Way, ...] = (
    Way("10", "other date", EXACT, EXACT, DIFFERENT, (EXACT,), _SURE,
        "Vendor, number and amount are the same, weeks or months apart."),
    Way("11", "other amount", EXACT, EXACT, ANY, (SIMILAR, DIFFERENT), _MAYBE,
        "The vendor used the number before, over another amount: perhaps parts of one bill."),
    Way("12", "linked vendor", SIMILAR, EXACT, ANY, (EXACT, SIMILAR), _MAYBE,
        "Another record of the same company billed the same number and amount."),
    Way("13", "linked vendor, number similar", SIMILAR, SIMILAR, ANY, (EXACT,), _MAYBE,
        "Another record of the same company billed the same amount under a number that is alike."),
    Way("14", "same lines, other number", EXACT, DIFFERENT, EXACT, (EXACT,), _MAYBE,
        "Vendor, date, amount and every line are the same; the number is another."),
    Way("15", "without a number", EXACT, "missing", EXACT, (EXACT,), _MAYBE,
        "Vendor, date and amount are the same, and one of the two has no number."),
    Way("17", "letter added, other date", EXACT, SIMILAR, DIFFERENT, (EXACT,), _MAYBE,
        "Vendor and amount are the same; the number is another one with a letter added."),
    Way("16", "credit note again", EXACT, EXACT, ANY, (EXACT,), _MAYBE,
        "An invoice with number and amount of a credit note of the vendor."),
)  # fmt: skip
WAYS: tuple[Way, ...] = tuple(sorted(NINE + BEYOND, key=lambda way: int(way.key)))
WAY: Mapping[str, Way] = {way.key: way for way in WAYS}


def way_of(vendor: str, number: str, date: str, amount: str) -> Way | None:
    """Return the first way that fits how two documents of one kind compare."""
    for way in WAYS:
        if way.key == "16" or (way.vendor, way.number) != (vendor, number):
            continue
        if way.date in (ANY, date) and amount in way.amount:
            return way
    return None
