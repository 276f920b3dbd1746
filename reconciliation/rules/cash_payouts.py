"""A payout with its report: each movement is a part, and the parts add up to it or say so.

The movement's own amount and what the processor kept of it are two parts: the first goes by the
order, refund or dispute it is, the second is a fee. Fees and adjustments of different kinds stay
apart, because each kind has an account of its own (T73, T92). A payout that names no movements gets
none (T74): which orders it holds is not known, and not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


# What one movement is, in the words of the contract (T73, T77, T92).
TYPE_OF = """CASE
    WHEN kind IN ('charge', 'shipping', 'promotion') THEN 'order'
    WHEN kind IN ('refund', 'refund_reversal') THEN 'refund'
    WHEN kind IN ('dispute', 'dispute_reversal') THEN 'dispute'
    WHEN kind IN ('fee', 'dispute_fee', 'advertising', 'storage') THEN 'fee'
    WHEN kind IN ('reserve_hold', 'reserve_release') THEN 'reserve'
    ELSE 'adjustment' END"""
# Which movement a part is, where its type alone does not tell its account; and what was kept of it.
_MACROS = f"""
CREATE MACRO part_type(kind) AS {TYPE_OF};
CREATE MACRO movement_of(kind) AS
    CASE WHEN part_type(kind) IN ('fee', 'adjustment') THEN kind END;
CREATE MACRO kept_of(kind) AS
    CASE WHEN kind IN ('dispute', 'dispute_reversal', 'dispute_fee') THEN 'dispute_fee'
        WHEN part_type(kind) = 'fee' THEN kind ELSE 'fee' END
"""
_PARTS = """
CREATE TABLE payout_part AS
WITH own AS (
    SELECT payout, item, part_type(type) AS type, net,
        coalesce(gross, net - coalesce(fee, 0)) AS amount,
        movement_of(type) AS movement, kept_of(type) AS kept,
        CASE WHEN part_type(type) <> 'fee' THEN coalesce(order_id, reference) END AS record_id
    FROM movement
), part AS (
    SELECT payout, type, movement, CASE WHEN type = 'order' THEN item END AS item, record_id,
        sum(amount)::BIGINT AS amount
    FROM own GROUP BY ALL
    UNION ALL
    SELECT payout, 'fee', kept, NULL, NULL, sum(net - amount)::BIGINT FROM own GROUP BY payout, kept
)
SELECT payout, type, movement, item, record_id, sum(amount)::BIGINT AS amount
FROM part GROUP BY ALL HAVING sum(amount) <> 0 OR record_id IS NOT NULL
"""
_VERDICTS = """
CREATE TABLE payout_verdict AS
SELECT payout.id AS payout,
    CASE WHEN count(part.payout) = 0 OR sum(part.amount) <> payout.amount
        THEN 'unmatched' ELSE 'matched' END AS status,
    CASE WHEN count(part.payout) = 0 THEN 'not_itemized'
        WHEN sum(part.amount) <> payout.amount THEN 'out_of_balance' ELSE 'itemized' END
        AS strategy,
    payout.amount - coalesce(sum(part.amount), 0)::BIGINT AS difference,
    CASE WHEN count(part.payout) = 0 THEN 'UNMATCHED'
        WHEN sum(part.amount) <> payout.amount THEN 'PAYOUT_OUT_OF_BALANCE' ELSE '' END AS codes
FROM payout LEFT JOIN payout_part AS part ON part.payout = payout.id
GROUP BY payout.id, payout.amount
"""


def decompose(database: duckdb.DuckDBPyConnection) -> None:
    """Take payouts apart into their orders, fees, refunds, disputes and reserves."""
    for statement in (_MACROS, _PARTS, _VERDICTS):
        database.execute(statement)
    # An order that a report pays out is not looked for on a bank statement any more.
    database.execute("DELETE FROM item WHERE id IN (SELECT item FROM payout_part)")
