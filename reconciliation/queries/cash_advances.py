"""Lines that are an advance, in whole or in part, until its invoice comes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.actors import Actor
from intake.queries import cash_sources as intake
from reconciliation.queries.cash_work import rows_of

MOST = 50
_OPEN = f"""
    SELECT line.id AS pk, line.booked_on, line.counterparty, line.memo, line.account,
        line.currency, part.amount
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE known.status = 'matched' AND part.type = 'adjustment' AND part.record_key IS NULL
        AND part.account = %s AND known.decided_at IS NOT NULL
        AND (%s::text[] IS NULL OR line.entity = ANY(%s))
    ORDER BY line.booked_on, line.id LIMIT {MOST}
"""  # noqa: S608 - statements of ours


@dataclass(frozen=True, slots=True)
class Advance:
    """What a line paid before its invoice came."""

    pk: int
    booked_on: date
    counterparty: str | None
    memo: str | None
    account: str
    currency: str
    amount: Decimal


def open_advances(account: str, *, reader: Actor) -> list[Advance]:
    """Return the advances that wait for their invoice, the oldest first."""
    seen = None if reader.entities is None else sorted(reader.entities)
    return [Advance(**row) for row in rows_of(_OPEN, [account, seen, seen])]
