"""What stands in the tables is what the engine answered, whichever way it came there."""

import csv
import json
from collections.abc import Iterator

import pytest
from django.db import connection

from audit import content
from audit.models import Bundle
from intake.models import BankLine
from reconciliation.actions import cash_matching
from reconciliation.models import CashMatch
from reconciliation.rules import cash_values
from tests.reconciliation.test_cash_news import LATER, arrive, match

pytestmark = pytest.mark.django_db
_LINES = """
    SELECT bank_line_id::text, status, strategy, (difference * 100)::bigint::text,
        array_to_string(exception_codes, ',')
    FROM reconciliation_cashmatch
"""
_PARTS = """
    SELECT known.bank_line_id::text, part.position::text, part.type,
        coalesce(part.record_key::text, ''), (part.amount * 100)::bigint::text
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id
"""


def answered() -> Iterator[tuple[Bundle, dict[str, set[tuple[str, ...]]]]]:
    """Yield what each run answered, as its bundle keeps it."""
    for bundle in Bundle.objects.filter(step=cash_matching.STEP).order_by("created_at"):
        head, _, rest = content.get(bundle.output_sha256).partition(b"\n")
        tables = {}
        for name, length in json.loads(head).items():
            rows = rest[:length].decode()
            tables[name] = {tuple(row) for row in csv.reader(rows.splitlines())}
            rest = rest[length + 1 :]
        yield bundle, tables


def rows(statement: str) -> set[tuple[str, ...]]:
    """Return what a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return set(cursor.fetchall())


def test_the_first_run_writes_what_it_answered_and_can_do_so_again() -> None:
    BankLine.objects.bulk_create(line for day in arrive(3) for line in day)

    counts = match()

    ((bundle, tables),) = answered()
    assert rows(_LINES) == tables["verdict"]
    assert rows(_PARTS) == tables["part"]
    assert counts.changed == len(tables["verdict"]) > 100
    kept = {name: content.get(sha256) for name, sha256 in bundle.inputs.items()}
    assert cash_matching.replay(kept) == content.get(bundle.output_sha256)
    older = {name: table for name, table in kept.items() if name not in cash_values.LATER}
    assert cash_matching.replay(older) == content.get(bundle.output_sha256)


def test_a_later_run_writes_new_lines_beside_those_it_says_something_else_of() -> None:
    first, *days = arrive(7)
    BankLine.objects.bulk_create(first)
    match()
    open_before = CashMatch.objects.exclude(status="matched").count()
    BankLine.objects.bulk_create(line for day in days for line in day)

    counts = match(LATER)

    *_, (_, tables) = answered()
    assert tables["verdict"] <= rows(_LINES)
    assert tables["part"] <= rows(_PARTS)
    new = sum(map(len, days))
    assert new <= counts.changed <= new + open_before
