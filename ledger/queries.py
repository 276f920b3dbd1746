"""What the books say: open periods, balances, entries; only for entities the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet, Sum

from ledger.models import Account, CloseTask, Entity, JournalEntry, JournalLine, Period
from ledger.rules.entries import (
    AccountType,
    EntryDraft,
    EntryLine,
    EntrySource,
    PeriodState,
    first_open_period,
    period_of,
)

Row = TypeVar("Row", bound=Model)
Entities = frozenset[str] | None  # None is every entity


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on one account of one entity; `amount` in the account's natural sign."""

    entity: str | None
    account: str
    account_name: str
    account_type: AccountType | None
    currency: str
    debit: Decimal
    credit: Decimal

    @property
    def amount(self) -> Decimal:
        """Return debit less credit for assets and expenses, the other way for the rest."""
        if self.account_type is None or self.account_type.is_debit_normal:
            return self.debit - self.credit
        return self.credit - self.debit


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of an entry, to be shown."""

    entry_line: str
    account: str
    account_name: str
    cost_centre: str | None
    entity: str | None
    debit: Decimal
    credit: Decimal
    currency: str
    memo: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its lines, to be shown."""

    entry_id: str
    posting_date: date
    period: str
    entity: str | None
    reference: str | None
    description: str
    source: EntrySource
    source_name: str | None
    currency: str
    created_at: datetime
    reverses: str | None
    reversed_by: str | None
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period of an entity and who closed it."""

    entity: str | None
    period: str
    is_open: bool
    closed_at: datetime | None
    closed_by: str | None


def is_open(period: str, entity: str | None) -> bool:
    """Say whether entries may be booked into the period; one nobody has closed is open."""
    closed = Period.objects.filter(Q(entity=entity), period=period, state=PeriodState.CLOSED)
    return not closed.exists()


def open_period_for(day: date, entity: str | None) -> str:
    """Return the first open period of the entity on or after the day."""
    start = period_of(day)
    closed = Period.objects.filter(Q(entity=entity), state=PeriodState.CLOSED, period__gte=start)
    return first_open_period(start, frozenset(closed.values_list("period", flat=True)))


def closed_periods(entities: Entities) -> frozenset[tuple[str | None, str]]:
    """Return (entity, period) of every closed period, to judge many entries at once."""
    rows = _seen(Period.objects.filter(state=PeriodState.CLOSED), entities)
    return frozenset((row.entity_id, row.period) for row in rows)


def periods(entities: Entities) -> list[PeriodView]:
    """Return the known periods, newest first."""
    rows = _seen(Period.objects.all(), entities).order_by("-period", "entity", "id")
    return [
        PeriodView(
            entity=row.entity_id,
            period=row.period,
            is_open=row.state == PeriodState.OPEN,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
        )
        for row in rows
    ]


def balances(
    *, entities: Entities, first_period: str | None = None, last_period: str | None = None
) -> list[Balance]:
    """Return debits and credits of each entity, account and currency over a range of periods."""
    lines = _seen(JournalLine.objects.all(), entities)
    if first_period is not None:
        lines = lines.filter(entry__period__gte=first_period)
    if last_period is not None:
        lines = lines.filter(entry__period__lte=last_period)
    rows = (
        lines.values_list(
            "entity", "account", "account__account_name", "account__account_type", "currency"
        )
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
        .order_by("entity", "account", "currency")
    )
    return [
        Balance(
            entity=entity,
            account=account,
            account_name=name,
            account_type=AccountType(kind) if kind else None,
            currency=currency,
            debit=debit,
            credit=credit,
        )
        for entity, account, name, kind, currency, debit, credit in rows
    ]


def trial_balance(*, period: str, entities: Entities) -> list[Balance]:
    """Return the balance of every account at the end of the period."""
    return balances(entities=entities, last_period=period)


def entries_of(reference: str, *, entities: Entities) -> list[EntryView]:
    """Return the entries that name a reference, in the head or in a line, oldest first."""
    named = JournalLine.objects.filter(reference=reference).values("entry_id")
    return entry_views(
        JournalEntry.objects.filter(Q(reference=reference) | Q(pk__in=named)), entities=entities
    )


def entry(entry_id: str, *, entities: Entities) -> EntryView | None:
    """Return one entry, or nothing where there is none that the reader may see."""
    found = entry_views(JournalEntry.objects.filter(entry_id=entry_id), entities=entities)
    return found[0] if found else None


def journal(
    *,
    entities: Entities,
    period: str | None = None,
    account: str | None = None,
    before: tuple[date, int] | None = None,
    limit: int = 50,
) -> tuple[list[EntryView], tuple[date, int] | None]:
    """Return a page of entries, newest first, and the key that the next page begins before."""
    rows = _seen(JournalEntry.objects.all(), entities)
    if period is not None:
        rows = rows.filter(period=period)
    if account is not None:
        rows = rows.filter(pk__in=JournalLine.objects.filter(account_id=account).values("entry_id"))
    if before is not None:
        day, key = before
        rows = rows.filter(Q(posting_date__lt=day) | Q(posting_date=day, pk__lt=key))
    keys = list(
        rows.order_by("-posting_date", "-id").values_list("posting_date", "pk")[: limit + 1]
    )
    page = [key for _, key in keys[:limit]]
    views = entry_views(JournalEntry.objects.filter(pk__in=page), entities=entities)
    return views[::-1], keys[limit - 1] if len(keys) > limit else None


def entry_views(rows: "QuerySet[JournalEntry]", *, entities: Entities) -> list[EntryView]:
    """Load entries with their lines, oldest first: two queries, however many there are."""
    lines = JournalLine.objects.select_related("account").order_by("id")
    found = (
        _seen(rows, entities)
        .select_related("reverses", "reversed_by")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("posting_date", "id")
    )
    return [_entry_view(row) for row in found]


def _entry_view(row: JournalEntry) -> EntryView:
    taken_back_by = getattr(row, "reversed_by", None)
    return EntryView(
        entry_id=row.entry_id,
        posting_date=row.posting_date,
        period=row.period,
        entity=row.entity_id,
        reference=row.reference,
        description=row.description,
        source=EntrySource(row.source),
        source_name=row.source_name,
        currency=row.currency,
        created_at=row.created_at,
        reverses=row.reverses.entry_id if row.reverses else None,
        reversed_by=taken_back_by.entry_id if taken_back_by else None,
        lines=tuple(_line_view(line) for line in row.lines.all()),
    )


def _line_view(line: JournalLine) -> LineView:
    return LineView(
        entry_line=line.entry_line,
        account=line.account_id,
        account_name=line.account.account_name,
        cost_centre=line.cost_centre_id,
        entity=line.entity_id,
        debit=line.debit,
        credit=line.credit,
        currency=line.currency,
        memo=line.memo,
    )


def keys_of(entry_ids: Sequence[str]) -> dict[str, int]:
    """Return the keys of the entries that are in the books, by `entry_id`."""
    rows = JournalEntry.objects.filter(entry_id__in=entry_ids)
    return dict(rows.values_list("entry_id", "pk"))


def draft_of(entry_id: str) -> EntryDraft | None:
    """Return a booked entry as the draft that would book it."""
    row = JournalEntry.objects.select_related("reverses").filter(entry_id=entry_id).first()
    return None if row is None else drafts_of([row])[0]


def drafts_of(rows: Sequence[JournalEntry]) -> list[EntryDraft]:
    """Return booked entries as drafts, with one query for all lines."""
    lines: dict[int, list[EntryLine]] = {row.pk: [] for row in rows}
    for line in JournalLine.objects.filter(entry__in=list(lines)).order_by("id"):
        lines[line.entry_id].append(
            EntryLine(
                account=line.account_id,
                debit=line.debit,
                credit=line.credit,
                cost_centre=line.cost_centre_id,
                memo=line.memo,
                entry_line=line.entry_line,
                entity=line.entity_id,
                currency=line.currency,
                reference=line.reference,
            )
        )
    return [
        EntryDraft(
            entry_id=row.entry_id,
            posting_date=row.posting_date,
            entity=row.entity_id,
            currency=row.currency,
            reference=row.reference,
            description=row.description,
            source=EntrySource(row.source),
            lines=tuple(lines[row.pk]),
            period=row.period,
            source_name=row.source_name,
            reverses=row.reverses.entry_id if row.reverses else None,
            extra=row.extra,
        )
        for row in rows
    ]


def entity_rows() -> list[tuple[str, str, str | None, str | None]]:
    """Return every company of ours: code, name, VAT id, tax id."""
    return list(
        Entity.objects.order_by("entity").values_list("entity", "entity_name", "vat_id", "tax_id")
    )


def accounts() -> list[Account]:
    """Return the chart of accounts."""
    return list(Account.objects.order_by("account", "id"))


def close_tasks(period: str) -> list[CloseTask]:
    """Return the checklist of a close, by due date."""
    return list(CloseTask.objects.filter(period=period).order_by("due", "task_id", "id"))


def _seen(rows: "QuerySet[Row]", entities: Entities) -> "QuerySet[Row]":
    return rows if entities is None else rows.filter(entity__in=entities)


def account_names(accounts: "set[str | None]") -> dict[str, str]:
    """Return the names of these accounts."""
    named = Account.objects.filter(account__in=[name for name in accounts if name])
    return dict(named.values_list("account", "account_name"))


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One page of the chart of accounts and where the next one begins."""

    rows: list[Account]
    next_cursor: str


def account_page(*, q: str = "", after: str = "", limit: int = 100) -> AccountPage:
    """Return the chart of accounts by number, from after one on."""
    rows = Account.objects.filter(account__gt=after) if after else Account.objects.all()
    if q:
        rows = rows.filter(Q(account__istartswith=q) | Q(account_name__icontains=q))
    found = list(rows.order_by("account")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return AccountPage(found, found[-1].account if more else "")


def account(number: str) -> Account | None:
    """Return one account."""
    return Account.objects.filter(account=number).first()


def close_periods() -> list[str]:
    """Return every period that has a checklist or a state, newest first."""
    named = set(CloseTask.objects.values_list("period", flat=True).distinct())
    named |= set(Period.objects.values_list("period", flat=True).distinct())
    return sorted(named, reverse=True)


def period_to_close(entities: Entities) -> str | None:
    """Return the oldest period with a checklist whose books are open, else the newest of all."""
    tasks: dict[str, bool] = {}
    for period, done in CloseTask.objects.values_list("period", "completed_at").order_by("pk"):
        tasks[period] = tasks.get(period, True) and done is not None
    states: dict[str, list[bool]] = {}
    for each in periods(entities):
        states.setdefault(each.period, []).append(each.is_open)
    # Where nothing is booked there is nothing to lock: the checklist alone says whether it is done.
    is_open = {each: any(states.get(each, [not done])) for each, done in tasks.items()}
    waiting = sorted(each for each, opened in is_open.items() if opened)
    return next(iter(waiting or sorted(tasks, reverse=True) or close_periods()), None)
