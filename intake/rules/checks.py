"""Do the parts of one document add up? Arithmetic, tax, dates and repeated lines.

Everything is compared unrounded against limits that are inclusive. A limit is never tighter than
half of the currency's smallest unit, because a printed amount was rounded to it once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from core.money import decimal_text, minor_units
from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.reading import AllowanceCharge, InvoiceLine, InvoiceReading, TaxBreakdown

_ZERO: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)
_TWO_DIGITS: Final = 2
_NOT_IN_TOTALS: Final = frozenset({"GROUP", "INFORMATION"})
_NEEDED: Final = (
    ("invoice_number", "invoice number"),
    ("issue_date", "issue date"),
    ("currency", "currency"),
    ("net_total", "net total"),
    ("gross_total", "gross total"),
)


@dataclass(frozen=True, slots=True)
class ReadingTolerances:
    """How far the figures of one document may stray from each other."""

    line_net: Decimal = Decimal("0.02")
    total: Decimal = _ZERO
    tax_line: Decimal = Decimal("0.02")
    tax_document: Decimal = Decimal("0.05")
    days_ahead: int = 7


class TaxMethod(StrEnum):
    """How a vendor came to the printed tax."""

    DOCUMENT = "document"
    LINE = "line"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class TaxCheck:
    """One row of the tax breakdown against its base and rate.

    `difference` is printed less computed, rounded to the currency: what goes to the rounding
    account when the vendor's figure is booked.
    """

    category: str | None
    rate: Decimal | None
    base: Decimal
    printed: Decimal
    computed: Decimal
    difference: Decimal
    method: TaxMethod
    tolerance: Decimal
    is_within: bool


def check_reading(
    reading: InvoiceReading, tolerances: ReadingTolerances, *, arrived_on: date | None = None
) -> tuple[FindingValue, ...]:
    """What is wrong inside this document."""
    return (
        *_missing(reading),
        *_line_nets(reading, tolerances),
        *_totals(reading, tolerances),
        *_taxes(reading, tolerances),
        *_repeated_lines(reading),
        *_dates(reading, tolerances, arrived_on),
    )


def _missing(reading: InvoiceReading) -> Iterator[FindingValue]:
    for field, words in _NEEDED:
        if getattr(reading, field) is None:
            yield FindingValue(
                ReasonCode.MISSING_FIELD, f"The document states no {words}.", field=field
            )
    if reading.seller.name is None:
        yield FindingValue(
            ReasonCode.MISSING_FIELD, "The document names no seller.", field="seller_name"
        )


def smallest_unit(currency: str | None) -> Decimal:
    """The smallest amount of a currency: 0.01 EUR, 1 JPY, 0.001 KWD; unknown counts as 0.01."""
    digits = _TWO_DIGITS if currency is None else minor_units(currency)
    return Decimal(1).scaleb(-digits)


def _limit(limit: Decimal, reading: InvoiceReading) -> Decimal:
    return max(limit, smallest_unit(reading.currency) / 2)


def _signed(parts: tuple[AllowanceCharge, ...]) -> Decimal:
    """Charges less allowances."""
    return sum((part.amount if part.is_charge else -part.amount for part in parts), _ZERO)


def computed_net(line: InvoiceLine) -> Decimal | None:
    """Quantity by price for its base, with the line's charges and allowances."""
    if line.quantity is None or line.unit_price is None:
        return None
    base = line.price_base_quantity or Decimal(1)
    return line.quantity * line.unit_price / base + _signed(line.allowances_charges)


def _line_nets(reading: InvoiceReading, tolerances: ReadingTolerances) -> Iterator[FindingValue]:
    limit = _limit(tolerances.line_net, reading)
    for line in reading.lines:
        computed = computed_net(line)
        if computed is None or line.net is None or line.line_status in _NOT_IN_TOTALS:
            continue
        if abs(line.net - computed) > limit:
            yield FindingValue(
                code=ReasonCode.TOTALS_MISMATCH,
                text=f"Line {line.line or 'without a number'}: quantity by price, with charges and"
                f" allowances, is {_plain(computed)}; charged is {decimal_text(line.net)}.",
                field="net",
                line=line.line,
                expected=_plain(computed),
                actual=decimal_text(line.net),
                tolerance=decimal_text(limit),
                reference="PEPPOL-EN16931-R120",
            )


@dataclass(frozen=True, slots=True)
class _Sum:
    """One printed total and what it should add up to."""

    field: str
    computed: Decimal | None
    rule: str
    text: str


def _sums(reading: InvoiceReading) -> tuple[_Sum, ...]:
    counted = [line.net for line in reading.lines if line.line_status not in _NOT_IN_TOTALS]
    nets = [net for net in counted if net is not None]
    lines = sum(nets, _ZERO) if nets and len(nets) == len(counted) else None
    tax = reading.tax_total or _ZERO
    paid = (reading.prepaid or _ZERO) - (reading.rounding or _ZERO)
    extras = _extras(reading)
    net, gross, goods = reading.net_total, reading.gross_total, reading.line_total
    return (
        _Sum("line_total", lines, "BR-CO-10", "The lines do not add up to their printed total."),
        _Sum(
            "net_total",
            None if goods is None else goods + extras,
            "BR-CO-13",
            "Lines, allowances and charges do not add up to the net total.",
        ),
        _Sum(
            "gross_total",
            None if net is None else net + tax,
            "BR-CO-15",
            "Net and tax do not add up to the gross total.",
        ),
        _Sum(
            "amount_due",
            None if gross is None else gross - paid,
            "BR-CO-16",
            "Gross, prepaid and rounding do not add up to the amount due.",
        ),
    )


def _extras(reading: InvoiceReading) -> Decimal:
    """Charges less allowances of the document: the printed totals, or the parts without one."""
    parts = reading.allowances_charges
    charges, allowances = reading.charge_total, reading.allowance_total
    if charges is None:
        charges = sum((part.amount for part in parts if part.is_charge), _ZERO)
    if allowances is None:
        allowances = sum((part.amount for part in parts if not part.is_charge), _ZERO)
    return charges - allowances


def _figures(computed: Decimal, printed: Decimal) -> str:
    return f"By calculation it is {_plain(computed)}; the document says {decimal_text(printed)}."


def _totals(reading: InvoiceReading, tolerances: ReadingTolerances) -> Iterator[FindingValue]:
    limit = _limit(tolerances.total, reading)
    for check in _sums(reading):
        printed: Decimal | None = getattr(reading, check.field)
        if check.computed is None or printed is None:
            continue
        if abs(printed - check.computed) > limit:
            yield FindingValue(
                code=ReasonCode.TOTALS_MISMATCH,
                text=f"{check.text} {_figures(check.computed, printed)}",
                field=check.field,
                expected=_plain(check.computed),
                actual=decimal_text(printed),
                tolerance=decimal_text(limit),
                reference=check.rule,
            )


def tax_checks(reading: InvoiceReading, tolerances: ReadingTolerances) -> tuple[TaxCheck, ...]:
    """Each row of the breakdown that can be computed, with its method and its difference."""
    return tuple(
        _tax_check(row, reading, tolerances)
        for row in reading.tax_breakdown
        if row.base is not None and row.tax is not None and row.rate is not None
    )


def _tax_check(
    row: TaxBreakdown, reading: InvoiceReading, tolerances: ReadingTolerances
) -> TaxCheck:
    base, printed, rate = row.base or _ZERO, row.tax or _ZERO, row.rate or _ZERO
    unit = smallest_unit(reading.currency)
    computed = base * rate / _HUNDRED
    rounded = computed.quantize(unit, ROUND_HALF_UP)
    limit = _limit(tolerances.tax_document, reading)
    if printed == rounded:
        method = TaxMethod.DOCUMENT
    elif printed == _by_line(reading, row, unit):
        method = TaxMethod.LINE
    else:
        method = TaxMethod.NEITHER
    return TaxCheck(
        category=row.category,
        rate=row.rate,
        base=base,
        printed=printed,
        computed=computed,
        difference=printed - rounded,
        method=method,
        tolerance=limit,
        is_within=abs(printed - computed) <= limit,
    )


def _by_line(reading: InvoiceReading, row: TaxBreakdown, unit: Decimal) -> Decimal | None:
    """The tax of this rate, rounded line by line."""
    nets = [
        line.net
        for line in reading.lines
        if line.net is not None
        and line.tax_rate == row.rate
        and row.category in {line.tax_category, None}
    ]
    if not nets:
        return None
    rate = row.rate or _ZERO
    return sum(((net * rate / _HUNDRED).quantize(unit, ROUND_HALF_UP) for net in nets), _ZERO)


def _taxes(reading: InvoiceReading, tolerances: ReadingTolerances) -> Iterator[FindingValue]:
    for check in tax_checks(reading, tolerances):
        if not check.is_within:
            yield FindingValue(
                code=ReasonCode.TAX_MISMATCH,
                text=f"The tax at {check.rate} % is not base by rate."
                f" {_figures(check.computed, check.printed)}",
                field="tax_breakdown",
                expected=_plain(check.computed),
                actual=decimal_text(check.printed),
                tolerance=decimal_text(check.tolerance),
                reference="BR-CO-17",
            )
    rows = [row.tax for row in reading.tax_breakdown if row.tax is not None]
    limit = _limit(tolerances.total, reading)
    if rows and reading.tax_total is not None and abs(sum(rows) - reading.tax_total) > limit:
        yield FindingValue(
            code=ReasonCode.TAX_MISMATCH,
            text="The tax rows do not add up to the printed tax total."
            f" {_figures(sum(rows, _ZERO), reading.tax_total)}",
            field="tax_total",
            expected=_plain(sum(rows, _ZERO)),
            actual=decimal_text(reading.tax_total),
            tolerance=decimal_text(limit),
            reference="BR-CO-14",
        )


def _repeated_lines(reading: InvoiceReading) -> Iterator[FindingValue]:
    seen: dict[tuple[object, ...], str] = {}
    for line in reading.lines:
        if not line.net or line.quantity is None or line.line_status in _NOT_IN_TOTALS:
            continue
        key = _identity(line)
        if key is None:
            continue
        if key in seen:
            yield FindingValue(
                code=ReasonCode.DUPLICATE_LINE,
                text=f"The line repeats line {seen[key]}: same item, quantity and price.",
                line=line.line,
                actual=line.description,
                reference=seen[key],
            )
        else:
            seen[key] = line.line


def _identity(line: InvoiceLine) -> tuple[object, ...] | None:
    """What makes two lines the same sale; a different order line or note makes two sales."""
    item = line.gtin or line.seller_item_id or line.buyer_item_id or line.description
    if item is None:
        return None
    return (
        item,
        line.description,
        line.quantity,
        line.unit,
        line.unit_price,
        line.net,
        line.po_number,
        line.po_line,
        line.note,
    )


def _dates(
    reading: InvoiceReading, tolerances: ReadingTolerances, arrived_on: date | None
) -> Iterator[FindingValue]:
    issued, due = reading.issue_date, reading.due_date
    if issued is None:
        return
    if due is not None and due < issued:
        yield FindingValue(
            code=ReasonCode.IMPLAUSIBLE_DATE,
            text="The due date is before the issue date.",
            field="due_date",
            expected=f"{issued} or later",
            actual=str(due),
        )
    if arrived_on is not None:
        last = arrived_on + timedelta(days=tolerances.days_ahead)
        if issued > last:
            yield FindingValue(
                code=ReasonCode.IMPLAUSIBLE_DATE,
                text="The issue date is after the day the document arrived.",
                field="issue_date",
                expected=f"{arrived_on} or earlier",
                actual=str(issued),
                tolerance=f"{tolerances.days_ahead} days",
            )


def _plain(amount: Decimal) -> str:
    """A computed amount without the zeros that arithmetic leaves behind."""
    text = decimal_text(amount)
    return text.rstrip("0").rstrip(".") if "." in text else text
