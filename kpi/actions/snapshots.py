"""Counting what changed since the last count, so that pages read sums."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from kpi.models import CountMark, DailyFigure, Dimension, Grain, PlanFigure
from kpi.queries import facts
from kpi.rules import tallies
from kpi.rules.tallies import CaseFact, Tally
from ledger import figures as books
from reconciliation.queries import figures as cases

_ONE_COUNT_AT_A_TIME = 0x6B70692E636F756E
Slice = tuple[Grain, date, str | None, Dimension, str | None]


def take_snapshot(day: date, *, at: datetime) -> int:
    """Count every month that changed since it was counted; return how many there were.

    Counting twice changes nothing. The mark of a month is taken before its rows are read, so a
    change that comes in between makes the next count count again.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_COUNT_AT_A_TIME])
        marks = {f"cases {period}": mark for period, mark in cases.month_marks().items()}
        book_marks = books.book_marks()
        marks |= {f"books {period}": book_marks[period] for period in facts.ended(book_marks, day)}
        known = {
            f"{row.subject} {row.period}": row.mark for row in CountMark.objects.order_by("pk")
        }
        changed = [name for name in sorted(marks) if known.get(name) != marks[name]]
        gone = [name for name in known if name not in marks]
        for name in [*changed, *gone]:
            subject, _, period = name.partition(" ")
            if subject == "cases":
                _count_cases(period, day)
            else:
                _count_books(period, day, has_ended=name in marks)
        _mark({name: marks[name] for name in changed}, gone, at)
    return len(changed) + len(gone)


def _count_cases(period: str, day: date) -> None:
    """Replace the counts of a month and of every week that touches it."""
    first = facts.first_day(period)
    after = tallies.month_after(first)
    monday = tallies.week_of(first)
    sunday_after = tallies.week_of(after - timedelta(days=1)) + timedelta(days=7)
    grouped: dict[Slice, list[CaseFact]] = defaultdict(list)
    for fact in facts.case_facts(monday, sunday_after):
        week = tallies.week_of(fact.arrived_on)
        grouped[Grain.WEEK, week, fact.entity, Dimension.ALL, None].append(fact)
        if first <= fact.arrived_on < after:
            for dimension, member in _members(fact):
                grouped[Grain.MONTH, first, fact.entity, dimension, member].append(fact)
    DailyFigure.objects.filter(grain=Grain.MONTH.value, starts_on=first).delete()
    DailyFigure.objects.filter(
        grain=Grain.WEEK.value, starts_on__gte=monday, starts_on__lt=sunday_after
    ).delete()
    DailyFigure.objects.bulk_create(
        [_row(key, tallies.tally(group), day) for key, group in grouped.items()], batch_size=2000
    )


def _members(fact: CaseFact) -> Iterable[tuple[Dimension, str | None]]:
    yield Dimension.ALL, None
    yield Dimension.CASE_CLASS, fact.case_class
    yield Dimension.VENDOR, fact.vendor_id


def _row(key: Slice, counted: Tally, day: date) -> DailyFigure:
    grain, starts_on, entity, dimension, member = key
    return DailyFigure(
        grain=grain.value,
        starts_on=starts_on,
        entity=entity,
        dimension=dimension.value,
        member=member,
        opened=counted.opened,
        with_exception=counted.with_exception,
        settled=counted.settled,
        straight_through=counted.straight_through,
        seconds_in_view=counted.seconds_in_view,
        unmeasured=counted.unmeasured,
        durations={str(minutes): n for minutes, n in sorted(counted.durations.items())},
        counted_on=day,
    )


def _count_books(period: str, day: date, *, has_ended: bool) -> None:
    """Replace how far the books of a month were from its plans."""
    PlanFigure.objects.filter(period=period).delete()
    if not has_ended:
        return
    PlanFigure.objects.bulk_create(
        PlanFigure(
            plan=plan,
            version=version,
            period=period,
            entity=entity,
            currency=currency,
            account_type=kind,
            error_total=counted.error_total,
            difference_total=counted.difference_total,
            actual_total=counted.actual_total,
            plan_total=counted.plan_total,
            n=counted.n,
            zero_actuals=counted.zero_actuals,
            counted_on=day,
        )
        for (plan, version, entity, currency, kind), counted in facts.plan_tallies(period).items()
    )


def _mark(marks: dict[str, str], gone: list[str], at: datetime) -> None:
    for name in gone:
        subject, _, period = name.partition(" ")
        CountMark.objects.filter(subject=subject, period=period).delete()
    rows = [(*name.split(" ", 1), mark) for name, mark in marks.items()]
    CountMark.objects.bulk_create(
        [
            CountMark(subject=subject, period=period, mark=mark, counted_at=at)
            for subject, period, mark in rows
        ],
        update_conflicts=True,
        unique_fields=["subject", "period"],
        update_fields=["mark", "counted_at"],
    )
