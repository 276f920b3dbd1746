"""What is matched and not booked yet, by day and account, as sums of parts that are alike.

A payment in another currency than its invoice is booked where the books say what the invoice was
worth in the currency of the bank; the rest of it is the realised difference (T45). Where they do
not, it is left to a person.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from intake.queries import cash_sources as intake
from ledger import queries as books
from ledger.movements import balance_of
from reconciliation.queries import cash_foreign, cash_spreads
from reconciliation.rules.cash_journal import PartSum
from reconciliation.rules.cash_values import CashSettings, PartType, accounts_of_tenders

_ABROAD = "instructed_amount"
_FROM = f"""
    FROM reconciliation_cashmatch AS known
    LEFT JOIN ({intake.BOOKED_LINES}) AS line ON line.id = known.bank_line_id
    LEFT JOIN ({intake.PAYOUTS}) AS payout ON payout.id = known.payout_id
"""
_MATCHES = f"""
    SELECT known.payout_id IS NOT NULL AS of_payout,
        coalesce(line.account, payout.party) AS account,
        line.ledger_account, line.entity, coalesce(line.day, payout.day) AS day, known.currency,
        array_agg(known.id ORDER BY known.id) AS ids
    {_FROM}
    WHERE known.status = 'matched' AND known.booked_as IS NULL
        AND known.id <> ALL(%(unvalued)s)
        AND coalesce(line.day, payout.day) <= %(through)s AND EXISTS (
            SELECT 1 FROM reconciliation_cashmatchpart AS part
            WHERE part.match_id = known.id AND part.type <> 'journal')
    GROUP BY 1, 2, 3, 4, 5, 6, CASE WHEN %(each)s THEN known.id END
    ORDER BY 5, 1 DESC, 2, 6, min(known.id)
"""  # noqa: S608
_GIVEN = f"""
    SELECT known.payout_id IS NOT NULL AS of_payout,
        coalesce(line.account, payout.party) AS account,
        line.ledger_account, line.entity, coalesce(line.day, payout.day) AS day, known.currency,
        array[known.id] AS ids
    {_FROM}
    WHERE known.id = ANY(%(ids)s) AND known.booked_as IS NOT NULL ORDER BY known.id
"""
# Orders are looked up where tenders have accounts of their own, refunds where periods are closed.
_SUMS = f"""
    SELECT part.type, known.strategy, part.account, sum(part.amount), part.movement,
        lower(sale.tender), before.id IS NOT NULL
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id
    LEFT JOIN ({intake.SALES_ORDERS}) AS sale ON cardinality(%(tenders)s::text[]) > 0
        AND part.type = 'order' AND part.record_key %% 8 = 0 AND sale.id = part.record_key / 8
        AND lower(sale.tender) = ANY(%(tenders)s)
    LEFT JOIN ({intake.SALES_ORDERS}) AS before ON cardinality(%(closed)s::text[]) > 0
        AND part.type = 'refund' AND before.reference = part.record_id
        AND to_char(before.day, 'YYYY-MM') = ANY(%(closed)s)
    WHERE part.match_id = ANY(%(ids)s) AND (part.match_id, part.position) NOT IN (
        SELECT * FROM unnest(%(aside)s::bigint[], %(places)s::int[]))
    GROUP BY 1, 2, 3, 5, 6, 7, sign(part.amount)
    ORDER BY 1, 2, 3, 5, 6, 7, sign(part.amount)
"""  # noqa: S608 - statements of ours


@dataclass(frozen=True, slots=True)
class CashBatch:
    """Matches of one account and day, and what they come to."""

    of_payout: bool
    account: str | None
    ledger_account: str | None
    entity: str | None
    day: date
    currency: str
    ids: list[int]


def batches(*, through: date, each_line: bool, settings: CashSettings) -> list[CashBatch]:
    """Return what is matched and not booked up to a day, by day and account."""
    found = cash_foreign.parts(None, settings)
    unvalued = sorted({part.match for part in found if part.share is None})
    with connection.cursor() as cursor:
        cursor.execute(_MATCHES, {"through": through, "each": each_line, "unvalued": unvalued})
        return [CashBatch(*row) for row in cursor.fetchall()]


def booked(ids: list[int]) -> list[CashBatch]:
    """Return the matches that are booked among these, each by itself."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, {"ids": ids})
        return [CashBatch(*row) for row in cursor.fetchall()]


def sums_of(ids: list[int], settings: CashSettings) -> list[PartSum]:
    """Return what the parts of some matches come to, parts that are alike together."""
    foreign = [each for each in cash_foreign.parts(ids, settings) if each.share is not None]
    with connection.cursor() as cursor:
        values: dict[str, list[int] | list[str]] = {
            "ids": ids,
            "aside": [each.match for each in foreign],
            "places": [each.position for each in foreign],
            "tenders": sorted(accounts_of_tenders(settings)),
            "closed": sorted({period for _, period in books.closed_periods(None)}),
        }
        cursor.execute(_SUMS, values)
        sums = [PartSum(PartType(kind), *rest) for kind, *rest in cursor.fetchall()]
    for share in (each.share for each in foreign if each.share is not None):
        sums += [
            PartSum(PartType.INVOICE, _ABROAD, None, share.worth),
            PartSum(PartType.FEE, _ABROAD, None, share.spread),
            PartSum(PartType.ADJUSTMENT, _ABROAD, None, share.difference),
        ]
    for fee in cash_spreads.of_payouts(ids, settings):
        sums += [
            PartSum(fee.type, "itemized", None, -fee.amount),
            PartSum(PartType.FEE, "itemized", None, fee.amount),
        ]
    return sums


def clearing(account: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Return by currency what stands on the clearing account, and what is on its way.

    On its way is a payout that is booked and that no booked bank line brought: both are the same,
    or something was booked on the account by another hand.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ON_ITS_WAY)
        on_its_way: dict[str, Decimal] = dict(cursor.fetchall())
    standing = balance_of(account)
    return {
        currency: (standing.get(currency, Decimal(0)), on_its_way.get(currency, Decimal(0)))
        for currency in sorted({*standing, *on_its_way})
    }


_ON_ITS_WAY = """
    SELECT currency, sum(amount) FROM (
        SELECT known.currency, part.amount FROM reconciliation_cashmatchpart AS part
        JOIN reconciliation_cashmatch AS known ON known.id = part.match_id
        WHERE known.payout_id IS NOT NULL AND known.booked_as IS NOT NULL AND part.type <> 'journal'
        UNION ALL
        SELECT known.currency, -part.amount FROM reconciliation_cashmatchpart AS part
        JOIN reconciliation_cashmatch AS known ON known.id = part.match_id
        WHERE known.bank_line_id IS NOT NULL AND known.booked_as IS NOT NULL
            AND part.type = 'payout' AND part.account IS NULL
    ) AS moved GROUP BY currency ORDER BY currency
"""
