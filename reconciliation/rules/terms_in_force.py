"""Which terms of an order line count: those of the day its goods came, not a later edit (T15).

The price is the one of the oldest delivery that is still to be billed, the quantity the one of the
newest: an order that grew before its second delivery has grown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.reasons import ReasonCode
from reconciliation.rules.match_values import Difference, OrderChange, OrderLine, ReceivedLine
from reconciliation.rules.wording import money, plain


@dataclass(frozen=True, slots=True)
class Terms:
    """Quantity, price and unit that count, the day they count for, and the later edits."""

    quantity: Decimal
    unit_price: Decimal
    uom: str | None
    on: date
    price_changed: OrderChange | None = None
    quantity_changed: OrderChange | None = None


def terms_in_force(line: OrderLine, receipts: Sequence[ReceivedLine], arrived_on: date) -> Terms:
    """Return the terms of the day the goods now billed came, or the invoice if none came yet."""
    days = [r.received_date for r in receipts if r.quantity_available > 0]
    first = min([*days, arrived_on])
    if not line.changes:
        return Terms(line.quantity, line.unit_price, line.uom, first)
    last = min(max(days, default=arrived_on), arrived_on)
    priced, counted = _next_change(line, first), _next_change(line, last)
    quantity, price, uom = line.quantity, line.unit_price, line.uom
    if priced is not None:
        price, uom = priced.unit_price, priced.uom if priced.uom is not None else line.uom
    if counted is not None:
        quantity = counted.quantity
    return Terms(
        quantity,
        price,
        uom,
        first,
        price_changed=priced if (price, uom) != (line.unit_price, line.uom) else None,
        quantity_changed=counted if quantity != line.quantity else None,
    )


def changed_late(
    line: OrderLine, terms: Terms, invoice_line: str, billed: Decimal
) -> Difference | None:
    """Report an edit that came after the goods or the invoice: what, when, and by whom.

    An edit of the quantity matters only where more is billed in all than was ordered before it.
    """
    edits = []
    change = terms.price_changed
    if change is not None and terms.unit_price != line.unit_price:
        edits.append(f"the price from {money(terms.unit_price)} to {money(line.unit_price)}")
    if change is not None and terms.uom != line.uom:
        edits.append(f"the unit from {terms.uom} to {line.uom}")
    if terms.quantity_changed is not None and billed > terms.quantity:
        change = change or terms.quantity_changed
        edits.append(f"the quantity from {plain(terms.quantity)} to {plain(line.quantity)}")
    if change is None or not edits:
        return None
    return Difference(
        code=ReasonCode.PO_CHANGED,
        text=f"{change.changed_by} changed {' and '.join(edits)} on {change.changed_on}, after"
        f" {terms.on}. The terms before that are the ones compared.",
        line=invoice_line,
        expected=f"{plain(terms.quantity)} at {money(terms.unit_price)}",
        actual=f"{plain(line.quantity)} at {money(line.unit_price)}",
        reference=f"{line.po_number}/{line.po_line}",
    )


def _next_change(line: OrderLine, day: date) -> OrderChange | None:
    """Return the first edit after a day: what it holds were the terms until then."""
    later = [change for change in line.changes if change.changed_on > day]
    return min(later, key=lambda change: change.changed_on, default=None)
