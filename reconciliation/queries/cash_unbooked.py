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
from ledger import bank_side as books
from ledger.movements import balance_of
from reconciliation.rules.cash_journal import PartSum
from reconciliation.rules.cash_realised import Settled, is_plausible, realised
from reconciliation.rules.cash_values import PartType, RecordKind

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
        AND (known.strategy <> 'instructed_amount' OR known.id = ANY(%(valued)s))
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
_SUMS = """
    SELECT part.type, known.strategy, part.account, sum(part.amount)
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id
    WHERE part.match_id = ANY(%s)
    GROUP BY part.type, known.strategy, part.account, sign(part.amount)
    ORDER BY part.type, known.strategy, part.account, sign(part.amount)
"""


# What the books of the customer say an invoice came to when it was booked, signed as the bank sees
# it: the side of the payables on which it stands, never a payment that was booked there.
_WORTH = f"""
    SELECT known.id, known.amount, sum(entry.amount) AS worth
    FROM reconciliation_cashmatch AS known
    JOIN reconciliation_cashmatchpart AS part ON part.match_id = known.id
    JOIN ({intake.BOOKED_LINES}) AS line ON line.id = known.bank_line_id
    JOIN (
        SELECT id::bigint * 8 + {int(RecordKind.INVOICE)} AS key, reference
        FROM ({intake.INVOICES}) AS claim
        UNION ALL SELECT id::bigint * 8 + {int(RecordKind.PAID_INVOICE)}, reference
        FROM ({intake.PAID_INVOICES}) AS paid
    ) AS record ON record.key = part.record_key
    JOIN ({books.STANDING_LINES}) AS entry ON entry.reference = record.reference
        AND entry.account = %(payables)s AND entry.currency = known.currency
        AND sign(entry.amount) = sign(known.amount) AND entry.day <= line.day
    WHERE known.strategy = 'instructed_amount' AND known.status = 'matched'
        AND (%(ids)s::bigint[] IS NULL OR known.id = ANY(%(ids)s))
    GROUP BY known.id, known.amount
"""  # noqa: S608


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


def batches(*, through: date, each_line: bool, payables: str) -> list[CashBatch]:
    """Return what is matched and not booked up to a day, by day and account."""
    valued = list(_worths(None, payables))
    with connection.cursor() as cursor:
        cursor.execute(_MATCHES, {"through": through, "each": each_line, "valued": valued})
        return [CashBatch(*row) for row in cursor.fetchall()]


def booked(ids: list[int]) -> list[CashBatch]:
    """Return the matches that are booked among these, each by itself."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, {"ids": ids})
        return [CashBatch(*row) for row in cursor.fetchall()]


def sums_of(ids: list[int], *, payables: str) -> list[PartSum]:
    """Return what the parts of some matches come to, parts that are alike together."""
    worths = _worths(ids, payables)
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [[each for each in ids if each not in worths]])
        sums = [
            PartSum(PartType(kind), strategy, account, amount)
            for kind, strategy, account, amount in cursor.fetchall()
        ]
    for paid, worth in worths.values():
        (gone,) = realised([Settled(worth, paid)], owed=worth, worth=worth)
        sums.append(PartSum(PartType.INVOICE, "instructed_amount", None, worth))
        sums.append(PartSum(PartType.ADJUSTMENT, "instructed_amount", None, gone))
    return sums


def _worths(ids: list[int] | None, payables: str) -> dict[int, tuple[Decimal, Decimal]]:
    """Return what was paid in another currency, and what it was worth when it was booked."""
    with connection.cursor() as cursor:
        cursor.execute(_WORTH, {"ids": ids, "payables": payables})
        return {
            match: (paid, worth)
            for match, paid, worth in cursor.fetchall()
            if is_plausible(worth=worth, paid=paid)
        }


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
