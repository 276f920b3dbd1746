"""What people say of their data: consent for a purpose, an opt-out from all, and erasure.

The trail names nobody here: a subject stands on it as a keyed hash, and what was erased as numbers.
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from ai.approved import EVERY_PURPOSE
from ai.models import Consent
from audit import actions as audit
from core.actors import Actor


def set_consent(
    *, subject: str, purpose: str, is_given: bool, signal: str, actor: Actor, at: datetime
) -> None:
    """Write down what a person says; it holds from the next question on."""
    with transaction.atomic():
        Consent.objects.update_or_create(
            subject=subject,
            purpose=purpose,
            defaults={
                "is_given": is_given,
                "signal": signal,
                "changed_by": actor.label,
                "changed_at": at,
            },
        )
        audit.record(
            action="ai.consent.given" if is_given else "ai.consent.withdrawn",
            subject=f"person:{alias_of(subject)}",
            actor=actor,
            at=at,
            payload={"purpose": purpose, "signal": signal},
        )


def opt_out(*, subject: str, signal: str, actor: Actor, at: datetime) -> None:
    """Take an opt-out from every purpose, such as the one that a browser sends."""
    set_consent(
        subject=subject, purpose=EVERY_PURPOSE, is_given=False, signal=signal, actor=actor, at=at
    )


def erase_subject(*, subject: str, actor: Actor, at: datetime) -> int:
    """Delete every passage with this person's data, and the files it came from.

    The versions stay by their hash; the trail says which passages went, and none of their words.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT passage_id, version_id FROM ai_erase_passages(%s)", [subject])
            rows = cursor.fetchall()
        gone = sorted({row[1] for row in rows})
        with connection.cursor() as cursor:
            cursor.execute("SELECT ai_erase_texts(%s)", [gone])
        Consent.objects.filter(subject=subject).delete()
        audit.record(
            action="ai.person.erased",
            subject=f"person:{alias_of(subject)}",
            actor=actor,
            at=at,
            payload={"passages": sorted(row[0] for row in rows), "versions": gone},
        )
    return len(rows)


def alias_of(subject: str) -> str:
    """Return the name that stands for a person on the trail; without our key nobody can test it."""
    digest = hmac.new(settings.SECRET_KEY.encode(), subject.encode(), hashlib.sha256)
    return digest.hexdigest()[:24]
