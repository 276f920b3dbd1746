"""As many open lines as open records of one amount: which is which is not known, the set is."""

from dataclasses import dataclass
from decimal import Decimal

from core.actors import Actor
from intake.queries import cash_sources as intake
from reconciliation.queries import cash_candidates
from reconciliation.queries.cash_work import WorkLine, rows_of
from reconciliation.rules.cash_desk import Candidate
from reconciliation.rules.cash_values import CashSettings, PartType

MOST = 50
_LINES = f"""
    SELECT line.id, line.counterparty FROM reconciliation_cashmatch AS known
    JOIN ({intake.WORKED_LINES}) AS line ON line.id = known.bank_line_id
    WHERE known.status <> 'matched' AND line.status = 'booked' AND line.account = %(account)s
        AND line.currency = %(currency)s AND line.amount = %(amount)s
        AND (%(entities)s::text[] IS NULL OR line.entity = ANY(%(entities)s))
    ORDER BY line.booked_on, line.id LIMIT {MOST + 1}
"""  # noqa: S608 - statements of ours


@dataclass(frozen=True, slots=True)
class SameAmount:
    """The lines and the records of one amount, each in the order of their days."""

    lines: tuple[int, ...]
    records: tuple[Candidate, ...]
    amount: Decimal
    currency: str
    payers: frozenset[str | None]  # who the lines say they are of

    @property
    def is_set(self) -> bool:
        """Say whether there are as many of both, more than one, and all that is owed by one."""
        parties = {each.party for each in self.records}
        is_of_one = parties <= {None} or len(parties) == len(self.payers) == 1
        return is_of_one and 1 < len(self.lines) == len(self.records) <= MOST


def same_amount(of: WorkLine, settings: CashSettings, *, reader: Actor) -> SameAmount:
    """Return all open lines of the account and all open records that have this very amount."""
    values = {
        "account": of.account,
        "currency": of.currency,
        "amount": of.amount,
        "entities": None if reader.entities is None else sorted(reader.entities),
    }
    found = [
        each
        for each in cash_candidates.of_amount(of, settings)
        if each.type is not PartType.JOURNAL and each.whole == each.amount
    ]
    found.sort(key=lambda each: (each.day is None, each.day, each.key))
    rows = rows_of(_LINES, values)
    return SameAmount(
        lines=tuple(row["id"] for row in rows),
        records=tuple(found),
        amount=of.amount,
        currency=of.currency,
        payers=frozenset(row["counterparty"] for row in rows),
    )
