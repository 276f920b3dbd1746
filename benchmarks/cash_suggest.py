"""What a person is offered for open bank lines: the rank of the truth, and how long it takes.

Run: python -m benchmarks.cash_suggest [--n 20000] [--world first|second] [--seed 61] [--most 2000]
or, for the published payments: python -m benchmarks.cash_suggest --payments --half 1
A world is loaded into a new installation and matched once; then what is still open is looked at as
the page of a line does, at most so many lines of each kind. Sets count where they are the truth to
the record. The published payments are halved by a hash of what they are; beside them stands the
rule that reaches most by itself: names that begin alike, 0 to 31 days, 30 % less to 5 % more.
"""

import argparse
import csv
import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import cash_many, cash_match
from benchmarks.cash_corpus import half_of
from benchmarks.homes import Home, machine, new_home, processor_seconds_of, say, setup_django
from evaluation.rules.intervals import wilson

if TYPE_CHECKING:
    from core.actors import Actor

CORPUS = Path("../shared/corpus/record_matching")
_TABLES = (
    "intake_salesorder", "intake_paidinvoice", "intake_invoice", "intake_bankline",
    "intake_vendor", "reconciliation_cashmatchpart", "reconciliation_cashmatch",
)  # fmt: skip
_OPEN = """
    SELECT known.bank_line_id, kind.kind FROM reconciliation_cashmatch AS known
    JOIN cash_kind AS kind ON kind.line = known.bank_line_id WHERE known.status <> 'matched'
    ORDER BY md5(known.bank_line_id::text)
"""
_SCANS = """
    SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = ANY(%s) ORDER BY relname
"""


@dataclass(slots=True)
class Ranks:
    """Where the truth stood among what was offered for lines of one kind."""

    ranks: list[int | None] = field(default_factory=list)
    equal: int = 0  # lines whose best sets are equally good

    def row(self, kind: str) -> str:
        """Return the shares that have the truth first, and among the first three."""
        count = len(self.ranks)
        first = sum(rank == 1 for rank in self.ranks)
        three = sum(rank is not None and rank <= 3 for rank in self.ranks)
        low, high = wilson(three, count)
        return (
            f"| {kind} | {count} | {first} | {first / count:.3f} | {three} | {three / count:.3f}"
            f" [{low:.3f}, {high:.3f}] | {sum(rank is None for rank in self.ranks)} |"
            f" {self.equal} |"
        )


@dataclass(slots=True)
class Seen:
    """What was offered for one line: the keys of each set, then of each record, in their order."""

    sets: list[frozenset[int]]
    records: list[int]
    is_equal: bool
    fits: bool
    wall: float
    own: float


def database_seconds() -> float:
    """Return what the database's own process has computed for this one until now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processor_seconds_of(cursor.fetchone()[0]) or 0.0


def look(pk: int, reader: "Actor") -> Seen:
    """Look at one line as its page does."""
    from reconciliation.actions import policies
    from reconciliation.queries import cash_candidates, cash_offers, cash_work
    from reconciliation.rules.cash_offers import equally_good

    settings = policies.current_policy().policy.cash
    wall, own = time.perf_counter(), time.process_time()
    line = cash_work.line(pk, reader=reader)
    if line is None:
        raise SystemExit(f"no line {pk}")
    beside = cash_candidates.book_side(line, settings)
    records = beside.shown()
    sets = cash_offers.offered(line, beside, settings)
    wall, own = time.perf_counter() - wall, time.process_time() - own
    return Seen(
        [frozenset(each.offer.keys) for each in sets],
        [each.key for each in records],
        bool(equally_good([each.offer for each in sets])),
        any(not each.left for each in sets),
        wall, own,
    )  # fmt: skip


def rank_world(most: int) -> None:
    """Print the rank of the truth for every kind of line that is still open."""
    from django.db import connection

    from core.actors import PIPELINE

    _analyze()
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
    scans, computed = _scans(), database_seconds()
    by_kind: dict[str, Ranks] = defaultdict(Ranks)
    seen: list[Seen] = []
    for pk, kind in is_open:
        if len(by_kind[kind].ranks) < most:
            each = look(pk, PIPELINE)
            seen.append(each)
            by_kind[kind].ranks.append(_rank(each, truth[pk]))
            by_kind[kind].equal += each.is_equal
    _say_ranks(by_kind, len(is_open))
    _say_times(seen, scans, database_seconds() - computed)


def _rank(seen: Seen, wanted: set[int]) -> int | None:
    """Return the place of the truth in its own list; of a line with no partner there is none."""
    if len(wanted) == 1 and (key := next(iter(wanted))) in seen.records:
        return seen.records.index(key) + 1
    return next((n for n, each in enumerate(seen.sets, 1) if each == wanted), None)


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


def _say_times(seen: Sequence[Seen], scans: dict[str, int], computed: float) -> None:
    say(f"the database's processor, ms a line: {computed * 1000 / max(1, len(seen)):.1f}")
    for name in ("wall", "own"):
        took = sorted(getattr(each, name) * 1000 for each in seen)
        p50, p95 = took[len(took) // 2], took[len(took) * 95 // 100]
        say(f"{name} ms a line: p50 {p50:.1f}, p95 {p95:.1f}, most {took[-1]:.1f}")
    new = {name: count - scans.get(name, 0) for name, count in _scans().items()}
    say(f"scans of whole tables meanwhile: {json.dumps(new)}")


def _analyze() -> None:
    """Let the planner know the tables, as the database does by itself within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _scans() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(_SCANS, [list(_TABLES)])
        return dict(cursor.fetchall())


def many(count: int) -> None:
    """Write so many open records, and say how long one line takes beside them."""
    from django.db import connection

    from core.actors import PIPELINE

    with connection.cursor() as cursor:
        for statement in cash_many.statements(count):
            cursor.execute(statement)
        cursor.execute("SELECT id FROM intake_bankline ORDER BY id")
        lines = [row[0] for row in cursor.fetchall()]
    _analyze()
    for pk in lines[::30]:
        look(pk, PIPELINE)  # statements are planned, pages are read
    scans, computed = _scans(), database_seconds()
    seen = [look(pk, PIPELINE) for pk in lines]
    computed = database_seconds() - computed
    say(f"{count:,} open records, {len(lines)} lines; {sum(each.fits for each in seen)} of them"
        f" have a set to the cent; {machine()}")  # fmt: skip
    _say_times(seen, scans, computed)


Row = dict[str, str]


def payments(half: int, corpus: Path) -> None:
    """Load one half of the published payments, match, and take every first suggestion."""
    sent, received = (_half(corpus, name, half) for name in ("sent", "received"))
    _load_payments(sent, received)
    _analyze()
    say(f"matching: {cash_match.match()}")
    _analyze()
    _say_suggested(sent, received)
    _say_baseline(sent, received)


def _half(corpus: Path, name: str, half: int) -> list[Row]:
    with gzip.open(corpus / f"payments_{name}.csv.gz", "rt", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if half_of(row["ground_truth"]) == half]


def _load_payments(sent: Sequence[Row], received: Sequence[Row]) -> None:
    from intake.models import BankAccount, BankLine, PaidInvoice, Vendor
    from intake.rules.names import name_key

    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR", is_described=True)
    names = sorted({row["memo"] for row in sent})
    Vendor.objects.bulk_create(
        Vendor(
            pk=n, vendor_id=str(n), vendor_name=name, name_key=name_key(name) or "",
            first_seen_on=date(2022, 1, 1),
        )
        for n, name in enumerate(names, 1)
    )  # fmt: skip
    of_name = {name: n for n, name in enumerate(names, 1)}
    PaidInvoice.objects.bulk_create(
        PaidInvoice(
            pk=n, vendor_id=of_name[row["memo"]], invoice_number=f"S{n:06}", number_key=f"S{n:06}",
            issue_date=row["transaction_date"], gross_total=-Decimal(row["amount"]), currency="EUR",
        )
        for n, row in enumerate(sent, 1)
    )  # fmt: skip
    BankLine.objects.bulk_create(
        BankLine(
            pk=n, bank_account=account, line_key=str(n), booked_on=row["transaction_date"],
            amount=Decimal(row["amount"]), currency="EUR", counterparty=row["memo"],
        )
        for n, row in enumerate(received, 1)
    )  # fmt: skip


def _say_suggested(sent: Sequence[Row], received: Sequence[Row]) -> None:
    """Rank what is open; then take the first suggestion of every line, one after the other."""
    from django.db import connection

    from core.actors import PIPELINE

    where = {row["ground_truth"]: n * 8 + 2 for n, row in enumerate(sent, 1)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT known.bank_line_id, part.record_key FROM reconciliation_cashmatch AS known"
            " JOIN reconciliation_cashmatchpart AS part ON part.match_id = known.id"
            " WHERE known.status = 'matched' AND part.record_key IS NOT NULL"
        )
        posted = dict(cursor.fetchall())
    ranks, taken, scans = Ranks(), set(posted.values()), _scans()
    computed = database_seconds()
    given = list(posted.items())
    seen = []
    for n, row in enumerate(received, 1):
        if n in posted:
            continue
        each = look(n, PIPELINE)
        seen.append(each)
        ranks.ranks.append(_rank(each, {where[row["ground_truth"]]}))
        first = next((key for key in each.records if key not in taken), None)
        if first is not None:
            taken.add(first)
            given.append((n, first))
    truth = {n: where[row["ground_truth"]] for n, row in enumerate(received, 1)}
    good = sum(truth[n] == key for n, key in posted.items())
    say(f"{len(received)} lines, {len(posted)} posted, {good} right")
    say(ranks.row("open payments"))
    right = sum(truth[n] == key for n, key in given)
    say(f"every first suggestion taken in turn: {_f1(len(given), right, len(received))}")
    _say_times(seen, scans, database_seconds() - computed)


def _say_baseline(sent: Sequence[Row], received: Sequence[Row]) -> None:
    """Say what the plain rule finds, the nearest amount first."""
    by_start = defaultdict(list)
    for n, row in enumerate(sent):
        by_start[row["memo"][:3]].append((n, date.fromisoformat(row["transaction_date"]), row))
    pairs = []
    for n, row in enumerate(received):
        day, amount = date.fromisoformat(row["transaction_date"]), Decimal(row["amount"])
        for other, sent_on, its in by_start[row["memo"][:3]]:
            ratio = amount / Decimal(its["amount"])
            if abs((day - sent_on).days) <= 31 and Decimal("0.70") <= ratio <= Decimal("1.05"):
                pairs.append((abs(1 - ratio), abs((day - sent_on).days), n, other))
    taken: tuple[set[int], set[int]] = set(), set()
    right = given = 0
    for _, _, n, other in sorted(pairs):
        if n not in taken[0] and other not in taken[1]:
            taken[0].add(n)
            taken[1].add(other)
            given += 1
            right += received[n]["ground_truth"] == sent[other]["ground_truth"]
    say(f"the plain rule alone: {_f1(given, right, len(received))}")


def _f1(given: int, right: int, of: int) -> str:
    return (
        f"{given} given, {right} right, precision {right / max(1, given):.4f},"
        f" recall {right / of:.4f}, F1 {2 * right / max(1, given + of):.4f}"
    )


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
