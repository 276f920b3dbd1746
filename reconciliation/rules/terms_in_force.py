"""Which terms of an order line count: those of the day its goods came, not a later edit (T15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.reasons import ReasonCode
from reconciliation.rules.match_values import Difference, OrderChange, OrderLine, ReceivedLine
from reconciliation.rules.wording import money, plain


@dataclass(frozen=True, slots=True)
class Terms:
    """Quantity, price and unit that count, the day they count for, and the edit that came later."""

    quantity: Decimal
    unit_price: Decimal
    uom: str | None
    on: date
    changed: OrderChange | None = None


def terms_in_force(line: OrderLine, receipts: Sequence[ReceivedLine], arrived_on: date) -> Terms:
    """Return the terms of the day the goods now billed came, or the invoice if none came yet."""
    days = [r.received_date for r in receipts if r.quantity_available > 0]
    on = min([*days, arrived_on])
    if line.changes:
        later = sorted(
            (change for change in line.changes if change.changed_on > on),
            key=lambda change: change.changed_on,
        )
        if later:
            first = later[0]
            uom = first.uom if first.uom is not None else line.uom
            if (first.quantity, first.unit_price, uom) != (
                line.quantity,
                line.unit_price,
                line.uom,
            ):
                return Terms(first.quantity, first.unit_price, uom, on, first)
    return Terms(line.quantity, line.unit_price, line.uom, on)


def changed_late(line: OrderLine, terms: Terms, invoice_line: str) -> Difference | None:
    """Report an edit that came after the goods or the invoice: what, when, and by whom."""
    change = terms.changed
    if change is None:
        return None
    edits = []
    if terms.unit_price != line.unit_price:
        edits.append(f"the price from {money(terms.unit_price)} to {money(line.unit_price)}")
    if terms.quantity != line.quantity:
        edits.append(f"the quantity from {plain(terms.quantity)} to {plain(line.quantity)}")
    if terms.uom != line.uom:
        edits.append(f"the unit from {terms.uom} to {line.uom}")
    return Difference(
        code=ReasonCode.PO_CHANGED,
        text=f"{change.changed_by} changed {' and '.join(edits)} on {change.changed_on}, after"
        f" {terms.on}. The terms before that are the ones compared.",
        line=invoice_line,
        expected=f"{plain(terms.quantity)} at {money(terms.unit_price)}",
        actual=f"{plain(line.quantity)} at {money(line.unit_price)}",
        reference=f"{line.po_number}/{line.po_line}",
    )
