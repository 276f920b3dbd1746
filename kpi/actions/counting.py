"""Counting the variances of periods, so that pages and the export read what is counted.

A count is stored with the mark of what it was made from. While the mark is the same, the count is
what a new one would be.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from time import monotonic

from django.db import connection, transaction

from core.actors import PIPELINE
from kpi.actions import quoting
from kpi.actions.citing import Citer
from kpi.models import VarianceCount, VarianceFigure
from kpi.queries.variances import counting, export, notes
from kpi.queries.variances.notes import Entities, Key
from kpi.rules.variance.calendar import Calendar
from kpi.rules.variance.judging import Limits, exceptions_of, gross
from kpi.rules.variance.kept import Kept, compared_to_json, to_json
from ledger import movements
from reconciliation.queries.case_file import policy_in_force
from reconciliation.rules.policy import Thresholds

_ONE_COUNT_AT_A_TIME = 0x6B70692E76617269
# A page that finds a newer entry counts again, but not more than a twentieth of the time.
_REST_BETWEEN_COUNTS = 20


def bring_up_to_date(period: str, *, at: datetime) -> datetime | None:
    """Count one period for a page if its books or plans changed; return since when a count waits.

    A count that took long is not made again at once: until then the page says how old it is.
    """
    calendar = counting.calendar_in_force()
    known = VarianceCount.objects.filter(period=period).first()
    if known is not None:
        if known.quick_mark == counting.quick_mark(period, calendar):
            return None
        rests = timedelta(milliseconds=known.milliseconds * _REST_BETWEEN_COUNTS)
        if known.counted_at <= at < known.counted_at + rests:
            return known.counted_at
    count_changed([period], at=at)
    return None


def count_changed(periods: Iterable[str] | None = None, *, at: datetime) -> int:
    """Count every period whose mark changed, of these or of all; return how many there were."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_COUNT_AT_A_TIME])
        calendar = counting.calendar_in_force()
        marks = counting.marks(calendar)
        known = {row.period: row for row in VarianceCount.objects.order_by("pk")}
        wanted = set(known) | set(marks) if periods is None else set(periods)
        _forget(wanted - set(marks))
        quick = {each: counting.quick_mark(each, calendar) for each in sorted(wanted & set(marks))}
        changed = [each for each in quick if each not in known or known[each].mark != marks[each]]
        for period in set(quick) - set(changed):
            if known[period].quick_mark != quick[period]:
                VarianceCount.objects.filter(period=period).update(quick_mark=quick[period])
        _count(changed, calendar, marks, quick, at)
    return len(changed)


def export_variances(
    *, since: datetime | None = None, entities: Entities = None, at: datetime | None = None
) -> Iterator[dict[str, object]]:
    """Yield a line for every place, period and plan, counted anew where anything changed."""
    first = "" if since is None else since.strftime("%Y-%m")
    periods = [each for each in movements.planned_periods() if each >= first]
    moment = at or datetime.now(UTC)
    count_changed(periods, at=moment)
    yield from export.lines(first=first, entities=entities, asker=PIPELINE, at=moment)


def _forget(periods: Iterable[str]) -> None:
    gone = sorted(periods)
    if gone:
        VarianceFigure.objects.filter(period__in=gone).delete()
        VarianceCount.objects.filter(period__in=gone).delete()


def _count(
    periods: list[str],
    calendar: Calendar,
    marks: dict[str, str],
    quick: dict[str, str],
    at: datetime,
) -> None:
    started, citer, thresholds = monotonic(), Citer(at), policy_in_force().thresholds
    for period, found in groupby(counting.counted(periods, calendar), lambda each: each.period):
        VarianceFigure.objects.filter(period=period).delete()
        kept = list(found)
        rows = [_row(each, position) for position, each in enumerate(kept)]
        for row, each in zip(rows, kept, strict=True):
            if _is_over(row, thresholds):
                row.cited = citer.cited(each)
        VarianceFigure.objects.bulk_create(rows, batch_size=500)
        hashes = {_key(each): row.figures_hash for row, each in zip(rows, kept, strict=True)}
        quoting.withdraw(
            notes.outdated(period, hashes), because="The figures have changed since.",
            actor=PIPELINE, at=at,
        )  # fmt: skip
        VarianceCount.objects.update_or_create(
            period=period,
            defaults={
                "quick_mark": quick[period],
                "mark": marks[period],
                "counted_at": at,
                "milliseconds": int((monotonic() - started) * 1000),
            },
        )
        started = monotonic()


def _is_over(row: VarianceFigure, thresholds: Thresholds) -> bool:
    limits = Limits(*thresholds.of(row.account))
    variance = row.actual_amount - row.plan_amount
    return bool(exceptions_of(variance, row.plan_amount, row.unexplained, row.gross, limits))


def _key(kept: Kept) -> Key:
    place = kept.place
    return (
        kept.plan_of, kept.version, kept.period, place.entity, place.account, place.cost_centre,
        kept.currency,
    )  # fmt: skip


def _row(kept: Kept, position: int) -> VarianceFigure:
    return VarianceFigure(
        plan=kept.plan_of,
        version=kept.version,
        period=kept.period,
        position=position,
        entity=kept.place.entity,
        account=kept.place.account,
        cost_centre=kept.place.cost_centre,
        currency=kept.currency,
        actual_amount=kept.actual,
        plan_amount=kept.plan,
        prior_amount=kept.prior,
        unexplained=kept.explained.unexplained,
        gross=gross(kept.explained),
        figures_hash=kept.figures_hash,
        account_name=kept.account_name,
        account_type=kept.account_type,
        drivers=[part.driver.value for part in kept.explained.parts],
        told=to_json(kept),
        comparisons=compared_to_json(kept.comparisons),
    )
