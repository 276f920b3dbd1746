"""X12 850, 860 and 861 as rows of the tables: what was ordered, changed, and received.

An order that names no vendor is for whoever it was sent to. A change (860) states new values and
not differences; what it leaves out stays as it is, and is filled in when the change is loaded.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from intake.formats import x12_parts as parts
from intake.formats.edi import Message, Segment, Values, count_differs, divide, first
from intake.formats.edi_places import Place, of_role
from intake.formats.x12_interchange import whole
from intake.rules.findings import TableRow

_VENDORS: Final = ("VN", "SU", "SE", "SF")
_ASSIGNED_BY_BUYER: Final = "92"
_FOOT: Final = frozenset({"CTT"})
_CANCELLED: Final = frozenset({"01"})
_DELETES: Final = frozenset({"DI"})
_NOT_REJECTED: Final = frozenset({"02", "03"})  # short and over: what is not there, or extra
_ZERO: Final = Decimal(0)
_PLACES: Final = Decimal("0.0000000001")


def read_order(message: Message, values: Values) -> tuple[TableRow, ...]:
    """Return the lines of an 850 as rows of `purchase_orders`."""
    head, loops, _ = divide(message.segments, frozenset({"PO1"}), _FOOT)
    beg = first(head, "BEG") or message.header
    shared, extra = _head(message, head, values)
    shared["status"] = "cancelled" if beg.text(1) in _CANCELLED else "open"
    shared |= _known(
        po_number=whole(beg, 3),
        order_date=_iso(beg, 5, "order_date", values)
        or _iso_of(parts.dated(head, values, "order_date", "004")),
    )
    extra |= _known(release_number=beg.text(4), order_type=beg.text(2))
    _check_lines(message, loops, values)
    return tuple(
        _order_row(number, loop, shared, extra, values) for number, loop in enumerate(loops, 1)
    )


def read_change(message: Message, values: Values) -> tuple[TableRow, ...]:
    """Return the lines of an 860 as rows of `purchase_orders`; an empty cell stays as it is."""
    head, loops, _ = divide(message.segments, frozenset({"POC"}), _FOOT)
    bch = first(head, "BCH") or message.header
    shared, extra = _head(message, head, values)
    if of_role(parts.places(head), *_VENDORS) is None:
        shared.pop("vendor_id", None)  # the order that is here knows its vendor
    shared |= _known(po_number=whole(bch, 3), order_date=_iso(bch, 6, "order_date", values))
    changed_on = next((day for n in (11, 10) if (day := _iso(bch, n, "changed_on", values))), None)
    extra |= _known(
        change_number=bch.text(5), changed_on=changed_on, sent_on=_iso_of(message.envelope.sent_on)
    )
    if bch.text(1) in _CANCELLED:
        shared["status"] = "cancelled"
    _check_lines(message, loops, values)
    if not loops:
        return (TableRow(line=bch.line, values=shared, extra=extra),)
    return tuple(_change_row(number, loop, shared, extra, values)
                 for number, loop in enumerate(loops, 1))  # fmt: skip


def read_receipt(message: Message, values: Values) -> tuple[TableRow, ...]:
    """Return the lines of an 861 as rows of `receipts`: goods came, and some were rejected."""
    head, loops, _ = divide(message.segments, frozenset({"RCD"}), _FOOT)
    bra = first(head, "BRA") or message.header
    parties = parts.places(head)
    came_on = _iso_of(parts.dated(head, values, "received_date", "050", "035")) or _iso(
        bra, 2, "received_date", values
    )
    where = of_role(parties, "ST", "RL", "DA")
    order = first(head, "PRF")
    shared = _known(
        receipt_number=whole(bra, 1),
        received_date=came_on,
        location=None if where is None else where.identifier or where.name,
        po_number=(whole(order, 1) if order is not None else None) or parts.reference(head, "PO"),
    )
    _check_lines(message, loops, values)
    return tuple(_receipt_row(number, loop, shared, values) for number, loop in enumerate(loops, 1))


def _head(
    message: Message, head: Sequence[Segment], values: Values
) -> tuple[dict[str, str], dict[str, str]]:
    parties = parts.places(head)
    vendor = of_role(parties, *_VENDORS)
    ship_to, bought_by = of_role(parties, "ST"), of_role(parties, "BY", "BT")
    currency, is_stated = parts.currency(message.segments, parties)
    words, _ = parts.terms(head, values)
    shared = _known(vendor_id=_vendor_id(message, head, vendor), currency=currency)
    extra = _known(
        vendor_name=None if vendor is None else vendor.name,
        vendor_number=_partner_number(shared.get("vendor_id"), head, vendor),
        currency_taken_from=None if is_stated or currency is None else "addresses",
        ship_to=_named(ship_to),
        buyer_name=None if bought_by is None else bought_by.name,
        buyer_number=None if bought_by is None else bought_by.identifier,
        department=parts.reference(head, "DP"),
        contract_reference=parts.reference(head, "CT"),
        payment_terms=words,
        order_total=_total(message.segments, values),
    )
    return shared, extra


def _partner_number(
    vendor_id: str | None, head: Sequence[Segment], vendor: Place | None
) -> str | None:
    """Return the id of the vendor where it is not we who gave it."""
    is_ours = vendor is not None and vendor.qualifier == _ASSIGNED_BY_BUYER
    if is_ours or parts.reference(head, "IA", "VR"):
        return None
    return vendor_id


def _vendor_id(message: Message, head: Sequence[Segment], vendor: Place | None) -> str | None:
    ours = parts.reference(head, "IA", "VR")
    if vendor is not None and vendor.qualifier == _ASSIGNED_BY_BUYER and vendor.identifier:
        return vendor.identifier
    if ours:
        return ours
    if vendor is not None and (vendor.identifier or vendor.name):
        return vendor.identifier or vendor.name
    return message.group.receiver or message.envelope.receiver


def _order_row(
    number: int,
    loop: Sequence[Segment],
    shared: dict[str, str],
    extra: dict[str, str],
    values: Values,
) -> TableRow:
    po1 = loop[0]
    price = po1.text(4)
    ctp = first(loop, "CTP")
    if price is None and ctp is not None:
        price = ctp.text(3)
    numbers = parts.item_numbers(po1, 6, po1.text(3))
    stores = _stores(loop, po1, values)
    cells = _known(
        po_line=po1.text(1) or str(number),
        quantity=po1.text(2),
        uom=parts.unit(po1.text(3)),
        unit_price=_one(price, parts.price_base(po1, 5), po1, values),
        item_id=numbers["buyer_item_id"],
        vendor_item_id=numbers["seller_item_id"],
        gtin=numbers["gtin"],
        description=parts.description(loop),
    )
    more = _known(price_basis=po1.text(5), stores=stores)
    return TableRow(line=po1.line, values={**shared, **cells}, extra={**extra, **more})


def _change_row(
    number: int,
    loop: Sequence[Segment],
    shared: dict[str, str],
    extra: dict[str, str],
    values: Values,
) -> TableRow:
    poc = loop[0]
    change = poc.text(2)
    numbers = parts.item_numbers(poc, 8, poc.text(5))
    quantity = "0" if change in _DELETES else poc.text(3)
    cells = _known(
        po_line=poc.text(1) or str(number),
        quantity=quantity,
        uom=parts.unit(poc.text(5)),
        unit_price=_one(poc.text(6), parts.price_base(poc, 7), poc, values),
        item_id=numbers["buyer_item_id"],
        vendor_item_id=numbers["seller_item_id"],
        gtin=numbers["gtin"],
        description=parts.description(loop),
    )
    more = _known(change_type=change)
    return TableRow(line=poc.line, values={**shared, **cells}, extra={**extra, **more})


def _receipt_row(
    number: int, loop: Sequence[Segment], shared: dict[str, str], values: Values
) -> TableRow:
    rcd = loop[0]
    lin, prf = first(loop, "LIN"), first(loop, "PRF")
    received = values.number(rcd.text(2), "quantity_received", rcd)
    rejected = _rejected(loop, values)
    if received is not None and rejected > received:
        received += rejected  # it counts what was accepted, and names the rest beside it
    numbers = parts.item_numbers(lin, 2) if lin is not None else {}
    stated_line = (parts.paired(lin, 2, ("PL",)) if lin is not None else None) or parts.reference(
        loop, "PL", "LI"
    )
    own = rcd.text(1) or str(number)
    cells = _known(
        receipt_line=own,
        po_number=(whole(prf, 1) if prf is not None else None)
        or (parts.paired(lin, 2, ("PO",)) if lin is not None else None)
        or parts.reference(loop, "PO"),
        po_line=stated_line or (lin.text(1) if lin is not None else None) or own,
        received_date=_iso_of(parts.dated(loop, values, "received_date", "050")),
        quantity_received=rcd.text(2) if received is None else f"{received:f}",
        quantity_rejected=f"{rejected:f}" if rejected else None,
        uom=parts.unit(rcd.text(3)),
    )
    more = _known(
        condition=rcd.text(8),
        po_line_taken_from=None if stated_line else "receipt_line",
        **numbers,
    )
    return TableRow(line=rcd.line, values={**shared, **cells}, extra=more)


def _rejected(loop: Sequence[Segment], values: Values) -> Decimal:
    """Return what was sent back, or is in question for another reason than its number."""
    rcd = loop[0]
    returned = values.number(rcd.text(4), "quantity_rejected", rcd) or _ZERO
    asked = values.number(rcd.text(6), "quantity_rejected", rcd) or _ZERO
    return returned + (_ZERO if rcd.text(8) in _NOT_REJECTED else asked)


def _stores(loop: Sequence[Segment], po1: Segment, values: Values) -> str | None:
    """Return what each store is to get (SDQ), and say where the stores get another sum."""
    shares: list[str] = []
    total = _ZERO
    for segment in loop:
        if segment.tag != "SDQ":
            continue
        for element in range(3, segment.count + 1, 2):
            store, quantity = segment.text(element), segment.text(element + 1)
            if store and (amount := values.number(quantity, "quantity", segment)) is not None:
                shares.append(f"{store}:{amount:f}")
                total += amount
    if shares:
        ordered = values.number(po1.text(2), "quantity", po1)
        problem = count_differs(
            f"quantity of line {po1.text(1)}, which the stores (SDQ) share", ordered, total,
            po1.line,
        )  # fmt: skip
        if problem is not None:
            values.wrong(problem)
    return ";".join(shares) or None


def _check_lines(message: Message, loops: Sequence[list[Segment]], values: Values) -> None:
    ctt = first(message.segments, "CTT")
    if ctt is None:
        return
    problem = count_differs("lines (CTT01)", values.count(ctt.text(1)), len(loops), ctt.line)
    if problem is not None:
        values.wrong(problem)


def _total(segments: Sequence[Segment], values: Values) -> str | None:
    for segment in segments:
        if segment.tag == "AMT" and segment.text(1) == "TT":
            amount = values.number(segment.text(2), "order_total", segment)
            return None if amount is None else f"{amount:f}"
    return None


def _one(text: str | None, base: Decimal | None, segment: Segment, values: Values) -> str | None:
    """Return the price of one unit; what is no number is shown as it stands."""
    if text is None or base is None:
        return text
    price = values.number(text, "unit_price", segment)
    if price is None:
        return text
    one = (price / base).quantize(_PLACES).normalize()
    return f"{one:f}"


def _iso(segment: Segment, element: int, field: str, values: Values) -> str | None:
    return _iso_of(values.day(segment.text(element), field, segment))


def _iso_of(day: object) -> str | None:
    return None if day is None else str(day)


def _named(place: Place | None) -> str | None:
    return None if place is None else place.identifier or place.name


def _known(**cells: str | None) -> dict[str, str]:
    """Only what is stated: an empty cell is left out."""
    return {name: text for name, text in cells.items() if text}
