"""The books in sums: closes, plans and what was booked beside them, accruals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, cast

from django.db import connection
from django.db.models import Count, Max, Q, Sum

from ledger.models import Account, CloseTask, JournalLine, Period, PlanLine
from ledger.rules import AccountType, EntrySource

_MARKS = """
    SELECT period, string_agg(mark, '/' ORDER BY mark) FROM (
        SELECT period, 'e' || count(*) AS mark FROM ledger_journalentry GROUP BY period
        UNION ALL
        SELECT period, 'p' || count(*) || '-' || sum(amount) || '-' || max(id)
        FROM ledger_planline GROUP BY period) AS marks
    GROUP BY period
"""


class CloseRow(NamedTuple):
    """One period of one entity and how far its checklist is."""

    period: str
    entity: str | None
    tasks: int
    tasks_completed: int
    last_completed_at: datetime | None
    closed_at: datetime | None


class PlanRow(NamedTuple):
    """One line of a plan."""

    plan: str
    version: str
    entity: str | None
    account: str
    account_type: str | None
    cost_centre: str | None
    currency: str
    amount: Decimal


class BookedRow(NamedTuple):
    """What was booked on one account and cost centre, in the account's natural sign."""

    entity: str | None
    account: str
    cost_centre: str | None
    currency: str
    amount: Decimal


class AccruedRow(NamedTuple):
    """One line of an accrual that stands in the books."""

    entry_id: str
    account: str
    cost_centre: str | None
    currency: str
    debit: Decimal
    credit: Decimal


def closes(entities: frozenset[str] | None, *, before: date) -> list[CloseRow]:
    """Return every period with a checklist or a close, for each entity that has it, newest first.

    `before` leaves out the periods that have not ended on that day.
    """
    running = f"{before.year:04d}-{before.month:02d}"
    tasks: dict[str, tuple[int, int, datetime | None]] = {
        row["period"]: (row["all"], row["done"], row["last"])
        for row in CloseTask.objects.filter(period__lt=running)
        .values("period")
        .annotate(all=Count("pk"), done=Count("completed_at"), last=Max("completed_at"))
        .order_by("period")
    }
    rows = Period.objects.filter(period__lt=running).filter(
        Q(period__in=list(tasks)) | Q(closed_at__isnull=False)
    )
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    known = list(
        rows.order_by("-period", "entity", "pk").values_list("period", "entity", "closed_at")
    )
    # A checklist may be here before anything was booked for any entity.
    alone = sorted(set(tasks) - {period for period, _, _ in known}, reverse=True)
    made: list[CloseRow] = []
    for period, entity, closed_at in [*known, *((period, None, None) for period in alone)]:
        count, done, last = tasks.get(period, (0, 0, None))
        made.append(CloseRow(period, cast("str | None", entity), count, done, last, closed_at))
    return made


def book_marks() -> dict[str, str]:
    """Return a mark of every period's entries and plan lines, which changes when they do."""
    typed = Account.objects.filter(account_type__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        return {period: f"{mark}/a{typed}" for period, mark in cursor.fetchall()}


def plan_rows(period: str) -> list[PlanRow]:
    """Return what every plan and version intended for a period."""
    return [
        PlanRow._make(row)
        for row in PlanLine.objects.filter(period=period)
        .order_by("pk")
        .values_list(
            "plan", "version", "entity", "account", "account__account_type", "cost_centre",
            "currency", "amount",
        )
    ]  # fmt: skip


def booked_rows(period: str, accounts: Sequence[str]) -> list[BookedRow]:
    """Return what was booked in a period on these accounts, by entity and cost centre."""
    rows = (
        JournalLine.objects.filter(entry__period=period, account_id__in=accounts)
        .values_list("entity", "account", "account__account_type", "cost_centre", "currency")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
        .order_by("entity", "account", "cost_centre", "currency")
    )
    return [
        BookedRow(entity, account, centre, currency, _natural(kind, debits, credits_))
        for entity, account, kind, centre, currency, debits, credits_ in rows
    ]


def _natural(kind: str | None, debit: Decimal, credit: Decimal) -> Decimal:
    is_debit = kind is None or AccountType(kind).is_debit_normal
    return debit - credit if is_debit else credit - debit


def accrued(period: str, entity: str | None, *, source_name: str) -> list[AccruedRow]:
    """Return the accruals of one kind that stand in a period, line by line."""
    rows = (
        JournalLine.objects.filter(
            Q(entry__entity=entity), entry__period=period, entry__source=EntrySource.ACCRUAL.value,
            entry__source_name=source_name, entry__reverses=None,
        )
        .order_by("entry_id", "id")
        .values_list(
            "entry__entry_id", "account", "cost_centre", "currency", "debit", "credit",
        )
    )  # fmt: skip
    return [AccruedRow._make(row) for row in rows]
