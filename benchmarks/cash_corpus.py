"""Published cases: bank lines against ledger entries, payments of two accounts, company names.

Run: python -m benchmarks.cash_corpus [--corpus ../shared/corpus]
Every case is run by itself with the limits as they are. Pairs that are only offered are not counted
as given. Payments are halved by a hash of what they are; names are compared as the engine compares
payers, which never matches anything by itself.
"""

import argparse
import csv
import gzip
import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from benchmarks.homes import machine, say
from evaluation.rules.intervals import wilson
from reconciliation.rules import cash_engine, cash_offers, cash_text
from reconciliation.rules.cash_desk import Candidate
from reconciliation.rules.cash_offered_payers import Payer, offers_of_payer
from reconciliation.rules.cash_offers import Member, Wanted
from reconciliation.rules.cash_ranking import NUMBER_IN_TEXT, Sought, judged, ranked
from reconciliation.rules.cash_values import DEFAULT_CASH, GIVEN, PartType

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


def payments(folder: Path, half: int) -> str:
    """Return how many payments that left one account are found where they reached another."""
    sent, received = (
        [row for row in _payments(folder, name) if half_of(row["ground_truth"]) == half]
        for name in ("sent", "received")
    )
    database = cash_engine.new_database(threads=1)
    _fill(
        database, "line", [{**_payment(n, row), "account": "B"} for n, row in enumerate(received)]
    )
    _fill(
        database, "item",
        [{**_payment(n, row), "type": "invoice", "reference": row["memo"]}
         for n, row in enumerate(sent)],
    )  # fmt: skip
    cash_engine.run(database, DEFAULT_CASH)
    pairs = database.execute(
        "SELECT part.line, part.item, verdict.status FROM part JOIN verdict USING (line)"
        " WHERE part.item >= 0"
    ).fetchall()
    right = [
        (status, received[line]["ground_truth"] == sent[item]["ground_truth"])
        for line, item, status in pairs
    ]
    given = [is_right for status, is_right in right if status == "matched"]
    offered = [is_right for status, is_right in right if status == "proposed"]
    low, high = wilson(sum(given), len(given))
    return (
        f"payments, half {half}: {len(received)} lines, {len(given)} given, {sum(given)} right"
        f" (precision between {low:.4f} and {high:.4f}), recall {sum(given) / len(received):.3f},"
        f" F1 {2 * sum(given) / (len(given) + len(received)):.3f};"
        f" {len(offered)} offered, {sum(offered)} right"
    )


def half_of(name: str) -> int:
    """Return which half a payment is in, by a hash of what it is."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


def _payments(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / f"payments_{name}.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _payment(n: int, row: dict[str, str]) -> Row:
    return {
        "id": n, "day": date.fromisoformat(row["transaction_date"]), "currency": "EUR",
        "amount": int(Decimal(row["amount"]) * 100), "memo": row["memo"], "party": row["memo"],
    }  # fmt: skip


def ranks(path: Path) -> str:
    """Return where the right entries stand among what a person is offered for lines left open."""
    found: list[int | None] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(text)
        posted = {line for line, _ in pairs_of(case)}
        wanted: dict[str, set[str]] = {}
        for pair in case["expected"]:
            wanted.setdefault(pair["bank_line"], set()).add(pair["ledger_entry"])
        found += [
            _rank(row, case["ledger_entries"], wanted[row["id"]])
            for row in case["bank_lines"]
            if row["id"] in wanted and row["id"] not in posted
        ]
    first = sum(rank == 1 for rank in found)
    three = sum(rank is not None and rank <= 3 for rank in found)
    return f"lines left open: {len(found)}, the truth first for {first}, in three for {three}"


def _rank(line: dict[str, str], entries: list[dict[str, str]], wanted: set[str]) -> int | None:
    day, amount = date.fromisoformat(line["date"][:10]), Decimal(line["amount"])
    sought = Sought(amount, day, line["text"], None, "EUR")
    every = [
        Candidate(
            n * 8 + 4, PartType.JOURNAL, row["document"], Decimal(row["amount"]), "EUR",
            day=date.fromisoformat(row["date"][:10]), also=row.get("external_document") or "",
            party=row.get("description") or row.get("text"),
        )
        for n, row in enumerate(entries)
    ]  # fmt: skip
    records = ranked(judged(sought, every), near=sought)
    if len(wanted) == 1:
        places = [n for n, each in enumerate(records, 1) if entries[each.key // 8]["id"] in wanted]
        return places[0] if places else None
    members = [
        Member(each.key, int(each.amount * 100), int(each.amount * 100), _ordinal(each))
        for each in sorted(records, key=lambda each: each.key)
    ]
    named = frozenset(each.key for each in records if NUMBER_IN_TEXT in each.evidence)
    asked = Wanted(int(amount * 100), "EUR", day.toordinal())
    sets = cash_offers.ranked(
        offers_of_payer(asked, Payer("the account", members, named), DEFAULT_CASH)
    )
    of = [{entries[key // 8]["id"] for key in each.keys} for each in sets]
    return of.index(wanted) + 1 if wanted in of else None


def _ordinal(each: Candidate) -> int | None:
    return each.day.toordinal() if each.day else None


def ledger(path: Path) -> str:
    """Return how many of the expected pairs of lines and entries are given, and rightly."""
    expected = given = right = 0
    for text in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(text)
        wanted = {(pair["bank_line"], pair["ledger_entry"]) for pair in case["expected"]}
        found = pairs_of(case)
        expected += len(wanted)
        given += len(found)
        right += len(found & wanted)
    return f"ledger entries: {expected} pairs expected, {given} given, {right} right"


def main() -> None:
    """Print pairs expected, given and right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    corpus = parser.parse_args().corpus
    say(machine())
    say(ledger(corpus / "match_cases" / "bank_to_ledger.jsonl"))
    say(ranks(corpus / "match_cases" / "bank_to_ledger.jsonl"))
    say(names(corpus / "record_matching" / "company_names.jsonl"))
    for half in (0, 1):
        say(payments(corpus / "record_matching", half))


if __name__ == "__main__":
    main()
