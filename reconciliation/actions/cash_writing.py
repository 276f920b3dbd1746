"""Writing what a run found: the answers go into temporary tables, and from there in few statements.

A match that says what it said before is left alone, so that running twice changes nothing.
"""

from datetime import datetime

from django.db import connection

from intake.queries import cash_sources as intake
from reconciliation.queries import cash_open
from reconciliation.rules.cash_verdicts import CONFIDENCE

_TABLES = """
    CREATE TEMP TABLE cash_verdict (
        owner bigint, status text, strategy text, difference bigint, codes text
    ) ON COMMIT DROP;
    CREATE TEMP TABLE cash_part (
        owner bigint, position int, type text, item bigint, record_id text, amount bigint
    ) ON COMMIT DROP;
    CREATE TEMP TABLE cash_item (key bigint, record_id text, amount numeric) ON COMMIT DROP;
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
        SELECT verdict.owner, verdict.status, verdict.strategy, level.confidence, source.amount,
            source.currency, {difference},
            string_to_array(verdict.codes, ','), %(run)s, %(at)s, false, 1
        FROM cash_verdict AS verdict
        JOIN ({source}) AS source ON source.id = verdict.owner
        JOIN unnest(%(strategies)s::text[], %(levels)s::numeric[]) AS level (strategy, confidence)
            ON level.strategy = verdict.strategy
        ON CONFLICT ({owner}) DO UPDATE SET
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
        (match_id, position, type, record_key, record_id, amount, record_amount, other_line_id)
    SELECT changed.id, part.position, part.type, item.key,
        coalesce(item.record_id, part.record_id, other.reference),
        {amount}, item.amount, other.id
    FROM cash_part AS part JOIN cash_changed AS changed ON changed.owner = part.owner
    LEFT JOIN cash_item AS item ON item.key = part.item
    LEFT JOIN ({lines}) AS other ON part.item < 0 AND other.id = -part.item - 1
"""


def write_matches(side: str, verdicts: bytes, parts: bytes, *, run: int, at: datetime) -> int:
    """Write the verdicts and parts of bank lines or payouts; return how many changed."""
    owner = f"{side}_id"
    source = cash_open.OWNERS[side]
    values: dict[str, int | datetime | list[str]] = {
        "run": run,
        "at": at,
        "strategies": list(CONFIDENCE),
        "levels": list(CONFIDENCE.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        _copy_in(cursor, "cash_verdict", verdicts)
        columns = "owner, position, type, item, amount"
        if side == "payout":
            columns = "owner, position, type, item, record_id, amount"
        _copy_in(cursor, f"cash_part ({columns})", parts)
        cursor.execute(_BROKEN.format(owner=owner))
        cursor.execute(
            _MATCHES.format(
                owner=owner,
                difference=cash_open.decimal_of("verdict.difference", "source.currency"),
                source=source,
            ),
            values,
        )
        changed = int(cursor.fetchone()[0])
        if changed:
            cursor.execute("ANALYZE cash_changed")
            cursor.execute(_FORGET_PARTS)
            cursor.execute(f"INSERT INTO cash_item {cash_open.records_of_parts()}")
            cursor.execute(
                _PARTS.format(
                    amount=cash_open.decimal_of("part.amount", "changed.currency"),
                    lines=intake.BANK_LINES_OF_ALL,
                )
            )
        cursor.execute("DROP TABLE cash_verdict, cash_part, cash_item, cash_changed")
    return changed


def _copy_in(cursor: object, table: str, content: bytes) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as rows:  # type: ignore[attr-defined]
        rows.write(content)
