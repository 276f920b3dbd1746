"""Bank lines that nothing explains yet, one of them with its candidates, for the workbench."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core.actors import Actor
from intake.queries import cash_sources as intake
from reconciliation.models import CashMatchPart
from reconciliation.queries import cash_open
from reconciliation.rules.cash_desk import Candidate, ranked
from reconciliation.rules.cash_values import CashSettings, PartType
from reconciliation.rules.cash_verdicts import EVIDENCE

PAGE = 50
_COLUMNS = """
    known.id AS match, line.id, line.booked_on, line.account, line.amount, line.currency,
    line.counterparty, line.memo, line.reference, line.entity, known.status, known.strategy,
    known.difference, known.exception_codes, known.version, known.decided_by, known.reason
"""
_OPEN = f"""
    SELECT {_COLUMNS} FROM reconciliation_cashmatch AS known
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE known.status <> 'matched' AND known.id > %s AND line.status = 'booked'
        AND (%s::text[] IS NULL OR line.entity = ANY(%s))
        AND (%s = '' OR known.status = %s)
    ORDER BY known.id LIMIT %s
"""  # noqa: S608 - statements of ours
_ONE = f"""
    SELECT {_COLUMNS} FROM reconciliation_cashmatch AS known
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE line.id = %s AND (%s::text[] IS NULL OR line.entity = ANY(%s))
"""  # noqa: S608 - statements of ours
_COUNTS = """
    SELECT status, count(*) FROM reconciliation_cashmatch
    WHERE bank_line_id IS NOT NULL AND status <> 'matched' GROUP BY status
"""


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
    parts: tuple[tuple[str, str | None, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of open lines, and where the next one begins."""

    rows: list[WorkLine]
    next_cursor: str


def open_lines(after: int, status: str, *, reader: Actor) -> WorkPage:
    """Return the lines that wait for a person, a page at a time; two statements."""
    seen = None if reader.entities is None else sorted(reader.entities)
    rows = _rows(_OPEN, [after, seen, seen, status, status, PAGE + 1])
    page = rows[:PAGE]
    parts = _parts([row["match"] for row in page])
    return WorkPage(
        rows=[_line(row, parts) for row in page],
        next_cursor=str(page[-1]["match"]) if len(rows) > PAGE else "",
    )


def counts() -> dict[str, int]:
    """Return how many lines wait, by how far they are."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return dict(cursor.fetchall())


def line(pk: int, *, reader: Actor) -> WorkLine | None:
    """Return one line, or nothing where this reader sees none."""
    seen = None if reader.entities is None else sorted(reader.entities)
    rows = _rows(_ONE, [pk, seen, seen])
    return _line(rows[0], _parts([rows[0]["match"]])) if rows else None


def candidates(of: WorkLine, settings: CashSettings, keys: Sequence[int] = ()) -> list[Candidate]:
    """Return the open records that have something in common with a line, best first.

    With `keys` it returns exactly those, as far as they are open.
    """
    text = " ".join(filter(None, (of.reference, of.memo, of.counterparty)))
    values = {"currency": of.currency, "amount": of.amount, "text": text, "keys": list(keys)}
    rows = _rows(cash_open.candidates(settings, are_chosen=bool(keys)), values)
    found = [_candidate(row, of) for row in rows]
    return found if keys else ranked(found)


def _candidate(row: dict[str, Any], of: WorkLine) -> Candidate:
    evidence = []
    if row["has_number"]:
        evidence.append("number in the text")
    if row["amount"] == of.amount:
        evidence.append("amount equal")
    if row["has_name"]:
        evidence.append("payer named")
    if row["day"] is not None and abs((of.booked_on - row["day"]).days) <= 30:
        evidence.append(f"{(of.booked_on - row['day']).days} days later")
    return Candidate(
        key=row["key"],
        type=PartType(row["type"]),
        record_id=row["reference"] or "",
        amount=row["amount"],
        currency=row["currency"],
        whole=row["whole"],
        party=row["party"],
        evidence=tuple(evidence),
    )


def _line(row: dict[str, Any], parts: dict[int, list[tuple[str, str | None, Decimal]]]) -> WorkLine:
    return WorkLine(
        pk=row["id"],
        match=row["match"],
        booked_on=row["booked_on"],
        account=row["account"],
        amount=row["amount"],
        currency=row["currency"],
        counterparty=row["counterparty"],
        memo=row["memo"],
        reference=row["reference"],
        entity=row["entity"],
        status=row["status"],
        evidence=EVIDENCE.get(row["strategy"], "a person said so"),
        difference=row["difference"],
        codes=tuple(row["exception_codes"]),
        version=row["version"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        parts=tuple(parts.get(row["match"], ())),
    )


def _parts(matches: Sequence[int]) -> dict[int, list[tuple[str, str | None, Decimal]]]:
    found: dict[int, list[tuple[str, str | None, Decimal]]] = {}
    rows = CashMatchPart.objects.filter(match_id__in=matches).order_by("match_id", "position")
    for match, kind, record_id, amount in rows.values_list(
        "match_id", "type", "record_id", "amount"
    )[:5_000]:
        found.setdefault(match, []).append((kind, record_id, amount))
    return found


def _rows(statement: str, values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
