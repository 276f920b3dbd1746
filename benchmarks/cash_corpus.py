"""Bank lines against ledger entries in published cases, and names of companies, the pairs counted.

Run: python -m benchmarks.cash_corpus FOLDER [NAMES], the folder that holds bank_to_ledger.jsonl and
a file of pairs of names. Every case is run by itself; none was used to set a limit. Pairs that are
only offered are not counted. Names are compared as the engine compares payers.
"""

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from benchmarks.homes import say
from reconciliation.rules import cash_engine, cash_text
from reconciliation.rules.cash_values import DEFAULT_CASH, GIVEN

Row = dict[str, object]


def pairs_of(case: dict[str, list[dict[str, str]]]) -> set[tuple[str, str]]:
    """Return which line was matched with which entry."""
    database = cash_engine.new_database(threads=1)
    entries, lines = case["ledger_entries"], case["bank_lines"]
    _fill(database, "line", [_line(n, row) for n, row in enumerate(lines)])
    _fill(database, "item", [_item(n, row) for n, row in enumerate(entries)])
    cash_engine.run(database, DEFAULT_CASH)
    found = database.execute(
        "SELECT part.line, part.item FROM part JOIN verdict ON verdict.line = part.line"
        " WHERE verdict.status = 'matched' AND part.item >= 0"
    ).fetchall()
    return {(lines[line]["id"], entries[item]["id"]) for line, item in found}


def _line(n: int, row: dict[str, str]) -> Row:
    return {
        "id": n, "account": "MAIN", "day": date.fromisoformat(row["date"][:10]),
        "amount": int(Decimal(row["amount"]) * 100), "currency": "EUR", "memo": row["text"],
    }  # fmt: skip


def _item(n: int, row: dict[str, str]) -> Row:
    return {
        "id": n, "type": "journal", "account": "MAIN", "currency": "EUR",
        "day": date.fromisoformat(row["date"][:10]), "amount": int(Decimal(row["amount"]) * 100),
        "reference": row["document"], "also": row.get("external_document"),
    }  # fmt: skip


def _fill(database: object, table: str, rows: list[Row]) -> None:
    columns = GIVEN[table]
    frame = pd.DataFrame({name: [row.get(name) for row in rows] for name, _ in columns})
    database.register("given", frame.astype(object))  # type: ignore[attr-defined]
    listed = ", ".join(f"{name}::{kind}" for name, kind in columns)
    database.execute(f"INSERT INTO {table} SELECT {listed} FROM given")  # type: ignore[attr-defined]  # noqa: S608
    database.unregister("given")  # type: ignore[attr-defined]


def names(path: Path) -> str:
    """Return how the engine's comparison of names does on labelled pairs."""
    rows = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
    with cash_engine.new_database(threads=1) as database:
        database.execute(cash_text.MACROS)
        same = [
            database.execute("SELECT same_name(name_key(?), name_key(?))", pair).fetchall()[0][0]
            for pair in ([row["name1"], row["name2"]] for row in rows)
        ]
    given = sum(bool(each) for each in same)
    right = sum(bool(each) and row["is_match"] for each, row in zip(same, rows, strict=True))
    wanted = sum(row["is_match"] for row in rows)
    score = 2 * right / max(1, given + wanted)
    return f"names: {wanted} pairs are one, {given} given, {right} right, F1 {score:.3f}"


def main() -> None:
    """Print pairs expected, given and right."""
    expected = given = right = 0
    path = Path(sys.argv[1]) / "bank_to_ledger.jsonl"
    for text in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(text)
        wanted = {(pair["bank_line"], pair["ledger_entry"]) for pair in case["expected"]}
        found = pairs_of(case)
        expected, given, right = (
            expected + len(wanted), given + len(found), right + len(found & wanted),
        )  # fmt: skip
    say(f"{expected} pairs expected, {given} given, {right} right")
    if len(sys.argv) > 2:
        say(names(Path(sys.argv[2])))


if __name__ == "__main__":
    main()
