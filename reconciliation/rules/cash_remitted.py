"""A payment with its advice: what the advice lists is settled, to the cent, deductions among it.

The advice and the line know each other by the number of the payment and its amount. All that is
listed must be open, and with what was taken off it must be the whole payment; otherwise the advice
explains nothing and the line is left to the passes that follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_LINES = """
CREATE OR REPLACE TEMP TABLE advised AS
WITH payment AS (
    SELECT DISTINCT payment, plain(number) AS number, amount, currency FROM advice
    WHERE may_be_number(plain(number))
), told AS (
    SELECT line.id AS line, line.account, line.amount, line.currency, payment.payment,
        count(*) OVER (PARTITION BY line.id) AS payments,
        count(*) OVER (PARTITION BY payment.payment) AS lines
    FROM line JOIN payment
        ON abs(line.amount) = payment.amount
        AND (payment.currency IS NULL OR line.currency = payment.currency)
        AND contains(plain(concat_ws(' ', line.reference, line.memo)), payment.number)
    WHERE line.amount <> 0 AND line.nature IS DISTINCT FROM 'return'
        AND line.id NOT IN (SELECT line FROM hit)  -- it came back
)
SELECT line, account, amount, currency, payment FROM told WHERE payments = 1 AND lines = 1
"""
# What each row of the advice settles: all that was paid of a record and taken off it, never more
# than is open of it. Less than that says nothing of whose it is: then it is not another payer's.
_ROWS = """
CREATE OR REPLACE TEMP TABLE listed AS
WITH row AS (
    SELECT advised.*, advice.place, advice.paid, advice.taken,
        number_key(plain(advice.reference)) AS reference,
        sign(advised.amount) * sign(advice.paid) AS way
    FROM advised JOIN advice ON advice.payment = advised.payment
), fit AS (
    SELECT row.line, row.place, item.id AS item, item.type, item.amount AS owed,
        row.way * (abs(row.paid) + row.taken) AS part,
        count(*) OVER (PARTITION BY row.line, row.place) AS items,
        count(*) OVER (PARTITION BY item.id) AS uses,
        payer(name_key(line.party), name_key(item.party), line.party_account, item.party_account,
            text_of(line.party, line.reference, line.memo)) AS payer
    FROM row JOIN line ON line.id = row.line
    JOIN item ON number_key(plain(item.reference)) = row.reference
        AND item.currency = row.currency AND sign(item.amount) = row.way
        AND item.type NOT IN ('journal', 'payout')
        AND (item.account IS NULL OR item.account = row.account)
)
SELECT row.line, row.place, row.amount, row.paid, row.taken, row.reference, fit.item, fit.type,
    fit.part
FROM row LEFT JOIN fit ON fit.line = row.line AND fit.place = row.place
    AND fit.items = 1 AND fit.uses = 1
    AND (fit.part = fit.owed OR (abs(fit.part) < abs(fit.owed) AND fit.payer <> 'other'))
"""
_HITS = """
INSERT INTO hit
WITH whole AS (
    SELECT line FROM listed GROUP BY line, amount
    HAVING count(*) FILTER (WHERE reference IS NOT NULL) = count(item) AND count(item) > 0
        AND sum(coalesce(part, 0)) - sign(amount) * sum(taken) = amount
)
SELECT line, item, type, part, CASE WHEN place = first AND settled <> amount THEN 'adjustment' END,
    'remitted'
FROM (
    SELECT *, min(place) OVER (PARTITION BY line) AS first,
        sum(part) OVER (PARTITION BY line) AS settled
    FROM listed JOIN whole USING (line) WHERE item IS NOT NULL
)
"""
_TAKEN = (
    "DELETE FROM line WHERE id IN (SELECT line FROM hit WHERE strategy = 'remitted')",
    "DELETE FROM item WHERE id IN (SELECT item FROM hit WHERE strategy = 'remitted')",
)


def remitted(database: duckdb.DuckDBPyConnection) -> None:
    """Settle lines by the advice of their payment, before anything else is looked for."""
    if not _count(database, "advice"):
        return
    database.execute(_LINES)
    if not _count(database, "advised"):
        return
    for statement in (_ROWS, _HITS, *_TAKEN):
        database.execute(statement)


def _count(database: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608
