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
# Pairs by their numbers alone, each once; what many pay is compared among few rows.
_FIT = """
CREATE OR REPLACE TEMP TABLE batched_fit AS
WITH price AS (
    SELECT DISTINCT currency, amount FROM batched_number
), named AS MATERIALIZED (
    SELECT id, number_key(plain(reference)) AS number FROM item
    SEMI JOIN price USING (currency, amount) WHERE type <> 'journal'
    UNION
    SELECT id, number_key(plain(unnest(string_split(also, ' ')))) FROM item
    SEMI JOIN price USING (currency, amount) WHERE type <> 'journal' AND also IS NOT NULL
), pair AS MATERIALIZED (
    SELECT word.*, named.id AS item FROM batched_number AS word JOIN named USING (number)
)
SELECT DISTINCT pair.line, pair.place, item.id AS item, item.type, item.amount
FROM pair JOIN item ON item.id = pair.item
WHERE item.amount = pair.amount AND item.currency = pair.currency
    AND in_reference_time(pair.day - item.day)
    AND (item.account IS NULL OR item.account = pair.account)
    AND payer(name_key(pair.party), name_key(item.party), pair.party_account, item.party_account,
        text_of(pair.party, NULL, pair.memo)) <> 'other'
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
