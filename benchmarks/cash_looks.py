"""One look at an open bank line as its page does: where the truth stands, and how long it took."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.homes import processor_seconds_of, say
from evaluation.rules.intervals import wilson

if TYPE_CHECKING:
    from core.actors import Actor

_TABLES = (
    "intake_salesorder", "intake_paidinvoice", "intake_invoice", "intake_bankline",
    "intake_vendor", "reconciliation_cashmatchpart", "reconciliation_cashmatch",
)  # fmt: skip
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


def rank_of(seen: Seen, wanted: set[int]) -> int | None:
    """Return the place of the truth in its own list; of a line with no partner there is none."""
    if len(wanted) == 1 and (key := next(iter(wanted))) in seen.records:
        return seen.records.index(key) + 1
    return next((n for n, each in enumerate(seen.sets, 1) if each == wanted), None)


def say_times(seen: Sequence[Seen], scans: dict[str, int], computed: float) -> None:
    """Print what the looks took, and which tables were scanned meanwhile."""
    say(f"the database's processor, ms a line: {computed * 1000 / max(1, len(seen)):.1f}")
    for name in ("wall", "own"):
        took = sorted(getattr(each, name) * 1000 for each in seen)
        p50, p95 = took[len(took) // 2], took[len(took) * 95 // 100]
        say(f"{name} ms a line: p50 {p50:.1f}, p95 {p95:.1f}, most {took[-1]:.1f}")
    new = {name: count - scans.get(name, 0) for name, count in scanned().items()}
    say(f"scans of whole tables meanwhile: {json.dumps(new)}")


def analyze() -> None:
    """Let the planner know the tables, as the database does by itself within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def scanned() -> dict[str, int]:
    """Return how often each table was read from end to end until now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(_SCANS, [list(_TABLES)])
        return dict(cursor.fetchall())
