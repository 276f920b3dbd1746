"""The books line by line for whoever explains them: lines of periods, plans, locations."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Q, Sum

from ledger.models import Account, Entity, JournalLine, Location, PlanLine
from ledger.rules import AccountType

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

_QUICK_MARK = """
    SELECT concat_ws('/', (SELECT max(id) FROM ledger_journalentry),
        (SELECT count(*) FROM ledger_account WHERE account_type IS NOT NULL),
        (SELECT concat_ws('-', count(*), sum(amount), max(id))
         FROM ledger_planline WHERE period = %s))
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


class PlacedLine(NamedTuple):
    """One line of a place as a page shows it; `amount` in its account's natural sign."""

    entry_id: str
    posting_date: date
    cost_centre: str | None
    reference: str | None
    text: str
    amount: Decimal


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


def lines_of(periods: list[str]) -> Iterator[LineRow]:
    """Yield every line of these periods, in the order of booking."""
    rows = JournalLine.objects.filter(entry__period__in=periods)
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


def plans_of(period: str) -> list[PlanAmount]:
    """Return the lines of plans for a period."""
    found = (
        PlanLine.objects.filter(period=period)
        .order_by("plan", "version", "pk")
        .values_list(
            "plan", "version", "period", "entity", "account", "cost_centre", "currency", "amount"
        )
    )
    return [PlanAmount._make(row) for row in found]


def planned_periods(entities: frozenset[str] | None = None) -> list[str]:
    """Return every period that some plan names, or some plan of these entities, in order."""
    rows = PlanLine.objects.order_by("period").values_list("period", flat=True)
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    return list(rows.distinct())


def quick_mark(period: str) -> str:
    """Return a mark of the books and of one period's plans that changes when they grow.

    Read by indexes alone; an entry that another transaction commits behind a later one shows in
    the next full mark.
    """
    with connection.cursor() as cursor:
        cursor.execute(_QUICK_MARK, [period])
        return str(cursor.fetchone()[0])


def largest_lines(
    period: str,
    account: str,
    entity: str | None,
    currency: str,
    *,
    centre: tuple[str | None] | None,
    limit: int,
) -> list[PlacedLine]:
    """Return the largest lines of an account in a period; of one cost centre, if one is given."""
    rows = JournalLine.objects.filter(
        entry__period=period, account__account=account, currency=currency
    )
    if entity is not None:
        rows = rows.filter(entity__in=[entity])
    if centre is not None:
        is_none = Q(cost_centre__isnull=True)
        rows = rows.filter(is_none if centre[0] is None else Q(cost_centre__in=[centre[0]]))
    rows = rows.order_by((F("debit") + F("credit")).desc(), "pk").select_related("entry", "account")
    return [_placed(row) for row in rows[:limit]]


def _placed(row: JournalLine) -> PlacedLine:
    kind, entry = row.account.account_type, row.entry
    is_debit = kind is None or AccountType(kind).is_debit_normal
    amount = row.debit - row.credit
    texts = dict.fromkeys(each for each in (entry.description, row.memo) if each)
    return PlacedLine(
        entry.entry_id, entry.posting_date, row.cost_centre_id, row.reference or entry.reference,
        " ".join(texts), amount if is_debit else -amount,
    )  # fmt: skip


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
