"""Taking in entities, locations, accounts, plans and close tasks: new rows and changed ones.

A row that says what is here already changes nothing; a cell left blank takes nothing away.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import connection, transaction

from audit import actions as audit
from core.actors import Actor
from ledger.actions import naming
from ledger.actions.journal_import import import_journal
from ledger.rules import rows as rules
from ledger.rules.rows import (
    AccountRow,
    CloseTaskRow,
    EntityRow,
    ImportResult,
    LocationRow,
    PlanRow,
    RowProblem,
)

__all__ = [
    "import_journal",
    "import_plan",
    "upsert_accounts",
    "upsert_close_tasks",
    "upsert_entities",
    "upsert_locations",
]


class _HasLine(Protocol):
    @property
    def line(self) -> int: ...


R = TypeVar("R", bound=_HasLine)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows of one kind are written: table, typed columns, the key, and what never blanks."""

    table: str
    columns: tuple[tuple[str, str], ...]  # name, type
    key: tuple[str, ...]
    constants: tuple[tuple[str, str], ...] = ()  # name, SQL

    def statement(self) -> str:
        """Return the upsert that leaves equal rows alone and never blanks a cell."""
        names = [name for name, _ in self.columns]
        fixed = [name for name, _ in self.constants]
        given = [*(f"draft.{name}" for name in names), *(value for _, value in self.constants)]
        kept = [name for name in names if name not in self.key]
        merged = [
            f"{self.table}.{name} || excluded.{name}"
            if name == "extra"
            else f"coalesce(excluded.{name}, {self.table}.{name})"
            for name in kept
        ] + [f"excluded.{name}" for name in fixed]
        arrays = ", ".join(
            f"%s::{'text' if kind == 'jsonb' else kind}[]" for _, kind in self.columns
        )
        given = [
            f"{value}::jsonb" if kind == "jsonb" else value
            for value, (_, kind) in zip(
                given, (*self.columns, *((name, "") for name in fixed)), strict=True
            )
        ]
        targets = ", ".join([*kept, *fixed])
        return (
            f"INSERT INTO {self.table} ({', '.join([*names, *fixed])}) "  # noqa: S608  constants
            f"SELECT {', '.join(given)} FROM unnest({arrays}) AS draft ({', '.join(names)}) "
            f"ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET ({targets}) = "
            f"ROW({', '.join(merged)}) "
            f"WHERE ({', '.join(f'{self.table}.{name}' for name in (*kept, *fixed))}) "
            f"IS DISTINCT FROM ({', '.join(merged)})"
        )


_DESCRIBED = (("is_described", "true"),)
_ENTITIES = _Shape(
    table="ledger_entity",
    columns=(
        ("entity", "text"),
        ("entity_name", "text"),
        ("country", "text"),
        ("currency", "text"),
        ("vat_id", "text"),
        ("tax_id", "text"),
        ("timezone", "text"),
        ("extra", "jsonb"),
    ),
    key=("entity",),
    constants=_DESCRIBED,
)
_LOCATIONS = _Shape(
    table="ledger_location",
    columns=(
        ("location", "text"),
        ("location_name", "text"),
        ("entity", "text"),
        ("kind", "text"),
        ("timezone", "text"),
        ("opened_on", "date"),
        ("closed_on", "date"),
        ("extra", "jsonb"),
    ),
    key=("location",),
    constants=_DESCRIBED,
)
_ACCOUNTS = _Shape(
    table="ledger_account",
    columns=(
        ("account", "text"),
        ("account_name", "text"),
        ("account_type", "text"),
        ("extra", "jsonb"),
    ),
    key=("account",),
    constants=_DESCRIBED,
)
_PLAN_LINES = _Shape(
    table="ledger_planline",
    columns=(
        ("plan", "text"),
        ("version", "text"),
        ("period", "text"),
        ("account", "text"),
        ("cost_centre", "text"),
        ("entity", "text"),
        ("currency", "text"),
        ("amount", "numeric"),
        ("extra", "jsonb"),
    ),
    key=("plan", "version", "period", "account", "cost_centre", "entity", "currency"),
)
_CLOSE_TASKS = _Shape(
    table="ledger_closetask",
    columns=(
        ("period", "text"),
        ("task_id", "text"),
        ("task", "text"),
        ("owner", "text"),
        ("depends_on", "jsonb"),
        ("due", "date"),
        ("completed_at", "timestamptz"),
        ("extra", "jsonb"),
    ),
    key=("period", "task_id"),
)


def upsert_entities(
    rows: Sequence[EntityRow], *, actor: Actor, at: datetime, subject: str = "ledger:entities"
) -> ImportResult:
    """Take in the companies of ours; `subject` is the document they came in."""
    good, problems = _sifted(rows, rules.problem_with_entity)
    values = [
        (
            row.entity,
            row.entity_name,
            row.country,
            row.currency,
            row.vat_id,
            row.tax_id,
            row.timezone,
            _json(row.extra),
        )
        for row in good
    ]
    return _taken_in("entities", _ENTITIES, values, problems, subject, actor, at)


def upsert_locations(
    rows: Sequence[LocationRow], *, actor: Actor, at: datetime, subject: str = "ledger:locations"
) -> ImportResult:
    """Take in stores, warehouses and offices."""
    good, problems = _sifted(rows, rules.problem_with_location)
    values = [
        (
            row.location,
            row.location_name or row.location,
            row.entity,
            row.kind,
            row.timezone,
            row.opened_on,
            row.closed_on,
            _json(row.extra),
        )
        for row in good
    ]
    with transaction.atomic():
        naming.ensure_entities(row.entity for row in good)
        return _taken_in("locations", _LOCATIONS, values, problems, subject, actor, at)


def upsert_accounts(
    rows: Sequence[AccountRow], *, actor: Actor, at: datetime, subject: str = "ledger:accounts"
) -> ImportResult:
    """Take in the chart of accounts."""
    good, problems = _sifted(rows, rules.problem_with_account)
    values = [(row.account, row.account_name, row.account_type, _json(row.extra)) for row in good]
    return _taken_in("accounts", _ACCOUNTS, values, problems, subject, actor, at)


def import_plan(
    rows: Sequence[PlanRow],
    *,
    actor: Actor,
    at: datetime,
    subject: str = "ledger:plan",
    entity: str | None = None,
) -> ImportResult:
    """Take in a budget or forecast; rows that name no entity are of `entity`."""
    good, problems = _sifted(rows, rules.problem_with_plan)
    values = [
        (
            row.plan,
            row.version,
            row.period,
            row.account,
            row.cost_centre,
            row.entity or entity,
            row.currency,
            row.amount,
            _json(row.extra),
        )
        for row in good
    ]
    with transaction.atomic():
        naming.ensure_entities({row.entity or entity for row in good})
        naming.ensure_accounts({row.account for row in good})
        naming.ensure_cost_centres({row.cost_centre for row in good})
        return _taken_in("plan", _PLAN_LINES, values, problems, subject, actor, at)


def upsert_close_tasks(
    rows: Sequence[CloseTaskRow],
    *,
    actor: Actor,
    at: datetime,
    subject: str = "ledger:close_tasks",
) -> ImportResult:
    """Take in the checklist of a close."""
    good, problems = _sifted(rows, rules.problem_with_close_task)
    values = [
        (
            row.period,
            row.task_id,
            row.task,
            row.owner,
            json.dumps(list(row.depends_on)),
            row.due,
            row.completed_at,
            _json(row.extra),
        )
        for row in good
    ]
    return _taken_in("close_tasks", _CLOSE_TASKS, values, problems, subject, actor, at)


def _sifted(
    rows: Sequence[R], judge: Callable[[R], RowProblem | None]
) -> tuple[list[R], list[RowProblem]]:
    good: list[R] = []
    problems: list[RowProblem] = []
    for row in rows:
        problem = judge(row)
        if problem is None:
            good.append(row)
        else:
            problems.append(problem)
    return good, problems


def _taken_in(
    kind: str,
    shape: _Shape,
    values: Sequence[tuple[object, ...]],
    problems: list[RowProblem],
    subject: str,
    actor: Actor,
    at: datetime,
) -> ImportResult:
    """Write the rows, the last of those with one key, and say on the trail what changed."""
    places = [[name for name, _ in shape.columns].index(name) for name in shape.key]
    latest = {tuple(value[place] for place in places): value for value in values}
    written = 0
    with transaction.atomic():
        if latest:
            ordered = sorted(latest.values(), key=lambda value: [str(value[p]) for p in places])
            with connection.cursor() as cursor:
                cursor.execute(
                    shape.statement(), [list(column) for column in zip(*ordered, strict=True)]
                )
                written = cursor.rowcount
        if written:
            audit.record(
                action=f"ledger.{kind}.imported",
                subject=subject,
                actor=actor,
                at=at,
                payload={"written": written, "refused": len(problems)},
            )
    return ImportResult(written=written, problems=problems, unchanged=len(values) - written)


def _json(extra: object) -> str:
    return json.dumps(extra if isinstance(extra, dict) else dict(extra))  # type: ignore[call-overload]
