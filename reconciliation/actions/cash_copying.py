"""What is said of lines for the first time is copied in while the engine still looks at the rest.

No pass takes back what another found. So lines that the certain passes explain, which is most, are
on their way into the tables before the others are asked: by a thread of its own, which alone uses
the connection until the copies are through.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from reconciliation.actions.cash_exchange import copy_from, copy_to
from reconciliation.rules import cash_engine

if TYPE_CHECKING:
    import duckdb

_KEYS = "SELECT take_cash_match_keys(%s)"
# What is settled since the last wave, of lines that nothing was said of before; what is bound to
# another line, or has records that were taken away since, waits for the end.
_SETTLED = """
CREATE OR REPLACE TABLE wave AS
SELECT *, row_number() OVER (ORDER BY line) AS place FROM (
    SELECT hit.line, min(strategy) AS strategy, count(*) AS hits, max(missing) AS missing,
        any_value(asked.amount) AS amount, any_value(asked.currency) AS currency,
        any_value(asked.amount) - sum(part)::BIGINT AS left_over
    FROM hit JOIN asked ON asked.id = hit.line
    WHERE hit.rowid >= {seen} AND hit.line NOT IN (SELECT line FROM told)
        AND hit.line NOT IN (SELECT line FROM hit WHERE rowid >= {seen} AND item IS NOT NULL
            AND item NOT IN (SELECT id FROM item))
    GROUP BY hit.line
)
"""
_SETTLED_MATCHES = """
SELECT {first} + place - 1, line, 'matched', wave.strategy,
    coalesce(level.confidence, '0.5'), decimal_of(amount, currency), currency,
    decimal_of(CASE WHEN missing IS NULL THEN left_over ELSE 0 END, currency),
    '{{}}', {run}, '{at}', false, 1
FROM wave LEFT JOIN level ON level.strategy = wave.strategy ORDER BY place
"""
_SETTLED_PARTS = """
WITH single AS (
    SELECT place, hit.item, hit.type, part, currency, 1 AS position
    FROM hit JOIN wave USING (line) WHERE hits = 1 AND (wave.missing IS NULL OR left_over = 0)
), several AS (
    SELECT place, hit.item, hit.type, part, currency
    FROM hit JOIN wave USING (line) WHERE hits > 1 OR (wave.missing IS NOT NULL AND left_over <> 0)
    UNION ALL
    SELECT place, NULL, missing, left_over, currency FROM wave
    WHERE missing IS NOT NULL AND left_over <> 0
), own AS (
    SELECT * FROM single UNION ALL
    SELECT *, row_number() OVER (PARTITION BY place ORDER BY item NULLS LAST, type) FROM several
)
SELECT {first} + place - 1, position, own.type, own.item, coalesce(record_id, reference),
    decimal_of(part, own.currency), decimal_of(coalesce(whole, item.amount), own.currency)
FROM own LEFT JOIN item ON item.id = own.item ORDER BY place, position
"""
# At the end, whatever else nothing was said of before; `record` is a view of all that was given.
_NEW = """
CREATE OR REPLACE TABLE new AS
SELECT row_number() OVER (ORDER BY line) AS place, line
FROM verdict ANTI JOIN compared USING (line) ANTI JOIN written USING (line)
"""
_NEW_MATCHES = """
SELECT {first} + new.place - 1, verdict.line, status, verdict.strategy,
    coalesce(level.confidence, '0.5'), decimal_of(asked.amount, currency), currency,
    decimal_of(difference, currency),
    '{{' || codes || '}}', {run}, '{at}', false, 1
FROM new JOIN verdict USING (line) JOIN asked ON asked.id = new.line
LEFT JOIN level ON level.strategy = verdict.strategy ORDER BY new.place
"""
_NEW_PARTS = """
SELECT {first} + new.place - 1, position, type, item, record.record_id,
    decimal_of(part.amount, currency), record.amount
FROM part JOIN new USING (line) JOIN asked ON asked.id = new.line
LEFT JOIN record ON record.id = part.item ORDER BY new.place, position
"""
_MATCH_COLUMNS = (
    "id, bank_line_id, status, strategy, confidence, amount, currency, difference,"
    " exception_codes, run_id, changed_at, is_broken, version"
)
_PART_COLUMNS = "match_id, position, type, record_key, record_id, amount, record_amount"


class Copies:
    """The copies of one run, one after the other."""

    def __init__(
        self, database: duckdb.DuckDBPyConnection, folder: Path, *, run: int, at: datetime
    ) -> None:
        self._database, self._folder = database, folder
        self._run, self._at = run, at.isoformat()
        self._cursor: Any = connection.cursor()
        self._thread = ThreadPoolExecutor(1)
        self._copying: list[Future[None]] = []
        self._first = self._seen = self.count = 0
        database.execute("CREATE TABLE written (line BIGINT)")

    def __call__(self, step: str) -> None:
        """Send off what is settled once a step of the engine is over that settles many."""
        if step in cash_engine.SETTLES_MANY:
            self._database.execute(_SETTLED.format(seen=self._seen))
            self._send("wave", _SETTLED_MATCHES, _SETTLED_PARTS)
            self._seen = _count(self._database, "hit")

    def send_the_rest(self) -> None:
        """Send off what is said of all other lines that are new."""
        self._database.execute(_NEW)
        self._send("new", _NEW_MATCHES, _NEW_PARTS)

    def wait(self) -> None:
        """Wait until everything stands in the tables.

        :raises Exception: the database refused something.
        """
        for copying in self._copying:
            copying.result()

    def close(self) -> None:
        """Leave the connection to others, whatever happened."""
        self._thread.shutdown(cancel_futures=True)
        self._cursor.close()

    def _send(self, lines: str, matches: str, parts: str) -> None:
        count = _count(self._database, lines)
        if not count:
            return
        if not self._copying:  # a key for every line: few are left over
            self._cursor.execute(_KEYS, [_count(self._database, "asked")])
            self._first = int(self._cursor.fetchone()[0])
        values = {"first": self._first, "run": self._run, "at": self._at}
        paths = [self._folder / f"{lines}-{self.count}-{name}.csv" for name in ("match", "part")]
        for path, statement in zip(paths, (matches, parts), strict=True):
            copy_to(self._database, statement.format(**values), path)
        self._database.execute(f"INSERT INTO written SELECT line FROM {lines}")  # noqa: S608
        self._first += count
        self.count += count
        self._copying.append(self._thread.submit(self._copy, *paths))

    def _copy(self, matches: Path, parts: Path) -> None:
        copy_from(self._cursor, f"reconciliation_cashmatch ({_MATCH_COLUMNS})", matches)
        copy_from(self._cursor, f"reconciliation_cashmatchpart ({_PART_COLUMNS})", parts)


@contextmanager
def copying(
    database: duckdb.DuckDBPyConnection, folder: Path, *, run: int, at: datetime
) -> Iterator[Copies]:
    """Yield the copies of a run; nobody else may use the connection before they are waited for."""
    copies = Copies(database, folder, run=run, at=at)
    try:
        yield copies
    finally:
        copies.close()


def _count(database: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608
