"""A small world for the engine of cash: rows in words, verdicts out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import duckdb
import pandas as pd

from reconciliation.rules import cash_engine
from reconciliation.rules.cash_values import DEFAULT_CASH, GIVEN, CashSettings

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """What the engine says of one line."""

    status: str
    strategy: str
    difference: int
    codes: str
    parts: tuple[tuple[str, str | None, int], ...]


@dataclass(slots=True)
class CashWorld:
    """Lines and items by name; amounts in cents."""

    lines: dict[str, Row] = field(default_factory=dict)
    items: dict[str, Row] = field(default_factory=dict)
    others: dict[str, list[Row]] = field(default_factory=dict)
    settings: CashSettings = DEFAULT_CASH

    def line(self, name: str, amount: int, **values: object) -> None:
        """Add a line of the bank."""
        base = {"account": "MAIN", "day": date(2026, 3, 10), "currency": "EUR"}
        self.lines[name] = {**base, "amount": amount, **values}

    def item(self, name: str, amount: int, **values: object) -> None:
        """Add an item of the books; its name is its number."""
        base = {"type": "invoice", "day": date(2026, 3, 1), "currency": "EUR", "reference": name}
        self.items[name] = {**base, "amount": amount, **values}

    def database(self) -> duckdb.DuckDBPyConnection:
        """Return what the engine is given."""
        database = cash_engine.new_database(threads=1)
        for table, named in (("line", self.lines), ("item", self.items)):
            _fill(database, table, [{**row, "id": n} for n, row in enumerate(named.values())])
        for table, rows in self.others.items():
            _fill(database, table, rows)
        return database

    def settle(self) -> dict[str, Said]:
        """Run the engine and return what it says of each line."""
        database = self.database()
        cash_engine.run(database, self.settings)
        line_names, item_names = list(self.lines), list(self.items)
        parts: dict[int, list[tuple[str, str | None, int]]] = {}
        for line, kind, item, amount in database.execute(
            "SELECT line, type, item, amount FROM part ORDER BY line, position"
        ).fetchall():
            name = None if item is None or item < 0 else item_names[item]
            parts.setdefault(line, []).append((kind, name, amount))
        verdicts = database.execute(
            "SELECT line, status, strategy, difference, codes FROM verdict"
        ).fetchall()
        return {
            line_names[n]: Said(status, strategy, difference, codes, tuple(parts.get(n, ())))
            for n, status, strategy, difference, codes in verdicts
        }


def _fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    columns = GIVEN[table]
    frame = pd.DataFrame({name: [row.get(name) for row in rows] for name, _ in columns})
    database.register("rows_of_test", frame.astype(object))
    listed = ", ".join(f"{name}::{kind}" for name, kind in columns)
    database.execute(f"INSERT INTO {table} SELECT {listed} FROM rows_of_test")  # noqa: S608
    database.unregister("rows_of_test")


def settle_one(amount: int, items: Mapping[str, int], **line: object) -> Said:
    """Return what is said of one line beside items of one payer."""
    world = CashWorld()
    world.line("L", amount, **{"party": "Nordwind GmbH", **line})
    for name, owed in items.items():
        world.item(name, owed, party="Nordwind GmbH")
    return world.settle()["L"]
