"""The facts that figures are counted from, gathered from the apps that own them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from kpi.rules.figures import CloseFact
from kpi.rules.plans import (
    ActualFact,
    Compared,
    PlanFact,
    PlanTally,
    TallyKey,
    compare,
    tallies_of,
)
from kpi.rules.tallies import CaseFact
from ledger import figures as books
from reconciliation.queries import figures as cases
from review.queries import figures as review

AT_ONCE = 5_000
Entities = frozenset[str] | None


def case_facts(first: date, after: date) -> Iterator[CaseFact]:
    """Yield the facts of cases whose documents arrived from one day on and before another."""
    rows = cases.counted_cases(first, after)
    while part := list(islice(rows, AT_ONCE)):
        seen = review.time_in_view([row.pk for row in part])
        for row in part:
            seconds, unmeasured = seen.get(row.pk, (0, 0))
            yield CaseFact(
                row.arrived_on, row.entity, row.vendor_id, row.case_class, row.state,
                bool(row.exception_codes), row.received_at, row.booked_at, seconds, unmeasured,
            )  # fmt: skip


def compared(period: str) -> list[Compared]:
    """Return every planned account of a period beside what is booked on it now."""
    lines = books.plan_rows(period)
    booked = books.booked_rows(period, sorted({line.account for line in lines}))
    planned = [
        PlanFact(
            row.plan, row.version, row.entity, row.account, row.account_type or "unknown",
            row.cost_centre, row.currency, row.amount,
        )
        for row in lines
    ]  # fmt: skip
    return compare(planned, [ActualFact(*row) for row in booked])


def plan_tallies(period: str) -> dict[TallyKey, PlanTally]:
    """Return how far the books of a period were from every plan, as booked now."""
    return tallies_of(compared(period))


def closes(entities: Entities, *, today: date) -> list[CloseFact]:
    """Return how far every close of an ended period is, newest first."""
    return [
        CloseFact(
            period=row.period,
            entity=row.entity,
            ends_on=last_day(row.period),
            tasks=row.tasks,
            tasks_completed=row.tasks_completed,
            last_completed_on=_day(row.last_completed_at),
            closed_on=_day(row.closed_at),
        )
        for row in books.closes(entities, before=today)
    ]


def first_day(period: str) -> date:
    """Return the first day of a period such as 2026-03."""
    return date(int(period[:4]), int(period[5:]), 1)


def last_day(period: str) -> date:
    """Return the last day of a period such as 2026-03."""
    year, month = int(period[:4]), int(period[5:])
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


def ended(periods: Iterable[str], today: date) -> list[str]:
    """Return the periods that lie wholly in the past, in order."""
    return sorted(period for period in periods if last_day(period) < today)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
