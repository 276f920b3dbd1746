"""EDIFACT ORDERS, ORDCHG, RECADV, ORDRSP and DESADV: orders, receipts, answers and notices."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from intake.formats import edifact_parts as parts
from intake.formats.edi import Message, Segment, Values, divide, first
from intake.formats.edi_places import Place, of_role
from intake.formats.edifact_invoice import check_lines
from intake.rules.announcements import AnnouncedLine, Announcement
from intake.rules.findings import TableRow
from intake.rules.reading import DocumentType

_LINES: Final = frozenset({"LIN"})
_FOOT: Final = frozenset({"UNS", "CNT"})
_CANCELLED: Final = "1"
_DELETED: Final = "2"
_REJECTED: Final = ("195", "196", "124")
_ANSWERS: Final = {"4": "changed", "27": "rejected", "29": "accepted", "12": "received"}
_LINE_ANSWERS: Final = {
    "1": "added", "2": "deleted", "3": "changed", "5": "accepted", "6": "changed",
    "7": "rejected", "24": "substituted", "58": "backordered",
}  # fmt: skip
_PLACES: Final = Decimal("0.0000000001")


def read_order(message: Message, values: Values) -> tuple[TableRow, ...]:
    """Return the lines of an ORDERS as rows of `purchase_orders`."""
    head, loops, bgm, shared, extra = _order(message, values)
    shared["status"] = "cancelled" if bgm.text(3) == _CANCELLED else "open"
    if day := parts.dated(head, values, "order_date", "4", "137"):
        shared["order_date"] = str(day)
    return tuple(
        _order_row(number, loop, shared, extra, values) for number, loop in enumerate(loops, 1)
    )


def read_change(message: Message, values: Values) -> tuple[TableRow, ...]:
    """Return the lines of an ORDCHG as rows of a change; an empty cell stays as it is."""
    head, loops, bgm, shared, extra = _order(message, values)
    shared.pop("vendor_id", None)
    day = parts.dated(head, values, "changed_on", "137") or message.envelope.sent_on
    extra |= _known(changed_on=None if day is None else str(day))
    shared["po_number"] = parts.reference(head, "ON") or shared.get("po_number", "")
    if bgm.text(3) == _CANCELLED:
        shared["status"] = "cancelled"
    if not loops:
        return (TableRow(line=bgm.line, values=shared, extra=extra),)
    return tuple(
        _order_row(number, loop, shared, extra, values) for number, loop in enumerate(loops, 1)
    )


def _order(
    message: Message, values: Values
) -> tuple[list[Segment], list[list[Segment]], Segment, dict[str, str], dict[str, str]]:
    head, loops, _ = divide(message.segments, _LINES, _FOOT)
    bgm = first(head, "BGM") or message.header
    everyone = parts.places(head)
    vendor = of_role(everyone, "SU", "SE", "SR")
    buyer, delivered = of_role(everyone, "BY", "OB"), of_role(everyone, *parts.DELIVERED_TO)
    words, _ = parts.terms(head, values)
    shared = _known(
        po_number=bgm.text(2),
        vendor_id=(vendor.identifier or vendor.name) if vendor else message.envelope.receiver,
        currency=parts.currency(message.segments),
    )
    extra = _known(
        vendor_name=vendor.name if vendor else None,
        vendor_number=None if vendor and vendor.qualifier == "92" else shared.get("vendor_id"),
        vendor_vat_id=vendor.vat_id if vendor else None,
        buyer_name=buyer.name if buyer else None,
        buyer_number=buyer.identifier if buyer else None,
        ship_to=_named(delivered),
        contract_reference=parts.reference(head, "CT"),
        payment_terms=words,
        order_type=bgm.text(1),
    )
    check_lines(message, len(loops), values)
    return head, loops, bgm, shared, extra


def _order_row(
    number: int,
    loop: Sequence[Segment],
    shared: dict[str, str],
    extra: dict[str, str],
    values: Values,
) -> TableRow:
    lin = loop[0]
    count, unit = parts.quantity(loop, values, "quantity", "21", "1")
    price, base, price_unit = parts.price(loop, values)
    numbers = parts.item_numbers(loop)
    rate = first(loop, "TAX")
    cells = _known(
        po_line=lin.text(1) or str(number),
        quantity="0" if lin.text(2) == _DELETED else _plain(count),
        uom=unit or price_unit,
        unit_price=_plain(_one(price, base)),
        tax_rate=rate.text(5, 4) if rate is not None else None,
        item_id=numbers["buyer_item_id"],
        vendor_item_id=numbers["seller_item_id"],
        gtin=numbers["gtin"],
        description=parts.description(loop),
    )
    more = _known(line_amount=_plain(parts.amount(loop, values, "line_amount", "203", "66")))
    return TableRow(line=lin.line, values={**shared, **cells}, extra={**extra, **more})


def read_receipt(message: Message, values: Values) -> tuple[TableRow, ...]:
    """Return the lines of a RECADV as rows of `receipts`: what came, and what was rejected."""
    head, loops, _ = divide(message.segments, _LINES, _FOOT)
    bgm = first(head, "BGM") or message.header
    where = of_role(parts.places(head), *parts.DELIVERED_TO)
    day = parts.dated(head, values, "received_date", "50", "35", "310", "137")
    shared = _known(
        receipt_number=bgm.text(2),
        received_date=None if day is None else str(day),
        location=_named(where),
        po_number=parts.reference(head, "ON", "CO"),
    )
    check_lines(message, len(loops), values)
    return tuple(_receipt_row(number, loop, shared, values) for number, loop in enumerate(loops, 1))


def _receipt_row(
    number: int, loop: Sequence[Segment], shared: dict[str, str], values: Values
) -> TableRow:
    own = loop[0].text(1) or str(number)
    received, unit = parts.quantity(loop, values, "quantity_received", "48", "46", "1")
    accepted, accepted_unit = parts.quantity(loop, values, "quantity_received", "194")
    counts = [parts.quantity(loop, values, "quantity_rejected", each)[0] for each in _REJECTED]
    rejected = sum((each for each in counts if each is not None), Decimal(0))
    if received is None and accepted is not None:
        received = accepted + rejected
    stated = parts.reference(loop, "ON", "CO", line=True)
    cells = _known(
        receipt_line=own,
        po_number=parts.reference(loop, "ON", "CO"),
        po_line=stated or own,
        quantity_received=_plain(received),
        quantity_rejected=_plain(rejected) if rejected else None,
        uom=unit or accepted_unit,
    )
    more = _known(
        po_line_taken_from=None if stated else "receipt_line",
        vendor_order=parts.reference(loop, "VN"),
        **parts.item_numbers(loop),
    )
    return TableRow(line=loop[0].line, values={**shared, **cells}, extra=more)


def read_answer(message: Message, values: Values) -> Announcement:
    """Return what an ORDRSP says of an order."""
    head, loops, _ = divide(message.segments, _LINES, _FOOT)
    bgm = first(head, "BGM") or message.header
    order = parts.reference(head, "ON", "CO")
    check_lines(message, len(loops), values)
    return _announced(
        DocumentType.ORDER_CONFIRMATION, bgm, head, loops, order, values, ("21", "113", "12", "1")
    )


def read_notice(message: Message, values: Values) -> Announcement:
    """Return what a DESADV says is on its way."""
    head, loops, _ = divide(message.segments, _LINES, _FOOT)
    head = [each for each in head if each.tag != "CPS"]
    bgm = first(head, "BGM") or message.header
    order = parts.reference(head, "ON", "CO")
    check_lines(message, len(loops), values)
    return _announced(
        DocumentType.SHIPMENT_NOTICE, bgm, head, loops, order, values, ("12", "46", "1", "21")
    )


def _announced(
    document_type: DocumentType,
    bgm: Segment,
    head: Sequence[Segment],
    loops: Sequence[list[Segment]],
    order: str | None,
    values: Values,
    quantities: tuple[str, ...],
) -> Announcement:
    sender = of_role(parts.places(head), "SU", "SE", "SF", "CZ")
    is_answer = document_type is DocumentType.ORDER_CONFIRMATION
    return Announcement(
        document_type=document_type,
        number=bgm.text(2),
        announced_on=parts.dated(head, values, "announced_on", "137"),
        shipped_on=parts.dated(head, values, "shipped_on", "11"),
        expected_on=parts.dated(head, values, "expected_on", "17", "2", "69", "358"),
        sender_name=None if sender is None else sender.name,
        sender_id=None if sender is None else sender.identifier,
        carrier_reference=parts.reference(head, "BM", "CN", "DQ"),
        answer=_ANSWERS.get(bgm.text(3) or "") if is_answer else None,
        lines=tuple(
            _announced_line(number, loop, order, values, quantities, is_answer)
            for number, loop in enumerate(loops, 1)
        ),
    )


def _announced_line(
    number: int,
    loop: Sequence[Segment],
    order: str | None,
    values: Values,
    quantities: tuple[str, ...],
    is_answer: bool,
) -> AnnouncedLine:
    count, unit = parts.quantity(loop, values, "quantity", *quantities)
    price, base, _ = parts.price(loop, values)
    return AnnouncedLine(
        line=loop[0].text(1) or str(number),
        po_number=parts.reference(loop, "ON", "CO") or order,
        po_line=parts.reference(loop, "ON", "CO", line=True),
        description=parts.description(loop),
        quantity=count,
        unit=unit,
        unit_price=_one(price, base),
        answer=_LINE_ANSWERS.get(loop[0].text(2) or "") if is_answer else None,
        **parts.item_numbers(loop),
    )


def _one(price: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Return the price of one unit."""
    if price is None or base is None:
        return price
    return (price / base).quantize(_PLACES).normalize()


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _named(place: Place | None) -> str | None:
    return None if place is None else place.identifier or place.name


def _known(**cells: str | None) -> dict[str, str]:
    """Only what is stated: an empty cell is left out."""
    return {name: text for name, text in cells.items() if text}
