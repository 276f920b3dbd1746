"""When a variance must be explained, what percentage it is, and whether it is good news."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.reasons import ReasonCode
from kpi.rules.variance.values import ZERO, Explained, Part, Row

NEAR_ZERO = Decimal("0.01")  # a base under a hundredth of the actual is no base for a percentage


class Direction(StrEnum):
    """What a variance means for the result."""

    FAVORABLE = "favorable"
    ADVERSE = "adverse"
    NEUTRAL = "neutral"  # a balance is neither, and nothing is neither


@dataclass(frozen=True, slots=True)
class Limits:
    """Both exceeded: then somebody has to explain."""

    percent: Decimal
    absolute: Decimal


def percent_of(variance: Decimal, plan: Decimal) -> Decimal | None:
    """Return the variance in percent of the plan, unrounded.

    There is none on a base of nothing or next to it, and none where the sign flips (T115).
    """
    actual = plan + variance
    if plan == 0 or actual * plan < 0 or abs(plan) < abs(actual) * NEAR_ZERO:
        return None
    return variance / abs(plan) * 100


def exceptions(row: Row, explained: Explained, limits: Limits) -> tuple[ReasonCode, ...]:
    """Return why somebody has to look: over the thresholds, and not explained over them."""
    return exceptions_of(row.variance, row.plan, explained.unexplained, gross(explained), limits)


def exceptions_of(
    variance: Decimal, plan: Decimal, unexplained: Decimal, movements: Decimal, limits: Limits
) -> tuple[ReasonCode, ...]:
    """Return why somebody has to look, from the figures alone.

    Movements that offset one another count by their size, not by what is left of them (T114).
    """
    found = []
    if exceeds(variance, plan, limits) or exceeds(movements, plan, limits):
        found.append(ReasonCode.OVER_THRESHOLD)
    if exceeds(unexplained, plan, limits):
        found.append(ReasonCode.UNEXPLAINED)
    return tuple(found)


def exceeds(amount: Decimal, plan: Decimal, limits: Limits) -> bool:
    """Say whether both limits are exceeded; an amount at a limit is inside it."""
    if abs(amount) <= limits.absolute:
        return False
    return abs(amount) * 100 > limits.percent * abs(plan)


def gross(explained: Explained) -> Decimal:
    """Return the movements with no sign: the larger of what goes up and what goes down."""
    amounts = [*(part.amount for part in explained.parts), explained.unexplained]
    up = sum((each for each in amounts if each > 0), ZERO)
    down = -sum((each for each in amounts if each < 0), ZERO)
    return max(up, down)


def direction(variance: Decimal, account_type: str | None) -> Direction:
    """Say whether the variance helps the result: more revenue does, more expense does not."""
    if variance == 0 or account_type not in ("revenue", "expense"):
        return Direction.NEUTRAL
    is_good = (variance > 0) == (account_type == "revenue")
    return Direction.FAVORABLE if is_good else Direction.ADVERSE


def run_rate(row: Row, parts: Sequence[Part]) -> Decimal:
    """Return the actual without what will not come again (T116)."""
    passing = {"one_off", "reclassification", "timing", "accrual_true_up"}
    return row.actual - sum((each.amount for each in parts if each.driver.value in passing), ZERO)
