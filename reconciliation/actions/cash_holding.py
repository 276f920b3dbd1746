"""What every decision about a bank line shares: the lock, the version, the row and the event."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.money import decimal_text
from reconciliation.actions import cash_booking
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.queries import cash_work
from reconciliation.queries.cash_work import WorkLine
from reconciliation.rules.cash_desk import Part
from reconciliation.rules.cash_values import CashStatus

LOCK = "SELECT pg_advisory_xact_lock(hashtext('reconciliation.cash'))"
_INSERT_PARTS = """
    INSERT INTO reconciliation_cashmatchpart (match_id, position, type, record_key, record_id,
        amount, record_amount, record_paid, account, other_line_id)
    SELECT %s, part.* FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::text[],
        %s::numeric[], %s::numeric[], %s::numeric[], %s::text[], %s::bigint[]) AS part
"""
BY_HAND = "by_hand"


class UnableToSettleCash(Refusal):
    """The line cannot be settled this way."""


def hold(line_id: int, version: int | None, actor: Actor) -> tuple[CashMatch, WorkLine]:
    """Return the match under lock, while no run is on its way, and its line.

    :raises UnableToSettleCash: nobody may, there is no such line, or it changed since.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToSettleCash("Only a person settles a bank line.")
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    line = cash_work.line(line_id, reader=actor)
    match = CashMatch.objects.select_for_update().filter(bank_line_id=line_id).first()
    if line is None or match is None:
        raise UnableToSettleCash("There is no such line.")
    if version is not None and match.version != version:
        raise UnableToSettleCash("The line has changed since it was shown. Look again.")
    return match, line


def write_settled(
    match: CashMatch,
    line: WorkLine,
    parts: Sequence[Part],
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    codes: Sequence[str] = (),
) -> None:
    """Make these parts what a line is, as this person said."""
    CashMatchPart.objects.filter(match=match).delete()
    _write_parts(match, parts)
    match.status, match.strategy, match.confidence = CashStatus.MATCHED.value, BY_HAND, Decimal(1)
    match.amount, match.difference = line.amount, line.amount - line.amount
    match.exception_codes, match.is_broken = list(codes), False
    match.decided_by, match.decided_at, match.reason = actor.label, at, reason or None
    match.waits_until = match.waits_for = None
    match.changed_at, match.version = at, match.version + 1
    match.save()


def _write_parts(match: CashMatch, parts: Sequence[Part]) -> None:
    """Write all parts with one statement: a payout may have thousands."""
    columns = (
        list(range(1, len(parts) + 1)),
        [part.type.value for part in parts],
        [part.key for part in parts],
        [part.record_id for part in parts],
        [part.amount for part in parts],
        [part.record_amount for part in parts],
        [part.record_paid for part in parts],
        [part.account for part in parts],
        [part.other_line for part in parts],
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_PARTS, [match.pk, *columns])


def open_again(match: CashMatch, reason: str, *, actor: Actor, at: datetime) -> None:
    """Take back what was said of a line, and booked; from then on only a person matches it."""
    cash_booking.take_back([match.pk], actor=actor, at=at)
    match.booked_as = None
    match.status, match.strategy = CashStatus.UNMATCHED.value, "none"
    match.difference, match.exception_codes = match.amount, ["UNMATCHED"]
    match.is_broken, match.decided_by, match.decided_at = True, None, None
    match.reason, match.changed_at, match.version = reason, at, match.version + 1
    match.save()  # its parts are still there, for what is told of the past
    CashMatchPart.objects.filter(match=match).delete()


def told(match: CashMatch) -> list[list[str | None]]:
    """Return the parts of a match as the trail keeps them."""
    rows = CashMatchPart.objects.filter(match=match).order_by("position")
    return [
        [kind, record, decimal_text(amount)]
        for kind, record, amount in rows.values_list("type", "record_id", "amount")
    ]


def record_decision(
    what: str, line: WorkLine, payload: dict[str, object], *, actor: Actor, at: datetime
) -> None:
    """Leave one event on the trail of a line."""
    audit.record(
        action=f"reconciliation.cash.{what}",
        subject=f"bank_line:{line.pk}",
        actor=actor,
        at=at,
        payload={"amount": decimal_text(line.amount), "currency": line.currency, **payload},
        entity=line.entity,
    )
