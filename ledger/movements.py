"""The books line by line for whoever explains them: lines of periods, plans, locations."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, Sum

from ledger.models import Account, Entity, JournalLine, Location, PlanLine

_MOVES = """
    SELECT entry.entry_id
    FROM ledger_journalline line
    JOIN ledger_journalentry entry ON entry.id = line.entry_id
    JOIN ledger_account account ON account.account = line.account
    WHERE entry.period = ANY(%s)
    GROUP BY entry.entry_id
    HAVING count(*) > 1 AND min(account.account_type) = max(account.account_type)
       AND bool_and(account.account_type IN ('expense', 'revenue'))
       AND count(DISTINCT (line.account, line.cost_centre, line.entity)) > 1
"""


class LineRow(NamedTuple):
    """One journal line with what its entry says."""

    entry_id: str
    period: str
    posting_date: date
    account: str
    account_type: str | None
    cost_centre: str | None
    entity: str | None
    debit: Decimal
    credit: Decimal
    currency: str
    line_reference: str | None
    reference: str | None
    description: str
    memo: str
    source: str
    source_name: str | None
    reverses: int | None


class PlanAmount(NamedTuple):
    """What one version of a plan intends for a place in a period."""

    plan: str
    version: str
    period: str
    entity: str | None
    account: str
    cost_centre: str | None
    currency: str
    amount: Decimal


class AccountRow(NamedTuple):
    """An account, its name and on which side it stands."""

    account: str
    account_name: str
    account_type: str | None


class LocationRow(NamedTuple):
    """A location and the days it opened and closed."""

    location: str
    opened_on: date | None
    closed_on: date | None


def lines_of(periods: list[str], entities: frozenset[str] | None) -> Iterator[LineRow]:
    """Yield every line of these periods that the reader may see, in the order of booking."""
    rows = JournalLine.objects.filter(entry__period__in=periods)
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    found = rows.order_by("pk").values_list(
        "entry__entry_id", "entry__period", "entry__posting_date", "account",
        "account__account_type", "cost_centre", "entity", "debit", "credit", "currency",
        "reference", "entry__reference", "entry__description", "memo", "entry__source",
        "entry__source_name", "entry__reverses",
    )  # fmt: skip
    for row in found.iterator(chunk_size=5_000):
        yield LineRow._make(row)


def entries_between_accounts(periods: list[str]) -> frozenset[str]:
    """Return the entries that only move amounts between places of one type of account."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, [periods])
        return frozenset(entry_id for (entry_id,) in cursor.fetchall())


def plans_of(
    *, period: str | None, first: str | None, entities: frozenset[str] | None
) -> list[PlanAmount]:
    """Return the lines of plans, of one period or of all from one on."""
    rows = PlanLine.objects.filter(Q(period=period) if period else Q())
    if first:
        rows = rows.filter(period__gte=first)
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    found = rows.order_by("period", "plan", "version", "pk").values_list(
        "plan", "version", "period", "entity", "account", "cost_centre", "currency", "amount"
    )
    return [PlanAmount._make(row) for row in found]


def first_period() -> str | None:
    """Return the period with which the books begin."""
    first = JournalLine.objects.order_by("entry__period").values_list("entry__period", flat=True)
    return first.first()


def chart() -> dict[str, AccountRow]:
    """Return the chart of accounts."""
    rows = Account.objects.values_list("account", "account_name", "account_type")
    return {row[0]: AccountRow._make(row) for row in rows}


def locations() -> dict[str, LocationRow]:
    """Return the locations for which a day of opening or closing is known."""
    rows = Location.objects.filter(Q(opened_on__isnull=False) | Q(closed_on__isnull=False))
    found = rows.values_list("location", "opened_on", "closed_on")
    return {row[0]: LocationRow._make(row) for row in found}


def home_currencies() -> dict[str, str]:
    """Return the currency of each entity that has one."""
    rows = Entity.objects.filter(currency__isnull=False).values_list("entity", "currency")
    return {entity: currency for entity, currency in rows if currency}


def balance_of(account: str) -> dict[str, Decimal]:
    """Return what stands on an account in each currency, debits positive."""
    rows = JournalLine.objects.filter(account__account=account).values_list("currency")
    return dict(rows.annotate(balance=Sum("debit") - Sum("credit")).order_by("currency"))
