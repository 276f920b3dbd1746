"""What a person is offered for open bank lines: the rank of the truth, and how long it takes.

Run: python -m benchmarks.cash_suggest [--n 20000] [--world first|second] [--seed 61] [--most 2000]
or, for the published payments: python -m benchmarks.cash_suggest --payments --half 1
A world is loaded into a new installation and matched once; then what is still open is looked at as
the page of a line does, at most so many lines of each kind. Sets count where they are the truth to
the record. The published payments are halved by a hash of what they are; beside them stands the
rule that reaches most by itself: names that begin alike, 0 to 31 days, 30 % less to 5 % more.
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

from benchmarks import cash_many, cash_match
from benchmarks.cash_looks import (
    Ranks,
    Seen,
    analyze,
    database_seconds,
    look,
    rank_of,
    say_times,
    scanned,
)
from benchmarks.cash_suggest_payments import payments
from benchmarks.homes import Home, machine, new_home, say, setup_django

CORPUS = Path("../shared/corpus/record_matching")
_OPEN = """
    SELECT known.bank_line_id, kind.kind FROM reconciliation_cashmatch AS known
    JOIN cash_kind AS kind ON kind.line = known.bank_line_id WHERE known.status <> 'matched'
    ORDER BY md5(known.bank_line_id::text)
"""


def rank_world(most: int) -> None:
    """Print the rank of the truth for every kind of line that is still open."""
    from django.db import connection

    from core.actors import PIPELINE

    analyze()
    truth: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM intake_salesorder")
        sales = {row[0] for row in cursor.fetchall()}
        cursor.execute(_OPEN)
        is_open = cursor.fetchall()
        cursor.execute(
            "SELECT line, item FROM cash_truth WHERE line = ANY(%s)", [[pk for pk, _ in is_open]]
        )
        for line, item in cursor.fetchall():
            truth[line].add(item * 8 + (0 if item in sales else 2))
    scans, computed = scanned(), database_seconds()
    by_kind: dict[str, Ranks] = defaultdict(Ranks)
    seen: list[Seen] = []
    for pk, kind in is_open:
        if len(by_kind[kind].ranks) < most:
            each = look(pk, PIPELINE)
            seen.append(each)
            by_kind[kind].ranks.append(rank_of(each, truth[pk]))
            by_kind[kind].equal += each.is_equal
    _say_ranks(by_kind, len(is_open))
    say_times(seen, scans, database_seconds() - computed)


def _say_ranks(by_kind: dict[str, Ranks], count: int) -> None:
    say(f"{count} lines are open; {machine()}")
    say("| kind | looked at | first | share | first three | share | not offered | equally good |")
    say("|---|---|---|---|---|---|---|---|")
    for kind, ranks in sorted(by_kind.items()):
        if kind != "stranger":
            say(ranks.row(kind))
    every = Ranks([rank for kind, of in by_kind.items() if kind != "stranger" for rank in of.ranks])
    say(every.row("all with a partner"))
    strangers = by_kind.get("stranger", Ranks())
    say(f"{len(strangers.ranks)} lines with no partner")


def many(count: int) -> None:
    """Write so many open records, and say how long one line takes beside them."""
    from django.db import connection

    from core.actors import PIPELINE

    with connection.cursor() as cursor:
        for statement in cash_many.statements(count):
            cursor.execute(statement)
        cursor.execute("SELECT id FROM intake_bankline ORDER BY id")
        lines = [row[0] for row in cursor.fetchall()]
    analyze()
    for pk in lines[::30]:
        look(pk, PIPELINE)  # statements are planned, pages are read
    scans, computed = scanned(), database_seconds()
    seen = [look(pk, PIPELINE) for pk in lines]
    computed = database_seconds() - computed
    say(f"{count:,} open records, {len(lines)} lines; {sum(each.fits for each in seen)} of them"
        f" have a set to the cent; {machine()}")  # fmt: skip
    say_times(seen, scans, computed)


def stage(home: Home, *words: str) -> None:
    """Run one stage in a process of its own and pass on what it says."""
    for line in cash_match.stage(home, *words, module="benchmarks.cash_suggest"):
        say(line)


def main() -> None:
    """Read what is asked for, and do it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--n", type=int, default=20_000)
    asked.add_argument("--world", choices=("first", "second"), default="first")
    asked.add_argument("--seed", type=int, default=61)
    asked.add_argument("--most", type=int, default=2_000, help="Lines of each kind to look at.")
    asked.add_argument("--payments", action="store_true")
    asked.add_argument("--many", type=int, default=0, help="Only the time beside so many records.")
    asked.add_argument("--half", type=int, choices=(0, 1), default=1)
    asked.add_argument("--corpus", type=Path, default=CORPUS)
    asked.add_argument("--stage", choices=("fill", "match", "rank", "payments", "many"))
    given = asked.parse_args()
    if given.stage is None:
        measure(given)
        return
    setup_django(as_owner=given.stage != "match")
    if given.stage == "fill":
        cash_match.fill(given.world, given.n, 0, given.seed)
    elif given.stage == "match":
        say(json.dumps(cash_match.match()))
    elif given.stage == "rank":
        rank_world(given.most)
    elif given.stage == "many":
        many(given.many)
    else:
        payments(given.half, given.corpus)


def measure(given: argparse.Namespace) -> None:
    """Fill a new installation and look at what it leaves open."""
    say(machine())
    with new_home("suggest") as home:
        if given.many:
            stage(home, "--stage", "many", "--many", str(given.many))
            return
        if given.payments:
            words = ("--half", str(given.half), "--corpus", str(given.corpus.resolve()))
            stage(home, "--stage", "payments", *words)
            return
        home.set_policy({"cash": {"processor_fees": [cash_match.FEES[given.world]]}})
        common = ("--world", given.world, "--n", str(given.n), "--seed", str(given.seed))
        for name in ("fill", "match"):
            stage(home, "--stage", name, *common)
        stage(home, "--stage", "rank", "--most", str(given.most))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
