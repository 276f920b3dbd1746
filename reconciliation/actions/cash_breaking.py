"""A match rests on what its line and its records said; where that changes, it is opened again.

A payout whose report was read again, and that nobody relied on yet, is simply taken apart anew;
whatever was booked, or rests on a record that changed, waits for a person (T88).
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from audit import actions as audit
from core.actors import Actor
from core.reasons import ReasonCode
from intake.queries import cash_sources as intake
from reconciliation.actions import cash_booking
from reconciliation.models import CashMatchPart
from reconciliation.queries import cash_open
from reconciliation.rules.cash_payouts import TYPE_OF
from reconciliation.rules.cash_values import NewsKind, RecordKind

# The line was replaced or says another amount; an order, invoice or entry is gone or says another.
_BROKEN = """
    SELECT known.id, known.payout_id IS NOT NULL AND payout.is_paid
        AND known.booked_as IS NULL AND known.decided_at IS NULL
    FROM reconciliation_cashmatch AS known{its_news}
    LEFT JOIN ({lines}) AS line ON line.id = known.bank_line_id
    LEFT JOIN ({payouts}) AS payout ON payout.id = known.payout_id
    WHERE known.status = 'matched' AND (
        known.amount IS DISTINCT FROM coalesce(line.amount, payout.amount)
        OR (known.bank_line_id IS NOT NULL AND line.status <> 'booked')
        OR (known.payout_id IS NOT NULL AND NOT payout.is_paid))
    UNION
    SELECT part.match_id, false FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id{record_news}
    LEFT JOIN ({records}) AS record ON record.key = part.record_key
    WHERE known.status = 'matched' AND part.record_key IS NOT NULL
        AND part.record_amount IS DISTINCT FROM record.amount
    UNION
    SELECT match, is_free FROM ({restated}) AS restated
"""
# The report says something else of the same amount: another fee, another refund. It is counted in
# whole minor units, as the parts were made.
_RESTATED = f"""
    WITH known AS (
        SELECT known.id AS match, known.payout_id AS payout, known.currency,
            known.booked_as IS NULL AND known.decided_at IS NULL AS is_free
        FROM reconciliation_cashmatch AS known{{its_news}}
        WHERE known.payout_id IS NOT NULL AND known.status = 'matched'
    ), counted AS (
        SELECT known.match, {TYPE_OF} AS type, {cash_open.minor("gross")} AS gross,
            {cash_open.minor("fee")} AS fee, {cash_open.minor("net")} AS net
        FROM known JOIN ({intake.RESTATED}) AS movement USING (payout)
    ), told AS (
        SELECT match, type, net, coalesce(gross, net - coalesce(fee, 0)) AS amount FROM counted
    ), both_sides AS (
        SELECT match, type, amount FROM told
        UNION ALL SELECT match, 'fee', net - amount FROM told
        UNION ALL SELECT part.match_id, part.type, -{cash_open.minor("part.amount")}
        FROM reconciliation_cashmatchpart AS part JOIN known ON known.match = part.match_id
    )
    SELECT DISTINCT match, is_free FROM both_sides JOIN known USING (match)
    GROUP BY match, is_free, type HAVING sum(amount) <> 0
"""  # noqa: S608 - statements of ours
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
_FORGET = """
    UPDATE reconciliation_cashmatch SET status = 'unmatched', changed_at = %s,
        version = version + 1, difference = amount, exception_codes = '{UNMATCHED}'
    WHERE id = ANY(%s)
"""


def open_broken(*, woken: bool, actor: Actor, at: datetime) -> int:
    """Open the matches whose line or records changed since, with an alert each; count them."""
    its_news = _ITS_NEWS if woken else ""
    statement = _BROKEN.format(
        lines=intake.BANK_LINES_OF_ALL,
        payouts=intake.PAYOUTS,
        records=cash_open.records_now(woken=woken),
        its_news=its_news,
        record_news=_RECORD_NEWS if woken else "",
        restated=_RESTATED.format(its_news=its_news),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall()
        broken = sorted({match for match, is_free in found if not is_free})
        _read_again(cursor, {match for match, _ in found}.difference(broken), at=at)
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


def _read_again(cursor: CursorWrapper, matches: Collection[int], *, at: datetime) -> None:
    """Forget what payouts were made of by an earlier report; this run takes them apart anew."""
    CashMatchPart.objects.filter(match_id__in=matches).delete()
    cursor.execute(_FORGET, [at, list(matches)])
