"""Rows of the tables that the books take in, named as the contract names them, and their checks."""

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from ledger.rules.entries import AccountType, LocationKind, is_period

_CURRENCY = re.compile(r"[A-Z]{3}")
Extra = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why one row was refused: its line in the file, the field, and the reason."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of the rows: written (new or changed), as they were before, or refused."""

    written: int
    problems: list[RowProblem]
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A row of the table entities."""

    line: int
    entity: str
    entity_name: str
    currency: str
    country: str | None = None
    vat_id: str | None = None
    tax_id: str | None = None
    timezone: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocationRow:
    """A row of the table locations."""

    line: int
    location: str
    entity: str
    location_name: str | None = None
    kind: str | None = None
    timezone: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row of the table accounts."""

    line: int
    account: str
    account_name: str
    account_type: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A row of the table journal: one line of an entry."""

    line: int
    entry_id: str
    entry_line: str
    posting_date: date
    period: str
    account: str
    debit: Decimal
    credit: Decimal
    currency: str
    cost_centre: str | None = None
    entity: str | None = None
    reference: str | None = None
    description: str | None = None
    source: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the table plan."""

    line: int
    plan: str
    version: str
    period: str
    account: str
    amount: Decimal
    currency: str
    cost_centre: str | None = None
    entity: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloseTaskRow:
    """A row of the table close tasks."""

    line: int
    period: str
    task_id: str
    task: str
    due: date
    owner: str | None = None
    depends_on: tuple[str, ...] = ()
    completed_at: datetime | None = None
    extra: Extra = field(default_factory=dict)


def problem_with_entity(row: EntityRow) -> RowProblem | None:
    """Say why the row is refused, or nothing."""
    return _currency_problem(row.line, row.currency) or _timezone_problem(row.line, row.timezone)


def problem_with_location(row: LocationRow) -> RowProblem | None:
    """Say why the row is refused, or nothing."""
    if row.kind is not None and row.kind not in set(LocationKind):
        return RowProblem(row.line, "kind", f"{row.kind} is not one of {_listed(LocationKind)}.")
    if row.opened_on and row.closed_on and row.closed_on < row.opened_on:
        return RowProblem(row.line, "closed_on", "It closed before it opened.")
    return _timezone_problem(row.line, row.timezone)


def problem_with_account(row: AccountRow) -> RowProblem | None:
    """Say why the row is refused, or nothing."""
    if row.account_type not in set(AccountType):
        reason = f"{row.account_type} is not one of {_listed(AccountType)}."
        return RowProblem(row.line, "account_type", reason)
    return None


def problem_with_plan(row: PlanRow) -> RowProblem | None:
    """Say why the row is refused, or nothing."""
    if not row.amount.is_finite():
        return RowProblem(row.line, "amount", "It is not a number.")
    return _period_problem(row.line, row.period) or _currency_problem(row.line, row.currency)


def problem_with_close_task(row: CloseTaskRow) -> RowProblem | None:
    """Say why the row is refused, or nothing."""
    return _period_problem(row.line, row.period)


def problem_with_journal(row: JournalRow) -> RowProblem | None:
    """Say why the row is refused on its own, or nothing; entries are judged as a whole later."""
    problem = _period_problem(row.line, row.period) or _currency_problem(row.line, row.currency)
    if problem:
        return problem
    for name, amount in (("debit", row.debit), ("credit", row.credit)):
        if not amount.is_finite():
            return RowProblem(row.line, name, "It is not a number.")
        if amount < 0:
            return RowProblem(row.line, name, "It is negative; put it on the other side.")
    if row.debit and row.credit:
        return RowProblem(row.line, "credit", "A line stands on one side: debit or credit.")
    return None


def _period_problem(line: int, period: str) -> RowProblem | None:
    if is_period(period):
        return None
    return RowProblem(line, "period", f"{period} is not a month such as 2026-03.")


def _currency_problem(line: int, currency: str) -> RowProblem | None:
    if _CURRENCY.fullmatch(currency):
        return None
    return RowProblem(line, "currency", f"{currency} is not a currency code such as EUR.")


def _timezone_problem(line: int, timezone: str | None) -> RowProblem | None:
    if timezone is None or timezone in _timezones():
        return None
    return RowProblem(line, "timezone", f"{timezone} is not a time zone such as Europe/Berlin.")


@lru_cache(maxsize=1)
def _timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _listed(values: type[AccountType] | type[LocationKind]) -> str:
    return ", ".join(value.value for value in values)
