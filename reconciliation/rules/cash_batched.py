"""One line of the bank that is many payments: each pays what it names, or the line stays open.

A batch of direct debits or transfers is booked as one sum, and the statement lists the payments in
it, each with its amount, its payer and its reference. They are certain together: every one names
one open record of its very amount, no two the same, and all of them are the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# Words as they were written, and their pieces where other signs than spaces stand between them.
_NUMBERS = """
CREATE OR REPLACE TEMP TABLE batched_number AS
WITH word AS (
    SELECT DISTINCT line, place, amount, party, party_account, memo, plain(unnest(list_concat(
        string_split(memo, ' '), regexp_split_to_array(memo, '[ ,;:/+()]+')))) AS word
    FROM batched
)
SELECT DISTINCT word.line, word.place, word.amount, line.currency, line.account, line.day,
    word.party, word.party_account, word.memo, number_key(word.word) AS number
FROM word JOIN line ON line.id = word.line
WHERE may_be_number(word.word) AND line.nature IS DISTINCT FROM 'return'
"""
_FIT = """
CREATE OR REPLACE TEMP TABLE batched_fit AS
WITH near AS MATERIALIZED (
    SELECT item.* FROM item SEMI JOIN batched_number USING (currency, amount)
    WHERE item.type <> 'journal'
), named AS (
    SELECT id, number_key(plain(reference)) AS number FROM near
    UNION
    SELECT id, number_key(plain(unnest(string_split(also, ' ')))) FROM near WHERE also IS NOT NULL
)
SELECT DISTINCT word.line, word.place, near.id AS item, near.type, near.amount
FROM batched_number AS word JOIN named USING (number)
JOIN near ON near.id = named.id AND near.currency = word.currency AND near.amount = word.amount
WHERE in_reference_time(word.day - near.day)
    AND (near.account IS NULL OR near.account = word.account)
    AND payer(name_key(word.party), name_key(near.party), word.party_account, near.party_account,
        text_of(word.party, NULL, word.memo)) <> 'other'
"""
_HITS = """
INSERT INTO hit
WITH told AS (
    SELECT line, count(*) AS payments, sum(amount) AS amount FROM batched GROUP BY line
), single AS (
    SELECT * FROM (
        SELECT *, count(*) OVER (PARTITION BY line, place) AS items,
            count(*) OVER (PARTITION BY item) AS uses
        FROM batched_fit
    ) WHERE items = 1 AND uses = 1
), whole AS (
    SELECT told.line FROM told JOIN single ON single.line = told.line
    JOIN line ON line.id = told.line
    GROUP BY told.line, told.payments, told.amount, line.amount
    HAVING count(*) = told.payments AND told.amount = line.amount
)
SELECT single.line, item, type, amount, NULL, 'batched'
FROM single JOIN whole ON whole.line = single.line
"""
_TAKEN = (
    "DELETE FROM line WHERE id IN (SELECT line FROM hit WHERE strategy = 'batched')",
    "DELETE FROM item WHERE id IN (SELECT item FROM hit WHERE strategy = 'batched')",
)


def batched(database: duckdb.DuckDBPyConnection) -> None:
    """Settle lines by the payments that they are made of, where each names what it pays (T82)."""
    if database.execute("SELECT count(*) FROM batched").fetchall() == [(0,)]:
        return
    for statement in (_NUMBERS, _FIT, _HITS, *_TAKEN):
        database.execute(statement)
