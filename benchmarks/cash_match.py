"""Matching cash from rows in the database to matches in the database (P6 to P9).

Run: python -m benchmarks.cash_match [--n 100000] [--world first|second] [--day 3000] [--kills 0]
or, for the peers: python -m benchmarks.cash_match --n 100000 --export FOLDER
Rows are copied into a new installation, `match_cash` runs once, and what it wrote is compared with
the truth. `--day` loads so many more lines and runs again; `--kills` kills so many runs on the way
first, each within `--within` seconds, and says how many had ended before. Lines and items of the
two worlds are made by two generators, seeded.
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pandas as pd

from benchmarks import cash_generate, cash_generate_other
from benchmarks.homes import Home, machine, new_home, say, setup_django
from evaluation.rules.intervals import wilson
from intake.rules.names import name_key

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEES = {
    "first": {"processor": "*", "percent": "1.4", "fixed": "0.25"},
    "second": {"processor": "*", "percent": "0.95", "fixed": "0"},
}
_JUDGED = """
    WITH said AS (
        SELECT known.bank_line_id AS line, part.record_key / 8 AS id, part.record_key % 8 AS kind
        FROM reconciliation_cashmatch AS known
        JOIN reconciliation_cashmatchpart AS part ON part.match_id = known.id
        WHERE known.status = 'matched' AND part.record_key IS NOT NULL
    ), wrong AS (
        SELECT DISTINCT said.line FROM said LEFT JOIN cash_truth AS truth
            ON truth.line = said.line AND truth.item = said.id WHERE truth.line IS NULL
        UNION
        SELECT truth.line FROM cash_truth AS truth
        WHERE truth.line IN (SELECT line FROM said) AND NOT EXISTS (
            SELECT 1 FROM said WHERE said.line = truth.line AND said.id = truth.item)
    )
"""
_SCORE = (
    _JUDGED  # noqa: S608
    + """
    SELECT kind.kind, count(*) AS lines,
        count(*) FILTER (WHERE known.status = 'matched') AS matched,
        count(*) FILTER (WHERE wrong.line IS NOT NULL) AS wrong,
        count(*) FILTER (WHERE known.status = 'ambiguous') AS ambiguous,
        count(*) FILTER (WHERE known.status = 'proposed') AS proposed
    FROM cash_kind AS kind
    LEFT JOIN reconciliation_cashmatch AS known ON known.bank_line_id = kind.line
    LEFT JOIN wrong ON wrong.line = kind.line
    GROUP BY kind.kind ORDER BY kind.kind
"""
)
_BY_STRATEGY = (
    _JUDGED  # noqa: S608
    + """
    SELECT known.strategy, count(*), count(*) FILTER (WHERE wrong.line IS NOT NULL)
    FROM reconciliation_cashmatch AS known LEFT JOIN wrong ON wrong.line = known.bank_line_id
    WHERE known.status = 'matched' GROUP BY known.strategy ORDER BY 2 DESC
"""
)
_TRUTH = """
    CREATE TABLE cash_truth (line bigint, item bigint);
    CREATE TABLE cash_kind (line bigint, kind text)
"""


def fill(world: str, count: int, day: int, seed: int | None = None) -> None:
    """Copy a world into the tables of intake; the last `day` lines are kept aside."""
    from django.db import connection

    make = cash_generate if world == "first" else cash_generate_other
    made = make.generate(count + day) if seed is None else make.generate(count + day, seed)
    with connection.cursor() as cursor:
        cursor.execute(_TRUTH)
        cursor.execute(
            "INSERT INTO intake_bankaccount (bank_account, currency, is_described, extra)"
            " VALUES ('MAIN', 'EUR', true, '{}')"
        )
        _copy(cursor, "cash_truth (line, item)", made.truth)
        _copy(cursor, "cash_kind (line, kind)", made.kinds)
        _copy_vendors(cursor, made.items)
        _copy_items(cursor, made.items)
        lines = _as_rows(made.lines)
        _copy(cursor, f"intake_bankline ({', '.join(lines.columns)})", lines[lines["id"] <= count])
        cursor.execute("CREATE TABLE cash_later (LIKE intake_bankline INCLUDING DEFAULTS)")
        _copy(cursor, f"cash_later ({', '.join(lines.columns)})", lines[lines["id"] > count])
        cursor.execute("ANALYZE")


def _as_rows(lines: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": lines["id"], "bank_account_id": 1, "line_key": lines["id"].astype(str),
            "booked_on": lines["day"], "amount": _decimals(lines["amount"]),
            "currency": lines["currency"], "customer_reference": lines["reference"],
            "counterparty": lines["party"], "counterparty_account": lines["party_account"],
            "memo": lines["memo"], "extra": "{}",
        }
    )  # fmt: skip


def _copy_vendors(cursor: object, items: pd.DataFrame) -> None:
    parties = items[["party", "party_account"]].dropna(subset="party").drop_duplicates("party")
    parties = parties.reset_index(drop=True)
    vendors = pd.DataFrame(
        {
            "id": parties.index + 1, "vendor_id": parties.index + 1,
            "vendor_name": parties["party"], "name_key": parties["party"].map(name_key),
            "iban": parties["party_account"], "status": "active", "aliases": "[]",
            "is_described": True, "is_new": False, "first_seen_on": "2025-01-01", "extra": "{}",
        }
    )  # fmt: skip
    _copy(cursor, f"intake_vendor ({', '.join(vendors.columns)})", vendors)
    items["vendor"] = items["party"].map(
        dict(zip(parties["party"], parties.index + 1, strict=True))
    )


def _copy_items(cursor: object, items: pd.DataFrame) -> None:
    claims = items[items["type"] == "invoice"]
    rows = pd.DataFrame(
        {
            "id": claims["id"], "vendor_id": claims["vendor"].astype(int),
            "invoice_number": claims["reference"], "number_key": claims["reference"],
            "issue_date": claims["day"], "gross_total": _decimals(-claims["amount"]),
            "currency": claims["currency"], "extra": "{}",
        }
    )  # fmt: skip
    _copy(cursor, f"intake_paidinvoice ({', '.join(rows.columns)})", rows)
    sales = items[items["type"] != "invoice"]
    batch = sales["batch"].str.split("|", expand=True)
    has_store = sales["batch"].str.contains("|", regex=False)
    rows = pd.DataFrame(
        {
            "id": sales["id"], "order_id": sales["reference"],
            "placed_at": sales["day"].astype(str) + "T10:00:00Z", "currency": sales["currency"],
            "gross": _decimals(sales["amount"]), "store": batch[0].where(has_store),
            "tender": batch[1].where(has_store, batch[0]) if 1 in batch else batch[0],
            "extra": "{}",
        }
    )  # fmt: skip
    _copy(cursor, f"intake_salesorder ({', '.join(rows.columns)})", rows)


def _decimals(cents: pd.Series) -> pd.Series:
    """Write whole cents as decimals, without a float in between."""
    return cents.map(lambda n: f"{'-' if n < 0 else ''}{abs(int(n)) // 100}.{abs(int(n)) % 100:02}")


def _copy(cursor: object, table: str, frame: pd.DataFrame) -> None:
    text = StringIO()
    frame.to_csv(text, index=False, header=False)
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as rows:  # type: ignore[attr-defined]
        rows.write(text.getvalue())


def match() -> dict[str, float]:
    """Run the matching once; return seconds, seconds of this processor, and peak memory."""
    from core.actors import PIPELINE
    from reconciliation.actions import cash_matching

    wall, cpu = time.monotonic(), time.process_time()
    counts = cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return {
        "seconds": round(time.monotonic() - wall, 2),
        "own processor seconds": round(time.process_time() - cpu, 2),
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "changed": counts.changed,
    }


def later() -> None:
    """Let the lines that were kept aside arrive."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO intake_bankline SELECT * FROM cash_later")


def score() -> None:
    """Print what became of each kind of line, and precision and recall."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_SCORE)
        rows = cursor.fetchall()
        cursor.execute(_BY_STRATEGY)
        strategies = cursor.fetchall()
    say("| kind | lines | matched | wrong | ambiguous | proposed |")
    say("|---|---|---|---|---|---|")
    for row in rows:
        say("| " + " | ".join(str(cell) for cell in row) + " |")
    matched, wrong = sum(row[2] for row in rows), sum(row[3] for row in rows)
    singles = [row for row in rows if row[0] not in {"payout", "stranger"}]
    right, of = sum(row[2] - row[3] for row in singles), sum(row[1] for row in singles)
    say(f"precision of lines {1 - wrong / max(1, matched):.6f} ({wrong} wrong of {matched})")
    say(f"one-to-one recall {right / max(1, of):.4f} of {of}")
    say("| strategy | matched | wrong | precision at least (95 %) |")
    say("|---|---|---|---|")
    for strategy, count, bad in strategies:
        low, _ = wilson(count - bad, count)
        say(f"| {strategy} | {count} | {bad} | {low:.5f} |")


def stage(home: Home, *words: str, module: str = "benchmarks.cash_match") -> list[str]:
    """Run one stage in a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env={**os.environ, **home.environment()}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{words}: {done.stderr[-3000:]}")
    return done.stdout.splitlines()


def kill_some(home: Home, times: int, *, seconds: float) -> int:
    """Kill a run at a random moment, so many times; return how many had ended before."""
    dice = random.Random(5)  # noqa: S311 - moments
    ended = 0
    for _ in range(times):
        running = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.cash_match", "--stage", "match"],
            env={**os.environ, **home.environment()}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(dice.uniform(1, seconds))
        ended += running.poll() is not None
        running.send_signal(signal.SIGKILL)
        running.wait()
    return ended


def export(world: str, count: int, folder: Path) -> None:
    """Write a world as CSV, for tools that read no database."""
    make = cash_generate if world == "first" else cash_generate_other
    made = make.generate(count)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("lines", "items", "truth"):
        getattr(made, name).to_csv(folder / f"{name}.csv", index=False)


def measure(given: argparse.Namespace) -> None:
    """Fill a new installation and measure each step."""
    say(f"{given.n:,} lines of the {given.world} world; {machine()}")
    with new_home("cash") as home:
        home.set_policy({"cash": {"processor_fees": [FEES[given.world]]}})
        common = ("--world", given.world, "--n", str(given.n), "--day", str(given.day))
        stage(home, "--stage", "fill", *common)
        if given.kills:
            ended = kill_some(home, given.kills, seconds=given.within)
            say(f"{given.kills} runs killed within {given.within} s, {ended} had ended before")
        say(f"first run: {stage(home, '--stage', 'match')[-1]}; {machine()}")
        say(f"again: {stage(home, '--stage', 'match')[-1]}")
        if given.day:
            stage(home, "--stage", "later")
            say(f"{given.day} more lines: {stage(home, '--stage', 'match')[-1]}")
        for line in stage(home, "--stage", "score"):
            say(line)


def main() -> None:
    """Read what is asked for, and do it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--n", type=int, default=100_000)
    asked.add_argument("--world", choices=("first", "second"), default="first")
    asked.add_argument("--day", type=int, default=0)
    asked.add_argument("--kills", type=int, default=0)
    asked.add_argument("--within", type=float, default=5.0, help="Seconds; a run takes longer.")
    asked.add_argument("--export", type=Path, help="Write the world as CSV for the peers.")
    asked.add_argument("--stage", choices=("fill", "match", "later", "score"))
    given = asked.parse_args()
    if given.export is not None:
        export(given.world, given.n, given.export)
        return
    if given.stage is None:
        measure(given)
        return
    setup_django(as_owner=given.stage in {"fill", "later", "score"})
    if given.stage == "fill":
        fill(given.world, given.n, given.day)
    elif given.stage == "match":
        say(json.dumps(match()))
    elif given.stage == "later":
        later()
    else:
        score()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
