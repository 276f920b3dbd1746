"""A period beside earlier ones: the period before, the year before, and where that is not alike.

After a year of 53 weeks the year before is shown a second time, week for week; where Easter moved
between two periods, both together stand beside both of the year before (T99).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpi.rules.variance.calendar import shifted
from kpi.rules.variance.since import Then, decompose_since
from kpi.rules.variance.values import ZERO, Explained, LineFact, Row

Lines = tuple[LineFact, ...]


class Against(StrEnum):
    """What a period is compared with."""

    PRIOR_PERIOD = "prior_period"
    PRIOR_YEAR = "prior_year"
    PRIOR_YEAR_RESTATED = "prior_year_restated"
    PRIOR_YEAR_EASTER = "prior_year_easter"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The lines of a place by period, the periods the books hold, and the rates of each."""

    lines: Mapping[str, Lines]
    first: str | None
    rates: Mapping[str, Mapping[str, Decimal]]

    def has(self, period: str) -> bool:
        """Say whether the books reach back to a period."""
        return self.first is not None and self.first <= period

    def then(self, period: str) -> Then:
        """Return a period as it was booked."""
        return Then(period, self.lines.get(period, ()), self.rates.get(period, {}))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was booked in an earlier stretch, and what the change since comes from."""

    against: Against
    stretch: str
    now: Decimal
    then: Decimal
    explained: Explained
    note: str

    @property
    def change(self) -> Decimal:
        """Return what is booked now less what was booked then."""
        return self.now - self.then


def comparisons(row: Row, earlier: Earlier) -> tuple[Comparison, ...]:
    """Compare a place with every earlier stretch that the books hold."""
    found: list[Comparison] = []
    before, year_ago = shifted(row.period, -1), shifted(row.period, -12)
    if earlier.has(before):
        found.append(_since(row, Against.PRIOR_PERIOD, earlier.then(before)))
    if earlier.has(year_ago):
        found.append(_since(row, Against.PRIOR_YEAR, earlier.then(year_ago)))
        found += _restated(row, earlier, year_ago)
        found += _with_easter(row, earlier)
    return tuple(found)


def _since(row: Row, against: Against, then: Then) -> Comparison:
    note = ""
    for period, side in ((row.period, "This period"), (then.period, "The period it stands beside")):
        if row.calendar.week_53(period):
            note = f"{side} holds a 53rd week; its days are shown as timing."
    explained = decompose_since(row, then)
    return Comparison(against, then.period, row.actual, then.amount, explained, note)


def _restated(row: Row, earlier: Earlier, year_ago: str) -> list[Comparison]:
    window = row.calendar.restated(row.period)
    if window is None:
        return []
    near = (year_ago, shifted(year_ago, 1))
    lines = tuple(
        line
        for period in near
        for line in earlier.lines.get(period, ())
        if window.holds(line.posting_date)
    )
    then = Then(year_ago, lines, earlier.rates.get(year_ago, {}), by_weeks=True)
    stretch = f"{window.first.isoformat()} to {window.last.isoformat()}"
    note = "The year before had 53 weeks: restated week for week, by the day of posting."
    return [
        Comparison(
            Against.PRIOR_YEAR_RESTATED, stretch, row.actual, then.amount,
            decompose_since(row, then), note,
        )
    ]  # fmt: skip


def _with_easter(row: Row, earlier: Earlier) -> list[Comparison]:
    pair = row.calendar.easter_apart(row.period)
    if pair is None or not all(earlier.has(shifted(each, -12)) for each in pair):
        return []
    if any(each > row.period and not earlier.lines.get(each) for each in pair):
        return []
    now = sum((_total(earlier, each) for each in pair), ZERO)
    then = sum((_total(earlier, shifted(each, -12)) for each in pair), ZERO)
    fell = row.calendar.easter_in(row.period)
    fell_then = row.calendar.easter_in(shifted(row.period, -12))
    note = (
        f"Easter lay in {fell} and the year before in {fell_then}: both periods together, "
        "the change not split."
    )
    stretch = " and ".join(shifted(each, -12) for each in pair)
    return [
        Comparison(
            Against.PRIOR_YEAR_EASTER, stretch, now, then, Explained((), now - then), note
        )
    ]  # fmt: skip


def _total(earlier: Earlier, period: str) -> Decimal:
    return sum((line.amount for line in earlier.lines.get(period, ())), ZERO)
