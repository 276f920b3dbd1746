"""Between the database and the engine: tables out as CSV, verdicts back in.

What was copied out is what the bundle keeps, so a replay starts from the same bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from django.db import connection

from reconciliation.queries import cash_open
from reconciliation.rules import cash_engine
from reconciliation.rules.cash_values import GIVEN, CashSettings

# What a run answers, each table in one order.
ANSWERS = {
    "verdict": "SELECT line, status, strategy, difference, codes FROM verdict ORDER BY line",
    "part": "SELECT line, position, type, item, amount FROM part ORDER BY line, position",
    "payout_verdict": """
        SELECT payout, status, strategy, difference, codes FROM payout_verdict ORDER BY payout
    """,
    "payout_part": """
        SELECT payout, row_number() OVER (PARTITION BY payout
            ORDER BY type, record_id NULLS LAST, item NULLS LAST, amount) AS position,
            type, item, record_id, amount
        FROM payout_part ORDER BY payout, position
    """,
}


TABLES = tuple(GIVEN)


@dataclass(frozen=True, slots=True)
class Given:
    """The tables of one run, as they were copied out."""

    tables: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        """Return the hash of everything given."""
        digest = hashlib.sha256()
        for name in sorted(self.tables):
            digest.update(name.encode() + b"\0" + self.tables[name] + b"\0")
        return digest.hexdigest()

    def count(self, name: str) -> int:
        """Return how many rows a table has; no text in it spans two lines."""
        return self.tables[name].count(b"\n")


def copy_out(settings: CashSettings) -> Given:
    """Copy everything that is open out of the database."""
    tables: dict[str, bytes] = {}
    for name, (statement, values) in cash_open.statements(settings).items():
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", values or None) as rows,
        ):
            tables[name] = b"".join(bytes(part) for part in rows)
    return Given(tables)


def decide(tables: Mapping[str, bytes], settings: CashSettings) -> dict[str, bytes]:
    """Run the engine on tables that were copied out; return its answers as CSV.

    The engine reads and writes files of a folder that is gone afterwards: its rows never become
    objects of this process.
    """
    with TemporaryDirectory(prefix="cash-") as folder:
        database = cash_engine.new_database()
        try:
            for name, content in tables.items():
                path = Path(folder) / f"{name}.csv"
                path.write_bytes(content)
                _read_in(database, name, path)
                path.unlink()
            cash_engine.run(database, settings)
            return {name: _written(database, name, Path(folder)) for name in ANSWERS}
        finally:
            database.close()


def _read_in(database: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    if not path.stat().st_size:
        return
    columns = ", ".join(f"'{column}': '{kind}'" for column, kind in GIVEN[name])
    database.execute(
        f"INSERT INTO {name} SELECT * FROM read_csv(?, header = false, delim = ',', quote = '\"',"  # noqa: S608 - names of ours
        f" escape = '\"', nullstr = '', auto_detect = false, columns = {{{columns}}})",
        [str(path)],
    )


def _written(database: duckdb.DuckDBPyConnection, name: str, folder: Path) -> bytes:
    path = folder / f"{name}-answer.csv"
    database.execute(f"COPY ({ANSWERS[name]}) TO '{path}' (FORMAT csv, HEADER false)")
    return path.read_bytes()
