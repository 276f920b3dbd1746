"""Credits have positive amounts, whichever sign their sender wrote (T29)."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading

_ZERO: Final = Decimal(0)


def signed(reading: InvoiceReading) -> InvoiceReading:
    """Return a credit with positive amounts: `kind` says which way (T29).

    Senders write credits with or without a minus; a credit whose total is negative is turned
    round as a whole, so that its lines still add up.
    """
    if reading.kind is not DocumentKind.CREDIT_NOTE or (reading.gross_total or _ZERO) >= 0:
        return reading
    return replace(
        reading,
        line_total=_turned(reading.line_total),
        net_total=_turned(reading.net_total),
        tax_total=_turned(reading.tax_total),
        gross_total=_turned(reading.gross_total),
        tax_breakdown=tuple(
            replace(row, base=_turned(row.base), tax=_turned(row.tax))
            for row in reading.tax_breakdown
        ),
        lines=tuple(_turned_line(line) for line in reading.lines),
    )


def _turned(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def _turned_line(line: InvoiceLine) -> InvoiceLine:
    is_quantity = line.quantity is not None and line.quantity < 0
    return replace(
        line,
        quantity=_turned(line.quantity) if is_quantity else line.quantity,
        unit_price=line.unit_price if is_quantity else _turned(line.unit_price),
        net=_turned(line.net),
    )
