"""What cases add up to. Tallies of parts add up to the tally of the whole, exactly."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

SETTLED = frozenset({"straight_through", "approved", "posted", "rejected"})
STRAIGHT_THROUGH = "straight_through"
_FINE_MINUTES = 120
_HOUR = 60


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What the figures need to know of one case."""

    arrived_on: date
    entity: str | None
    vendor_id: str | None
    case_class: str
    state: str
    has_exception: bool
    received_at: datetime
    booked_at: datetime | None
    seconds_in_view: int = 0
    unmeasured_decisions: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of cases; `durations` says how many were booked after how many minutes."""

    opened: int = 0
    with_exception: int = 0
    settled: int = 0
    straight_through: int = 0
    seconds_in_view: int = 0
    unmeasured: int = 0
    durations: Mapping[int, int] = field(default_factory=dict)

    @property
    def booked(self) -> int:
        """Return how many cases were booked."""
        return sum(self.durations.values())


def minutes_between(received_at: datetime, booked_at: datetime) -> int:
    """Return whole minutes below two hours, and whole hours (in minutes) from there on."""
    minutes = max(int((booked_at - received_at).total_seconds()) // 60, 0)
    return minutes if minutes < _FINE_MINUTES else minutes // _HOUR * _HOUR


def tally(facts: Iterable[CaseFact]) -> Tally:
    """Count cases."""
    opened = with_exception = settled = straight_through = seconds = unmeasured = 0
    durations: Counter[int] = Counter()
    for fact in facts:
        opened += 1
        with_exception += fact.has_exception
        if fact.booked_at is not None:
            durations[minutes_between(fact.received_at, fact.booked_at)] += 1
        if fact.state not in SETTLED:
            continue
        settled += 1
        if fact.state == STRAIGHT_THROUGH:
            straight_through += 1
            continue
        seconds += fact.seconds_in_view
        unmeasured += _unmeasured(fact)
    return Tally(
        opened, with_exception, settled, straight_through, seconds, unmeasured, dict(durations)
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    durations: Counter[int] = Counter()
    opened = with_exception = settled = straight_through = seconds = unmeasured = 0
    for each in tallies:
        opened += each.opened
        with_exception += each.with_exception
        settled += each.settled
        straight_through += each.straight_through
        seconds += each.seconds_in_view
        unmeasured += each.unmeasured
        durations.update(each.durations)
    return Tally(
        opened, with_exception, settled, straight_through, seconds, unmeasured, dict(durations)
    )


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def week_of(day: date) -> date:
    """Return the Monday of the week."""
    return day - timedelta(days=day.weekday())


def month_after(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=32)).replace(day=1)


def _unmeasured(fact: CaseFact) -> int:
    """Return the decisions without a measured time; a person settled it at least once."""
    if fact.unmeasured_decisions or fact.seconds_in_view:
        return fact.unmeasured_decisions
    return 1
