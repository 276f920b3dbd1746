"""How far is too far. Limits are values that a page can show; comparison is exact and inclusive.

Nothing is divided or rounded before it is compared: a gap of 4,000 on a million is caught at 0 %
even where the ratio would print as 1.00.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.money import decimal_text

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class Measure(StrEnum):
    """What is compared. A measure without a row has no limit, except where a default row exists."""

    PRICE_OVER = "price_over"
    PRICE_UNDER = "price_under"
    QUANTITY_OVER_ORDERED = "quantity_over_ordered"
    QUANTITY_OVER_RECEIVED = "quantity_over_received"
    QUANTITY_UNDER_RECEIVED = "quantity_under_received"
    LINE_TOTAL = "line_total"  # all that was ever billed on one order line, against its amount
    SUMMARY = "summary"  # the goods of one document, against what the order says they cost
    TAX_LINE = "tax_line"
    TAX_DOCUMENT = "tax_document"
    CHARGE = "charge"
    RECEIPT_OVER = "receipt_over"  # a delivery beyond the order that still counts as ordered
    RECEIPT_UNDER = "receipt_under"  # a short delivery that still completes the order line


class Combine(StrEnum):
    """How a percentage and an absolute limit work together."""

    BOTH = "both"  # both limits must hold: a breach of either fails
    GREATER_OF = "greater_of"  # the wider of the two limits counts: only a breach of both fails
    LESSER_OF = "lesser_of"  # the narrower of the two counts, said as one limit


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A limit as a percentage of what was expected, as an absolute figure, or as both."""

    percent: Decimal | None = None
    absolute: Decimal | None = None
    combine: Combine = Combine.BOTH


@dataclass(frozen=True, slots=True)
class ToleranceRow:
    """One limit that people set, for a vendor, a category, an entity, or everywhere."""

    measure: Measure
    tolerance: Tolerance
    vendor_id: str | None = None
    category: str | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a gap is allowed, and by which limit."""

    allowed: bool
    gap: Decimal
    limit: str  # "2 % and 50.00"


DEFAULT_TOLERANCES: tuple[ToleranceRow, ...] = (
    ToleranceRow(Measure.PRICE_OVER, Tolerance(Decimal(2), Decimal("50.00"))),
    ToleranceRow(Measure.PRICE_UNDER, Tolerance(Decimal(2), Decimal("50.00"))),
    ToleranceRow(Measure.QUANTITY_OVER_ORDERED, Tolerance(absolute=ZERO)),
    ToleranceRow(Measure.QUANTITY_OVER_RECEIVED, Tolerance(absolute=ZERO)),
    ToleranceRow(Measure.TAX_LINE, Tolerance(absolute=Decimal("0.02"))),
    ToleranceRow(Measure.TAX_DOCUMENT, Tolerance(absolute=Decimal("0.05"))),
    ToleranceRow(Measure.CHARGE, Tolerance(absolute=ZERO)),
)


def judge(
    tolerance: Tolerance | None,
    *,
    gap: Decimal,
    expected: Decimal,
    absolute_gap: Decimal | None = None,
) -> Judgement:
    """Say whether a gap stays inside the limit; without a tolerance there is no limit.

    `gap` and `expected` are of one kind and give the percentage; the absolute limit is held
    against `absolute_gap` where that is another figure (a price by the unit, a limit by the line).
    """
    size = abs(gap)
    if tolerance is None:
        return Judgement(True, size, "no limit")
    reach = size if absolute_gap is None else abs(absolute_gap)
    verdicts = []
    if tolerance.percent is not None:
        verdicts.append(size * HUNDRED <= tolerance.percent * abs(expected))
    if tolerance.absolute is not None:
        verdicts.append(reach <= tolerance.absolute)
    if tolerance.combine is Combine.GREATER_OF and verdicts:
        return Judgement(any(verdicts), size, limit_text(tolerance))
    return Judgement(all(verdicts), size, limit_text(tolerance))


def limit_text(tolerance: Tolerance | None) -> str:
    """Write a limit as people say it: "2 % and 50.00"."""
    if tolerance is None or (tolerance.percent is None and tolerance.absolute is None):
        return "no limit"
    parts = []
    if tolerance.percent is not None:
        parts.append(f"{decimal_text(tolerance.percent)} %")
    if tolerance.absolute is not None:
        parts.append(decimal_text(tolerance.absolute))
    if len(parts) == 1:
        return parts[0]
    joined = {
        Combine.BOTH: "{} and {}",
        Combine.GREATER_OF: "the greater of {} and {}",
        Combine.LESSER_OF: "the lesser of {} and {}",
    }
    return joined[tolerance.combine].format(*parts)


def tolerance_for(
    measure: Measure,
    vendor_id: str | None,
    category: str | None,
    entity: str | None,
    rows: Iterable[ToleranceRow],
) -> Tolerance | None:
    """Return the limit that applies: vendor beats category, category entity, entity the rest.

    A row counts only where everything it names agrees, so vendor and category together beat the
    vendor alone. No row at all means no limit.
    """
    best: Tolerance | None = None
    best_rank = -1
    for row in rows:
        if row.measure is not measure:
            continue
        rank = 0
        if row.vendor_id is not None:
            if row.vendor_id != vendor_id:
                continue
            rank += 4
        if row.category is not None:
            if row.category != category:
                continue
            rank += 2
        if row.entity is not None:
            if row.entity != entity:
                continue
            rank += 1
        if rank > best_rank:
            best, best_rank = row.tolerance, rank
    return best
