"""What a run says of every line: matched, proposed, ambiguous or unmatched, and in which parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconciliation.rules.cash_passes import EXACT_REFERENCE, PASSES, WORDS

if TYPE_CHECKING:
    import duckdb

EVIDENCE: dict[str, str] = {
    **{each.strategy: each.evidence for each in (EXACT_REFERENCE, WORDS, *PASSES)},
    "several_references": "every number in the text found; together they are the amount",
    "instalments": "several payments name one item and together pay it",
    "payout_of_days": "whole days of the store or processor add up to the amount",
    "payout_less_slipped": "a day less the only orders that fit; the next payouts close",
    "deposit_over_or_short": "a day of the store, a little over or short",
    "subset_of_payer": "the only set of the payer's open items that adds up to the amount",
    "announced_parts": "every part of so many is here; only one record is of their sum",
    "remitted": "the advice of the payment lists it; all that it lists is the amount",
    "batched": "every payment in the batch names a record of its amount; they are the line",
    "own_transfer": "the same amount left or reached another account of ours",
    "bank_fee": "the bank's own charge",
    "interest": "the bank's own interest",
    "returned_payment": "came back: the amount and the payer of an earlier line",
    "reference_but_other_amount": "reference found; the amount is another",
    "equally_good": "more than one answer is equally good",
    "none": "nothing agrees well enough to be matched",
    "itemized": "the movements of the report add up to the payout",
    "out_of_balance": "the movements of the report do not add up to the payout",
    "not_itemized": "the processor names no movements",
}

RULE = "rule:"  # and the version and the name of a rule that people wrote


def evidence_of(strategy: str) -> str:
    """Return in words what a strategy rests on."""
    if strategy.startswith(RULE):
        _, version, name = strategy.split(":", 2)
        return f"rule “{name}” of version {version}"
    return EVIDENCE.get(strategy, "a person said so")


# Numbers that were found though the amount is another: offered to a person, never booked. What a
# bank may have kept on the way is offered as its charge, not as a short payment (T83).
_PROPOSED = """
CREATE TEMP TABLE offered AS
SELECT *, CASE WHEN missing(paid, owed, currency) = 'fee' THEN paid - owed ELSE 0 END AS fee,
    CASE WHEN missing(paid, owed, currency) = 'fee' OR abs(paid) >= abs(owed) THEN owed
        ELSE paid END AS part
FROM (
    SELECT line, min(item) AS item, min(type) AS type, min(paid) AS paid, min(owed) AS owed,
        min(currency) AS currency
    FROM found
    WHERE line IN (SELECT id FROM l) AND item IN (SELECT id FROM i)
        AND currency = item_currency AND NOT is_return AND sign(paid) = sign(owed)
        AND (payer = 'known' OR (payer = 'unknown' AND is_whole)) AND length >= 5
    GROUP BY line HAVING count(*) = 1
)
"""
# Several records of this very amount name nobody: which of them it is cannot be told (T81), and a
# line that waits by a rule waits on. Counted by day, so that many alike cost no more than few.
_UNTOLD = """
CREATE TEMP TABLE untold AS
WITH alike AS (
    SELECT currency, amount, account, day, count(*) AS count FROM i
    WHERE name IS NULL AND batch IS NULL AND type <> 'journal' GROUP BY ALL
)
SELECT l.id AS line FROM l JOIN alike ON alike.currency = l.currency AND alike.amount = l.amount
WHERE l.amount <> 0 AND l.nature IS NULL AND in_time(l.day - alike.day)
    AND (alike.account IS NULL OR alike.account = l.account)
    AND l.id NOT IN (SELECT line FROM offered) AND l.id NOT IN (SELECT line FROM put_aside)
GROUP BY l.id HAVING sum(alike.count) > 1
"""
# All that explains a line, taken together once.
_SETTLED = """
CREATE TEMP TABLE settled_line AS
SELECT hit.line, min(strategy) AS strategy, max(missing) AS missing, count(*) AS hits,
    any_value(asked.amount) - sum(part)::BIGINT AS left_over
FROM hit JOIN asked ON asked.id = hit.line GROUP BY hit.line
"""
_PARTS = """
CREATE TABLE part AS
WITH several AS MATERIALIZED (
    SELECT line, missing, left_over FROM settled_line
    WHERE hits > 1 OR (missing IS NOT NULL AND left_over <> 0)
), own AS (
    SELECT line, item, type, part AS amount FROM hit SEMI JOIN several USING (line)
    UNION ALL
    SELECT line, NULL, missing, left_over FROM several
    WHERE missing IS NOT NULL AND left_over <> 0
)
SELECT line, 1::BIGINT AS position, item, type, part AS amount
FROM hit ANTI JOIN several USING (line)
UNION ALL
SELECT line, 1, item, type, part FROM offered
UNION ALL
SELECT line, 2, NULL, 'fee', fee FROM offered WHERE fee <> 0
UNION ALL
SELECT line, row_number() OVER (PARTITION BY line ORDER BY item NULLS LAST, type),
    item, type, amount
FROM own
"""
_VERDICTS = """
CREATE TABLE verdict AS
WITH torn AS (
    SELECT DISTINCT doubt.line FROM doubt
    WHERE doubt.item IS NULL OR doubt.item IN (SELECT id FROM i)
    UNION SELECT line FROM untold
)
SELECT asked.id AS line,
    CASE WHEN settled.line IS NOT NULL THEN 'matched'
        WHEN torn.line IS NOT NULL THEN 'ambiguous'
        WHEN offered.line IS NOT NULL THEN 'proposed' ELSE 'unmatched' END AS status,
    CASE WHEN settled.line IS NOT NULL THEN settled.strategy
        WHEN torn.line IS NOT NULL THEN 'equally_good'
        WHEN offered.line IS NOT NULL THEN 'reference_but_other_amount'
        ELSE coalesce(aside.strategy, 'none') END AS strategy,
    CASE WHEN settled.missing IS NOT NULL THEN 0
        WHEN settled.line IS NOT NULL THEN settled.left_over
        ELSE asked.amount - coalesce(offered.part + offered.fee, 0) END AS difference,
    CASE WHEN settled.strategy = 'returned_payment' THEN 'RETURNED_PAYMENT'
        WHEN settled.line IS NOT NULL THEN ''
        ELSE CASE WHEN asked.nature = 'return' THEN 'RETURNED_PAYMENT,' ELSE '' END
            || CASE WHEN torn.line IS NOT NULL THEN 'AMBIGUOUS'
                WHEN offered.line IS NOT NULL THEN 'AMOUNT_DIFFERS' ELSE 'UNMATCHED' END
        END AS codes
FROM asked LEFT JOIN settled_line AS settled ON settled.line = asked.id
LEFT JOIN torn ON torn.line = asked.id AND asked.id IN (SELECT id FROM l)
LEFT JOIN offered ON offered.line = asked.id
LEFT JOIN put_aside AS aside ON aside.line = asked.id
"""


def conclude(database: duckdb.DuckDBPyConnection) -> None:
    """Make `verdict` and `part` of what the passes found."""
    # A line with two equally good answers is offered none of them.
    database.execute(_PROPOSED)
    database.execute(
        "DELETE FROM offered WHERE line IN"
        " (SELECT line FROM doubt WHERE item IS NULL OR item IN (SELECT id FROM i))"
    )
    # What a rule of people puts aside; without rules the table is empty.
    database.execute("CREATE TABLE IF NOT EXISTS put_aside (line BIGINT, strategy VARCHAR)")
    database.execute(_UNTOLD)
    database.execute(_SETTLED)
    database.execute(_PARTS)
    database.execute(_VERDICTS)
