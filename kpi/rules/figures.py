"""The figures. Each is one function, and its docstring is the definition shown on the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from inspect import getdoc
from typing import Any

from kpi.rules.plans import PlanTally
from kpi.rules.tallies import Tally

ZERO = Decimal(0)
MINUTES_A_DAY = 1440
SECONDS_AN_HOUR = 3600
PLACES = Decimal("0.000001")
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
RATIO, DAYS = "ratio", "days"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what it was made of; a value that cannot be known is None."""

    metric: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    n: int
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CostInputs:
    """What an invoice's cost is reckoned from. People set them; until then they are assumed."""

    currency: str = "EUR"
    hourly_rate: Decimal = Decimal("42.00")
    minutes_per_decision: Decimal = Decimal(6)
    platform_cost_per_invoice: Decimal = Decimal("0.15")
    is_assumed: bool = True


@dataclass(frozen=True, slots=True)
class CloseFact:
    """How far one close of one entity is."""

    period: str
    entity: str | None
    ends_on: date
    tasks: int
    tasks_completed: int
    last_completed_on: date | None
    closed_on: date | None

    @property
    def is_closed(self) -> bool:
        """Whether the period takes no more entries."""
        return self.closed_on is not None

    @property
    def days(self) -> int | None:
        """Return the days the close took, or None while it goes on."""
        if self.tasks and self.tasks == self.tasks_completed and self.last_completed_on:
            return (self.last_completed_on - self.ends_on).days
        return (self.closed_on - self.ends_on).days if self.closed_on else None


def close_cycle_time_days(closes: Sequence[CloseFact]) -> Figure:
    """Days from the end of the period (the trial balance) to the day its last close task was done.

    Calendar days, for every period and entity; several are averaged. A close with tasks still
    open has no value and is shown as open. A period closed in spite of open tasks, or without
    any, counts to the day it was closed.
    """
    days = [close.days for close in closes if close.days is not None]
    still_open = len(closes) - len(days)
    note = f"{still_open} still open" if still_open else ""
    return _ratio(
        "close_cycle_time_days", Decimal(sum(days)), Decimal(len(days)), len(days), DAYS, note
    )


def exception_rate(counted: Tally) -> Figure:
    """Cases that carry at least one exception, divided by all cases opened.

    A case counts in the month in which its document arrived. It carries an exception when the
    newest round of its matching left at least one, as `export cases` shows.
    """
    return _ratio(
        "exception_rate", Decimal(counted.with_exception), Decimal(counted.opened),
        counted.opened, RATIO,
    )  # fmt: skip


def straight_through_rate(counted: Tally) -> Figure:
    """Cases booked with no human hand, divided by all cases opened.

    A case counts in the month in which its document arrived; approval by a person, however
    quick, is a human hand.
    """
    return _ratio(
        "straight_through_rate", Decimal(counted.straight_through), Decimal(counted.opened),
        counted.opened, RATIO,
    )  # fmt: skip


def invoice_processing_cost(counted: Tally, inputs: CostInputs) -> Figure:
    """Cost of people and platform, divided by the invoices and credit notes settled.

    People: the seconds in which a deciding person had the case in view, and a set number of
    minutes for every decision whose time was not measured, at a set hourly rate. Platform: a set
    amount for every settled invoice. Settled is booked, approved or rejected. Rates and minutes
    are set on the page of inputs; until somebody does, they are assumed.
    """
    seconds = Decimal(counted.seconds_in_view)
    seconds += counted.unmeasured * inputs.minutes_per_decision * 60
    people = _WIDE.divide(seconds * inputs.hourly_rate, Decimal(SECONDS_AN_HOUR))
    cost = (people + counted.settled * inputs.platform_cost_per_invoice).quantize(
        PLACES, context=_WIDE
    )
    notes = ["rates assumed"] if inputs.is_assumed else []
    if counted.unmeasured:
        notes.append(f"time of {counted.unmeasured} decisions assumed")
    return _ratio(
        "invoice_processing_cost", cost, Decimal(counted.settled), counted.settled,
        f"{inputs.currency}/invoice", ", ".join(notes),
    )  # fmt: skip


def cycle_time_days(counted: Tally) -> Figure:
    """Days from a document's arrival to its booking: the median of all booked cases.

    Counted in whole minutes below two hours and in whole hours above. The median is the smallest
    time within which at least half of the booked cases were booked.
    """
    return _percentile("cycle_time_days", counted, 50)


def cycle_time_days_p90(counted: Tally) -> Figure:
    """Days from a document's arrival to its booking: within this time, nine of ten were booked.

    Counted in whole minutes below two hours and in whole hours above; the smallest time within
    which at least 90 % of the booked cases were booked.
    """
    return _percentile("cycle_time_days_p90", counted, 90)


def forecast_variance(counted: PlanTally) -> Figure:
    """WAPE: absolute differences between books and plan, divided by what was booked (absolute).

    By account, and by cost centre where the plan names cost centres, so that nothing nets away;
    one figure for every plan, version and currency, over finished months. A planned account with
    nothing booked adds its whole plan to the differences. With nothing booked at all, or with a
    base below a tenth of the differences, there is no percentage; the differences still stand.
    """
    return _against_base("forecast_variance", counted.error_total, counted)


def forecast_bias(counted: PlanTally) -> Figure:
    """Differences between books and plan with their sign, divided by what was booked (absolute).

    Actual less plan, in each account's natural sign: above zero, more was booked than planned.
    Beside WAPE it shows which part of the error is one-sided. The same rule for a base at or near
    zero as for WAPE holds.
    """
    return _against_base("forecast_bias", counted.difference_total, counted)


_FIGURES: tuple[Callable[..., Figure], ...] = (
    close_cycle_time_days, exception_rate, invoice_processing_cost, forecast_variance,
    forecast_bias, straight_through_rate, cycle_time_days, cycle_time_days_p90,
)  # fmt: skip
DEFINITIONS: dict[str, str] = {each.__name__: " ".join((getdoc(each) or "").split())
                               for each in _FIGURES}  # fmt: skip
TITLES: dict[str, str] = {
    "close_cycle_time_days": "Close cycle time",
    "exception_rate": "Exception rate",
    "invoice_processing_cost": "Invoice processing cost",
    "forecast_variance": "Forecast variance (WAPE)",
    "forecast_bias": "Forecast bias",
    "straight_through_rate": "Straight-through rate",
    "cycle_time_days": "Cycle time, median",
    "cycle_time_days_p90": "Cycle time, nine of ten",
}


def of_cases(counted: Tally, inputs: CostInputs) -> list[Figure]:
    """Return every figure that is made of cases."""
    return [
        exception_rate(counted),
        straight_through_rate(counted),
        invoice_processing_cost(counted, inputs),
        cycle_time_days(counted),
        cycle_time_days_p90(counted),
    ]


def _ratio(
    metric: str, numerator: Decimal, denominator: Decimal, n: int, unit: str, note: str = ""
) -> Figure:
    value = None if not denominator else _rounded(_WIDE.divide(numerator, denominator))
    return Figure(metric, value, numerator, denominator, n, unit, note)


def _against_base(metric: str, numerator: Decimal, counted: PlanTally) -> Figure:
    made = _ratio(metric, numerator, counted.actual_total, counted.n, RATIO)
    if not counted.n:
        return made
    if not counted.actual_total:
        note = "nothing was booked on the planned accounts"
    elif counted.actual_total * 10 < counted.error_total:
        note = "the base is near zero"
    else:
        zero = counted.zero_actuals
        note = f"{zero} of {counted.n} planned places without a booking" if zero else ""
        return _noted(made, made.value, note)
    return _noted(made, None, f"No percentage: {note}")


def _noted(figure: Figure, value: Decimal | None, note: str) -> Figure:
    return Figure(
        figure.metric, value, figure.numerator, figure.denominator, figure.n, figure.unit, note
    )


def _percentile(metric: str, counted: Tally, percent: int) -> Figure:
    """Return the smallest duration that at least `percent` of the booked cases did not pass."""
    if not counted.booked:
        return Figure(metric, None, None, None, 0, DAYS)
    wanted, passed, minutes = -(-counted.booked * percent // 100), 0, 0
    for minutes in sorted(counted.durations):
        passed += counted.durations[minutes]
        if passed >= wanted:
            break
    numerator, denominator = Decimal(minutes), Decimal(MINUTES_A_DAY)
    value = _rounded(_WIDE.divide(numerator, denominator))
    return Figure(metric, value, numerator, denominator, counted.booked, DAYS)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, context=_WIDE)


def as_decimal(value: Any) -> Decimal:
    """Return an exact number from a stored one."""
    return value if isinstance(value, Decimal) else Decimal(str(value))
