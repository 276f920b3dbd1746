"""The books' own lines as SQL, for what compares a million of them with a bank's."""

# What came from the customer's books and still stands: a reversed entry and its reversal cancel.
STANDING_LINES = """
    SELECT line.id, line.account, entry.posting_date AS day, line.debit - line.credit AS amount,
        line.currency, coalesce(line.reference, entry.reference, entry.entry_id) AS reference,
        concat_ws(' ', entry.entry_id, entry.reference) AS also, entry.entry_id
    FROM ledger_journalline AS line JOIN ledger_journalentry AS entry ON entry.id = line.entry_id
    WHERE entry.source = 'import' AND entry.reverses_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_journalentry AS later WHERE later.reverses_id = entry.id)
"""
# Lines of the books that one line of a bank may be: found by the entry's number or the amount.
LINES_LIKE = """
    SELECT id FROM ledger_journalline WHERE reference = ANY(%(words)s)
    UNION SELECT line.id FROM ledger_journalline AS line
        JOIN ledger_journalentry AS entry ON entry.id = line.entry_id
        WHERE entry.entry_id = ANY(%(words)s) OR entry.reference = ANY(%(words)s)
"""
LINES_OF_AMOUNT = """
    SELECT id FROM ledger_journalline WHERE account = ANY(%(books)s)
        AND debit = greatest(%(amount)s::numeric, 0)
        AND credit = greatest(-(%(amount)s::numeric), 0)
        AND currency = %(currency)s
"""
# One account of the books, everything that was booked on it: what it stands at.
LINES_OF_ACCOUNT = """
    SELECT line.id, entry.posting_date AS day, line.debit - line.credit AS amount,
        coalesce(line.reference, entry.reference) AS reference,
        entry.source = 'import' AND entry.reverses_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM ledger_journalentry AS later WHERE later.reverses_id = entry.id)
            AS is_ours_alone
    FROM ledger_journalline AS line JOIN ledger_journalentry AS entry ON entry.id = line.entry_id
    WHERE line.account = %(account)s AND line.currency = %(currency)s
"""
