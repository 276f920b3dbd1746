"""Orders, receipts and invoices of Brightwell Foods, small enough to compute by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import AllowanceCharge, DocumentKind, InvoiceLine, InvoiceReading
from reconciliation.rules.match_values import (
    MatchInput,
    MatchResult,
    Order,
    OrderLine,
    OrderStatus,
    ReceivedLine,
)
from reconciliation.rules.three_way import match_invoice_lines
from reconciliation.rules.tolerance import (
    DEFAULT_TOLERANCES,
    Combine,
    Measure,
    Tolerance,
    ToleranceRow,
)

D = Decimal
ISSUED = date(2026, 3, 12)
RECEIVED = date(2026, 3, 10)
ORDERED = date(2026, 3, 1)


def order_line(
    po_line: str = "1",
    quantity: str = "100",
    price: str = "10.00",
    *,
    po: str = "4500001",
    item: str | None = None,
) -> OrderLine:
    """One order line for item ITEM-<line> in pieces."""
    return OrderLine(
        po,
        po_line,
        D(quantity),
        D(price),
        uom="EA",
        item_id=item or f"ITEM-{po_line}",
        description=f"Article {item or po_line}",
    )


def order(*lines: OrderLine, po: str = "4500001") -> Order:
    """An open order with Brightwell Foods."""
    return Order(po, "V-1001", "HQ", OrderStatus.OPEN, "EUR", ORDERED, lines)


def received(
    po_line: str = "1",
    accepted: str = "100",
    available: str | None = None,
    *,
    number: str = "GR-1",
    po: str = "4500001",
    on: date = RECEIVED,
) -> ReceivedLine:
    """A receipt, nothing of it billed yet unless said otherwise."""
    left = D(accepted if available is None else available)
    return ReceivedLine(number, po_line, po, po_line, on, D(accepted), left, uom="EA")


def billed(
    line: str = "1",
    quantity: str = "100",
    price: str = "10.00",
    *,
    item: str | None = None,
    net: str | None = None,
) -> InvoiceLine:
    """One invoice line for item ITEM-<line>."""
    total = D(net) if net is not None else D(quantity) * D(price)
    return InvoiceLine(
        line,
        description=f"Article {item or line}",
        quantity=D(quantity),
        unit="EA",
        unit_price=D(price),
        net=total,
        buyer_item_id=item or f"ITEM-{line}",
    )


def invoice(*lines: InvoiceLine, po: str | None = "4500001") -> InvoiceReading:
    """An invoice of Brightwell Foods."""
    return InvoiceReading(
        DocumentKind.INVOICE,
        "ubl",
        invoice_number="BF-1001",
        issue_date=ISSUED,
        currency="EUR",
        purchase_order=po,
        lines=lines,
        line_total=sum((line.net or D(0) for line in lines), D(0)),
    )


def charge(amount: str, reason: str = "Freight", code: str = "FC") -> AllowanceCharge:
    """A charge."""
    return AllowanceCharge(True, D(amount), reason=reason, reason_code=code)


def limit(
    measure: Measure,
    percent: str | None = None,
    absolute: str | None = None,
    combine: Combine = Combine.BOTH,
) -> tuple[ToleranceRow, ...]:
    """The default limits with one of them set otherwise."""
    tolerance = Tolerance(
        None if percent is None else D(percent), None if absolute is None else D(absolute), combine
    )
    kept = tuple(row for row in DEFAULT_TOLERANCES if row.measure is not measure)
    return (*kept, ToleranceRow(measure, tolerance))


def compared(
    reading: InvoiceReading,
    orders: Sequence[Order],
    receipts: Iterable[ReceivedLine] = (),
    tolerances: tuple[ToleranceRow, ...] = DEFAULT_TOLERANCES,
    candidates: Sequence[Order] = (),
    needs_order: bool = True,
) -> MatchResult:
    """Match as the pipeline does, the day after the invoice was issued."""
    return match_invoice_lines(
        MatchInput(
            reading,
            "V-1001",
            "HQ",
            date(2026, 3, 13),
            orders=tuple(orders),
            candidates=tuple(candidates),
            receipts=tuple(receipts),
            tolerances=tolerances,
            needs_order=needs_order,
        )
    )


def codes(result: MatchResult) -> list[ReasonCode]:
    """The codes of what is open, in order."""
    return [difference.code for difference in result.exceptions]


def billed_before(line: OrderLine, quantity: str, amount: str) -> OrderLine:
    """The same order line after earlier invoices."""
    return replace(line, quantity_invoiced_before=D(quantity), amount_invoiced_before=D(amount))
