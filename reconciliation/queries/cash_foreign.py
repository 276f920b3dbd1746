"""Payments in another currency than their record: what each is booked as.

What the customer's books say a record came to when it was booked is its worth, signed as the bank
sees it: the side of the payables on which it stands, never a payment that was booked there, and
nothing that was valued again at the end of a month and taken back since (T46).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection

from core.money import minor_units
from intake.queries import cash_sources as intake
from ledger import bank_side as books
from reconciliation.rules.cash_realised import Settled, Share, is_plausible, shares
from reconciliation.rules.cash_values import CashSettings, RecordKind, spread_of

# Of a part, how much of its record it settles, in the record's own currency.
OF_RECORD = """
    CASE WHEN part.record_paid IS NOT NULL THEN part.record_paid
        WHEN settled.strategy = 'instructed_amount' THEN part.record_amount
        ELSE part.amount END
"""
IS_FOREIGN = (
    "part.record_key IS NOT NULL"
    " AND (part.record_paid IS NOT NULL OR settled.strategy = 'instructed_amount')"
)
_REFERENCES = f"""
    SELECT id::bigint * 8 + {int(RecordKind.INVOICE)} AS key, reference
    FROM ({intake.INVOICES}) AS claim
    UNION ALL SELECT id::bigint * 8 + {int(RecordKind.PAID_INVOICE)}, reference
    FROM ({intake.PAID_INVOICES}) AS paid
"""  # noqa: S608
_PARTS = f"""
    WITH own AS (
        SELECT part.match_id, part.position, part.record_key AS key, part.amount AS paid,
            coalesce(part.record_paid, line.other_amount, part.record_amount) AS foreign_paid,
            part.record_amount AS owed, part.worth, part.spread, settled.currency, line.day,
            line.account
        FROM reconciliation_cashmatchpart AS part
        JOIN reconciliation_cashmatch AS settled ON settled.id = part.match_id
        JOIN ({intake.BOOKED_LINES}) AS line ON line.id = settled.bank_line_id
        WHERE {IS_FOREIGN} AND settled.status = 'matched' AND part.match_id IN (
            SELECT id FROM reconciliation_cashmatch WHERE strategy = 'instructed_amount'
            UNION
            SELECT match_id FROM reconciliation_cashmatchpart WHERE record_paid IS NOT NULL)
    ), entry AS (
        SELECT own.key, entry.day, entry.amount, entry.currency, entry.account, entry.reference,
            row_number() OVER (
            PARTITION BY own.key, own.currency ORDER BY entry.day, entry.id) AS place
        FROM (SELECT key, currency, sign(min(paid)) AS way, max(day) AS until FROM own
            GROUP BY key, currency) AS own
        JOIN ({_REFERENCES}) AS record ON record.key = own.key
        JOIN ({books.STANDING_LINES}) AS entry ON entry.reference = record.reference
            AND entry.account = %(payables)s AND entry.currency = own.currency
            AND sign(entry.amount) = own.way AND entry.day <= own.until
    ), standing AS (
        SELECT key, entry.currency, sum(entry.amount) AS worth FROM entry
        WHERE place = 1 OR NOT EXISTS (
            SELECT 1 FROM ({books.STANDING_LINES}) AS back
            WHERE back.reference = entry.reference AND back.account = entry.account
                AND back.currency = entry.currency AND back.amount = -entry.amount
                AND back.day >= entry.day)
        GROUP BY key, entry.currency
    )
    SELECT own.*, standing.worth AS whole FROM own
    LEFT JOIN standing ON standing.key = own.key AND standing.currency = own.currency
    WHERE %(ids)s::bigint[] IS NULL
        OR own.key IN (SELECT key FROM own WHERE match_id = ANY(%(ids)s))
    ORDER BY own.key, own.currency, own.worth IS NULL, own.day, own.match_id, own.position
"""  # noqa: S608


# Most of what is booked is in one currency: that is known by the keys alone.
_ANY = f"""
    SELECT EXISTS (
        SELECT FROM reconciliation_cashmatchpart AS part
        JOIN reconciliation_cashmatch AS settled ON settled.id = part.match_id
        WHERE part.match_id = ANY(%s) AND {IS_FOREIGN})
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class ForeignPart:
    """One part of a match that pays a record in another currency."""

    match: int
    position: int
    paid: Decimal
    share: Share | None  # nothing where the books do not say what the record was worth

    @property
    def pk(self) -> tuple[int, int]:
        """Return the key of its row."""
        return self.match, self.position


def parts(ids: Sequence[int] | None, settings: CashSettings) -> list[ForeignPart]:
    """Return the parts in another currency of some matches, or of all, and what each is booked as.

    What was booked once stays as it was booked.
    """
    with connection.cursor() as cursor:
        wanted = None if ids is None else sorted(ids)
        if wanted is not None:
            cursor.execute(_ANY, [wanted])
            if not cursor.fetchone()[0]:
                return []
        cursor.execute(_PARTS, {"ids": wanted, "payables": settings.accounts.payables})
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found: list[ForeignPart] = []
    for _, group in groupby(rows, key=lambda row: (row["key"], row["currency"])):
        found += _of_record(list(group), settings)
    return [each for each in found if wanted is None or each.match in wanted]


def _of_record(rows: list[dict[str, Any]], settings: CashSettings) -> list[ForeignPart]:
    """Return the payments of one record, those first that are booked."""
    found, foreign, taken = [], Decimal(0), Decimal(0)
    for row in rows:
        if row["worth"] is not None:
            share: Share | None = _as_booked(row)
        else:
            share = _share(row, Settled(foreign, taken), settings)
        if share is not None:
            foreign += row["foreign_paid"]
            taken += share.worth
        found.append(ForeignPart(row["match_id"], row["position"], row["paid"], share))
    return found


def _as_booked(row: dict[str, Any]) -> Share:
    worth, fee = row["worth"], row["spread"] or Decimal(0)
    return Share(worth, fee, row["paid"] - worth - fee)


def _share(row: dict[str, Any], before: Settled, settings: CashSettings) -> Share | None:
    whole, owed, paid = row["whole"], row["owed"], row["paid"]
    if whole is None or not owed or not row["foreign_paid"]:
        return None
    if not is_plausible(worth=whole * row["foreign_paid"] / owed, paid=paid):
        return None
    (share,) = shares(
        [Settled(row["foreign_paid"], paid)],
        owed=owed,
        worth=whole,
        before=before,
        percent=spread_of(settings, row["account"]),
        unit=Decimal(1).scaleb(-minor_units(row["currency"])),
    )
    return share
