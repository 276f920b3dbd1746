"""What an entry is, and when it may be booked: it balances, and its period is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.money import decimal_text


class AccountType(StrEnum):
    """On which side of the books an account stands."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    REVENUE = "revenue"
    EXPENSE = "expense"

    @property
    def is_debit_normal(self) -> bool:
        """Say whether the account grows by debits."""
        return self in (AccountType.ASSET, AccountType.EXPENSE)


class LocationKind(StrEnum):
    """What stands at a location."""

    STORE = "store"
    WAREHOUSE = "warehouse"
    OFFICE = "office"


class PeriodState(StrEnum):
    """Whether a period may still be booked into."""

    OPEN = "open"
    CLOSED = "closed"


class EntrySource(StrEnum):
    """What an entry came from."""

    IMPORT = "import"
    CASE = "case"
    ACCRUAL = "accrual"
    REVERSAL = "reversal"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One side of an entry. A line without entity, currency or reference has its entry's."""

    account: str
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    cost_centre: str | None = None
    memo: str = ""
    entry_line: str | None = None  # its place, counted from 1, where left out
    entity: str | None = None
    currency: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry before it is booked; `entry_id` books it once however often it is sent."""

    entry_id: str
    posting_date: date
    entity: str | None
    currency: str
    reference: str | None
    description: str
    source: EntrySource
    lines: tuple[EntryLine, ...]
    period: str | None = None  # the month of the posting date where left out
    source_name: str | None = None  # what the books it was imported from called its source
    reverses: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def books_period(self) -> str:
        """Return the period it counts in."""
        return self.period or period_of(self.posting_date)

    @property
    def debit_total(self) -> Decimal:
        """Return the sum of the debits."""
        return sum((line.debit for line in self.lines), Decimal(0))


def period_of(day: date) -> str:
    """Return the period a day lies in."""
    return f"{day.year:04d}-{day.month:02d}"


def next_period(period: str) -> str:
    """Return the period after this one."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def is_period(text: str) -> bool:
    """Say whether the text names a month as the books do: 2026-03."""
    return (
        len(text) == 7
        and text[4] == "-"
        and text[:4].isascii()
        and text[:4].isdigit()
        and text[5:] in {f"{month:02d}" for month in range(1, 13)}
    )


def first_open_period(start: str, closed: frozenset[str]) -> str:
    """Return the first period from `start` on that is not closed."""
    period = start
    while period in closed:
        period = next_period(period)
    return period


def problem_with(draft: EntryDraft) -> str | None:
    """Say why the entry may not be booked, in one sentence, or nothing."""
    if not draft.entry_id:
        return "The entry has no entry_id."
    if not is_period(draft.books_period):
        return f"The period {draft.books_period} is not a month such as 2026-03."
    if not draft.lines:
        return "The entry has no lines."
    names = [line.entry_line or str(place) for place, line in enumerate(draft.lines, start=1)]
    for name, line in zip(names, draft.lines, strict=True):
        if problem := problem_with_line(line.debit, line.credit):
            return f"Line {name}: {problem}"
        if not line.account:
            return f"Line {name}: the account is missing."
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        return f"The line {twice} is there twice."
    return imbalance(
        (line.currency or draft.currency, line.debit, line.credit) for line in draft.lines
    )


def problem_with_line(debit: Decimal, credit: Decimal) -> str | None:
    """Say why the two sides of one line are not possible, or nothing."""
    if not (debit.is_finite() and credit.is_finite()):
        return "debit and credit must be numbers."
    if debit < 0 or credit < 0:
        return "debit and credit must not be negative."
    if debit and credit:
        return "a line stands on one side: debit or credit, not both."
    return None


def imbalance(sides: Iterable[tuple[str, Decimal, Decimal]]) -> str | None:
    """Say by how much debits and credits differ in the first currency where they do."""
    debited: defaultdict[str, Decimal] = defaultdict(Decimal)
    credited: defaultdict[str, Decimal] = defaultdict(Decimal)
    for currency, debit, credit in sides:
        debited[currency] += debit
        credited[currency] += credit
    for currency in sorted(debited):
        debit, credit = debited[currency], credited[currency]
        if debit != credit:
            return (
                f"Debits {decimal_text(debit)} and credits {decimal_text(credit)} "
                f"{currency} are not equal."
            )
    return None


def reversal_of(draft: EntryDraft, *, entry_id: str, posting_date: date) -> EntryDraft:
    """Return the entry that takes another one back: the same lines with the sides changed."""
    lines = tuple(replace(line, debit=line.credit, credit=line.debit) for line in draft.lines)
    return replace(
        draft,
        entry_id=entry_id,
        posting_date=posting_date,
        period=None,
        description=f"Reversal of {draft.entry_id}",
        source=EntrySource.REVERSAL,
        reverses=draft.entry_id,
        lines=lines,
        extra={},
    )
