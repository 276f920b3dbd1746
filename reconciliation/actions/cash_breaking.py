"""A match rests on what its line and its records said; where that changes, it is opened again."""

from datetime import datetime

from django.db import connection

from audit import actions as audit
from core.actors import Actor
from core.reasons import ReasonCode
from intake.queries import cash_sources as intake
from reconciliation.actions import cash_booking
from reconciliation.queries import cash_open
from reconciliation.rules.cash_values import NewsKind, RecordKind

# The line was replaced or says another amount; an order, invoice or entry is gone or says another.
_BROKEN = """
    SELECT known.id FROM reconciliation_cashmatch AS known{its_news}
    LEFT JOIN ({lines}) AS line ON line.id = known.bank_line_id
    LEFT JOIN ({payouts}) AS payout ON payout.id = known.payout_id
    WHERE known.status = 'matched' AND (
        known.amount IS DISTINCT FROM coalesce(line.amount, payout.amount)
        OR (known.bank_line_id IS NOT NULL AND line.status <> 'booked')
        OR (known.payout_id IS NOT NULL AND NOT payout.is_paid))
    UNION
    SELECT part.match_id FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id{record_news}
    LEFT JOIN ({records}) AS record ON record.key = part.record_key
    WHERE known.status = 'matched' AND part.record_key IS NOT NULL
        AND part.record_amount IS DISTINCT FROM record.amount
"""
# Only what is new or other can have broken anything.
_ITS_NEWS = f"""
    JOIN (
        SELECT lines.id FROM cash_news AS news JOIN reconciliation_cashmatch AS lines
            ON news.kind = {int(NewsKind.LINE)} AND lines.bank_line_id = news.record
        UNION
        SELECT payouts.id FROM cash_news AS news JOIN reconciliation_cashmatch AS payouts
            ON news.kind = {int(RecordKind.PAYOUT)} AND payouts.payout_id = news.record
    ) AS news ON news.id = known.id
"""  # noqa: S608 - numbers of ours
_RECORD_NEWS = f"""
    JOIN (SELECT DISTINCT key FROM cash_news WHERE kind < {int(NewsKind.LINE)}) AS news
        ON news.key = part.record_key
"""  # noqa: S608
_OPEN = """
    UPDATE reconciliation_cashmatch SET
        status = 'unmatched', is_broken = true, changed_at = %s, version = version + 1,
        difference = amount, decided_by = NULL, decided_at = NULL, reason = NULL,
        exception_codes = %s
    WHERE id = ANY(%s)
    RETURNING id, bank_line_id, payout_id, strategy, booked_as
"""


def open_broken(*, woken: bool, actor: Actor, at: datetime) -> int:
    """Open the matches whose line or records changed since, with an alert each; count them."""
    statement = _BROKEN.format(
        lines=intake.BANK_LINES_OF_ALL,
        payouts=intake.PAYOUTS,
        records=cash_open.records_now(woken=woken),
        its_news=_ITS_NEWS if woken else "",
        record_news=_RECORD_NEWS if woken else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        broken = [row[0] for row in cursor.fetchall()]
        if not broken:
            return 0
        cash_booking.take_back(broken, actor=actor, at=at)
        cursor.execute(_OPEN, [at, [ReasonCode.RECONCILIATION_BROKEN.value], broken])
        opened = cursor.fetchall()
        cursor.execute(
            "DELETE FROM reconciliation_cashmatchpart WHERE match_id = ANY(%s)", [broken]
        )
    audit.record_many(
        [
            audit.EventDraft(
                action="reconciliation.cash.broken",
                subject=f"bank_line:{line}" if line is not None else f"payout:{payout}",
                payload={"match": match, "strategy": strategy, "booked_as": booked},
            )
            for match, line, payout, strategy, booked in sorted(opened)
        ],
        actor=actor,
        at=at,
    )
    return len(broken)
