"""What has changed since the last run of cash matching, as SQL on tables of one transaction.

`cash_news` says which records, lines and payouts are new or other, `cash_candidate` adds what the
last run left open: together they are everything that can be open now.
"""

from reconciliation.rules.cash_values import NewsKind, RecordKind

_LINE, _PAYOUT = int(NewsKind.LINE), int(RecordKind.PAYOUT)
# Taken out of the table as it is read: what comes meanwhile is for the next run.
TABLE = """
    CREATE TEMP TABLE cash_news (kind int, record bigint, key bigint) ON COMMIT DROP
"""
TAKE = """
    WITH taken AS (DELETE FROM reconciliation_cashnews RETURNING key)
    INSERT INTO cash_news SELECT DISTINCT key & 7, key >> 3, key FROM taken
"""
PUT_BACK = "INSERT INTO reconciliation_cashnews (key) SELECT DISTINCT key FROM cash_news"
TAKEN = """
    SELECT count(*), count(*) FILTER (WHERE kind = %(everything)s) FROM cash_news
"""
CANDIDATE_TABLE = f"""
    CREATE TEMP TABLE cash_candidate ON COMMIT DROP AS
    SELECT (key & 7)::int AS kind, key >> 3 AS record, key FROM (
        SELECT key FROM reconciliation_cashopenitem
        UNION SELECT key FROM cash_news WHERE kind < {_LINE}
    ) AS known
"""  # noqa: S608 - a number of ours
# Conditions and joins that keep to what is woken.
CANDIDATES = " JOIN cash_candidate AS woken ON woken.kind = {kind} AND woken.record = source.id"
NEWS = (
    " JOIN (SELECT DISTINCT record FROM cash_news WHERE kind = {kind}) AS woken"
    " ON woken.record = source.id"
)
# Most of what is open has no part at all: asked one by one, a million parts need not be read.
ONE_BY_ONE = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
AS_PLANNED = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on"
USED = " JOIN cash_candidate AS woken ON woken.key = part.record_key"
STILL_OPEN = (
    "CREATE TEMP TABLE cash_still_open (key bigint) ON COMMIT DROP",
    "ANALYZE cash_still_open",
    """
    DELETE FROM reconciliation_cashopenitem AS known WHERE NOT EXISTS (
        SELECT 1 FROM cash_still_open AS still WHERE still.key = known.key)
    """,
    "INSERT INTO reconciliation_cashopenitem SELECT key FROM cash_still_open"
    " ON CONFLICT DO NOTHING",
)
_ONLY = """
        AND {column} IN (
            SELECT record FROM cash_news WHERE kind = {kind}
            UNION SELECT {owner}_id FROM reconciliation_cashmatch
            WHERE status <> 'matched' AND decided_at IS NULL AND {owner}_id IS NOT NULL)
"""


def only(owner: str, column: str) -> str:
    """Return the condition that a line or a payout is new, or was left open."""
    kind = _LINE if owner == "bank_line" else _PAYOUT
    return _ONLY.format(owner=owner, column=column, kind=kind)
