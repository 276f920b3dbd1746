"""What a run has to look at: the news since the last one, and what that one left open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction

from reconciliation.actions.cash_exchange import copy_in
from reconciliation.queries import cash_waking
from reconciliation.rules.cash_values import NewsKind

if TYPE_CHECKING:
    import duckdb

# From here on, what this transaction writes is no news to itself.
_QUIET = "SET LOCAL tieout.cash_run = 'on'"
_OVER = """
    DROP TABLE IF EXISTS cash_news, cash_candidate, cash_still_open;
    SET LOCAL tieout.cash_run = ''
"""
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('reconciliation.cash'))"
_MANY = "SELECT EXISTS (SELECT FROM reconciliation_cashnews OFFSET 1000)"
_ALL = "INSERT INTO reconciliation_cashnews (key) VALUES (%s)"
# Whatever was given and is not wholly explained; an order of a payout's report is.
_STILL_OPEN = """
    SELECT id FROM read_parquet('{items}') AS item LEFT JOIN (
        SELECT item, sum(amount) AS amount FROM (
            SELECT part.item, part.amount FROM part JOIN verdict USING (line)
            WHERE verdict.status = 'matched'
            UNION ALL
            SELECT part.item, part.amount FROM payout_part AS part
            JOIN payout_verdict AS verdict USING (payout) WHERE verdict.status = 'matched'
        ) GROUP BY item
    ) AS used ON used.item = item.id WHERE used.amount IS DISTINCT FROM item.amount
"""


@dataclass(frozen=True, slots=True)
class News:
    """How much is new; `is_everything` where any row may have changed."""

    count: int
    is_everything: bool


@contextmanager
def taken() -> Iterator[News]:
    """Hold the news of one run; what stays of it goes with the block, or with the transaction."""
    yield _take()
    with connection.cursor() as cursor:
        cursor.execute(_OVER)


def bound() -> None:
    """Keep one word for all news where there is nothing yet that they could be news for.

    Without bank lines and payouts no run takes them; the first that has some looks at everything.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TRY_LOCK)
        is_ours = cursor.fetchone()[0]
        cursor.execute(_MANY)
        if is_ours and cursor.fetchone()[0]:
            cursor.execute("DELETE FROM reconciliation_cashnews")
            cursor.execute(_ALL, [int(NewsKind.EVERYTHING)])


def _take() -> News:
    with connection.cursor() as cursor:
        cursor.execute(cash_waking.TABLE)
        cursor.execute(cash_waking.TAKE)
        cursor.execute("ANALYZE cash_news")
        cursor.execute(cash_waking.TAKEN, {"everything": int(NewsKind.EVERYTHING)})
        count, everything = cursor.fetchone()
    return News(count, bool(everything))


def gather(*, woken: bool) -> None:
    """Take what opening broken matches added, and say what may be open now, if not everything."""
    with connection.cursor() as cursor:
        cursor.execute(cash_waking.TAKE)
        if woken:
            cursor.execute(cash_waking.CANDIDATE_TABLE)
            cursor.execute("ANALYZE cash_candidate")
        cursor.execute(_QUIET)


def put_back() -> None:
    """Leave the news to the next run."""
    with connection.cursor() as cursor:
        cursor.execute(cash_waking.PUT_BACK)


def keep_open(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Note what this run left open."""
    table, *after = cash_waking.STILL_OPEN
    with connection.cursor() as cursor:
        cursor.execute(table)
        rows = _STILL_OPEN.format(items=folder / "item.parquet")
        copy_in(cursor, "cash_still_open", database, rows, folder)
        for statement in after:
            cursor.execute(statement)
