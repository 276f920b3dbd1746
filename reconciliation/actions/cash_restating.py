"""A person says that a payout stands as its report, read again, tells it now: one event."""

from datetime import datetime

from django.db import connection, transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.money import decimal_text
from intake.queries import cash
from reconciliation.actions.cash_holding import LOCK, UnableToSettleCash, told
from reconciliation.models import CashMatch
from reconciliation.rules.cash_values import CashStatus

__all__ = ["UnableToSettleCash", "accept_payout"]


def accept_payout(*, payout_id: int, version: int, actor: Actor, at: datetime) -> None:
    """Match a payout that changed with what its report makes of it now, to the cent.

    :raises UnableToSettleCash: nobody may, it did not change or again since, was not paid, or does
        not add up.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToSettleCash("Only a person accepts a payout that changed.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        match = CashMatch.objects.select_for_update().filter(payout_id=payout_id).first()
        if match is None or not match.is_broken or match.status == CashStatus.MATCHED.value:
            raise UnableToSettleCash("The payout did not change since it was matched.")
        if match.version != version:
            raise UnableToSettleCash("The payout has changed since it was shown. Look again.")
        if not any(each.is_paid for each in cash.payouts_of([payout_id], reader=actor)):
            raise UnableToSettleCash("The payout was not paid: nothing of it is booked.")
        if match.status != CashStatus.PROPOSED.value or match.difference:
            raise UnableToSettleCash("The movements of the payout do not add up to it.")
        match.status, match.exception_codes, match.is_broken = CashStatus.MATCHED.value, [], False
        match.decided_by, match.decided_at = actor.label, at
        match.changed_at, match.version = at, match.version + 1
        match.save()
        audit.record(
            action="reconciliation.cash.settled",
            subject=f"payout:{payout_id}",
            actor=actor,
            at=at,
            payload={
                "amount": decimal_text(match.amount),
                "currency": match.currency,
                "parts": told(match),
            },
        )
