"""What processors withhold, as their reports say, beside what stands in the books."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.actors import Actor
from core.money import decimal_text
from intake.queries import cash_sources as intake
from ledger.movements import balance_of
from reconciliation.queries.cash_work import rows_of
from reconciliation.rules.cash_held import (
    DISPUTE,
    RESERVE,
    Held,
    Holding,
    Withheld,
    held,
    totals,
)
from reconciliation.rules.cash_values import CashAccounts

# Reserves by their day, disputes one by one.
_WITHHELD = f"""
    SELECT processor, account, currency, kind, day, sum(amount) AS amount,
        CASE WHEN kind = 'dispute' THEN names END AS names,
        CASE WHEN kind = 'dispute' THEN payout END AS payout
    FROM ({intake.WITHHELD}) AS movement
    WHERE %(entities)s::text[] IS NULL OR entity = ANY(%(entities)s)
    GROUP BY processor, account, currency, kind, day, CASE WHEN kind = 'dispute' THEN id END,
        CASE WHEN kind = 'dispute' THEN names END, CASE WHEN kind = 'dispute' THEN payout END,
        sign(amount)
    ORDER BY day NULLS FIRST, sign(sum(amount)), min(id)
"""  # noqa: S608 - statements of ours


@dataclass(frozen=True, slots=True)
class InTheBooks:
    """What is withheld of one kind and currency by the reports, and by the account for it."""

    kind: str
    currency: str
    account: str
    reported: Decimal
    balance: Decimal

    @property
    def difference(self) -> Decimal:
        """What is not booked yet, or was booked by another hand."""
        return self.balance - self.reported


def held_cash(*, reader: Actor) -> list[Held]:
    """Return what processors withhold, by processor, account and currency."""
    seen = None if reader.entities is None else sorted(reader.entities)
    return held(_movement(row) for row in rows_of(_WITHHELD, {"entities": seen}))


def in_the_books(places: list[Held], accounts: CashAccounts) -> list[InTheBooks]:
    """Return each kind and currency beside what stands on its account."""
    reported = totals(places)
    found = []
    for kind, account in ((RESERVE, accounts.reserves), (DISPUTE, accounts.disputes)):
        standing = balance_of(account)
        currencies = {currency for of, currency in reported if of == kind}
        for currency in sorted(currencies.union(standing)):
            said = reported.get((kind, currency), Decimal(0))
            balance = standing.get(currency, Decimal(0))
            if said or balance:
                found.append(InTheBooks(kind, currency, account, said, balance))
    return found


def told(place: Held, today: date) -> dict[str, object]:
    """Return one place for a script, amounts as text."""
    return {
        "processor": place.where.processor,
        "account": place.where.account,
        "currency": place.where.currency,
        "kind": place.where.kind,
        "held": decimal_text(place.amount),
        "by_age": [decimal_text(amount) for amount in place.by_age(today)],
        "oldest": place.items[0].day.isoformat() if place.items and place.items[0].day else None,
        "given_back_from_before": decimal_text(place.not_from_here),
        "open": [
            {"day": item.day and item.day.isoformat(), "amount": decimal_text(item.amount),
             "names": list(item.names)}
            for item in place.items if place.where.kind == DISPUTE
        ],
    }  # fmt: skip


def _movement(row: dict[str, Any]) -> Withheld:
    where = Holding(row["processor"], row["account"], row["currency"], row["kind"])
    names = tuple(dict.fromkeys(row["names"] or ()))
    return Withheld(where, row["day"], row["amount"], names, row["payout"])
