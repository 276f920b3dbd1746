"""Who is working on a case: one row a case, and the database decides who was first."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from reconciliation.actions import owning
from reconciliation.queries.case_file import case_for
from review.models import Claim
from review.queries.case_file import number_of
from review.rules import CLAIM_LASTS

_CLAIM = """
    INSERT INTO review_claim AS held (case_id, claimed_by, claimed_at, expires_at)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (case_id) DO UPDATE
    SET claimed_by = EXCLUDED.claimed_by, claimed_at = EXCLUDED.claimed_at,
        expires_at = EXCLUDED.expires_at
    WHERE held.claimed_by = EXCLUDED.claimed_by OR held.expires_at <= EXCLUDED.claimed_at
"""
_EXPIRED = """
    SELECT case_id, claimed_by FROM review_claim
    WHERE expires_at <= %s ORDER BY expires_at LIMIT 1
"""


class UnableToClaim(Refusal):
    """Somebody else is working on the case, or there is nothing to work on."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A case that is somebody's for a while."""

    case_id: str
    expires_at: datetime


def claim(*, case_id: str, actor: Actor, at: datetime) -> Claimed:
    """Take a case for half an hour; taking one's own again prolongs it.

    :raises UnableToClaim: somebody else is working on it, or it is no longer open.
    """
    _must_be_person(actor)
    pk = number_of(case_id)
    case = None if pk is None else case_for(pk, entities=actor.entities)
    if case is None:
        raise UnableToClaim("There is no such case.")
    with transaction.atomic():
        if not owning.own(case.pk, actor.label):
            raise UnableToClaim("This case is no longer open.")
        if not _hold(case.pk, actor, at):
            raise UnableToClaim("Somebody else is working on this case.")
        _record("review.case.claimed", case.pk, case.entity, actor=actor, at=at)
    return Claimed(case.case_id, at + CLAIM_LASTS)


def claim_next(*, actor: Actor, at: datetime) -> Claimed | None:
    """Take the most urgent case that is free; two people never get the same one."""
    _must_be_person(actor)
    with transaction.atomic():
        taken = owning.take_next(actor.label, entities=actor.entities)
        if taken is None and _free_expired(at):
            taken = owning.take_next(actor.label, entities=actor.entities)
        if taken is None:
            return None
        pk, entity = taken
        if not _hold(pk, actor, at):
            raise UnableToClaim("Somebody else is working on this case.")
        _record("review.case.claimed", pk, entity, actor=actor, at=at)
    return Claimed(f"C-{pk}", at + CLAIM_LASTS)


def release(*, case_id: str, actor: Actor, at: datetime) -> bool:
    """Give a case back; say whether it was this person's."""
    pk = number_of(case_id)
    if pk is None:
        return False
    with transaction.atomic():
        owning.disown(pk, actor.label)
        gone, _ = Claim.objects.filter(case=pk, claimed_by=actor.label).delete()
        if gone:
            _record("review.case.released", pk, None, actor=actor, at=at)
    return bool(gone)


def free_expired(at: datetime) -> int:
    """Give back every case whose claim ran out; return how many."""
    count = 0
    with transaction.atomic():
        while _free_expired(at):
            count += 1
    return count


def _must_be_person(actor: Actor) -> None:
    if actor.kind is not ActorKind.PERSON:
        raise UnableToClaim("Only a person works on a case.")


def _hold(pk: int, actor: Actor, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [pk, actor.label, at, at + CLAIM_LASTS])
        return bool(cursor.rowcount == 1)


def _free_expired(at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [at])
        row = cursor.fetchone()
    if row is None:
        return False
    case_pk, holder = row
    owning.disown(case_pk, holder)
    gone, _ = Claim.objects.filter(case=case_pk, claimed_by=holder, expires_at__lte=at).delete()
    return bool(gone)


def _record(action: str, pk: int, entity: str | None, *, actor: Actor, at: datetime) -> None:
    audit.record(action=action, subject=f"case:C-{pk}", actor=actor, at=at, entity=entity)
