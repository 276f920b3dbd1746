"""Invoices that disagree with their order or with what arrived, and some that only seem to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from backoffice.demo import billing
from backoffice.demo.model import CENT, ZERO, Invoice, InvoiceLine, Order, OrderLine
from backoffice.demo.plot import Plot

OVER_BOTH = ("QUANTITY_OVER_ORDERED", "QUANTITY_OVER_RECEIVED")


@dataclass(frozen=True, slots=True)
class Twist:
    """What happens to so many of the orders that fit."""

    name: str
    count: int
    fits: Callable[[Order], bool]
    write: Callable[[Plot, Order], None]


def any_order(order: Order) -> bool:
    """Every order the machine can bill as an e-invoice."""
    return order.vendor.address.country != "US"


def _price(plot: Plot, order: Order, low: str, high: str) -> tuple[Invoice, InvoiceLine]:
    """The invoice with one price moved by a share between low and high."""
    invoice = plot.bill(order)
    line = max(invoice.lines, key=lambda one: one.net)
    spread = Decimal(plot.rng.randint(0, 100)) / 100
    share = Decimal(low) + (Decimal(high) - Decimal(low)) * spread
    mode = ROUND_DOWN if abs(share) < Decimal("0.02") else ROUND_UP
    moved = (line.unit_price * (1 + share)).quantize(CENT, rounding=mode)
    changed = replace(line, unit_price=moved)
    return replace_line(invoice, changed), changed


def replace_line(invoice: Invoice, line: InvoiceLine) -> Invoice:
    """The invoice with one of its lines exchanged."""
    lines = tuple(line if one.number == line.number else one for one in invoice.lines)
    return replace(invoice, lines=lines)


def _price_over(plot: Plot, order: Order) -> None:
    invoice, _ = _price(plot, order, "0.035", "0.12")
    plot.arrive(invoice, "price_over", ["PRICE_OVER"])


def _price_inside(plot: Plot, order: Order) -> None:
    invoice, _ = _price(plot, order, "0.009", "0.0185")
    plot.arrive(invoice, "price_inside_tolerance")


def _price_under(plot: Plot, order: Order) -> None:
    invoice, _ = _price(plot, order, "-0.11", "-0.04")
    plot.arrive(invoice, "price_under", ["PRICE_UNDER"])


def _biggest(order: Order) -> OrderLine:
    return max(order.lines, key=lambda line: line.quantity)


def _with(order: Order, line: OrderLine) -> Order:
    lines = tuple(line if one.number == line.number else one for one in order.lines)
    return replace(order, lines=lines)


def _partial_receipt(plot: Plot, order: Order) -> None:
    line = _biggest(order)
    share = Decimal(plot.rng.choice(("0.5", "0.6", "0.75", "0.8")))
    came = (line.quantity * share).to_integral_value(rounding=ROUND_DOWN)
    order = plot.put(_with(order, replace(line, received=came)))
    plot.arrive(plot.bill(order), "quantity_over_received", ["QUANTITY_OVER_RECEIVED"])


def _rejected(plot: Plot, order: Order) -> None:
    line = _biggest(order)
    spoilt = max(Decimal(1), (line.quantity / 12).to_integral_value())
    order = plot.put(_with(order, replace(line, rejected=spoilt)))
    plot.arrive(plot.bill(order), "units_rejected", ["QUANTITY_OVER_RECEIVED"])


def _line_missing(plot: Plot, order: Order) -> None:
    line = order.lines[-1]
    order = plot.put(_with(order, replace(line, received=ZERO)))
    plot.arrive(plot.bill(order), "not_received", ["NOT_RECEIVED"])


def _nothing_came(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    lines = tuple(replace(line, received=ZERO) for line in order.lines)
    plot.put(replace(order, lines=lines, received_date=None))
    plot.arrive(invoice, "not_received", ["NOT_RECEIVED"])


def _more_than_ordered(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    line = max(invoice.lines, key=lambda one: one.quantity)
    more = (line.quantity * Decimal("1.15")).to_integral_value(rounding=ROUND_UP)
    plot.arrive(
        replace_line(invoice, replace(line, quantity=more)), "quantity_over_ordered", OVER_BOTH
    )


def _more_came(plot: Plot, order: Order) -> None:
    line = _biggest(order)
    more = (line.quantity * Decimal("1.1")).to_integral_value(rounding=ROUND_UP)
    order = plot.put(_with(order, replace(line, received=more)))
    invoice = plot.bill(order)
    billed = next(one for one in invoice.lines if one.po_line == line.number)
    plot.arrive(
        replace_line(invoice, replace(billed, quantity=more)),
        "quantity_over_ordered",
        ["QUANTITY_OVER_ORDERED"],
    )


def renamed_order(invoice: Invoice, number: str | None) -> Invoice:
    """The invoice naming another order, or none."""
    lines = tuple(replace(line, po_number=number, po_line=None) for line in invoice.lines)
    return replace(invoice, purchase_order=number, lines=lines)


def _unknown_order(plot: Plot, order: Order) -> None:
    mistyped = order.number[:3] + "9" + order.number[4:]
    plot.arrive(renamed_order(plot.bill(order), mistyped), "unknown_po", ["PO_NOT_FOUND"])


def _no_order(plot: Plot, order: Order) -> None:
    plot.arrive(renamed_order(plot.bill(order), None), "missing_po", ["NO_PURCHASE_ORDER"])


def _closed_order(plot: Plot, order: Order) -> None:
    status = plot.rng.choice(("closed", "closed", "cancelled"))
    plot.arrive(plot.bill(plot.put(replace(order, status=status))), "closed_po", ["PO_CLOSED"])


def _foreign_order(plot: Plot, order: Order) -> None:
    others = [
        o
        for o in plot.orders.values()
        if o.entity == order.entity and o.vendor != order.vendor and o.received_date
    ]
    other = plot.rng.choice(others)
    plot.arrive(
        renamed_order(plot.bill(order), other.number), "po_of_another_vendor", ["PO_OTHER_VENDOR"]
    )


def _sister_order(plot: Plot, order: Order) -> None:
    sister = "HL-NL" if order.entity == "HL-DE" else "HL-DE"
    place = plot.rng.choice(plot.company.places_of(sister, ["store"]))
    invoice = replace(plot.bill(order), entity=plot.company.entities[sister], deliver_to=place)
    plot.arrive(invoice, "po_of_another_entity", ["PO_OTHER_ENTITY"])


def _other_item(plot: Plot, order: Order) -> None:
    ordered = {line.item.item_id for line in order.lines}
    spare = [i for i in plot.company.items_of(order.vendor) if i.item_id not in ordered]
    item = plot.rng.choice(spare)
    invoice = plot.bill(order)
    swapped = replace(
        invoice.lines[-1],
        description=item.description,
        seller_item_id=item.vendor_item_id,
        gtin=item.gtin,
        buyer_item_id=None,
        po_line=None,
        unit_price=item.unit_cost,
    )
    plot.arrive(replace_line(invoice, swapped), "item_not_on_po", ["ITEM_NOT_ON_PO"])


def _in_pieces(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    lines = tuple(
        replace(
            line,
            unit=order.vendor.unit,
            quantity=line.quantity * ordered.item.pack_size,
            unit_price=ordered.item.unit_cost,
        )
        for line, ordered in zip(invoice.lines, order.lines, strict=True)
    )
    plot.arrive(replace(invoice, lines=lines), "billed_in_pieces")


def _by_pallet(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    line = max(invoice.lines, key=lambda one: one.quantity)
    pallet = replace(line, unit="XPX", quantity=Decimal(2), unit_price=line.net / 2)
    plot.arrive(replace_line(invoice, pallet), "unit_unresolved", ["UOM_UNRESOLVED"])


def _freight(plot: Plot, order: Order) -> None:
    amount = Decimal(plot.rng.choice(("14.90", "24.50", "39.00", "50.00", "86.00")))
    plot.arrive(
        replace(plot.bill(order), freight=amount), "unplanned_freight", ["UNPLANNED_CHARGE"]
    )


def _other_currency(plot: Plot, order: Order) -> None:
    plot.arrive(
        replace(plot.bill(order), currency="EUR"), "currency_mismatch", ["CURRENCY_MISMATCH"]
    )


def _line_twice(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    again = replace(invoice.lines[0], number=len(invoice.lines) + 1)
    plot.arrive(
        replace(invoice, lines=(*invoice.lines, again)),
        "line_repeated",
        ["DUPLICATE_LINE", *OVER_BOTH],
    )


def _in_parts(plot: Plot, order: Order) -> None:
    day = plot.issue_day(order)
    halves = [
        (line, (line.quantity / 2).to_integral_value(rounding=ROUND_UP)) for line in order.lines
    ]
    rests = [(line, line.quantity - half) for line, half in halves if line.quantity > half]
    for part in (halves, rests):
        number = plot.number(order.vendor, day)
        invoice = billing.from_order(plot.company, order, number, day, shares=part)
        plot.arrive(invoice, "one_po_several_invoices")


def _late(plot: Plot, order: Order) -> None:
    invoice = plot.bill(order)
    arrived = plot.timeline.month(1).first.replace(day=plot.rng.randint(17, 26))
    plot.arrive(invoice, "closed_period", ["PERIOD_CLOSED"], arrived=arrived)


def _several_lines(order: Order) -> bool:
    return any_order(order) and len(order.lines) > 1


def _fine_prices(order: Order) -> bool:
    top = max(order.lines, key=lambda line: line.quantity * line.unit_price)
    amount = top.quantity * top.unit_price
    return top.unit_price >= 3 and amount <= 2400 and top.item.price_base == 1


def _big_enough(order: Order) -> bool:
    return any_order(order) and _biggest(order).quantity >= 5


def _by_case(order: Order) -> bool:
    return all(line.uom == "CS" for line in order.lines)


def _pallets(order: Order) -> bool:
    return any_order(order) and not _by_case(order) and _biggest(order).quantity >= 48


def _two_entities(order: Order) -> bool:
    return len(order.vendor.entities) > 1


def _choice_left(order: Order) -> bool:
    return any_order(order) and 1 < len(order.lines) < 4 and order.lines[0].item.price_base == 1


TWISTS = (
    Twist("price_over", 11, _fine_prices, _price_over),
    Twist("price_inside_tolerance", 13, _fine_prices, _price_inside),
    Twist("price_under", 4, _fine_prices, _price_under),
    Twist("quantity_over_received", 7, _big_enough, _partial_receipt),
    Twist("units_rejected", 3, _big_enough, _rejected),
    Twist("not_received", 2, _several_lines, _line_missing),
    Twist("nothing_received", 3, any_order, _nothing_came),
    Twist("quantity_over_ordered", 3, _big_enough, _more_than_ordered),
    Twist("more_received", 2, _big_enough, _more_came),
    Twist("unknown_po", 3, any_order, _unknown_order),
    Twist("missing_po", 3, any_order, _no_order),
    Twist("closed_po", 3, any_order, _closed_order),
    Twist("po_of_another_vendor", 2, any_order, _foreign_order),
    Twist("po_of_another_entity", 2, _two_entities, _sister_order),
    Twist("item_not_on_po", 4, _choice_left, _other_item),
    Twist("billed_in_pieces", 8, _by_case, _in_pieces),
    Twist("unit_unresolved", 2, _pallets, _by_pallet),
    Twist("unplanned_freight", 6, any_order, _freight),
    Twist("currency_mismatch", 2, lambda o: o.currency == "GBP", _other_currency),
    Twist("line_repeated", 3, _several_lines, _line_twice),
    Twist("one_po_several_invoices", 4, _big_enough, _in_parts),
)
LATE = Twist("closed_period", 2, any_order, _late)
