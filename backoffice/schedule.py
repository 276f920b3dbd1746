"""What runs by the clock. Each entry names a job and how often it is due."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Repeated:
    """One job and the time between two runs."""

    job: str
    every: timedelta
    queue: str = "default"

    def turn(self, now: datetime) -> int:
        """Return the number of the run that is due at a moment, counted from 1970."""
        return (now - datetime(1970, 1, 1, tzinfo=UTC)) // self.every


REPEATED: tuple[Repeated, ...] = (
    # What waited too long for its doorbell is taken up.
    Repeated("backoffice.jobs.sweep", every=timedelta(minutes=1)),
    # What was committed gets its place in the log and a signature.
    Repeated("backoffice.jobs.seal_trail", every=timedelta(seconds=5)),
    # Watched folders and mailboxes are emptied.
    Repeated("backoffice.jobs.collect", every=timedelta(minutes=1)),
    # Who went away holds no case.
    Repeated("backoffice.jobs.free_expired_claims", every=timedelta(minutes=1)),
    # The figures are counted before anyone asks for them.
    Repeated("backoffice.jobs.take_snapshot", every=timedelta(minutes=15)),
    # What is wrong with open cases is put into words for the morning, where a model takes batches.
    Repeated("backoffice.jobs.word_cases", every=timedelta(minutes=15)),
    # Variances are explained anew where books, plans or goods changed.
    Repeated("backoffice.jobs.count_variances", every=timedelta(minutes=5)),
    # Sources that end soon are said to.
    Repeated("backoffice.jobs.remind_of_sources", every=timedelta(hours=1)),
    # What the API answered under a key is kept for two days.
    Repeated("backoffice.jobs.forget_answers", every=timedelta(hours=1)),
)


def due(now: datetime) -> tuple[Repeated, ...]:
    """Return the entries whose turn at this moment nobody has rung for yet."""
    from django_rq import get_connection

    line = get_connection("default")
    return tuple(entry for entry in REPEATED if not line.exists(_key(entry, now)))


def ring(entry: Repeated, now: datetime) -> bool:
    """Put an entry's job into its queue, unless someone did for this turn."""
    from django_rq import get_queue

    queue = get_queue(entry.queue)
    lasts = max(int(entry.every.total_seconds() * 3), 1)
    if not queue.connection.set(_key(entry, now), "rung", nx=True, ex=lasts):
        return False
    queue.enqueue_call(entry.job, result_ttl=60)
    return True


def missed(now: datetime) -> tuple[Repeated, ...]:
    """Return the entries that nobody rang for, neither this turn nor the one before."""
    from django_rq import get_connection

    line = get_connection("default")
    return tuple(
        entry
        for entry in REPEATED
        if not line.exists(_key(entry, now), _key(entry, now - entry.every))
    )


def _key(entry: Repeated, now: datetime) -> str:
    return f"schedule:{entry.job}:{entry.turn(now)}"
