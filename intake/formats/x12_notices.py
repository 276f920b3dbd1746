"""X12 855 and 856: what a vendor confirms of an order, and what it says it has shipped.

The levels of an 856 (shipment, order, pack, item) are followed upwards, so that an item knows its
order whatever stands between them.
"""

from collections.abc import Sequence
from typing import Final

from intake.formats import x12_parts as parts
from intake.formats.edi import Message, Segment, Values, count_differs, divide, first
from intake.formats.edi_places import of_role
from intake.formats.x12_interchange import whole
from intake.rules.announcements import AnnouncedLine, Announcement
from intake.rules.reading import DocumentType

_ANSWERS: Final = {
    "AC": "changed", "AD": "accepted", "AE": "changed", "AH": "held", "AK": "received",
    "AP": "accepted", "AT": "accepted", "RD": "rejected", "RF": "rejected", "RJ": "rejected",
}  # fmt: skip
_LINE_ANSWERS: Final = {
    "AC": "changed", "AR": "accepted", "BP": "backordered", "DR": "changed", "IA": "accepted",
    "IB": "backordered", "IC": "changed", "ID": "deleted", "IE": "changed", "IF": "held",
    "IH": "held", "IP": "changed", "IQ": "changed", "IR": "rejected", "IS": "substituted",
    "R1": "rejected", "R2": "rejected", "R3": "rejected", "SP": "held",
}  # fmt: skip
_SHIPPERS: Final = ("SF", "VN", "SU", "SE", "SH")


def read_confirmation(message: Message, values: Values) -> Announcement:
    """Return what an 855 says of an order."""
    head, loops, _ = divide(message.segments, frozenset({"PO1"}), frozenset({"CTT"}))
    bak = first(head, "BAK") or message.header
    seller = of_role(parts.places(head), *parts.SELLERS)
    order = whole(bak, 3)
    return Announcement(
        document_type=DocumentType.ORDER_CONFIRMATION,
        number=whole(bak, 8) or order,
        announced_on=values.day(bak.text(9) or bak.text(4), "announced_on", bak),
        expected_on=parts.dated(head, values, "expected_on", "017", "002", "067", "068"),
        sender_name=None if seller is None else seller.name,
        sender_id=None if seller is None else seller.identifier,
        answer=_ANSWERS.get(bak.text(2) or ""),
        lines=tuple(
            _confirmed(number, loop, order, values) for number, loop in enumerate(loops, 1)
        ),
    )


def _confirmed(
    number: int, loop: Sequence[Segment], order: str | None, values: Values
) -> AnnouncedLine:
    po1, ack = loop[0], first(loop, "ACK")
    quantity, unit = po1.text(2), po1.text(3)
    if ack is not None and ack.text(2):
        quantity, unit = ack.text(2), ack.text(3) or unit
    return AnnouncedLine(
        line=po1.text(1) or str(number),
        po_number=order,
        po_line=po1.text(1),
        description=parts.description(loop),
        quantity=values.number(quantity, "quantity", po1),
        unit=parts.unit(unit),
        unit_price=values.number(po1.text(4), "unit_price", po1),
        answer=_LINE_ANSWERS.get((ack.text(1) if ack is not None else None) or ""),
        **parts.item_numbers(po1, 6, po1.text(3)),
    )


def read_shipment(message: Message, values: Values) -> Announcement:
    """Return what an 856 says is on its way."""
    head, levels, _ = divide(message.segments, frozenset({"HL"}), frozenset({"CTT"}))
    bsn = first(head, "BSN") or message.header
    loops = {level[0].text(1) or "": level for level in levels}
    shipment = next((level for level in levels if level[0].text(3) == "S"), [])
    shipper = of_role(parts.places(message.segments), *_SHIPPERS)
    upper = [*head, *shipment]
    _check_levels(message, levels, values)
    return Announcement(
        document_type=DocumentType.SHIPMENT_NOTICE,
        number=whole(bsn, 2),
        announced_on=values.day(bsn.text(3), "announced_on", bsn),
        shipped_on=parts.dated(upper, values, "shipped_on", "011"),
        expected_on=parts.dated(upper, values, "expected_on", "017", "067", "002"),
        sender_name=None if shipper is None else shipper.name,
        sender_id=None if shipper is None else shipper.identifier,
        carrier_reference=parts.reference(upper, "BM", "CN", "PK"),
        lines=tuple(
            _shipped(number, level, _order_above(level, loops), values)
            for number, level in enumerate(
                (level for level in levels if first(level, "SN1") is not None), 1
            )
        ),
    )


def _shipped(
    number: int, level: Sequence[Segment], order: Segment | None, values: Values
) -> AnnouncedLine:
    sn1, lin = first(level, "SN1") or level[0], first(level, "LIN")
    numbers = (
        parts.item_numbers(lin, 2, sn1.text(3))
        if lin is not None
        else {"seller_item_id": None, "buyer_item_id": None, "gtin": None}
    )
    return AnnouncedLine(
        line=(lin.text(1) if lin is not None else None) or sn1.text(1) or str(number),
        po_number=whole(order, 1) if order is not None else None,
        po_line=parts.paired(lin, 2, ("PL",)) if lin is not None else None,
        description=parts.description(level),
        quantity=values.number(sn1.text(2), "quantity", sn1),
        unit=parts.unit(sn1.text(3)),
        **numbers,
    )


def _order_above(level: Sequence[Segment], loops: dict[str, list[Segment]]) -> Segment | None:
    """Return the order of an item: on its own level or on the nearest one above it."""
    seen: set[str] = set()
    current: Sequence[Segment] | None = level
    while current is not None:
        if (order := first(current, "PRF")) is not None:
            return order
        above = current[0].text(2) or ""
        if not above or above in seen:
            return None
        seen.add(above)
        current = loops.get(above)
    return None


def _check_levels(message: Message, levels: Sequence[list[Segment]], values: Values) -> None:
    """Say where the count at the foot is neither that of the levels nor that of the items."""
    ctt = first(message.segments, "CTT")
    stated = values.count(ctt.text(1)) if ctt is not None else None
    items = sum(1 for level in levels if first(level, "SN1") is not None)
    if ctt is None or stated in {None, len(levels), items}:
        return
    problem = count_differs("levels (CTT01)", stated, len(levels), ctt.line)
    if problem is not None:
        values.wrong(problem)
