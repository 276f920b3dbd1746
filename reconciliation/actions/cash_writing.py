"""Writing what a run found of payouts, and of lines that something was said of before.

A match that says what it said before is left alone, so that running twice changes nothing; lines
nobody looked at before are copied in (`cash_copying`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from intake.queries import cash_sources as intake
from reconciliation.actions.cash_exchange import copy_in
from reconciliation.queries import cash_open, cash_precision
from reconciliation.rules.cash_values import CashSettings

if TYPE_CHECKING:
    import duckdb

_TABLES = """
    CREATE TEMP TABLE cash_verdict (
        owner bigint, status text, strategy text, difference bigint, codes text
    ) ON COMMIT DROP;
    CREATE TEMP TABLE cash_part (
        owner bigint, position int, type text, item bigint, record_id text, amount bigint,
        record_amount numeric, movement text
    ) ON COMMIT DROP;
    CREATE TEMP TABLE cash_changed (id bigint, owner bigint, currency text) ON COMMIT DROP
"""
# A match whose ground was pulled away, or that a person took back, is offered again at most.
_BROKEN = """
    UPDATE cash_verdict AS verdict SET
        status = CASE WHEN verdict.status = 'matched' THEN 'proposed' ELSE verdict.status END,
        codes = CASE WHEN known.reason IS NULL THEN 'RECONCILIATION_BROKEN'
            WHEN verdict.status = 'matched' THEN '' ELSE verdict.codes END
    FROM reconciliation_cashmatch AS known
    WHERE known.{owner} = verdict.owner AND known.is_broken
"""
_MATCHES = """
    WITH written AS (
        INSERT INTO reconciliation_cashmatch
            ({owner}, status, strategy, confidence, amount, currency, difference, exception_codes,
             run_id, changed_at, is_broken, version)
        SELECT verdict.owner, verdict.status, verdict.strategy,
            coalesce(level.confidence, 0.5), source.amount,
            source.currency, {difference},
            string_to_array(verdict.codes, ','), %(run)s, %(at)s, false, 1
        FROM cash_verdict AS verdict
        JOIN ({source}) AS source ON source.id = verdict.owner
        LEFT JOIN unnest(%(strategies)s::text[], %(levels)s::numeric[])
            AS level (strategy, confidence)
            ON level.strategy = verdict.strategy
        ON CONFLICT ({owner}) WHERE {owner} IS NOT NULL DO UPDATE SET
            status = excluded.status, strategy = excluded.strategy,
            confidence = excluded.confidence, amount = excluded.amount,
            difference = excluded.difference, exception_codes = excluded.exception_codes,
            run_id = excluded.run_id, changed_at = excluded.changed_at,
            version = reconciliation_cashmatch.version + 1
        WHERE reconciliation_cashmatch.decided_at IS NULL
            AND (reconciliation_cashmatch.status, reconciliation_cashmatch.strategy,
                 reconciliation_cashmatch.difference, reconciliation_cashmatch.exception_codes,
                 reconciliation_cashmatch.amount)
                IS DISTINCT FROM (excluded.status, excluded.strategy, excluded.difference,
                 excluded.exception_codes, excluded.amount)
        RETURNING id, {owner} AS owner, currency
    ), kept AS (
        INSERT INTO cash_changed SELECT id, owner, currency FROM written RETURNING id
    )
    SELECT count(*) FROM kept
"""
_FORGET_PARTS = """
    DELETE FROM reconciliation_cashmatchpart WHERE match_id IN (SELECT id FROM cash_changed)
"""
_PARTS = """
    INSERT INTO reconciliation_cashmatchpart
        (match_id, position, type, record_key, record_id, amount, record_amount, other_line_id,
         movement)
    SELECT changed.id, part.position, part.type, CASE WHEN part.item >= 0 THEN part.item END,
        coalesce(part.record_id, other.reference), {amount}, CASE
            WHEN part.record_amount IS NULL AND part.item >= 0 AND part.item % 8 = 0 THEN (
                SELECT sale.amount FROM ({sales}) AS sale WHERE sale.id = part.item / 8)
            ELSE part.record_amount END, other.id, part.movement
    FROM cash_part AS part JOIN cash_changed AS changed ON changed.owner = part.owner
    LEFT JOIN ({lines}) AS other ON part.item < 0 AND other.id = -part.item - 1
"""
_RECORDS = """
CREATE OR REPLACE VIEW record AS
SELECT id, coalesce(record_id, reference) AS record_id,
    decimal_of(coalesce(whole, amount), currency) AS amount
FROM read_parquet('{items}')
"""
# What was said of lines before, as it reads.
_TOLD = """
CREATE OR REPLACE TABLE told (
    line BIGINT, is_broken BOOLEAN, status VARCHAR, strategy VARCHAR, amount VARCHAR,
    difference VARCHAR, codes VARCHAR
)
"""
_TELL = """
    SELECT bank_line_id, is_broken, status, strategy, amount, difference,
        array_to_string(exception_codes, ',')
    FROM reconciliation_cashmatch WHERE status <> 'matched' AND bank_line_id IS NOT NULL
"""
# Whoever was looked at before, or is bound to another line, is written by comparison; what is said
# again in the same words is not even compared.
_COMPARED = """
CREATE OR REPLACE TABLE compared AS
SELECT line FROM told UNION SELECT line FROM part WHERE item < 0
"""
_OTHER = """
CREATE OR REPLACE TABLE other AS
SELECT line FROM verdict SEMI JOIN compared USING (line)
JOIN asked ON asked.id = line LEFT JOIN told USING (line)
WHERE told.is_broken IS DISTINCT FROM false
    OR (verdict.status, verdict.strategy, verdict.codes)
        IS DISTINCT FROM (told.status, told.strategy, coalesce(told.codes, ''))
    OR told.amount::DECIMAL(38, 6) <> decimal_of(asked.amount, currency)::DECIMAL(38, 6)
    OR told.difference::DECIMAL(38, 6) <> decimal_of(verdict.difference, currency)::DECIMAL(38, 6)
"""
# Whoever is matched in a run was open before it; what once broke is offered again at most.
_MADE = """
    SELECT strategy, count(*) FROM verdict ANTI JOIN (SELECT line FROM told WHERE is_broken)
    USING (line) WHERE status = 'matched' GROUP BY strategy
"""
_COUNT = """
    INSERT INTO reconciliation_cashstrategycount AS known (strategy, made, taken_back)
    VALUES (%s, %s, 0)
    ON CONFLICT (strategy) DO UPDATE SET made = known.made + excluded.made
"""
_COMPARED_LINES = (
    "SELECT line, status, strategy, difference, codes FROM verdict SEMI JOIN other USING (line)",
    """
    SELECT line, position, type, item, record.record_id, part.amount, record.amount,
        NULL AS movement
    FROM part SEMI JOIN other USING (line) LEFT JOIN record ON record.id = part.item
    """,
)
_PAYOUTS = (
    "SELECT payout, status, strategy, difference, codes FROM payout_verdict",
    """
    SELECT payout, row_number() OVER (PARTITION BY payout
            ORDER BY type, movement, part.record_id NULLS LAST, item NULLS LAST, part.amount),
        type, item, coalesce(record.record_id, part.record_id), part.amount, record.amount,
        movement
    FROM payout_part AS part LEFT JOIN record ON record.id = part.item
    """,
)


def prepare(database: duckdb.DuckDBPyConnection, folder: Path, settings: CashSettings) -> None:
    """Tell the engine's database what was said of lines before, and how sure each way is."""
    levels = {name: str(level) for name, level in cash_precision.levels(settings).items()}
    database.execute("CREATE TABLE level (strategy VARCHAR, confidence VARCHAR)")
    database.executemany("INSERT INTO level VALUES (?, ?)", list(levels.items()))
    database.execute(_TOLD)
    path = folder / "told.csv"
    with (
        path.open("wb") as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({_TELL}) TO STDOUT (FORMAT csv)") as rows,
    ):
        for part in rows:
            file.write(part)
    if path.stat().st_size:
        database.execute(f"COPY told FROM '{path}' (FORMAT csv, HEADER false)")


def compare(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Say which lines are written by comparison, once the engine is through."""
    database.execute(_RECORDS.format(items=folder / "item.parquet"))
    for statement in (_COMPARED, _OTHER):
        database.execute(statement)


def write_compared(
    database: duckdb.DuckDBPyConnection, folder: Path, *, run: int, at: datetime
) -> int:
    """Write what is said of payouts, and of lines that were looked at; count what changed."""
    with connection.cursor() as cursor:
        changed = _compare(cursor, "payout", database, folder, _PAYOUTS, run=run, at=at)
        changed += _compare(cursor, "bank_line", database, folder, _COMPARED_LINES, run=run, at=at)
        cursor.executemany(_COUNT, database.execute(_MADE).fetchall())
        return changed


def _compare(
    cursor: Any,
    side: str,
    database: duckdb.DuckDBPyConnection,
    folder: Path,
    statements: tuple[str, str],
    *,
    run: int,
    at: datetime,
) -> int:
    """Write what differs from what was said before."""
    owner, source = f"{side}_id", cash_open.OWNERS[side]
    levels = database.execute("SELECT strategy, confidence FROM level").fetchall()
    values = {
        "run": run,
        "at": at,
        "strategies": [strategy for strategy, _ in levels],
        "levels": [confidence for _, confidence in levels],
    }
    difference = cash_open.decimal_of("verdict.difference", "source.currency")
    cursor.execute(_TABLES)
    for table, rows in zip(("cash_verdict", "cash_part"), statements, strict=True):
        copy_in(cursor, table, database, rows, folder)
    cursor.execute("ANALYZE cash_verdict, cash_part")
    cursor.execute(_BROKEN.format(owner=owner))
    cursor.execute(_MATCHES.format(owner=owner, difference=difference, source=source), values)
    changed = int(cursor.fetchone()[0])
    if changed:
        cursor.execute("ANALYZE cash_changed")
        cursor.execute(_FORGET_PARTS)
        amount = cash_open.decimal_of("part.amount", "changed.currency")
        statement = _PARTS.format(
            amount=amount, lines=intake.BANK_LINES_OF_ALL, sales=intake.SALES_ORDERS
        )
        cursor.execute(statement)
    cursor.execute("DROP TABLE cash_verdict, cash_part, cash_changed")
    return changed
