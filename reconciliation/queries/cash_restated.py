"""Payouts whose report or orders changed after they were relied on: a person looks again (T88)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from core.actors import Actor
from intake.queries import cash
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.rules.cash_values import CashStatus


@dataclass(frozen=True, slots=True)
class RestatedPayout:
    """One payout that was matched and changed, and what its report makes of it now."""

    pk: int
    payout_id: str
    processor: str
    paid_on: date | None
    currency: str
    version: int
    amount: Decimal
    parts: list[tuple[str, Decimal]]
    difference: Decimal
    is_paid: bool
    adds_up: bool


def restated_payouts(*, reader: Actor) -> list[RestatedPayout]:
    """Return the payouts that changed and that nobody looked at since."""
    broken = CashMatch.objects.filter(payout__isnull=False, is_broken=True)
    matches = {match.payout_id: match for match in broken.exclude(status=CashStatus.MATCHED.value)}
    if not matches:
        return []
    parts = defaultdict(list)
    sums = CashMatchPart.objects.filter(match__in=matches.values()).values("match_id", "type")
    for row in sums.annotate(sum=Sum("amount")).order_by("match_id", "type"):
        parts[row["match_id"]].append((row["type"], row["sum"]))
    found = []
    for payout in cash.payouts_of([pk for pk in matches if pk], reader=reader):
        match = matches[payout.pk]
        adds_up = match.status == CashStatus.PROPOSED.value and not match.difference
        found.append(
            RestatedPayout(
                payout.pk,
                payout.payout_id,
                payout.processor,
                payout.paid_on,
                match.currency,
                match.version,
                match.amount,
                parts[match.pk],
                match.difference,
                payout.is_paid,
                adds_up,
            )
        )
    return found
