"""The parts that EDIFACT messages share: parties, dates, references, amounts, items, charges."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from intake.formats.edi import Segment, Values, first
from intake.formats.edi_places import Place
from intake.rules.reading import AllowanceCharge
from intake.rules.units import unit_code

SELLERS: Final = ("SU", "SE", "II", "SR", "PE")
BUYERS: Final = ("BY", "IV", "BT", "OB", "UC")
DELIVERED_TO: Final = ("DP", "ST", "UC", "CN")
PRICES: Final = ("AAA", "INV", "CAL", "AAB", "AAE", "CT")
_OF_PARTY: Final = frozenset({"RFF", "CTA", "COM", "DOC", "FII", "LOC"})
_GTIN: Final = frozenset({"EN", "SRV", "UP", "IB", "EU"})
_OF_SELLER: Final = frozenset({"SA", "VN", "VP", "MF", "GB"})
_OF_BUYER: Final = frozenset({"IN", "BP", "BI"})
_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
_CHARGE_AMOUNTS: Final = ("8", "204", "23", "25")


def places(segments: Sequence[Segment]) -> list[Place]:
    """Return the parties, each with what follows its name."""
    found: list[Place] = []
    is_open = False
    for segment in segments:
        if segment.tag == "NAD":
            found.append(_place(segment))
            is_open = True
        elif segment.tag not in _OF_PARTY:
            is_open = False
        elif is_open:
            found[-1] = _with(found[-1], segment)
    return found


def _place(nad: Segment) -> Place:
    name = _joined(nad, 4) or _joined(nad, 3, most=1)
    return Place(
        role=nad.text(1) or "",
        name=name,
        qualifier=nad.text(2, 3),
        identifier=nad.text(2),
        street=_joined(nad, 5, most=1),
        city=nad.text(6),
        region=nad.text(7),
        postcode=nad.text(8),
        country=nad.text(9),
    )


def _with(place: Place, segment: Segment) -> Place:
    if segment.tag == "RFF":
        number = segment.text(1, 2)
        if segment.text(1) == "VA":
            return replace(place, vat_id=place.vat_id or number)
        if segment.text(1) in {"FC", "AHP"}:
            return replace(place, tax_id=place.tax_id or number)
    if segment.tag == "COM":
        if segment.text(1, 2) == "EM":
            return replace(place, email=place.email or segment.text(1))
        if segment.text(1, 2) == "TE":
            return replace(place, phone=place.phone or segment.text(1))
    return place


def _joined(segment: Segment, element: int, most: int = 5) -> str | None:
    if element > segment.count:
        return None
    words = [part.strip() for part in segment.elements[element - 1] if part.strip()]
    return " ".join(" ".join(words[:most]).split()) or None


def dated(segments: Iterable[Segment], values: Values, field: str, *qualifiers: str) -> date | None:
    """Return the day of the first of these qualifiers that is there."""
    found: dict[str, Segment] = {}
    for segment in segments:
        if segment.tag == "DTM":
            found.setdefault(segment.text(1) or "", segment)
    for qualifier in qualifiers:
        if (segment := found.get(qualifier)) is not None:  # type: ignore[assignment]
            return values.day(segment.text(1, 2), field, segment)
    return None


def reference(segments: Iterable[Segment], *qualifiers: str, line: bool = False) -> str | None:
    """Return the first reference of these qualifiers, or the line it names."""
    found: dict[str, Segment] = {}
    for segment in segments:
        if segment.tag == "RFF":
            found.setdefault(segment.text(1) or "", segment)
    for qualifier in qualifiers:
        if qualifier in found and (text := found[qualifier].text(1, 3 if line else 2)):
            return text
    return None


def amount(
    segments: Iterable[Segment], values: Values, field: str, *qualifiers: str
) -> Decimal | None:
    """Return the amount of the first of these qualifiers that is there."""
    found: dict[str, Segment] = {}
    for segment in segments:
        if segment.tag == "MOA":
            found.setdefault(segment.text(1) or "", segment)
    for qualifier in qualifiers:
        if (moa := found.get(qualifier)) is not None:
            return values.number(moa.text(1, 2), field, moa)
    return None


def quantity(
    segments: Iterable[Segment], values: Values, field: str, *qualifiers: str
) -> tuple[Decimal | None, str | None]:
    """Return the quantity of the first of these qualifiers, and its unit."""
    found: dict[str, Segment] = {}
    for segment in segments:
        if segment.tag == "QTY":
            found.setdefault(segment.text(1) or "", segment)
    for qualifier in qualifiers:
        if (qty := found.get(qualifier)) is not None:
            return values.number(qty.text(1, 2), field, qty), unit_code(qty.text(1, 3))
    return None, None


def price(
    segments: Iterable[Segment], values: Values
) -> tuple[Decimal | None, Decimal | None, str | None]:
    """Return the price, what it is for, and its unit: a net price before a gross one."""
    found: dict[str, Segment] = {}
    for segment in segments:
        if segment.tag == "PRI":
            found.setdefault(segment.text(1) or "", segment)
    for qualifier in PRICES:
        if (pri := found.get(qualifier)) is not None:
            base = values.number(pri.text(1, 5), "price_base_quantity", pri)
            return (
                values.number(pri.text(1, 2), "unit_price", pri),
                None if base in {None, Decimal(1), Decimal(0)} else base,
                unit_code(pri.text(1, 6)),
            )
    return None, None, None


def currency(segments: Sequence[Segment]) -> str | None:
    """Return the currency of the message: stated once, or with every amount."""
    for segment in segments:
        if segment.tag == "CUX" and (code := segment.text(1, 2)) and len(code) == 3:
            return code.upper()
    stated = {
        code.upper()
        for segment in segments
        if segment.tag == "MOA" and (code := segment.text(1, 3)) and len(code) == 3
    }
    return stated.pop() if len(stated) == 1 else None


def item_numbers(loop: Sequence[Segment]) -> dict[str, str | None]:
    """Return what seller, buyer and the world number an item (LIN, PIA)."""
    lin = loop[0]
    stated = [(lin.text(3), lin.text(3, 2))]
    for segment in loop:
        if segment.tag == "PIA":
            stated += [
                (segment.text(place), segment.text(place, 2))
                for place in range(2, segment.count + 1)
            ]
    numbers: dict[str, str | None] = {
        "seller_item_id": None, "buyer_item_id": None, "gtin": None,
    }  # fmt: skip
    for number, kind in stated:
        if number and (name := _whose(number, kind)):
            numbers[name] = numbers[name] or number
    return numbers


def _whose(number: str, kind: str | None) -> str | None:
    if kind in _GTIN:
        return "gtin"
    if kind in _OF_BUYER:
        return "buyer_item_id"
    if kind in _OF_SELLER:
        return "seller_item_id"
    if kind is not None:
        return None
    is_gtin = number.isdigit() and len(number) in _GTIN_LENGTHS
    return "gtin" if is_gtin else "seller_item_id"


def description(loop: Iterable[Segment]) -> str | None:
    """Return the words for an item: free-form first, then coded, then a title in free text."""
    found: dict[str, str] = {}
    for segment in loop:
        if segment.tag == "IMD":
            words = [segment.text(3, place) for place in (4, 5)]
            if said := " ".join(word for word in words if word):
                found.setdefault(segment.text(1) or "", said)
        elif segment.tag == "FTX" and (title := _joined(segment, 4)):
            found.setdefault("text", title)
    order = ("F", "B", "A", "E", "C", "", "text")
    return next((found[kind] for kind in order if kind in found), None)


def charges(segments: Sequence[Segment], values: Values) -> tuple[AllowanceCharge, ...]:
    """Return the allowances and charges, each with the percent and amount that follow it."""
    found = []
    for place, segment in enumerate(segments):
        if segment.tag != "ALC" or segment.text(1) not in {"A", "C"}:
            continue
        group = _following(segments, place)
        total = amount(group, values, "allowance_amount", *_CHARGE_AMOUNTS)
        if not total:
            continue
        pcd = first(group, "PCD")
        percent = values.number(pcd.text(1, 2), "percent", pcd) if pcd is not None else None
        found.append(
            AllowanceCharge(
                is_charge=(segment.text(1) == "C") != (total < 0),
                amount=abs(total),
                percent=percent,
                reason=segment.text(5, 4) or segment.text(2, 2),
                reason_code=segment.text(5),
            )
        )
    return tuple(found)


def _following(segments: Sequence[Segment], place: int) -> list[Segment]:
    taken = []
    for segment in segments[place + 1 :]:
        if segment.tag not in {"PCD", "MOA", "QTY", "RTE", "TAX", "ALI", "RNG"}:
            break
        taken.append(segment)
    return taken


def without_charges(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments outside allowances and charges: their amounts are not the line's."""
    kept: list[Segment] = []
    is_inside = False
    for segment in segments:
        if segment.tag == "ALC":
            is_inside = True
        elif segment.tag not in {"PCD", "MOA", "QTY", "RTE", "RNG"}:
            is_inside = is_inside and segment.tag == "TAX"
        if not is_inside:
            kept.append(segment)
    return kept


def terms(segments: Sequence[Segment], values: Values) -> tuple[str | None, date | None]:
    """Return the payment terms in words, and the due date."""
    words: list[str] = []
    for place, segment in enumerate(segments):
        if segment.tag != "PAT":
            continue
        days = segment.text(3, 4)
        pcd = next((each for each in segments[place + 1 : place + 4] if each.tag == "PCD"), None)
        percent = pcd.text(1, 2) if pcd is not None and segment.text(1) == "22" else None
        if days and percent:
            words.append(f"{percent}%/{days}")
        elif days and segment.text(3, 3) in {None, "D"}:
            words.append(f"net {days}")
    said = " ".join(words) or next(
        (
            text
            for segment in segments
            if segment.tag == "FTX"
            and segment.text(1) in {"AAB", "PMT", "PAI"}
            and (text := _joined(segment, 4))
        ),
        None,
    )
    return said, dated(segments, values, "due_date", "13", "140")
