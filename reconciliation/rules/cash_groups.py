"""One line for several items, several lines for one item, and movements with no item at all."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from reconciliation.rules.cash_sums import chance_of_a_hit, only_subset
from reconciliation.rules.cash_values import CashSettings

if TYPE_CHECKING:
    import duckdb

# A line that lists several numbers, or one that several items share: everything it names adds up to
# it, all of one payer or all of one payment run. Beside whole numbers the last digits of others
# are chance; where there are none, the payer must be known and the sum exact.
_SEVERAL = """
INSERT INTO hit
WITH told AS (
    SELECT *, bool_or(is_whole) OVER (PARTITION BY line) AS has_whole FROM found
    WHERE currency = item_currency AND NOT is_return
), named AS (
    SELECT *, count(*) OVER (PARTITION BY item) AS lines FROM told
    WHERE is_whole OR (NOT has_whole AND payer = 'known')
), whole AS (
    SELECT line FROM named GROUP BY line, paid, currency
    HAVING count(*) > 1 AND max(lines) = 1
        AND (count(DISTINCT coalesce(item_name, '')) <= 1 OR count(DISTINCT number) = 1)
        AND (sum(owed) = paid OR (bool_and(is_whole)
            AND missing(paid, sum(owed)::BIGINT, any_value(currency)) IS NOT NULL))
)
SELECT named.line, item, type, owed,
    CASE WHEN row_number() OVER (PARTITION BY named.line ORDER BY item) = 1
        THEN missing(paid, (sum(owed) OVER (PARTITION BY named.line))::BIGINT, currency) END,
    'several_references'
FROM named JOIN whole ON whole.line = named.line
"""
# Several lines that name one item and add up to it.
_INSTALMENTS = """
INSERT INTO hit
WITH named AS (
    SELECT *, count(*) OVER (PARTITION BY line) AS items FROM found
    WHERE currency = item_currency AND length >= 5 AND NOT is_return AND payer <> 'other'
        AND CASE WHEN owed > 0 THEN paid > 0 AND paid < owed ELSE paid < 0 AND paid > owed END
), whole AS (
    SELECT item FROM named GROUP BY item, owed
    HAVING count(*) > 1 AND max(items) = 1 AND sum(paid) = owed
)
SELECT line, named.item, type, paid, NULL, 'instalments'
FROM named JOIN whole ON whole.item = named.item
"""
# Lines that say they are part one of two, two of two, of one thing they do not name: all parts are
# here, and one record alone is of their sum.
_ANNOUNCED = r"""
INSERT INTO hit
WITH said AS MATERIALIZED (  -- few: only of those is it looked for what comes before
    SELECT id, account, currency, amount, day, name, regexp_extract(lower(memo),
        '^(.*?)\(?\b([0-9]{1,2}) ?(?:of|von|sur|di|van|de|/) ?([0-9]{1,2})\)',
        ['stem', 'place', 'of']) AS part
    FROM l WHERE amount <> 0 AND nature IS NULL AND contains(memo, ')')
), told AS (
    SELECT *, try_cast(part.place AS INT) AS place, try_cast(part.of AS INT) AS places
    FROM said WHERE length(trim(part.stem)) >= 4
), whole AS (
    SELECT account, currency, name, part.stem AS stem, places, list(id ORDER BY id) AS lines,
        sum(amount)::BIGINT AS amount, max(day) AS day, max(day) - min(day) AS days
    FROM told WHERE place BETWEEN 1 AND places AND places BETWEEN 2 AND 12
    GROUP BY ALL HAVING count(*) = places AND count(DISTINCT place) = places
        AND count(DISTINCT sign(amount)) = 1
), fit AS (
    SELECT whole.lines, i.id AS item, i.type, count(*) OVER (PARTITION BY whole.lines) AS items,
        count(*) OVER (PARTITION BY i.id) AS wholes
    FROM whole JOIN i ON i.currency = whole.currency AND i.amount = whole.amount
        AND (i.account IS NULL OR i.account = whole.account)
    WHERE CASE WHEN i.type = 'journal' THEN abs(whole.day - i.day) - whole.days <= 5
        ELSE i.name = whole.name AND in_time(whole.day - i.day) END
), one AS (SELECT unnest(lines) AS line, item, type FROM fit WHERE items = 1 AND wholes = 1)
SELECT line, item, type, l.amount, NULL, 'announced_parts' FROM one JOIN l ON l.id = one.line
"""
_BLOCKS = """
WITH block AS (
    SELECT name, currency FROM i WHERE name IS NOT NULL AND batch IS NULL
    GROUP BY name, currency HAVING count(*) BETWEEN 2 AND $most
)
SELECT l.id, l.amount, i.id, i.amount, i.type
FROM l JOIN block ON block.name = l.name AND block.currency = l.currency
JOIN i ON i.name = l.name AND i.currency = l.currency AND i.batch IS NULL
WHERE l.amount <> 0 AND l.nature IS NULL
    AND l.day BETWEEN i.day - getvariable('days_before')::INT
        AND i.day + getvariable('days_after')::INT
    AND (i.account IS NULL OR i.account = l.account)
ORDER BY l.id, i.id
"""
_SUBSETS = """
INSERT INTO hit SELECT unnest($1::BIGINT[]), unnest($2::BIGINT[]), unnest($3::VARCHAR[]),
    unnest($4::BIGINT[]), NULL, 'subset_of_payer'
"""
_TRANSFERS = """
INSERT INTO hit
WITH pair AS (
    SELECT a.id AS line, b.id AS other, b.amount,
        count(*) OVER (PARTITION BY a.id) AS others, count(*) OVER (PARTITION BY b.id) AS lines
    FROM l AS a JOIN l AS b ON a.amount = -b.amount AND a.currency = b.currency
        AND a.account <> b.account AND abs(a.day - b.day) <= getvariable('transfer_days')::INT
    WHERE a.amount <> 0 AND (
        EXISTS (SELECT 1 FROM own_account AS own
            WHERE own.account = b.account AND (own.number = a.party_account
                OR (length(own.number) >= 6 AND contains(a.text, lower(own.number)))))
        OR EXISTS (SELECT 1 FROM own_account AS own
            WHERE own.account = a.account AND (own.number = b.party_account
                OR (length(own.number) >= 6 AND contains(b.text, lower(own.number))))))
)
SELECT line, -other - 1, 'adjustment', -amount, NULL, 'own_transfer'
FROM pair WHERE others = 1 AND lines = 1
"""
_FEES = """
INSERT INTO hit
SELECT id, NULL, CASE nature WHEN 'fee' THEN 'fee' ELSE 'adjustment' END, amount, NULL,
    CASE nature WHEN 'fee' THEN 'bank_fee' ELSE 'interest' END
FROM l
WHERE nature IN ('fee', 'interest') AND abs(amount) * 100 <= $cap::BIGINT * scale(currency)
    AND (nature = 'interest' OR amount < 0)
"""
# What came back is paired with the payment it takes back; both together explain nothing else.
_RETURNS = """
INSERT INTO hit
WITH back AS MATERIALIZED (
    SELECT * FROM line WHERE nature = 'return' AND amount <> 0
), first AS MATERIALIZED (
    SELECT * FROM line WHERE nature IS NULL AND -amount IN (SELECT amount FROM back)
), pair AS (
    SELECT back.id AS line, first.id AS other, back.amount,
        count(*) OVER (PARTITION BY back.id) AS firsts,
        count(*) OVER (PARTITION BY first.id) AS backs
    FROM back JOIN first ON back.amount = -first.amount
        AND back.currency = first.currency AND back.account = first.account
        AND first.id <> back.id
        AND back.day BETWEEN first.day AND first.day + getvariable('return_days')::INT
    WHERE (upper(trim(back.reference)) = upper(trim(first.reference))
            OR name_key(back.party) = name_key(first.party)
            OR back.party_account = first.party_account
            OR len(list_intersect(long_numbers(back.memo), long_numbers(first.memo))) > 0)
)
SELECT line, -other - 1, 'adjustment', amount, NULL, 'returned_payment'
FROM pair WHERE firsts = 1 AND backs = 1
UNION ALL
SELECT other, -line - 1, 'adjustment', -amount, NULL, 'returned_payment'
FROM pair WHERE firsts = 1 AND backs = 1
"""


def several_references(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Match lines that list what they pay, credit notes among it."""
    del settings
    database.execute(_SEVERAL)


def instalments(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Match lines that together pay one item."""
    del settings
    database.execute(_INSTALMENTS)


def announced_parts(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Match lines that say which part of how many they are, once all of them are here."""
    del settings
    database.execute(_ANNOUNCED)


def subsets_of_payers(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Match a line with the only subset of what its payer owes that adds up to it.

    A block in which a subset may fit by chance is left alone, and so are two lines that want the
    same item.
    """
    rows = database.execute(_BLOCKS, {"most": settings.subset_items}).fetchall()
    taken: list[tuple[int, list[tuple[int, int, str]]]] = []
    for line, group in groupby(rows, key=lambda row: int(row[0])):
        block = list(group)
        amounts = [int(row[3]) for row in block]
        if chance_of_a_hit(amounts) > settings.subset_chance:
            continue
        places = only_subset(amounts, int(block[0][1]))
        if places is not None and len(places) > 1:
            taken.append((line, [(block[n][2], block[n][3], block[n][4]) for n in places]))
    _write_subsets(database, taken)


def _write_subsets(
    database: duckdb.DuckDBPyConnection, taken: list[tuple[int, list[tuple[int, int, str]]]]
) -> None:
    wanted: dict[int, int] = {}
    for _, parts in taken:
        for item, _, _ in parts:
            wanted[item] = wanted.get(item, 0) + 1
    rows = [
        (line, item, kind, amount)
        for line, parts in taken
        if all(wanted[item] == 1 for item, _, _ in parts)
        for item, amount, kind in parts
    ]
    if rows:
        database.execute(_SUBSETS, [list(column) for column in zip(*rows, strict=True)])


def returned(database: duckdb.DuckDBPyConnection) -> None:
    """Pair what came back with the payment it takes back, before anything else is asked (T86)."""
    database.execute(_RETURNS)


def own_movements(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Match transfers between our own accounts, and what the bank itself charges or pays."""
    database.execute(_TRANSFERS)
    database.execute("DELETE FROM l WHERE id IN (SELECT line FROM hit)")
    database.execute(_FEES, {"cap": int(settings.fee_cap * 100)})
