"""The passes of cash matching, from certain to uncertain: read them here, in their order.

Each pass is one question to all open lines and items at once. It answers with pairs that agree in
two fields at least, one of them never the reference alone: a wrong digit may name another real
item. A pair counts only where the line has no other answer and the item no other line; the rest
stays open, and where all answers are equally good the line is ambiguous.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pass:
    """One question: its answers are rows of line, item, part, and what is missing to the item."""

    strategy: str
    evidence: str
    question: str


# Found once; each round looks at the pairs of which both sides are still open.
EXACT_PAIRS = """
CREATE OR REPLACE TEMP TABLE exact_pair AS
SELECT line.id AS line, item.id AS item, item.amount AS part, line.currency, a.name,
    payer(a.name, b.name, line.party_account, item.party_account, '') AS payer,
    line.day - item.day AS days
FROM line JOIN item
    ON upper(trim(line.reference)) = upper(trim(item.reference))
    AND line.amount = item.amount AND line.currency = item.currency
LEFT JOIN known AS a ON a.raw = line.party
LEFT JOIN known AS b ON b.raw = item.party
WHERE line.amount <> 0 AND line.nature IS DISTINCT FROM 'return'
    AND in_reference_time(line.day - item.day)
    AND line.id NOT IN (SELECT line FROM hit)
    AND (item.account IS NULL OR item.account = line.account)
    AND may_name_number(line.reference)
"""
EXACT_PAIRS_LEFT = """
CREATE OR REPLACE TEMP TABLE exact_pair AS
SELECT * FROM exact_pair
WHERE line IN (SELECT id FROM line) AND item IN (SELECT id FROM item)
"""
# Another payer's item is taken only where the payer of the line owes no such amount: a wrong
# digit may name another real item, even one of the same price. Where the payer owes that price
# more than once, another line may claim the same item in its text: then neither is certain.
EXACT_REFERENCE = Pass(
    "exact_reference",
    "reference equal; amount equal",
    """
    WITH rival AS MATERIALIZED (
        SELECT DISTINCT pair.line FROM exact_pair AS pair
        JOIN known ON known.name = pair.name
        JOIN item ON item.party = known.raw AND item.currency = pair.currency
            AND item.amount = pair.part
        WHERE pair.payer = 'other'
    ), sure AS MATERIALIZED (
        SELECT * FROM exact_pair
        WHERE payer <> 'other' OR (days >= 0 AND line NOT IN (SELECT line FROM rival))
    ), waiting AS MATERIALIZED (
        SELECT id AS line, currency, amount, memo FROM line
        WHERE regexp_matches(memo, '[0-9]') AND id NOT IN (SELECT line FROM exact_pair)
            AND id NOT IN (SELECT line FROM hit)
    ), named AS MATERIALIZED (
        SELECT sure.item, sure.part AS amount, sure.currency, payer, item.reference,
            coalesce(item.party, '') AS party
        FROM sure JOIN item ON item.id = sure.item
        SEMI JOIN waiting
            ON waiting.currency = sure.currency AND waiting.amount = sure.part
    ), sibling AS (
        SELECT coalesce(party, '') AS party, currency, amount
        FROM item SEMI JOIN named USING (currency, amount)
        GROUP BY ALL HAVING count(*) > 1
    ), contested AS MATERIALIZED (
        SELECT item, amount, currency, plain(reference) AS number
        FROM named JOIN sibling USING (party, currency, amount) WHERE payer = 'known'
        UNION ALL
        SELECT item, amount, currency, plain(reference) FROM named WHERE payer <> 'known'
    ), claim AS (
        SELECT line, amount, currency, plain(unnest(string_split(memo, ' '))) AS number
        FROM waiting SEMI JOIN contested USING (currency, amount)
    ), claimed AS (
        SELECT DISTINCT line, item, amount FROM claim
        JOIN contested USING (currency, amount, number)
    )
    SELECT line, item, part, NULL::VARCHAR AS missing FROM sure
    -- A claim speaks against another line, never for its own: said twice, it cannot be the answer.
    UNION ALL SELECT line, item, amount, NULL FROM claimed, range(2)
    """,
)
_REFERENCE_IN_TEXT = """
    WITH pair AS MATERIALIZED (
        SELECT *, max(length) OVER (PARTITION BY line) AS longest FROM found
        WHERE paid = owed AND currency = item_currency AND NOT is_return{only}
    ), rival AS MATERIALIZED (
        SELECT DISTINCT pair.line FROM pair JOIN i ON i.currency = pair.currency
            AND i.amount = pair.paid AND i.name = pair.name
        WHERE pair.payer = 'other'
    ), rare AS (
        SELECT item.currency, item.amount FROM item SEMI JOIN pair ON pair.payer = 'unknown'
            AND pair.currency = item.currency AND pair.paid = item.amount
        GROUP BY item.currency, item.amount HAVING count(*) = 1
    )
    SELECT line, item, owed AS part, NULL::VARCHAR AS missing
    FROM pair LEFT JOIN rare ON rare.currency = pair.currency AND rare.amount = pair.paid
    WHERE length = longest AND (payer = 'known'
        OR (length >= 5 AND payer = 'unknown' AND (is_whole OR rare.amount IS NOT NULL))
        OR (length >= 6 AND is_whole AND days >= 0 AND line NOT IN (SELECT line FROM rival)))
"""
# A number of few digits may stand inside a longer one: those wait until all numbers are known.
WHOLE_WORDS = Pass(
    "reference_in_text",
    "reference found in the text; amount equal",
    _REFERENCE_IN_TEXT.format(only=" AND (length >= 8 OR (payer = 'known' AND length >= 6))"),
)
WORDS = Pass(
    "reference_in_text",
    "reference found in the text; amount equal",
    _REFERENCE_IN_TEXT.format(only=" AND NOT is_together"),
)
PASSES = (
    Pass(
        "reference_in_pieces",
        "reference found in the text, its pieces apart; amount equal",
        _REFERENCE_IN_TEXT.format(only=""),
    ),
    Pass(
        "short_reference_in_text",
        "a short reference is a word of the text as it is written; amount equal",
        """
        WITH short AS MATERIALIZED (
            SELECT id, currency, amount, account, day, name, party_account, ref,
                unnest([as_written(reference), as_written(also)]) AS number
            FROM i WHERE amount <> 0 AND length(ref) < 6
        ), own AS MATERIALIZED (
            SELECT DISTINCT * FROM short WHERE regexp_matches(number, '[0-9]')
                AND length(plain(number)) BETWEEN 3 AND 4
        ), word AS (
            SELECT l.*, as_written(unnest(string_split(concat_ws(' ', reference, memo), ' ')))
                AS number
            FROM l SEMI JOIN own USING (currency, amount) WHERE nature IS DISTINCT FROM 'return'
        ), rare AS (
            SELECT currency, amount FROM item GROUP BY currency, amount HAVING count(*) = 1
        )
        SELECT DISTINCT word.id AS line, own.id AS item, own.amount AS part,
            NULL::VARCHAR AS missing
        FROM own JOIN word USING (currency, amount, number)
        LEFT JOIN rare USING (currency, amount)
        WHERE in_time(word.day - own.day) AND (own.account IS NULL OR own.account = word.account)
            AND payer(word.name, own.name, word.party_account, own.party_account, word.text)
                <> 'other'
            -- A year or a house has such digits too; what has letters beside them is a number.
            AND (rare.amount IS NOT NULL OR regexp_matches(number, '[A-Z]'))
            AND NOT EXISTS (SELECT 1 FROM found WHERE found.line = word.id
                AND found.item <> own.id AND found.is_whole AND found.length >= 6)
        """,
    ),
    Pass(
        "near_reference",
        "reference one sign away; amount equal; payer known",
        """
        SELECT line, item, part, NULL::VARCHAR AS missing FROM same_amount_and_payer
        WHERE in_reference_time(days) AND is_near(words_together, ref)
        """,
    ),
    Pass(
        "near_reference_of_rare_amount",
        "reference one sign away; amount equal, and no other item has it",
        """
        WITH rare AS (
            SELECT currency, amount, min(id) AS id FROM item SEMI JOIN l USING (currency, amount)
            GROUP BY currency, amount HAVING count(*) = 1
        ), once AS (
            SELECT currency, amount FROM line SEMI JOIN rare USING (currency, amount)
            GROUP BY currency, amount HAVING count(*) = 1
        )
        SELECT l.id AS line, i.id AS item, i.amount AS part, NULL::VARCHAR AS missing
        FROM l JOIN once ON once.currency = l.currency AND once.amount = l.amount
        JOIN rare ON rare.currency = l.currency AND rare.amount = l.amount
        JOIN i ON i.id = rare.id
        WHERE l.amount <> 0 AND l.nature IS DISTINCT FROM 'return' AND in_time(l.day - i.day)
            AND (i.account IS NULL OR i.account = l.account)
            AND length(i.ref) >= 8 AND is_near(l.words_together, i.ref)
            AND payer(l.name, i.name, l.party_account, i.party_account, l.text) <> 'other'
        """,
    ),
    Pass(
        "amount_and_payer",
        "amount equal; payer known",
        """
        WITH named AS MATERIALIZED (
            SELECT line, item FROM found
            WHERE payer = 'known' AND length >= 6 AND currency = item_currency
        ), crowded AS MATERIALIZED (
            -- Whoever owes much that may be paid short pays such an amount by chance.
            SELECT l.id AS line FROM l JOIN i ON l.currency = i.currency AND l.name = i.name
            WHERE l.id IN (SELECT line FROM same_pair)
                AND missing(l.amount, i.amount, l.currency) IS NOT NULL
            GROUP BY l.id, l.amount
            HAVING count(*) > greatest(1, abs(l.amount) * getvariable('subset_chance')::DOUBLE)
        )
        SELECT line, item, part, NULL::VARCHAR AS missing FROM same_amount_and_payer AS pair
        WHERE in_time(days) AND NOT names_another(words_together, ref)
            AND line NOT IN (SELECT line FROM crowded)
            AND NOT EXISTS (
                SELECT 1 FROM named WHERE named.line = pair.line AND named.item <> pair.item)
        """,
    ),
    Pass(
        "reference_and_short_amount",
        "reference found; payer known; what is missing lies within the limits",
        """
        SELECT line, item, owed AS part, missing(paid, owed, currency) AS missing FROM found
        WHERE currency = item_currency AND length >= 5 AND NOT is_return
            AND line NOT IN (SELECT line FROM lists_several)
            AND missing(paid, owed, currency) IS NOT NULL
            -- A discount of the terms explains the amount to the cent, and so confirms the number.
            AND (payer = 'known' OR (payer = 'unknown' AND is_whole AND length >= 8
                AND len(list_filter(getvariable('rates')::BIGINT[], lambda ppm: paid IN
                    (discounted(owed, ppm), discounted_down(owed, ppm)))) > 0))
        """,
    ),
    Pass(
        "near_reference_and_short_amount",
        "reference one sign away; payer known; what is missing lies within the limits",
        """
        WITH pair AS MATERIALIZED (
            SELECT l.id AS line, i.id AS item FROM l JOIN i
                ON l.currency = i.currency AND l.name = i.name
            WHERE missing(l.amount, i.amount, l.currency) IS NOT NULL
        )
        SELECT line, item, i.amount AS part, missing(l.amount, i.amount, l.currency) AS missing
        FROM pair JOIN l ON l.id = pair.line JOIN i ON i.id = pair.item
        WHERE in_reference_time(l.day - i.day) AND (i.account IS NULL OR i.account = l.account)
            AND is_near(l.words_together, i.ref) AND l.nature IS DISTINCT FROM 'return'
            AND line NOT IN (SELECT line FROM lists_several)
            -- What names one record of the payer means no neighbour of its number.
            AND NOT EXISTS (SELECT 1 FROM found WHERE found.line = pair.line
                AND found.item <> pair.item AND found.is_whole AND found.payer = 'known')
        """,
    ),
    Pass(
        "discount_and_payer",
        "a discount of the terms to the cent; payer known",
        """
        WITH owed AS MATERIALIZED (
            SELECT id, currency, name, amount FROM i SEMI JOIN l USING (currency, name)
        ), less AS (
            SELECT id, currency, name, discounted(amount, ppm) AS paid FROM owed, rate
            UNION ALL
            SELECT id, currency, name, discounted_down(amount, ppm) FROM owed, rate
        ), pair AS MATERIALIZED (
            SELECT DISTINCT l.id AS line, less.id AS item FROM l JOIN less
                ON l.currency = less.currency AND l.amount = less.paid AND l.name = less.name
        ), crowded AS MATERIALIZED (
            SELECT l.id AS line FROM l JOIN i ON l.currency = i.currency AND l.name = i.name
            WHERE l.id IN (SELECT line FROM pair)
                AND missing(l.amount, i.amount, l.currency) IS NOT NULL
            GROUP BY l.id, l.amount
            HAVING count(*) > greatest(1, abs(l.amount) * getvariable('subset_chance')::DOUBLE)
        )
        SELECT line, item, i.amount AS part, 'adjustment' AS missing
        FROM pair JOIN l ON l.id = pair.line JOIN i ON i.id = pair.item
        WHERE in_time(l.day - i.day) AND (i.account IS NULL OR i.account = l.account)
            AND NOT names_another(l.words_together, i.ref) AND l.nature IS DISTINCT FROM 'return'
            AND missing(l.amount, i.amount, l.currency) IS NOT NULL
            AND line NOT IN (SELECT line FROM crowded)
            -- What is owed as it was paid explains it better than what is owed less a discount.
            AND NOT EXISTS (SELECT 1 FROM i AS whole WHERE whole.currency = l.currency
                AND whole.name = l.name AND whole.amount = l.amount)
        """,
    ),
    Pass(
        "instructed_amount",
        "reference found; amount equal in the currency of the item",
        """
        SELECT line, item, paid AS part, NULL::VARCHAR AS missing FROM found
        WHERE other_currency = item_currency AND other_amount = owed
            AND currency <> item_currency AND NOT is_return
        """,
    ),
    Pass(
        "amount_on_account",
        "the books say that this amount moved on this account on about this day",
        """
        WITH entry AS (
            SELECT *, count(*) OVER (PARTITION BY account, currency, amount) AS alike FROM i
            WHERE type = 'journal' AND account IS NOT NULL
        ), once AS (
            SELECT account, currency, amount FROM l WHERE nature IS DISTINCT FROM 'return'
            GROUP BY ALL HAVING count(*) = 1
        )
        SELECT l.id AS line, entry.id AS item, entry.amount AS part, NULL::VARCHAR AS missing
        FROM l JOIN once ON once.account = l.account AND once.currency = l.currency
            AND once.amount = l.amount
        JOIN entry ON entry.account = l.account AND entry.currency = l.currency
            AND entry.amount = l.amount
        WHERE entry.alike = 1 AND l.amount <> 0 AND abs(l.day - entry.day) <= 5
            AND NOT names_another(l.words_together, entry.ref)
        """,
    ),
)
