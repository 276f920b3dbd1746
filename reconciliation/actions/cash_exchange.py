"""Between the database and the engine: tables out into files, and in again.

What was copied out is what the bundle keeps, so a replay starts from the same rows. No row ever
becomes an object of this process, and no table is held twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
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
            ORDER BY type, record_id NULLS LAST, item NULLS LAST, amount) AS position,
            type, item, record_id, amount
        FROM payout_part ORDER BY payout, position
    """,
}
TABLES = tuple(GIVEN)


@dataclass(frozen=True, slots=True)
class Given:
    """The tables of one run in a folder, as they were copied out."""

    folder: Path
    sha256: str
    counts: Mapping[str, int]

    def tables(self) -> dict[str, bytes]:
        """Return what a bundle keeps of them."""
        return {name: (self.folder / f"{name}.parquet").read_bytes() for name in TABLES}


def copy_out(settings: CashSettings, folder: Path, *, woken: bool) -> Given:
    """Copy everything that is open out of the database, into one file a table.

    While one table is copied, the one before is read into the form that a run is given.
    """
    with connection.cursor() as cursor, _reading(settings, folder) as read:
        for statement in cash_open.prepare(woken=woken):
            cursor.execute(statement)
        copied = {}
        for name, statements in cash_open.statements(settings, woken=woken).items():
            with (folder / f"{name}.csv").open("wb") as file:
                for statement in statements:
                    with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as rows:
                        file.writelines(rows)
            copied[name] = read(name)
        cursor.execute("DROP TABLE cash_used")
        found = {name: each.result() for name, each in copied.items()}
    told = " ".join(f"{name} {sha256}" for name, (sha256, _) in found.items())
    counts = {name: count for name, (_, count) in found.items()}
    return Given(folder, hashlib.sha256(told.encode()).hexdigest(), counts)


@contextmanager
def _reading(
    settings: CashSettings, folder: Path
) -> Iterator[Callable[[str], Future[tuple[str, int]]]]:
    """Yield what has a copied table read beside, into the file that a bundle keeps of it.

    It answers with the hash of the copy and how many rows a run is given of it.
    """
    database = cash_engine.new_database(memory="512MB")
    cash_copies.prepare(database)

    def read_in(name: str) -> tuple[str, int]:
        path, kept = folder / f"{name}.csv", folder / f"{name}.parquet"
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        rows = cash_copies.read(name, str(path), settings)
        source = rows if path.stat().st_size else f"FROM {name}"
        found = database.execute(
            f"COPY ({source}) TO '{kept}' (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()
        path.unlink()
        return sha256, int(found[0][0])

    with ThreadPoolExecutor(1) as beside:
        try:
            yield lambda name: beside.submit(read_in, name)
        finally:
            beside.shutdown()
            database.close()


def put_in(tables: Mapping[str, bytes], folder: Path) -> None:
    """Put the tables of a bundle where a run looks for them."""
    for name in tables:
        (folder / f"{name}.parquet").write_bytes(tables[name])


@contextmanager
def opened(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database of an engine, given the tables in a folder."""
    database = cash_engine.new_database()
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
