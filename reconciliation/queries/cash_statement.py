"""One bank account between two days, gathered from statements, lines, books and matches."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.actors import Actor
from intake.queries import cash_sources as intake
from ledger import bank_side as books
from reconciliation.queries.cash_work import rows_of
from reconciliation.rules.cash_statement import (
    ZERO,
    AccountStatement,
    OpenLine,
    StatedBalance,
    flaws_of,
)

MOST_LINES = 5_000
_ACCOUNT = f"""
    SELECT own.*, ledger.account AS ledger_account FROM ({intake.ACCOUNTS_OF_OURS}) AS own
    LEFT JOIN ({intake.LEDGER_ACCOUNTS}) AS ledger ON ledger.bank_account = own.bank_account
    WHERE own.id = %s AND (%s::text[] IS NULL OR own.entity = ANY(%s))
"""  # noqa: S608 - statements of ours
# What was said of each line at a moment (`seen`), or now: what changed since was said otherwise.
_KNOWN = """(
    SELECT id, bank_line_id, CASE
        WHEN %(seen)s::timestamptz IS NULL OR changed_at < %(seen)s THEN status
        WHEN EXISTS (SELECT 1 FROM reconciliation_cashmatchpast AS past
            WHERE past.match_id = found.id AND past.matched_from < %(seen)s
                AND past.matched_until >= %(seen)s) THEN 'matched'
        ELSE 'unmatched' END AS status
    FROM reconciliation_cashmatch AS found WHERE bank_line_id IS NOT NULL)"""
_PARTS = """(
    SELECT part.match_id, part.record_key FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS found ON found.id = part.match_id
    WHERE %(seen)s::timestamptz IS NULL OR found.changed_at < %(seen)s
    UNION ALL
    SELECT match_id, unnest(record_keys) FROM reconciliation_cashmatchpast
    WHERE matched_from < %(seen)s AND matched_until >= %(seen)s)"""
_SUMS = f"""
    SELECT count(*) AS lines, coalesce(sum(line.amount), 0) AS amount,
        count(*) FILTER (WHERE known.status = 'matched') AS matched
    FROM ({intake.LINES_OF_ACCOUNT}) AS line
    LEFT JOIN {_KNOWN} AS known ON known.bank_line_id = line.id
    WHERE line.booked_on BETWEEN %(since)s AND %(until)s
"""  # noqa: S608 - statements of ours
# What nothing explained of all that came up to the last day.
_OPEN = f"""
    SELECT line.id, line.booked_on, line.amount, line.counterparty, line.memo,
        coalesce(known.status, 'unmatched') AS status, count(*) OVER () AS lines,
        sum(line.amount) OVER () AS total
    FROM ({intake.LINES_OF_ACCOUNT}) AS line
    LEFT JOIN {_KNOWN} AS known ON known.bank_line_id = line.id
    WHERE line.booked_on <= %(until)s AND known.status IS DISTINCT FROM 'matched'
    ORDER BY line.booked_on, line.id LIMIT %(most)s
"""  # noqa: S608 - statements of ours
_OURS = f"""
    SELECT sum(amount) AS amount FROM ({books.LINES_OF_ACCOUNT}) AS line
    WHERE day <= %(until)s
"""  # noqa: S608 - statements of ours
# Booked by us, and on no line that the bank had booked by then.
_IN_TRANSIT = f"""
    WITH line AS MATERIALIZED (
        SELECT id, booked_on, amount, reference FROM ({intake.LINES_OF_ACCOUNT}) AS paid
        WHERE booked_on <= %(until)s
    ), named AS MATERIALIZED (
        SELECT DISTINCT reference, amount FROM line WHERE reference IS NOT NULL
    ), paid AS MATERIALIZED (
        SELECT DISTINCT part.record_key FROM line
        JOIN {_KNOWN} AS known ON known.bank_line_id = line.id
        JOIN {_PARTS} AS part ON part.match_id = known.id
        WHERE known.status = 'matched' AND part.record_key IS NOT NULL
    )
    SELECT count(*) AS lines, coalesce(sum(entry.amount), 0) AS amount
    FROM ({books.LINES_OF_ACCOUNT}) AS entry
    LEFT JOIN named ON named.reference = entry.reference AND named.amount = entry.amount
    LEFT JOIN paid ON paid.record_key = entry.id::bigint * 8 + 4
    WHERE entry.day BETWEEN (SELECT min(booked_on) FROM line) AND %(until)s
        AND named.amount IS NULL AND paid.record_key IS NULL AND entry.is_ours_alone
"""  # noqa: S608 - statements of ours
# Explained, and not yet on the account of the books.
_UNBOOKED = f"""
    WITH entry AS MATERIALIZED (
        SELECT id, amount, reference FROM ({books.LINES_OF_ACCOUNT}) AS line WHERE day <= %(until)s
    ), named AS MATERIALIZED (
        SELECT DISTINCT reference, amount FROM entry WHERE reference IS NOT NULL
    ), booked AS MATERIALIZED (
        SELECT DISTINCT part.match_id FROM {_PARTS} AS part
        JOIN entry ON part.record_key = entry.id::bigint * 8 + 4
    )
    SELECT coalesce(sum(line.amount), 0) AS amount FROM ({intake.LINES_OF_ACCOUNT}) AS line
    JOIN {_KNOWN} AS known ON known.bank_line_id = line.id
    LEFT JOIN named ON named.reference = line.reference AND named.amount = line.amount
    LEFT JOIN booked ON booked.match_id = known.id
    WHERE line.booked_on <= %(until)s AND known.status = 'matched'
        AND named.amount IS NULL AND booked.match_id IS NULL
"""  # noqa: S608 - statements of ours


def account_statement(
    pk: int, since: date, until: date, *, reader: Actor, seen: datetime | None = None
) -> AccountStatement | None:
    """Return the status of an account, or nothing where this reader sees none.

    Matches are as they were at the moment `seen`, or as they are now.
    """
    entities = None if reader.entities is None else sorted(reader.entities)
    rows = rows_of(_ACCOUNT, [pk, entities, entities])
    if not rows:
        return None
    own = rows[0]
    values: dict[str, Any] = {
        "bank_account": pk,
        "currency": own["currency"],
        "since": since,
        "until": until,
        "account": own["ledger_account"],
        "most": MOST_LINES,
        "seen": seen,
    }
    sums, open_rows = rows_of(_SUMS, values)[0], rows_of(_OPEN, values)
    ours, transit, unbooked = _books(values)
    return AccountStatement(
        account=own["iban"] or own["bank_account"],
        entity=own["entity"],
        currency=own["currency"],
        since=since,
        until=until,
        seen=seen,
        opening=_balance(intake.BALANCE_BEFORE, values),
        movements=sums["amount"],
        line_count=sums["lines"],
        matched_count=sums["matched"],
        closing=_balance(intake.BALANCE_UNTIL, values),
        ours=ours,
        in_transit=transit["amount"],
        in_transit_count=transit["lines"],
        unbooked=unbooked,
        open_amount=open_rows[0]["total"] if open_rows else ZERO,
        open_count=open_rows[0]["lines"] if open_rows else 0,
        flaws=flaws_of(_stated(values)),
        open_lines=tuple(_open_line(row) for row in open_rows),
    )


def _books(values: dict[str, Any]) -> tuple[Decimal | None, dict[str, Any], Decimal]:
    if values["account"] is None:
        return None, {"lines": 0, "amount": ZERO}, ZERO
    ours, transit = rows_of(_OURS, values)[0]["amount"], rows_of(_IN_TRANSIT, values)[0]
    return ours, transit, rows_of(_UNBOOKED, values)[0]["amount"]


def _balance(statement: str, values: dict[str, Any]) -> Decimal | None:
    rows = rows_of(statement, values)
    return rows[0]["balance"] if rows else None


def _stated(values: dict[str, Any]) -> list[StatedBalance]:
    return [
        StatedBalance(
            number=row["number"],
            from_date=row["from_date"],
            to_date=row["to_date"],
            opening=row["opening"],
            closing=row["closing"],
            movements=row["movements"],
        )
        for row in rows_of(intake.STATEMENTS_BETWEEN, values)
    ]


def _open_line(row: dict[str, Any]) -> OpenLine:
    return OpenLine(
        pk=row["id"],
        booked_on=row["booked_on"],
        amount=row["amount"],
        counterparty=row["counterparty"] or "",
        text=row["memo"] or "",
        status=row["status"],
    )
