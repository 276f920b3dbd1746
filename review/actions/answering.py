"""A write of the API happens once a key: the answer is kept with the effect and given again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from core.errors import Refusal
from review.models import GivenAnswer

KEPT = timedelta(hours=48)
LONGEST_KEY = 255

_BEGIN = """
    INSERT INTO review_givenanswer (token_id, key, fingerprint, given_at, headers)
    VALUES (%s, %s, %s, %s, '{}') ON CONFLICT (token_id, key) DO NOTHING
"""


class UnableToRepeat(Refusal):
    """The key stands for something else that was asked before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, to the byte."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """Which write this is: whose, under which key, and the digest of what is asked."""

    token_id: int
    key: str
    fingerprint: str


def begin(key: Key, *, at: datetime) -> Answer | None:
    """Claim a key inside the transaction of its effect, or return what it was answered.

    Whoever comes with the same key meanwhile waits here until that transaction has ended.

    :raises UnableToRepeat: something else was asked under this key.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [key.token_id, key.key, key.fingerprint, at])
        if cursor.rowcount:
            return None
    given = GivenAnswer.objects.get(token=key.token_id, key=key.key)
    if given.fingerprint != key.fingerprint:
        raise UnableToRepeat("Something else was asked under this Idempotency-Key before.")
    return Answer(given.status or 0, dict(given.headers), bytes(given.body or b""))


def end(key: Key, answer: Answer) -> None:
    """Keep the answer beside the effect."""
    GivenAnswer.objects.filter(token=key.token_id, key=key.key).update(
        status=answer.status, headers=answer.headers, body=answer.body
    )


def forget(*, before: datetime) -> int:
    """Delete answers that nobody will ask for again; return how many."""
    gone, _ = GivenAnswer.objects.filter(given_at__lt=before).delete()
    return gone
