"""Between the database and the engine: tables out into files, and in again.

What was copied out is what the bundle keeps, so a replay starts from the same rows. No row ever
becomes an object of this process.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from reconciliation.queries import cash_open
from reconciliation.rules import cash_copies, cash_engine
from reconciliation.rules.cash_values import GIVEN, LATER, CashSettings

if TYPE_CHECKING:
    import duckdb

# What a run answers, each table in one order.
ANSWERS = {
    "verdict": "SELECT line, status, strategy, difference, codes FROM verdict ORDER BY line",
    "part": "SELECT line, position, type, item, amount FROM part ORDER BY line, position",
    "payout_verdict": """
        SELECT payout, status, strategy, difference, codes FROM payout_verdict ORDER BY payout
    """,
    "payout_part": """
        SELECT payout, row_number() OVER (PARTITION BY payout
            ORDER BY type, movement, record_id NULLS LAST, item NULLS LAST, amount) AS position,
            type, movement, item, record_id, amount
        FROM payout_part ORDER BY payout, position
    """,
}
TABLES = tuple(GIVEN)


@dataclass(frozen=True, slots=True)
class Given:
    """The tables of one run, in the database of an engine and, once kept, in a folder."""

    database: duckdb.DuckDBPyConnection
    folder: Path
    sha256: str
    counts: Mapping[str, int]
    kept: Future[None]

    def tables(self) -> dict[str, bytes]:
        """Return what a bundle keeps of them."""
        self.kept.result()
        return {name: (self.folder / f"{name}.parquet").read_bytes() for name in TABLES}


@contextmanager
def copied_out(settings: CashSettings, folder: Path, *, woken: bool) -> Iterator[Given]:
    """Copy everything that is open out of the database, and give it to an engine.

    While one kind of row is copied, the one before is read; while the engine works, what it was
    given is written down as it was.
    """
    database = cash_engine.new_database(spill=folder / "spill")
    cash_copies.prepare(database)
    beside = ThreadPoolExecutor(1)
    try:
        found = list(_copied(settings, folder, database, beside, woken=woken))
        counts = dict.fromkeys(TABLES, 0)
        for name, reading in found:
            counts[name] += reading.result()[1]
        told = " ".join(f"{name} {reading.result()[0]}" for name, reading in found)
        sha256 = hashlib.sha256(told.encode()).hexdigest()
        keeper = database.cursor()
        keeper.execute("BEGIN")
        keeper.execute("SELECT count(*) FROM item").fetchall()  # from here on it sees no change
        yield Given(database, folder, sha256, counts, beside.submit(_keep, keeper, folder))
    finally:
        beside.shutdown()
        database.close()


def _copied(
    settings: CashSettings,
    folder: Path,
    database: duckdb.DuckDBPyConnection,
    beside: ThreadPoolExecutor,
    *,
    woken: bool,
) -> Iterator[tuple[str, Future[tuple[str, int]]]]:
    """Copy one statement after the other; yield the reading of each, which may not be over yet."""
    with connection.cursor() as cursor:
        for statement in cash_open.prepare(woken=woken):
            cursor.execute(statement)
        for name, statements in cash_open.statements(settings, woken=woken).items():
            for place, statement in enumerate(statements):
                path = folder / f"{name}-{place}.csv"
                with (
                    path.open("wb") as file,
                    cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as rows,
                ):
                    file.writelines(rows)
                yield name, beside.submit(_read_in, database, name, path, settings)
        cursor.execute("DROP TABLE cash_used")


def _read_in(
    database: duckdb.DuckDBPyConnection, name: str, path: Path, settings: CashSettings
) -> tuple[str, int]:
    """Read a copy into its table; return its hash, and how many rows a run is given of it."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    count = 0
    if path.stat().st_size:
        rows = cash_copies.read(name, str(path), settings)
        count = int(database.execute(f"INSERT INTO {name} {rows}").fetchall()[0][0])
    path.unlink()
    return sha256, count


def _keep(keeper: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write down what a run was given, whatever has become of it in the meantime."""
    for name in TABLES:
        path = folder / f"{name}.parquet"
        # As small as at any higher level, and a quarter faster.
        kept = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
        keeper.execute(f"COPY {name} TO '{path}' ({kept})")
    keeper.execute("ROLLBACK")
    keeper.close()


def put_in(tables: Mapping[str, bytes], folder: Path) -> None:
    """Put the tables of a bundle where a run looks for them."""
    for name in tables:
        (folder / f"{name}.parquet").write_bytes(tables[name])


@contextmanager
def opened(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database of an engine, given the tables in a folder."""
    database = cash_engine.new_database(spill=folder / "spill")
    try:
        for name in TABLES:
            if name in LATER and not (folder / f"{name}.parquet").exists():
                continue
            database.execute(
                f"INSERT INTO {name} SELECT * FROM read_parquet('{folder / name}.parquet')"  # noqa: S608
            )
        yield database
    finally:
        database.close()


def output_of(database: duckdb.DuckDBPyConnection, folder: Path) -> bytes:
    """Return the answers as one: a line of lengths, then each table."""
    paths = {name: folder / f"{name}-answer.csv" for name in ANSWERS}
    for name, path in paths.items():
        copy_to(database, ANSWERS[name], path)
    head = json.dumps({name: path.stat().st_size for name, path in paths.items()})
    answers = b"\n".join((head.encode(), *(path.read_bytes() for path in paths.values())))
    for path in paths.values():
        path.unlink()
    return answers


def copy_to(database: duckdb.DuckDBPyConnection, statement: str, path: Path) -> None:
    """Write what a statement answers into a file, as PostgreSQL reads it."""
    database.execute(f"COPY ({statement}) TO '{path}' (FORMAT csv, HEADER false)")


def copy_in(
    cursor: Any, table: str, database: duckdb.DuckDBPyConnection, statement: str, folder: Path
) -> None:
    """Copy what a statement of the engine's database answers into a table."""
    path = folder / "written.csv"
    copy_to(database, statement, path)
    copy_from(cursor, table, path)


def copy_from(cursor: Any, table: str, path: Path) -> None:
    """Copy a file into a table, and remove it."""
    with path.open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as rows:
        while part := file.read(1 << 20):
            rows.write(part)
    path.unlink()
