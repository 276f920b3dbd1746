"""What the clock starts: each reads the time once, calls one function, and ends."""

from django.utils import timezone

from ai import calls
from ai.actions import sources
from audit import actions as audit
from backoffice import pipeline
from intake.actions import collecting
from kpi.actions import counting, snapshots
from review.actions import answering, claiming, wording

NIGHT = frozenset({0, 1, 2, 3})  # hours in UTC, when nobody waits for an answer


def sweep() -> None:
    """Take up what was left behind: documents whose bell was lost, questions nobody waits for."""
    now = timezone.now()
    pipeline.sweep(at=now)
    calls.end_forgotten(at=now)


def collect() -> None:
    """Take in what lies in watched folders and mailboxes."""
    collecting.collect_all(at=timezone.now())


def seal_trail() -> None:
    """Give what was committed since the last seal its place, and sign it."""
    audit.seal(at=timezone.now())


def forget_answers() -> None:
    """Delete what the API was asked under keys that nobody will show again."""
    answering.forget(before=timezone.now() - answering.KEPT)


def free_expired_claims() -> None:
    """Take cases back from people who went away, so that the queue shows them as free."""
    claiming.free_expired(timezone.now())


def take_snapshot() -> None:
    """Count the figures of today again."""
    now = timezone.now()
    snapshots.take_snapshot(now.date(), at=now)


def word_cases() -> None:
    """Hand open cases over for words at night, and take in what came."""
    now = timezone.now()
    wording.take_in(at=now)
    if now.hour in NIGHT:
        wording.hand_over(at=now)


def count_variances() -> None:
    """Explain the variances of every period in which something changed."""
    counting.count_changed(at=timezone.now())


def remind_of_sources() -> None:
    """Say of sources that end soon that they do."""
    sources.remind_of_ends(at=timezone.now())
