"""A person says what a bank line belongs to, or takes it back. Each is one event on the trail."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.money import decimal_text
from reconciliation.actions import policies
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.queries import cash_work
from reconciliation.queries.cash_work import WorkLine
from reconciliation.rules.cash_desk import Choice, Part, parts_of, problem_with
from reconciliation.rules.cash_values import CashStatus, PartType

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('reconciliation.cash'))"
BY_HAND = "by_hand"


class UnableToSettleCash(Refusal):
    """The line cannot be settled this way."""


def settle(
    *,
    line_id: int,
    keys: Sequence[int],
    rest_type: PartType | None,
    reason: str,
    version: int,
    actor: Actor,
    at: datetime,
    may_exceed: bool = False,
) -> None:
    """Match a line with what a person chose, to the cent.

    :raises UnableToSettleCash: it is settled or changed since, or the choice cannot stand.
    """
    settings = policies.current_policy().policy.cash
    with transaction.atomic():
        match, line = _held(line_id, version, actor)
        if match.status == CashStatus.MATCHED.value:
            raise UnableToSettleCash("The line is matched already; take that back first.")
        chosen = cash_work.candidates(line, settings, keys=list(keys)) if keys else []
        if len(chosen) != len(set(keys)):
            raise UnableToSettleCash("A record that was chosen is not open any more.")
        choice = Choice(line.amount, line.currency, tuple(chosen), rest_type, reason)
        if problem := problem_with(choice, cap=settings.fee_cap, may_exceed=may_exceed):
            raise UnableToSettleCash(problem)
        parts = parts_of(choice)
        _write(match, line, parts, reason, actor=actor, at=at)
        _record("settled", line, {"parts": _told(parts), "reason": reason}, actor=actor, at=at)


def undo(*, line_id: int, reason: str, version: int, actor: Actor, at: datetime) -> None:
    """Take a match back; from then on only a person matches the line again.

    :raises UnableToSettleCash: it is not matched, changed since, or no reason is given.
    """
    if not reason.strip():
        raise UnableToSettleCash("Taking a match back needs a reason.")
    with transaction.atomic():
        match, line = _held(line_id, version, actor)
        if match.status != CashStatus.MATCHED.value:
            raise UnableToSettleCash("The line is not matched.")
        told = [[kind, record, decimal_text(amount)] for kind, record, amount in line.parts]
        CashMatchPart.objects.filter(match=match).delete()
        match.status, match.strategy = CashStatus.UNMATCHED.value, "none"
        match.difference, match.exception_codes = match.amount, ["UNMATCHED"]
        match.is_broken, match.decided_by, match.decided_at = True, None, None
        match.reason, match.changed_at, match.version = reason, at, match.version + 1
        match.save()
        _record("undone", line, {"parts": told, "reason": reason}, actor=actor, at=at)


def _held(line_id: int, version: int, actor: Actor) -> tuple[CashMatch, WorkLine]:
    """Return the match under lock, while no run is on its way, and its line."""
    if actor.kind is not ActorKind.PERSON:
        raise UnableToSettleCash("Only a person settles a bank line.")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    line = cash_work.line(line_id, reader=actor)
    match = CashMatch.objects.select_for_update().filter(bank_line_id=line_id).first()
    if line is None or match is None:
        raise UnableToSettleCash("There is no such line.")
    if match.version != version:
        raise UnableToSettleCash("The line has changed since it was shown. Look again.")
    return match, line


def _write(
    match: CashMatch,
    line: WorkLine,
    parts: Sequence[Part],
    reason: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    CashMatchPart.objects.filter(match=match).delete()
    CashMatchPart.objects.bulk_create(
        [
            CashMatchPart(
                match=match,
                position=place,
                type=part.type.value,
                record_key=part.key,
                record_id=part.record_id,
                amount=part.amount,
                record_amount=part.record_amount,
            )
            for place, part in enumerate(parts, start=1)
        ]
    )
    match.status, match.strategy = CashStatus.MATCHED.value, BY_HAND
    match.confidence = match.confidence.__class__(1)
    match.amount, match.difference = line.amount, line.amount - line.amount
    match.exception_codes, match.is_broken = [], False
    match.decided_by, match.decided_at, match.reason = actor.label, at, reason or None
    match.changed_at, match.version = at, match.version + 1
    match.save()


def _told(parts: Sequence[Part]) -> list[list[str | None]]:
    return [[part.type.value, part.record_id, decimal_text(part.amount)] for part in parts]


def _record(
    what: str, line: WorkLine, payload: dict[str, object], *, actor: Actor, at: datetime
) -> None:
    audit.record(
        action=f"reconciliation.cash.{what}",
        subject=f"bank_line:{line.pk}",
        actor=actor,
        at=at,
        payload={"amount": decimal_text(line.amount), "currency": line.currency, **payload},
        entity=line.entity,
    )
