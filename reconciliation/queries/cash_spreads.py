"""What a processor added to the rate of what it converted: its fee, where a policy says how much.

A sale in another currency reaches a payout at the processor's own rate, and no report states the
other one. So the policy does, by processor (T47); what was booked once stays as it was booked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import minor_units
from intake.queries import cash_sources as intake
from reconciliation.queries.cash_work import rows_of
from reconciliation.rules.cash_realised import spread
from reconciliation.rules.cash_values import CashSettings, PartType, spread_of

_CONVERTED = f"""
    WITH converted AS (
        SELECT known.id AS match, movement.type, sum(movement.amount) AS amount
        FROM reconciliation_cashmatch AS known
        JOIN ({intake.CONVERTED}) AS movement ON movement.payout = known.payout_id
        WHERE known.id = ANY(%s) GROUP BY known.id, movement.type
    )
    SELECT converted.match, converted.type, converted.amount, known.currency, payout.party,
        known.booked_as IS NOT NULL AS is_booked, part.position, part.spread
    FROM converted JOIN reconciliation_cashmatch AS known ON known.id = converted.match
    JOIN ({intake.PAYOUTS}) AS payout ON payout.id = known.payout_id
    JOIN LATERAL (
        SELECT position, spread FROM reconciliation_cashmatchpart
        WHERE match_id = converted.match AND type = converted.type ORDER BY position LIMIT 1
    ) AS part ON true
    ORDER BY converted.match, converted.type
"""  # noqa: S608 - statements of ours


@dataclass(frozen=True, slots=True)
class Spread:
    """The fee in what one payout converted of one type, kept on the first part of that type."""

    match: int
    position: int
    type: PartType
    amount: Decimal  # below zero


def of_payouts(ids: Sequence[int], settings: CashSettings) -> list[Spread]:
    """Return the fees for conversion in some matches."""
    found = []
    for row in rows_of(_CONVERTED, [list(ids)]):
        fee = row["spread"]
        if not row["is_booked"]:
            unit = Decimal(1).scaleb(-minor_units(row["currency"]))
            percent = spread_of(settings, row["party"])
            fee = spread(row["amount"], percent=percent, unit=unit)
        if fee:
            found.append(Spread(row["match"], row["position"], PartType(row["type"]), fee))
    return found
