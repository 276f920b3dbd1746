"""How often each way of matching cash is right, over four made-up worlds; the engine alone.

Run: python -m benchmarks.cash_precision [--n 100000] [--other 50000] [--rest 2000]
    [--habits 2000] [--seed 21]
What it prints last is what `reconciliation.rules.cash_precision` keeps.
"""

import argparse
import time
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from benchmarks import (
    cash_generate,
    cash_generate_habits,
    cash_generate_other,
    cash_generate_rest,
)
from benchmarks.homes import machine, say
from evaluation.rules.intervals import wilson
from reconciliation.rules import cash_engine
from reconciliation.rules.cash_values import DEFAULT_CASH, GIVEN, CashSettings

Counts = dict[str, Counter[str]]
_FEES = {"first": (14_000, 25), "second": (9_500, 0)}
_SAID = """
    SELECT verdict.line, strategy, list(item) FILTER (WHERE item >= 0),
        list(-item - 1) FILTER (WHERE item < 0)
    FROM verdict LEFT JOIN part ON part.line = verdict.line
    WHERE status = 'matched' GROUP BY ALL
"""
_OF_NOTHING = {"bank_fee": "fee", "interest": "interest"}


def main() -> None:
    """Count every strategy over the worlds, and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--n", type=int, default=100_000)
    asked.add_argument("--other", type=int, default=50_000)
    asked.add_argument("--rest", type=int, default=2_000)
    asked.add_argument("--habits", type=int, default=2_000)
    asked.add_argument("--seed", type=int, default=21)
    given = asked.parse_args()
    counts: Counts = defaultdict(Counter)
    _count(counts, cash_generate.generate(given.n, given.seed), "first")
    _count(counts, cash_generate_other.generate(given.other, given.seed), "second")
    for make, count in ((cash_generate_rest, given.rest), (cash_generate_habits, given.habits)):
        if count:
            _count_rest(counts, make.generate(count, given.seed))
    say(f"{machine()}")
    say("| strategy | matched | wrong | right at least (95 %) |")
    say("|---|---|---|---|")
    for strategy, count in sorted(counts.items()):
        low, _ = wilson(count["all"] - count["wrong"], count["all"])
        say(f"| {strategy} | {count['all']} | {count['wrong']} | {low:.5f} |")
    for strategy, count in sorted(counts.items()):
        say(f'    "{strategy}": Counted({count["all"]}, {count["wrong"]}),')


def _count(counts: Counts, made: cash_generate.Cash, world: str) -> None:
    items = made.items.copy()
    ppm, fixed = _FEES[world]
    amount = items["amount"].astype("int64")
    sold = items["batch"].notna() & (amount > 0)
    items["net"] = (amount - (amount * ppm + 500_000) // 1_000_000 - fixed).where(sold)
    truth: dict[int, set[int]] = defaultdict(set)
    for line, item in zip(made.truth["line"], made.truth["item"], strict=True):
        truth[line].add(item)
    for line, strategy, found, _ in _run(made.lines, items):
        counts[strategy]["all"] += 1
        counts[strategy]["wrong"] += set(found or ()) != truth.get(line, set())


def _count_rest(counts: Counts, made: cash_generate_rest.Rest) -> None:
    own = [(account, account) for account in cash_generate_rest.ACCOUNTS]
    told = {"advice": made.advices, "batched": made.batched}
    more = {table: pd.DataFrame(rows) for table, rows in told.items() if rows}
    said = _run(pd.DataFrame(made.lines), pd.DataFrame(made.items), own=own, more=more)
    known = sum(truth is not None for truth in made.truth.values())
    say(f"{len(made.lines):,} lines, {known:,} of them with an answer; {len(said):,} matched")
    for line, strategy, found, sides in said:
        explained: object = frozenset(found) if found else _OF_NOTHING.get(strategy)
        if sides:
            explained = ("line", sides[0])
        counts[strategy]["all"] += 1
        counts[strategy]["wrong"] += explained != made.truth[line]


def _run(
    lines: pd.DataFrame,
    items: pd.DataFrame,
    *,
    own: list[tuple[str, str]] | None = None,
    more: dict[str, pd.DataFrame] | None = None,
) -> list[tuple[int, str, list[int] | None, list[int] | None]]:
    with TemporaryDirectory() as spill, cash_engine.new_database(spill=Path(spill)) as database:
        begun = time.monotonic()
        for table, frame in (("line", lines), ("item", items)):
            _fill(database, table, frame)
        for table, frame in (more or {}).items():
            _fill(database, table, frame)
        if own:
            database.executemany("INSERT INTO own_account VALUES (?, ?)", own)
        cash_engine.run(database, _settings())
        say(f"{len(lines):,} lines: {time.monotonic() - begun:.1f} s from frames to answers")
        return database.execute(_SAID).fetchall()


def _settings() -> CashSettings:
    return replace(DEFAULT_CASH, deposit_difference=Decimal("20.00"))


def _fill(database: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    columns = GIVEN[table]
    given = pd.DataFrame({n: frame.get(n) for n, _ in columns}).astype(object)
    database.register("given", given.where(given.notna(), None))
    listed = ", ".join(f"{name}::{kind}" for name, kind in columns)
    database.execute(f"INSERT INTO {table} SELECT {listed} FROM given")  # noqa: S608 - names of ours
    database.unregister("given")


if __name__ == "__main__":
    main()
