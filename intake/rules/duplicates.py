"""Whether an invoice is here already, under another number, file or vendor.

Nine ways of being alike are tried (vendor, number, date and amount each exact, similar or
different); each names itself in the text. Sure ones are `DUPLICATE_INVOICE`, the rest
`POSSIBLE_DUPLICATE`. Rent of the same amount each month, numbers that start again each year, and
the bill that follows a credit note are not duplicates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.numbers import number_key, same_number, similar_number
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading


@dataclass(frozen=True, slots=True)
class DuplicateSettings:
    """How near counts as similar. Part of the policy."""

    same_number_days: int = 300  # beyond this a number may have started again
    similar_date_days: int = 7
    similar_amount_percent: Decimal = Decimal(1)
    telling_number_length: int = 4  # a shorter number says nothing about another vendor


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """An invoice that is here, or was paid before; and the one that has just come, alike.

    `vendor_keys` are what links vendor records that are one company: tax ids and bank accounts.
    `lines_key` is the same for documents with the same lines (`lines_key`).
    """

    reference: str  # "C-12", or "history:V-1001/4711"
    vendor_id: str | None
    invoice_number: str | None
    issue_date: date | None
    gross_total: Decimal | None
    currency: str | None
    kind: DocumentKind = DocumentKind.INVOICE
    purchase_order: str | None = None
    lines_key: str | None = None
    vendor_keys: frozenset[str] = frozenset()
    is_credited: bool = False  # credited in full: what follows is a new bill (T32)
    entity: str | None = None

    @property
    def number_key(self) -> str | None:
        """The number when nothing but the number counts."""
        return number_key(self.invoice_number)


@dataclass(frozen=True, slots=True)
class _Alike:
    """How two documents compare, each as "exact", "similar" or "different"."""

    vendor: str
    number: str
    date: str
    amount: str
    number_rule: str
    days: int | None


# The nine ways: name, vendor, number, date, amount ("*" is any), the code it earns.
NINE_WAYS: tuple[tuple[str, str, str, str, str, ReasonCode], ...] = (
    ("1 all exact", "exact", "exact", "exact", "exact", ReasonCode.DUPLICATE_INVOICE),
    ("2 other date", "exact", "exact", "*", "exact", ReasonCode.DUPLICATE_INVOICE),
    ("3 amount similar", "exact", "exact", "*", "similar", ReasonCode.POSSIBLE_DUPLICATE),
    ("4 other amount", "exact", "exact", "*", "different", ReasonCode.POSSIBLE_DUPLICATE),
    ("5 number similar", "exact", "similar", "exact", "exact", ReasonCode.POSSIBLE_DUPLICATE),
    ("6 number and date similar", "exact", "similar", "similar", "exact",
     ReasonCode.POSSIBLE_DUPLICATE),
    ("7 linked vendor", "similar", "exact", "*", "exact", ReasonCode.POSSIBLE_DUPLICATE),
    ("8 other vendor", "different", "exact", "exact", "exact", ReasonCode.POSSIBLE_DUPLICATE),
    ("9 other number, same lines", "exact", "different", "exact", "exact",
     ReasonCode.POSSIBLE_DUPLICATE),
)  # fmt: skip


def lines_key(reading: InvoiceReading) -> str | None:
    """Return what the lines of a document are, in any order; None where it has none."""
    parts = sorted(
        f"{_item(line)}|{_number(line.quantity)}|{_number(line.net)}" for line in reading.lines
    )
    return ";".join(parts) or None


def find_duplicates(
    this: DuplicateCandidate,
    candidates: Iterable[DuplicateCandidate],
    settings: DuplicateSettings = DuplicateSettings(),
) -> tuple[FindingValue, ...]:
    """Return the strongest finding against each candidate that is alike, the sure ones first.

    Candidates are documents that came before this one and were not rejected: those with its number
    key, and those of its vendor (or a linked one) with its gross amount.
    """
    found: dict[str, FindingValue] = {}
    for other in candidates:
        if other.reference == this.reference or other.kind is not this.kind:
            continue
        if finding := _against(this, other, settings):
            found.setdefault(other.reference, finding)
    return tuple(
        sorted(found.values(), key=lambda f: (f.code is not ReasonCode.DUPLICATE_INVOICE, f.text))
    )


def _against(
    this: DuplicateCandidate, other: DuplicateCandidate, settings: DuplicateSettings
) -> FindingValue | None:
    alike = _compare(this, other, settings)
    restarted = alike.days is not None and alike.days > settings.same_number_days
    if alike.number == "exact" and restarted:
        return None
    for name, vendor, number, day, amount, code in NINE_WAYS:
        if vendor != alike.vendor or number != alike.number:
            continue
        if day not in ("*", alike.date) or amount not in ("*", alike.amount):
            continue
        if not _holds(name, this, other, settings):
            continue
        if other.is_credited and number != "exact":
            return None
        sure = ReasonCode.POSSIBLE_DUPLICATE if other.is_credited else code
        return _finding(name, sure, alike, this, other)
    return None


def _holds(
    name: str,
    this: DuplicateCandidate,
    other: DuplicateCandidate,
    settings: DuplicateSettings,
) -> bool:
    """Ask for the further evidence that the weaker ways need, so that they do not cry wolf."""
    if name.startswith("8"):
        return len(this.number_key or "") >= settings.telling_number_length
    if name.startswith("9"):
        # Against an order the receipts tell: two equal halves of a delivery are two bills, and a
        # copy under another number finds nothing left to bill (T58, T61).
        same_lines = this.lines_key is not None and this.lines_key == other.lines_key
        return same_lines and this.purchase_order is None
    return True


def _compare(
    this: DuplicateCandidate, other: DuplicateCandidate, settings: DuplicateSettings
) -> _Alike:
    vendor = "different"
    if this.vendor_id is not None and this.vendor_id == other.vendor_id:
        vendor = "exact"
    elif this.vendor_keys & other.vendor_keys:
        vendor = "similar"
    rule = same_number(this.invoice_number, other.invoice_number)
    number = "exact" if rule else "different"
    if rule is None and (rule := similar_number(this.invoice_number, other.invoice_number)):
        number = "similar"
    days = None
    day = "different"
    if this.issue_date and other.issue_date:
        days = abs((this.issue_date - other.issue_date).days)
        if days == 0:
            day = "exact"
        elif days <= settings.similar_date_days or _day_and_month_swapped(this, other):
            day = "similar"
    return _Alike(vendor, number, day, _amounts(this, other, settings), rule or "", days)


def _amounts(
    this: DuplicateCandidate, other: DuplicateCandidate, settings: DuplicateSettings
) -> str:
    one, two = this.gross_total, other.gross_total
    if one is None or two is None:
        return "different"
    if one == two:
        # Another currency with the same figure is the same bill typed in wrongly.
        return "exact" if this.currency == other.currency else "similar"
    if this.currency != other.currency:
        return "different"
    if abs(one - two) * 100 <= settings.similar_amount_percent * abs(two):
        return "similar"
    same_digits = sorted(str(one.normalize())) == sorted(str(two.normalize()))
    return "similar" if same_digits else "different"


def _day_and_month_swapped(this: DuplicateCandidate, other: DuplicateCandidate) -> bool:
    one, two = this.issue_date, other.issue_date
    if one is None or two is None:
        return False
    return one.year == two.year and one.day == two.month and one.month == two.day


def _finding(
    name: str,
    code: ReasonCode,
    alike: _Alike,
    this: DuplicateCandidate,
    other: DuplicateCandidate,
) -> FindingValue:
    when = other.issue_date.isoformat() if other.issue_date else "no date"
    amount = "no amount" if other.gross_total is None else decimal_text(other.gross_total)
    notes = [f"rule {name}"]
    if alike.number_rule:
        notes.append(alike.number_rule)
    if alike.vendor == "similar":
        notes.append(f"vendor {other.vendor_id} has the same tax id or bank account")
    if alike.vendor == "different":
        notes.append(f"vendor {other.vendor_id}")
    if this.entity and other.entity and this.entity != other.entity:
        notes.append(f"billed to {other.entity} there")
    if other.is_credited:
        notes.append("that one was credited: this looks like the new bill for it")
    return FindingValue(
        code=code,
        text=f"Like {other.reference}: number {other.invoice_number} of {when} over {amount}"
        f" {other.currency or ''} ({'; '.join(notes)}).".replace("  ", " "),
        field="invoice_number",
        expected=other.invoice_number,
        actual=this.invoice_number,
        reference=other.reference,
    )


def _item(line: InvoiceLine) -> str:
    item = line.buyer_item_id or line.gtin or line.seller_item_id or line.description or ""
    return " ".join(item.casefold().split())


def _number(value: Decimal | None) -> str:
    return "" if value is None else str(value.normalize())
