"""Bank lines that nothing explains yet, a page at a time, and one of them, for the workbench."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core.actors import Actor
from intake.queries import cash_sources as intake
from reconciliation.rules.cash_values import CashStatus, PartType
from reconciliation.rules.cash_verdicts import evidence_of

PAGE = 50
PARTS = 100
_RESTS = frozenset((PartType.FEE.value, PartType.ADJUSTMENT.value))
_COLUMNS = """
    known.id AS match, line.id, line.booked_on, line.account, line.amount, line.currency,
    line.counterparty, line.counterparty_account, line.memo, line.reference, line.entity,
    known.status, known.strategy, known.difference, known.exception_codes, known.version,
    known.decided_by, known.reason, known.waits_until, known.waits_for, line.other_amount,
    line.other_currency
"""
_WHERE = """
    known.status <> 'matched' AND line.status = 'booked'
        AND (%(entities)s::text[] IS NULL OR line.entity = ANY(%(entities)s))
        AND CASE WHEN %(status)s = 'waiting' THEN known.waits_until > %(today)s
            ELSE (known.waits_until IS NULL OR known.waits_until <= %(today)s)
                AND (%(status)s = '' OR known.status = %(status)s) END
        AND (%(account)s = '' OR line.account = %(account)s)
        AND (%(q)s = '' OR concat_ws(' ', line.counterparty, line.memo, line.reference, line.amount)
            ILIKE '%%' || %(pattern)s || '%%')
"""
_OPEN = f"""
    SELECT {_COLUMNS} FROM reconciliation_cashmatch AS known
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE {_WHERE} AND known.id > %(after)s
    ORDER BY known.id LIMIT %(limit)s
"""  # noqa: S608 - statements of ours
_BEFORE = f"""
    SELECT line.id FROM reconciliation_cashmatch AS known
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE {_WHERE} AND known.id < %(after)s ORDER BY known.id DESC LIMIT 1
"""  # noqa: S608 - statements of ours
_ONE = f"""
    SELECT {_COLUMNS} FROM reconciliation_cashmatch AS known
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE line.id = %s AND (%s::text[] IS NULL OR line.entity = ANY(%s))
"""  # noqa: S608 - statements of ours
_COUNTS = f"""
    SELECT CASE WHEN known.waits_until > %(today)s THEN 'waiting' ELSE known.status END, count(*)
    FROM reconciliation_cashmatch AS known
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE known.status <> 'matched' AND line.status = 'booked'
        AND (%(entities)s::text[] IS NULL OR line.entity = ANY(%(entities)s))
    GROUP BY 1
"""  # noqa: S608 - statements of ours
_PARTS = """
    SELECT match_id, type, record_id, amount, account, position, record_key FROM (
        SELECT *, row_number() OVER (PARTITION BY match_id ORDER BY position) AS place
        FROM reconciliation_cashmatchpart
        WHERE match_id = ANY(%s) AND position > %s
    ) AS part WHERE place <= %s ORDER BY match_id, position
"""
_SUMS = """
    SELECT type, count(*), sum(amount) FROM reconciliation_cashmatchpart
    WHERE match_id = %s GROUP BY type ORDER BY count(*) DESC, type
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in the list: what they filter by."""

    status: str = ""
    account: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class WorkPart:
    """One part of a line as it is shown."""

    type: str
    record_id: str | None
    amount: Decimal
    account: str | None
    position: int
    record_key: int | None = None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One bank line with what is said of it."""

    pk: int
    match: int
    booked_on: date
    account: str
    amount: Decimal
    currency: str
    counterparty: str | None
    counterparty_account: str | None
    memo: str | None
    reference: str | None
    entity: str | None
    status: str
    evidence: str
    difference: Decimal
    codes: tuple[str, ...]
    version: int
    decided_by: str | None
    reason: str | None
    waits_until: date | None = None
    waits_for: str | None = None
    other_amount: Decimal | None = None
    other_currency: str | None = None
    parts: tuple[WorkPart, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether what is offered can be taken as it stands: records, and at most one rest."""
        records = [part for part in self.parts if part.record_key is not None]
        rests = [part for part in self.parts if part.record_key is None]
        return (
            self.status == CashStatus.PROPOSED.value
            and bool(records)
            and len(rests) <= 1
            and all(part.type in _RESTS and not part.account for part in rests)
            and sum(part.amount for part in self.parts) == self.amount
        )

    @property
    def rest_type(self) -> str:
        """What is offered for what the records leave over, if anything is."""
        rests = [part.type for part in self.parts if part.record_key is None]
        return rests[0] if rests else ""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of open lines, and where the next one begins."""

    rows: list[WorkLine]
    next_cursor: str


def open_lines(after: int, place: Place, *, today: date, reader: Actor) -> WorkPage:
    """Return the lines that wait for a person, a page at a time; two statements."""
    rows = rows_of(_OPEN, _values(place, after, today, reader) | {"limit": PAGE + 1})
    page = rows[:PAGE]
    parts = _parts([row["match"] for row in page], most=3)
    return WorkPage(
        rows=[_line(row, parts) for row in page],
        next_cursor=str(page[-1]["match"]) if len(rows) > PAGE else "",
    )


def next_line(after: int, place: Place, *, today: date, reader: Actor) -> int | None:
    """Return the line that comes after a match in the same list."""
    rows = rows_of(_OPEN, _values(place, after, today, reader) | {"limit": 1})
    return rows[0]["id"] if rows else None


def line_before(before: int, place: Place, *, today: date, reader: Actor) -> int | None:
    """Return the line that comes before a match in the same list."""
    rows = rows_of(_BEFORE, _values(place, before, today, reader))
    return rows[0]["id"] if rows else None


def counts(*, today: date, reader: Actor) -> dict[str, int]:
    """Return how many lines wait, by how far they are."""
    values = {"today": today, "entities": _seen(reader)}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        return dict(cursor.fetchall())


def line(pk: int, *, reader: Actor, after_part: int = 0) -> WorkLine | None:
    """Return one line with a page of its parts, or nothing where this reader sees none."""
    seen = _seen(reader)
    rows = rows_of(_ONE, [pk, seen, seen])
    return _line(rows[0], _parts([rows[0]["match"]], after_part)) if rows else None


def sums_of_parts(match: int) -> list[tuple[str, int, Decimal]]:
    """Return how many parts of each type a match has, and what they come to."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [match])
        return list(cursor.fetchall())


def accounts(*, reader: Actor) -> list[str]:
    """Return the bank accounts of ours that a reader may see."""
    statement = f"""
        SELECT bank_account AS account FROM ({intake.ACCOUNTS_OF_OURS}) AS own
        WHERE (%s::text[] IS NULL OR entity = ANY(%s)) ORDER BY bank_account
    """  # noqa: S608 - statements of ours
    return [row["account"] for row in rows_of(statement, [_seen(reader), _seen(reader)])]


def rows_of(statement: str, values: Any) -> list[dict[str, Any]]:
    """Return the rows of a statement by the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _values(place: Place, after: int, today: date, reader: Actor) -> dict[str, Any]:
    escaped = place.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "after": after,
        "today": today,
        "entities": _seen(reader),
        "status": place.status,
        "account": place.account,
        "q": place.q,
        "pattern": escaped,
    }


def _seen(reader: Actor) -> list[str] | None:
    return None if reader.entities is None else sorted(reader.entities)


def _line(row: dict[str, Any], parts: dict[int, list[WorkPart]]) -> WorkLine:
    return WorkLine(
        pk=row["id"],
        match=row["match"],
        booked_on=row["booked_on"],
        account=row["account"],
        amount=row["amount"],
        currency=row["currency"],
        counterparty=row["counterparty"],
        counterparty_account=row["counterparty_account"],
        memo=row["memo"],
        reference=row["reference"],
        entity=row["entity"],
        status=row["status"],
        evidence=evidence_of(row["strategy"]),
        difference=row["difference"],
        codes=tuple(row["exception_codes"]),
        version=row["version"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        waits_until=row["waits_until"],
        waits_for=row["waits_for"],
        other_amount=row["other_amount"],
        other_currency=row["other_currency"],
        parts=tuple(parts.get(row["match"], ())),
    )


def _parts(
    matches: Sequence[int], after: int = 0, *, most: int = PARTS
) -> dict[int, list[WorkPart]]:
    found: dict[int, list[WorkPart]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, [list(matches), after, most])
        for match, *part in cursor.fetchall():
            found.setdefault(match, []).append(WorkPart(*part))
    return found
