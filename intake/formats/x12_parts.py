"""The parts that X12 sets share: parties, item numbers, dates, references, allowances, terms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from intake.formats.edi import Segment, Values, first
from intake.formats.edi_places import Place, currency_by_place
from intake.formats.x12_interchange import whole
from intake.rules.reading import AllowanceCharge
from intake.rules.units import unit_code

SELLERS: Final = ("VN", "SU", "SE", "II", "RE", "RI", "PE", "SF")
BUYERS: Final = ("BY", "BT", "SO", "OB", "PR", "RL")
_PRICE_BASES: Final = {"HP": Decimal(100), "TP": Decimal(1000)}  # per hundred, per thousand
_OF_SELLER: Final = ("VN", "VP", "VC", "VA", "VU", "MG", "MF")
_OF_BUYER: Final = ("IN", "BP", "SK", "CB", "PI", "BZ")
_GTINS: Final = ("EN", "UP", "UI", "EO", "UK", "UA")
_CASE_GTINS: Final = ("UK", "UA", "EN", "UP", "UI", "EO")
_CASES: Final = frozenset({"CA", "CS", "CT", "PK", "BX"})
_TAXES: Final = frozenset({"D360", "H740", "H750", "H770", "H780", "H790", "H800", "H810", "H840",
                           "H845", "H850"})  # fmt: skip
_TAX_WORDS: Final = ("tax", "gst", "hst", "vat")
_BIGGEST_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Charge:
    """One allowance or charge, and whether it is a tax in the shape of a charge."""

    part: AllowanceCharge
    is_tax: bool


def places(segments: Sequence[Segment]) -> list[Place]:
    """Return the parties, each with the address that follows its name."""
    found: list[Place] = []
    is_open = False
    for segment in segments:
        if segment.tag == "N1":
            found.append(
                Place(
                    role=segment.text(1) or "",
                    name=whole(segment, 2),
                    qualifier=segment.text(3),
                    identifier=segment.text(4),
                )
            )
            is_open = True
        elif segment.tag not in {"N2", "N3", "N4", "PER", "REF"}:
            is_open = False
        elif is_open:
            found[-1] = _with(found[-1], segment)
    return found


def _with(place: Place, segment: Segment) -> Place:
    """Return the party with what one of its further segments adds."""
    if segment.tag == "N2" and place.name is None:
        return replace(place, name=whole(segment, 1))
    if segment.tag == "N3" and place.street is None:
        return replace(place, street=whole(segment, 1))
    if segment.tag == "N4":
        return replace(
            place, city=whole(segment, 1), region=segment.text(2), postcode=segment.text(3),
            country=segment.text(4),
        )  # fmt: skip
    if segment.tag == "PER":
        return replace(
            place,
            email=place.email or paired(segment, 3, ("EM",)),
            phone=place.phone or paired(segment, 3, ("TE", "WP")),
        )
    if segment.tag == "REF" and segment.text(1) in {"TJ", "EI", "VX"}:
        is_vat = segment.text(1) == "VX"
        number = segment.text(2)
        return replace(place, vat_id=number) if is_vat else replace(place, tax_id=number)
    return place


def paired(segment: Segment, start: int, qualifiers: Iterable[str]) -> str | None:
    """Return the value behind the first of these qualifiers, in pairs from an element on."""
    pairs: dict[str, str] = {}
    for element in range(start, segment.count, 2):
        qualifier, value = segment.text(element), whole(segment, element + 1)
        if qualifier and value:
            pairs.setdefault(qualifier, value)
    return next((pairs[each] for each in qualifiers if each in pairs), None)


def item_numbers(segment: Segment, start: int, unit: str | None = None) -> dict[str, str | None]:
    """Return what seller, buyer and the world number an item: pairs from an element on."""
    gtins = _CASE_GTINS if unit in _CASES else _GTINS
    return {
        "seller_item_id": paired(segment, start, _OF_SELLER),
        "buyer_item_id": paired(segment, start, _OF_BUYER),
        "gtin": paired(segment, start, gtins),
    }


def description(loop: Iterable[Segment]) -> str | None:
    """Return the words for an item: the first free-form description of its loop."""
    for segment in loop:
        if segment.tag == "PID" and (words := whole(segment, 5)):
            return words
    return None


def reference(segments: Iterable[Segment], *qualifiers: str) -> str | None:
    """Return the reference of the first of these qualifiers that is there."""
    found: dict[str, str] = {}
    for segment in segments:
        qualifier, value = segment.text(1), whole(segment, 2)
        if segment.tag in {"REF", "N9"} and qualifier and value:
            found.setdefault(qualifier, value)
    return next((found[each] for each in qualifiers if each in found), None)


def dated(segments: Iterable[Segment], values: Values, field: str, *qualifiers: str) -> date | None:
    """Return the day of the first of these qualifiers that is there (DTM, G62)."""
    found = {
        segment.text(1): segment
        for segment in reversed([each for each in segments if each.tag in {"DTM", "G62"}])
    }
    for qualifier in qualifiers:
        if (segment := found.get(qualifier)) is not None:
            return values.day(segment.text(2), field, segment)
    return None


def price_base(segment: Segment, element: int) -> Decimal | None:
    """Return the quantity that a price is for, where its basis is not one unit."""
    return _PRICE_BASES.get(segment.text(element) or "")


def currency(segments: Sequence[Segment], parties: Sequence[Place]) -> tuple[str | None, bool]:
    """Return the currency, and whether the message states it or its addresses tell it."""
    stated = first(segments, "CUR")
    code = stated.text(2) if stated is not None else None
    if code:
        return code.upper(), True
    return currency_by_place(parties), False


def charge(segment: Segment, values: Values) -> Charge | None:
    """Return what a `SAC` takes off or puts on; what is only told changes no total (T108)."""
    indicator = segment.text(1)
    if indicator not in {"A", "C"} or segment.text(12) == "15":
        return None
    amount = values.cents(segment.text(5), "allowance_amount", segment)
    if not amount:
        return None
    percent = values.number(segment.text(7), "allowance_percent", segment)
    code, words = segment.text(2), whole(segment, 15)
    part = AllowanceCharge(
        is_charge=(indicator == "C") != (amount < 0),
        amount=abs(amount),
        percent=percent if percent is not None and 0 < percent <= _BIGGEST_PERCENT else None,
        reason=words,
        reason_code=code,
    )
    told = (words or "").lower().split()
    is_tax = code in _TAXES or any(word in told for word in _TAX_WORDS)
    return Charge(part, is_tax and part.is_charge)


def terms(segments: Iterable[Segment], values: Values) -> tuple[str | None, date | None]:
    """Return the payment terms in words, and the due date where `ITD` states one."""
    words: list[str] = []
    due: date | None = None
    for segment in segments:
        if segment.tag != "ITD":
            continue
        due = due or values.day(segment.text(6), "due_date", segment)
        if (said := _terms_in_words(segment, values)) and said not in words:
            words.append(said)
    return "; ".join(words) or None, due


def _terms_in_words(segment: Segment, values: Values) -> str | None:
    percent = values.number(segment.text(3), "discount_percent", segment)
    days, net = segment.text(5), segment.text(7)
    parts = []
    if percent and percent > 0 and days:
        parts.append(f"{percent.normalize():f}%/{days}")
    if net:
        parts.append(f"net {net}")
    return " ".join(parts) or whole(segment, 12)


def unit(text: str | None) -> str | None:
    """Return the UN/ECE Recommendation 20 code of an X12 unit."""
    return unit_code(text)
