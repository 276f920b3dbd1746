"""What the trail costs: audited inserts beside plain ones (P11), sealing, verifying (P14).

Run: python -m benchmarks.trail [--events N] [--seconds S] [--home FOLDER]
Starts an embedded database of its own in a new folder and throws it away.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
CLIENTS = 4
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PAYLOAD = {"round": 1, "would_pass": True, "codes": ["PRICE_OVER"], "amount": "119.00"}
PLAIN_PAYLOAD = json.dumps(PAYLOAD)
PLAIN_TABLE = """
    CREATE TABLE bench_plain (LIKE audit_auditevent INCLUDING IDENTITY INCLUDING DEFAULTS
        INCLUDING INDEXES)
"""
CHAIN_TABLE = """
    CREATE TABLE bench_chain (LIKE audit_auditevent INCLUDING IDENTITY INCLUDING DEFAULTS
        INCLUDING INDEXES)
"""
INSERT = """
    INSERT INTO {} (event_id, at, actor, action, subject, entity, payload, leaf_hash)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s)
"""


def say(line: str) -> None:
    """Print one figure."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def setup() -> None:
    """Load Django; the addresses of the servers are in the environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
    django.setup()


def plain(number: int) -> None:
    """Insert the same row into a table with the same indexes, without hashing anything."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.format("bench_plain"),
            [
                *(NOON, "pipeline:pipeline", "reconciliation.case.matched"),
                *(f"case:C-{number}", "US01", PLAIN_PAYLOAD, b"\x00" * 32),
            ],
        )


def audited(number: int) -> None:
    """Record one event as the product does."""
    from audit import actions
    from core.actors import PIPELINE

    actions.record(
        action="reconciliation.case.matched",
        subject=f"case:C-{number}",
        actor=PIPELINE,
        at=NOON,
        payload=PAYLOAD,
        entity="US01",
    )


def chained(number: int) -> None:
    """Insert under a lock with the hash of the row before: the peer."""
    import hashlib

    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(77)")
        cursor.execute("SELECT leaf_hash FROM bench_chain ORDER BY id DESC LIMIT 1")
        before = cursor.fetchone()
        link = hashlib.sha256((bytes(before[0]) if before else b"") + b"%d" % number).digest()
        cursor.execute(
            INSERT.format("bench_chain"),
            [
                *(NOON, "pipeline:pipeline", "reconciliation.case.matched"),
                *(f"case:C-{number}", "US01", PLAIN_PAYLOAD, link),
            ],
        )


WAYS: dict[str, Callable[[int], None]] = {"plain": plain, "audited": audited, "chained": chained}


def client(way: str, seconds: float, counts: "multiprocessing.Queue[int]") -> None:
    """Insert one after the other, each in its own transaction, until the time is over."""
    setup()
    insert, count = WAYS[way], 0
    insert(0)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        insert(count)
        count += 1
    counts.put(count)


def rate(way: str, seconds: float) -> float:
    """Return how many inserts a second four clients reach together."""
    context = multiprocessing.get_context("spawn")
    counts: multiprocessing.Queue[int] = context.Queue()
    clients = [context.Process(target=client, args=(way, seconds, counts)) for _ in range(CLIENTS)]
    for process in clients:
        process.start()
    total = sum(counts.get() for _ in clients)
    for process in clients:
        process.join()
    return total / seconds


def measure_inserts(seconds: float) -> None:
    """Measure each way twice, in turn, and print the ratios."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(PLAIN_TABLE)
        cursor.execute(CHAIN_TABLE)
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(3):
        for way in WAYS:
            found[way].append(rate(way, seconds))
    best = {way: max(rates) for way, rates in found.items()}
    for way, per_second in best.items():
        say(f"P11 {way:8} {per_second:8.0f} inserts/s, {CLIENTS} clients")
    say(f"P11 audited / plain   {best['audited'] / best['plain']:.2f}  (goal >= 0.90)")
    say(f"P11 audited / chained {best['audited'] / best['chained']:.2f}  (goal >= 2.5)")


def measure_log(events: int) -> None:
    """Record in bulk, seal in one run, verify."""
    from audit import actions, queries
    from core.actors import PIPELINE

    batch = 500
    drafts = [
        actions.EventDraft("reconciliation.case.matched", f"case:C-{number}", PAYLOAD, "US01")
        for number in range(batch)
    ]
    actions.seal(at=NOON)
    before = queries.verify().events
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(events // batch):
        actions.record_many(drafts, actor=PIPELINE, at=NOON)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    say(f"record_many: {cpu / events * 1e6:.1f} us/event in Python, {events / wall:.0f} events/s")

    started = time.perf_counter()
    sealed = actions.seal(at=NOON)
    wall = time.perf_counter() - started
    say(f"seal: {sealed} events in {wall:.2f} s, {sealed / wall:.0f} events/s, {peak()} MiB peak")

    cpu, started = time.process_time(), time.perf_counter()
    result = queries.verify()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - started
    if not result.ok or result.events != before + sealed:
        raise SystemExit(f"The trail does not verify: {result}")
    say(
        f"P14 verify: {result.events} events in {wall:.2f} s, {result.events / wall:.0f} events/s, "
        f"{result.events / cpu:.0f} events/s/core in Python, {peak()} MiB peak (goal >= 200000)"
    )


def peak() -> int:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Start a database, measure, throw it away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tieout-trail-") as folder:
        home = Path(folder)
        os.environ["BACKOFFICE_HOME"] = folder
        from backoffice import embedded

        services = embedded.Services.wanted(home)
        with embedded.borrowed(services):
            if services.postgres is not None:
                os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
            subprocess.run(
                [sys.executable, CHECKOUT / "manage.py", "migrate", "--noinput", "-v", "0"],
                check=True,
            )
            setup()
            measure_inserts(options.seconds)
            measure_log(options.events)


if __name__ == "__main__":
    main()
