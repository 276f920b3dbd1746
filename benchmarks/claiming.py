"""Fifty people claim at once (P16, R7): claims a second, and how many cases two people got.

Run: python -m benchmarks.claiming [--n 10000] [--reviewers 50] [--processes 5]
Beside it, in the same run, what a view that reads, checks and saves would do.
"""

import argparse
import multiprocessing
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.homes import machine, new_home, say, setup_django

Taken = tuple[int, float]  # the case, and how many milliseconds it took to get it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all reviewers together did."""

    taken: list[Taken]
    seconds: float

    @property
    def doubled(self) -> int:
        """How many cases more than one reviewer was given."""
        return sum(count > 1 for count in Counter(case for case, _ in self.taken).values())


def by_the_product(reviewer: int) -> int | None:
    """Claim as the button "next case" does."""
    from django.utils import timezone

    from core.actors import Actor, ActorKind
    from review.actions import claiming

    actor = Actor(kind=ActorKind.PERSON, name=f"reviewer-{reviewer}")
    claimed = claiming.claim_next(actor=actor, at=timezone.now())
    return None if claimed is None else int(claimed.case_id[2:])


def by_read_check_save(reviewer: int) -> int | None:
    """Claim as a view does that reads a free case, checks it, and saves it."""
    from reconciliation.models import Case

    free = Case.objects.filter(state="in_review", owner__isnull=True)
    case = free.order_by("urgent_on", "stake_rank", "id").first()
    if case is None or case.owner is not None:
        return None
    case.owner = f"person:reviewer-{reviewer}"
    case.save(update_fields=["owner"])
    return case.pk


WAYS: dict[str, Callable[[int], int | None]] = {
    "the product": by_the_product,
    "read, check, save": by_read_check_save,
}


def work(
    way: str, reviewers: list[int], together: Any, found: "multiprocessing.Queue[list[Taken]]"
) -> None:
    """Let some reviewers, each with a connection of their own, claim until nothing is free."""
    setup_django()
    from django.db import connection

    taken: list[Taken] = []
    claim = WAYS[way]

    def review(reviewer: int) -> None:
        connection.ensure_connection()
        together.wait()
        while True:
            started = time.perf_counter()
            case = claim(reviewer)
            if case is None:
                break
            taken.append((case, (time.perf_counter() - started) * 1000))
        connection.close()

    people = [threading.Thread(target=review, args=(reviewer,)) for reviewer in reviewers]
    for person in people:
        person.start()
    for person in people:
        person.join()
    found.put(taken)


def run(way: str, reviewers: int, processes: int) -> Outcome:
    """Let all reviewers begin in the same moment."""
    context = multiprocessing.get_context("spawn")
    found: multiprocessing.Queue[list[Taken]] = context.Queue()
    together = context.Barrier(reviewers + 1)
    groups = [list(range(first, reviewers, processes)) for first in range(processes)]
    offices = [context.Process(target=work, args=(way, group, together, found)) for group in groups]
    for office in offices:
        office.start()
    together.wait(timeout=120)
    started = time.perf_counter()
    taken = [each for _ in offices for each in found.get(timeout=900)]
    seconds = time.perf_counter() - started
    for office in offices:
        office.join()
    return Outcome(taken, seconds)


def report(way: str, outcome: Outcome, count: int) -> None:
    """Print one line of the table."""
    times = [milliseconds for _, milliseconds in outcome.taken]
    late = statistics.quantiles(times, n=100)[94]
    share = outcome.doubled / count
    say(
        f"{way:20} {len(outcome.taken):8,} {len(outcome.taken) / outcome.seconds:9.0f}"
        f" {statistics.median(times):8.1f} {late:8.1f} {outcome.doubled:8,} ({share:.1%})"
    )


def check_the_trail(count: int) -> None:
    """Stop unless every claim stands on the trail, once a case."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT subject) FROM audit_auditevent"
            " WHERE action = 'review.case.claimed'"
        )
        if cursor.fetchone() != (count, count):
            raise SystemExit("The trail does not have one event for each case.")


def main() -> None:
    """Make the cases, claim them twice, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--processes", type=int, default=5)
    options = parser.parse_args()
    with new_home("tieout-claiming") as home:
        from benchmarks.queue_page import fill_by_sql

        setup_django()
        fill_by_sql(home, options.n, options.n)
        say(machine())
        say(f"{'':20} {'claims':>8} {'per s':>9} {'p50 ms':>8} {'p95 ms':>8} {'doubled':>8}")
        outcome = run("the product", options.reviewers, options.processes)
        report("the product", outcome, options.n)
        check_the_trail(options.n)
        _free_all()
        naive = run("read, check, save", options.reviewers, options.processes)
        report("read, check, save", naive, options.n)
        if outcome.doubled or len(outcome.taken) != options.n:
            raise SystemExit("A case was given to two people, or to nobody.")


def _free_all() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM review_claim")
        cursor.execute("UPDATE reconciliation_case SET owner = NULL")


if __name__ == "__main__":
    main()
