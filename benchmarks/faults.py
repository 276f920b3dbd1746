"""Kill, stop, wipe and cut while invoices are loaded (R1 to R4); afterwards nothing is missing.

Run: python -m benchmarks.faults [load worker database queue statements] [--n 500] [--times 200]
Every fault hits its own new installation; its end is compared, row by row in business terms, with
that of an undisturbed load of the same files.
"""

import argparse
import json
import logging
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import traces
from benchmarks.children import Cut, CutAt, forked, in_a_child, kill_early
from benchmarks.generate_invoices import AS_OF, Written, generate
from benchmarks.homes import Home, new_home, say, setup_django

SEED = 11
SMALL_BATCH = 10
_LONGEST_SECONDS = 600


@dataclass(slots=True)
class Verdict:
    """What one kind of fault did to an installation."""

    fault: str
    times: int = 0
    hit_while_working: int = 0
    differences: list[str] = field(default_factory=list)
    seconds: float = 0


def prepare(home: Home, written: Written) -> None:
    """Let everything clean go straight through, and load what invoices refer to."""
    home.set_policy({"autonomy": "full"})
    home.manage("load", written.masters, "--as-of", "2026-09-01", "--json")


def load_in_this_process(folder: Path) -> None:
    """Load a folder as the command does, in small steps so that kills fall between many."""
    from django.utils import timezone

    from backoffice import batches, loading
    from core.actors import Actor, ActorKind

    batches.MOST = SMALL_BATCH
    loading.load(
        [folder],
        entity=None,
        as_of=AS_OF,
        at=timezone.now(),
        actor=Actor(kind=ActorKind.SERVICE, name="load"),
    )


def receive_and_ring(folder: Path) -> int:
    """Take a folder in as an upload does: stored, and a worker rung for each document."""
    from django.utils import timezone

    from core.actors import Actor, ActorKind
    from intake.actions import receiving

    files = sorted(folder.rglob("*.xml"))
    receiving.receive_documents(
        [receiving.Incoming(path.read_bytes(), path.name) for path in files],
        channel="upload",
        actor=Actor(kind=ActorKind.PERSON, name="olivia"),
        received_at=timezone.now(),
        as_of=AS_OF,
    )
    return len(files)


def work_until_killed() -> None:
    """Take jobs from the queue as the command `work` does, in a process group of its own."""
    from backoffice.working import worker_of

    os.setsid()
    worker_of(["documents"]).work(with_scheduler=False, logging_level="CRITICAL")


def sweep_now() -> None:
    """Ring for all that waits, as the clock does once it has waited a minute."""
    from datetime import timedelta

    from django.utils import timezone

    from backoffice import pipeline

    pipeline.sweep(at=timezone.now() + timedelta(minutes=5))


@dataclass(slots=True)
class Rhythm:
    """How long a child lives before it is killed, so that all kills fall within one load."""

    times: int
    window: float = 0.8

    def adjust(self, kills: int, progress: float) -> None:
        """Live longer where the load lags behind the kills, and shorter where it is ahead."""
        behind = kills / self.times > progress
        self.window = min(max(self.window * (1.25 if behind else 0.8), 0.05), 20.0)


def kill_loads(_home: Home, folder: Path, verdict: Verdict, rng: random.Random) -> None:
    """Kill the loading process at random moments, then load once more to the end."""
    rhythm = Rhythm(verdict.times)
    for kills in range(1, verdict.times + 1):
        with forked(lambda: load_in_this_process(folder)) as pid:
            time.sleep(rng.uniform(0.0, rhythm.window))
            verdict.hit_while_working += kill_early(pid)
        rhythm.adjust(kills, traces.progress())
    load_in_this_process(folder)


def kill_workers(_home: Home, folder: Path, verdict: Verdict, rng: random.Random) -> None:
    """Kill a worker and its job at random moments; the sweep finds what was lost."""
    count = receive_and_ring(folder)
    rhythm = Rhythm(verdict.times)
    for kills in range(1, verdict.times + 1):
        with forked(work_until_killed) as pid:
            time.sleep(0.1 + rng.uniform(0.0, rhythm.window))
            verdict.hit_while_working += traces.progress() < 1
            kill_early(pid)
        if kills % 5 == 0:
            sweep_now()
        rhythm.adjust(kills, traces.progress())
    finish_by_worker(count)


def finish_by_worker(count: int) -> None:
    """Let a worker take up what the sweep rings for until nothing waits."""
    ends = time.monotonic() + _LONGEST_SECONDS
    with forked(work_until_killed):
        while traces.waiting() and time.monotonic() < ends:
            sweep_now()
            time.sleep(2)
    if left := traces.waiting():
        raise SystemExit(f"{left} of {count} documents still wait after {_LONGEST_SECONDS} s.")


def wipe_queue(home: Home, folder: Path, verdict: Verdict, rng: random.Random) -> None:
    """Empty the queue, stop it hard, and start it empty, while a worker works."""
    import redis

    from backoffice.embedded.valkey import Valkey

    server = Valkey(home.folder / "valkey")
    count = receive_and_ring(folder)
    for turn in range(verdict.times):
        with forked(work_until_killed):
            time.sleep(rng.uniform(0.5, 2.0))
            verdict.hit_while_working += traces.waiting() > 0
            if turn % 2 == 0:
                redis.Redis.from_url(server.url()).flushall()
            else:
                os.kill(server.pid() or 0, signal.SIGKILL)
                time.sleep(1)
                for kept in (home.folder / "valkey").glob("appendonlydir/*"):
                    kept.unlink()
                _decide_without_queue(verdict)
                server.start()
                _use_queue_at(server.url())
        sweep_now()
    finish_by_worker(count)


def _decide_without_queue(verdict: Verdict) -> None:
    """While the queue is down, what is rung for commits all the same."""
    from datetime import UTC, datetime

    from core.actors import Actor, ActorKind
    from intake.actions import receiving

    received = receiving.receive_document(
        content=b"not known to anyone",
        filename="note.txt",
        channel="upload",
        actor=Actor(kind=ActorKind.PERSON, name="olivia"),
        received_at=datetime.now(UTC),
        as_of=AS_OF,
    )
    if received.document_id is None:
        verdict.differences.append("A document was lost because the queue was down.")


def _use_queue_at(url: str) -> None:
    """Tell this process where the queue is now; a new server has a new port."""
    from django.conf import settings
    from django_rq import queues

    os.environ["REDIS_URL"] = settings.REDIS_URL = url
    for queue in settings.RQ_QUEUES.values():
        queue["URL"] = url
    for name in ("get_connection", "get_redis_connection"):
        cached = getattr(getattr(queues, name, None), "cache_clear", None)
        if cached is not None:
            cached()


def stop_database(home: Home, folder: Path, verdict: Verdict, rng: random.Random) -> None:
    """Stop the database hard while files load and events are recorded; start it and load again."""
    from backoffice.embedded.postgres import APPLICATION, OWNER, Postgres

    server = Postgres(home.folder / "postgres")
    noted = home.folder / "acknowledged"
    for _ in range(verdict.times):
        with forked(lambda: load_in_this_process(folder)), forked(lambda: _record_into(noted)):
            time.sleep(rng.uniform(0.6, 2.5))
            verdict.hit_while_working += traces.progress() < 1
            from django.db import connections

            connections.close_all()
            os.kill(server.pid() or 0, signal.SIGQUIT)  # immediate shutdown
            while server.pid() is not None:
                time.sleep(0.05)
            time.sleep(0.3)
        server.start()
        os.environ["DATABASE_URL"] = server.url(APPLICATION)
        os.environ["DATABASE_OWNER_URL"] = server.url(OWNER)
        _use_database_port(server.port() or 0)
        verdict.differences += traces.lost_events(noted)
    load_in_this_process(folder)


def _record_into(noted: Path) -> None:
    """Record events as fast as they go, and note each once its commit was acknowledged."""
    from datetime import UTC, datetime
    from uuid import uuid4

    from audit import actions as audit
    from core.actors import PIPELINE

    with noted.open("a", encoding="utf-8") as file:
        while True:
            subject = f"probe:{uuid4()}"
            audit.record(action="probe.run", subject=subject, actor=PIPELINE, at=datetime.now(UTC))
            file.write(f"{subject}\n")
            file.flush()


def _use_database_port(port: int) -> None:
    from django.db import connections

    connections["default"].close()
    connections.settings["default"]["PORT"] = str(port)
    connections["default"].settings_dict["PORT"] = str(port)


def cut_statements(_home: Home, folder: Path, verdict: Verdict, _rng: random.Random) -> None:
    """Cut the connection before and after each statement of one invoice's way, an invoice each."""
    from django.db import connection

    from backoffice import pipeline

    each_alone = pipeline._batch_or_each
    files = sorted(folder.rglob("*.xml"))
    counter = CutAt(0, is_after=False)
    with connection.execute_wrapper(counter):
        load_in_this_process(files[0])
    verdict.times = counter.count * 2
    if len(files) <= verdict.times:
        raise SystemExit(f"{verdict.times + 1} invoices are needed, and there are {len(files)}.")
    for number, path in enumerate(files[1 : verdict.times + 1]):
        cut = CutAt(number // 2 + 1, is_after=number % 2 == 1)
        # As when the process dies: the failure ends everything.
        pipeline._batch_or_each = lambda ids, step, **_: step(ids)
        with suppress(Cut), connection.execute_wrapper(cut):
            load_in_this_process(path)
        pipeline._batch_or_each = each_alone
        verdict.hit_while_working += cut.count >= cut.place
        verdict.differences += [f"{cut.told}: {each}" for each in traces.half_written()]
        load_in_this_process(path)
    load_in_this_process(folder)


SELDOM = {"worker": 3, "database": 10, "queue": 10}  # what takes long is done to fewer
FAULTS: dict[str, Callable[[Home, Path, Verdict, random.Random], None]] = {
    "load": kill_loads,
    "worker": kill_workers,
    "database": stop_database,
    "queue": wipe_queue,
    "statements": cut_statements,
}


def prepared(written: Written, kept: Path) -> bool:
    """Make the installation that each fault hits a copy of."""
    with new_home("tieout-prepared", kept=kept) as home:
        prepare(home, written)
    return True


def undisturbed(written: Written, like: Path) -> dict[str, Any]:
    """Return the end of a load that nothing happens to."""
    with new_home("tieout-undisturbed", like=like):
        setup_django()
        load_in_this_process(written.invoices)
        return traces.fingerprint()


def disturbed(
    fault: str, written: Written, like: Path, times: int, expected: dict[str, Any]
) -> dict[str, Any]:
    """Return what a fault did, compared with the end that was expected."""
    verdict = Verdict(fault, times)
    started = time.monotonic()
    with new_home(f"tieout-{fault}", like=like) as home:
        setup_django()
        logging.disable(logging.CRITICAL)  # what is logged here was asked for
        FAULTS[fault](home, written.invoices, verdict, random.Random(SEED))  # noqa: S311
        verdict.differences += traces.differences(expected, traces.fingerprint())
        verdict.differences += traces.broken_promises()
    verdict.seconds = time.monotonic() - started
    return asdict(verdict)


def main() -> None:
    """Do each fault to an installation of its own, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("faults", nargs="*", default=list(FAULTS), choices=[*FAULTS, []])
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument(
        "--times", type=int, default=200, help="of kills; of workers a third, of servers a tenth"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tieout-faults-") as folder:
        written = generate(options.n, SEED, Path(folder) / "files")
        like = Path(folder) / "prepared"
        in_a_child(lambda: prepared(written, like))
        expected = in_a_child(lambda: undisturbed(written, like))
        verdicts = []
        for fault in options.faults:
            times = max(options.times // SELDOM.get(fault, 1), 2)
            verdict = in_a_child(partial(disturbed, fault, written, like, times, expected))
            verdicts.append(verdict)
            if not options.json:
                _show(verdict)
    if options.json:
        say(json.dumps(verdicts))
    raise SystemExit(any(verdict["differences"] for verdict in verdicts))


def _show(verdict: dict[str, Any]) -> None:
    say(
        f"{verdict['fault']:9} {verdict['times']:4} times, {verdict['hit_while_working']} of them "
        f"while it worked, {verdict['seconds']:.0f} s: "
        + (
            f"{len(verdict['differences'])} differences"
            if verdict["differences"]
            else "the same end"
        )
    )
    for difference in verdict["differences"][:20]:
        say(f"    {difference}")


if __name__ == "__main__":
    main()
