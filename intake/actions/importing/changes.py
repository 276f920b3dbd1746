"""Changes of orders: what a change leaves out is taken from the order that is here (T15, T109).

A change states new values. Where its own words contradict that (a decrease to more than was
ordered), the row is refused: whether the figure is the new quantity or the difference is not ours
to guess.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from core.reasons import ReasonCode
from intake.models import PurchaseOrder, PurchaseOrderLine
from intake.rules.cells import UnreadableCell, parse_decimal
from intake.rules.findings import FindingValue, Table, TableRow
from intake.rules.tables import row_problem

_DECREASE: Final = "QD"
_INCREASE: Final = "QI"


def completed(table: Table) -> Table:
    """Return the rows of a change with what the orders that are here say beside them."""
    rows = list(table.rows)
    numbers = {row.values.get("po_number", "") for row in rows}
    orders = {
        order.po_number: order
        for order in PurchaseOrder.objects.filter(po_number__in=numbers).select_related("vendor")
    }
    lines: dict[str, dict[str, PurchaseOrderLine]] = {number: {} for number in orders}
    for line in PurchaseOrderLine.objects.filter(order__in=orders.values()).select_related("order"):
        lines[line.order.po_number][line.po_line] = line
    full = [
        each
        for row in rows
        for each in _full(row, orders.get(row.values.get("po_number", "")), lines)
    ]
    return replace(table, rows=full)


def _full(
    row: TableRow, order: PurchaseOrder | None, lines: dict[str, dict[str, PurchaseOrderLine]]
) -> Iterator[TableRow]:
    number = row.values.get("po_number", "")
    if order is None:
        yield replace(row, problem=_no_order(row, number))
        return
    here = lines[number]
    row = replace(row, extra=_dated(row, order))
    head = {
        **row.values,
        "vendor_id": order.vendor.vendor_id,
        "order_date": order.order_date.isoformat(),
        "currency": order.currency,
    }
    if "po_line" in row.values:
        yield _line(replace(row, values=head), here.get(row.values["po_line"]))
        return
    for po_line, line in here.items():  # the change is of the whole order
        yield _line(replace(row, values={**head, "po_line": po_line}), line)


def _dated(row: TableRow, order: PurchaseOrder) -> dict[str, str]:
    """Return what a change says beside its figures, with the day from which they count.

    That is its own day; a date of the order that the order itself does not have; or the day it
    was sent.
    """
    extra = dict(row.extra)
    sent_on, stated = extra.pop("sent_on", None), row.values.get("order_date", "")
    if "changed_on" not in extra and stated > order.order_date.isoformat():
        extra["changed_on"] = stated
    if "changed_on" not in extra and sent_on:
        extra["changed_on"] = sent_on
    return extra


def _line(row: TableRow, line: PurchaseOrderLine | None) -> TableRow:
    if line is None:
        return row
    known = {"quantity": f"{line.quantity:f}", "unit_price": f"{line.unit_price:f}"}
    problem = _contradiction(row, line.quantity)
    return replace(row, values={**known, **row.values}, problem=problem)


def _contradiction(row: TableRow, ordered: Decimal) -> FindingValue | None:
    """Return why the new quantity cannot be what the change says it is."""
    kind = row.extra.get("change_type")
    try:
        quantity = parse_decimal(row.values.get("quantity", ""))
    except UnreadableCell:
        return None
    is_wrong = (kind == _DECREASE and quantity > ordered) or (
        kind == _INCREASE and quantity < ordered
    )
    if not is_wrong:
        return None
    way = "a decrease" if kind == _DECREASE else "an increase"
    return row_problem(
        row.line, f"it is {way} from {ordered:f} to {quantity:f}", "quantity",
        actual=f"{quantity:f}",
    )  # fmt: skip


def _no_order(row: TableRow, number: str) -> FindingValue:
    return FindingValue(
        code=ReasonCode.PO_NOT_FOUND,
        text=f"Line {row.line}: order {number or 'without a number'}, which this changes, is not"
        " here.",
        field="po_number",
        line=str(row.line),
        actual=number or None,
    )
