"""What cash matching is given of intake: bank lines, sales, invoices, payouts, as SQL.

Matching reads hundreds of thousands of rows at once and hands them on as they stand, so these are
statements that are copied out of the database, not rows that pass through Python. Every one names
its columns; whoever composes them adds conditions and order, and never writes to these tables.
"""

# Texts go into one line of a CSV: what would break it becomes a space.
ONE_LINE = "translate({}, E'\\n\\r\\t', '   ')"

BANK_LINES = """
    SELECT known.id, account.bank_account AS account, known.booked_on AS day, known.amount,
        known.currency,
        coalesce(known.structured_reference, nullif(known.end_to_end_id, 'NOTPROVIDED'),
            known.customer_reference, known.reference) AS reference,
        known.counterparty AS party,
        upper(replace(known.counterparty_account, ' ', '')) AS party_account,
        concat_ws(' ', known.memo, known.structured_reference,
            nullif(known.end_to_end_id, 'NOTPROVIDED'), known.customer_reference, known.reference)
            AS memo,
        -- Banks state what was told to be paid without a sign.
        sign(known.amount) * abs(known.instructed_amount) AS other_amount,
        known.instructed_currency AS other_currency,
        CASE WHEN known.return_reason IS NOT NULL OR known.is_reversal THEN 'return' END AS nature,
        known.transaction_code AS code,
        account.entity, known.status
    FROM intake_bankline AS known
    JOIN intake_bankaccount AS account ON account.id = known.bank_account_id
"""
BOOKED = "status = 'booked'"
BANK_LINES_OF_ALL = "SELECT id, amount, currency, reference, status FROM intake_bankline"

# Cash is banked by the store's own day; whoever clears other tenders closes at midnight UTC, in the
# middle of an evening in New York (T79).
SALES_ORDERS = """
    SELECT sale.id, (sale.placed_at AT TIME ZONE CASE WHEN lower(sale.tender) = 'cash'
            THEN coalesce(place.timezone, 'UTC') ELSE 'UTC' END)::date AS day,
        sale.gross AS amount, sale.currency, sale.order_id AS reference,
        sale.payment_reference AS also, sale.store, sale.tender
    FROM intake_salesorder AS sale
    LEFT JOIN ledger_location AS place ON place.location = sale.store
"""
# The payables history, less what is here as an invoice of its own.
PAID_INVOICES = """
    SELECT paid.id, coalesce(paid.issue_date, paid.paid_on) AS day, -paid.gross_total AS amount,
        paid.currency, paid.invoice_number AS reference,
        concat_ws(' ', paid.payment_reference, paid.purchase_order) AS also,
        vendor.vendor_name AS party, upper(replace(vendor.iban, ' ', '')) AS party_account
    FROM intake_paidinvoice AS paid
    JOIN intake_vendor AS vendor ON vendor.id = paid.vendor_id
    WHERE NOT EXISTS (
        SELECT 1 FROM intake_invoice AS claim
        WHERE claim.vendor_id = paid.vendor_id AND claim.number_key = paid.number_key
            AND NOT claim.is_withdrawn)
"""
# What we pay an invoice is money out; what a credit note brings is money in.
INVOICES = """
    SELECT claim.id, coalesce(claim.issue_date, document.as_of) AS day,
        CASE claim.kind WHEN 'credit_note' THEN 1 ELSE -1 END
            * coalesce(claim.amount_due, claim.gross_total) AS amount,
        claim.currency, claim.invoice_number AS reference, claim.purchase_order AS also,
        coalesce(vendor.vendor_name, claim.seller_name) AS party,
        upper(replace(vendor.iban, ' ', '')) AS party_account
    FROM intake_invoice AS claim
    JOIN intake_document AS document ON document.id = claim.document_id
    LEFT JOIN intake_vendor AS vendor ON vendor.id = claim.vendor_id
    WHERE claim.duplicate_of_id IS NULL AND NOT claim.is_withdrawn
"""
PAYOUTS = """
    SELECT payout.id, coalesce(payout.arrives_on, payout.paid_on, payout.to_date) AS day,
        coalesce(payout.amount, payout.net_total) AS amount, payout.currency,
        payout.payout_id AS reference, payout.bank_reference AS also, payout.processor AS party,
        payout.is_itemized, coalesce(payout.status, '') NOT IN ('failed', 'cancelled') AS is_paid
    FROM intake_payout AS payout
"""
# An order is the one the processor names, with or without the shop's own `#`, or the only one with
# the payment's reference. What a movement takes back names the order of the payment before it.
MOVEMENTS = """
    WITH paid AS MATERIALIZED (
        SELECT payment_reference, min(id) AS id, min(order_id) AS order_id FROM intake_salesorder
        WHERE payment_reference IS NOT NULL GROUP BY payment_reference HAVING count(*) = 1
    )
    SELECT movement.id, movement.payout_id AS payout, movement.type, movement.gross, movement.fee,
        movement.net, coalesce(named.id, bare.id, paid.id, processed.id, before.id) AS sale,
        coalesce(named.order_id, bare.order_id, paid.order_id, processed.order_id, before.order_id,
            movement.order_id, movement.payment_reference) AS order_id,
        coalesce(movement.processor_reference, movement.parent_reference) AS reference
    FROM intake_payoutline AS movement
    LEFT JOIN intake_salesorder AS named ON named.order_id = movement.order_id
    LEFT JOIN intake_salesorder AS bare ON '#' || bare.order_id = movement.order_id
    LEFT JOIN paid ON paid.payment_reference = movement.payment_reference
    LEFT JOIN paid AS processed ON processed.payment_reference = movement.processor_reference
    LEFT JOIN paid AS before ON before.payment_reference = movement.parent_reference
    WHERE movement.payout_id IS NOT NULL AND NOT movement.is_withdrawn
"""
# What a report says of its payouts now, without a look at the orders.
RESTATED = """
    SELECT payout_id AS payout, type AS kind, gross, fee, net
    FROM intake_payoutline WHERE payout_id IS NOT NULL AND NOT is_withdrawn
"""
# What processors withhold of payouts that were paid, and give back: reserves and disputes.
WITHHELD = """
    SELECT movement.id, movement.processor, movement.account, movement.currency,
        CASE WHEN movement.type LIKE 'reserve%%' THEN 'reserve' ELSE 'dispute' END AS kind,
        coalesce(movement.at::date, payout.paid_on) AS day,
        coalesce(movement.gross, movement.net - coalesce(movement.fee, 0)) AS amount,
        array_remove(ARRAY[movement.order_id, movement.payment_reference,
            movement.processor_reference, movement.parent_reference], NULL) AS names,
        movement.payout_id AS payout, document.entity_hint AS entity
    FROM intake_payoutline AS movement
    JOIN intake_payout AS payout ON payout.id = movement.payout_id
    JOIN intake_document AS document ON document.id = payout.document_id
    WHERE NOT movement.is_withdrawn AND coalesce(payout.status, '') NOT IN ('failed', 'cancelled')
        AND movement.type IN ('reserve_hold', 'reserve_release', 'dispute', 'dispute_reversal')
"""
# What stands with a processor outside itemized payouts: movements by their day, and the payouts
# that name none (T74).
NOT_ITEMIZED = """
    SELECT movement.processor, movement.account, movement.currency,
        coalesce(movement.at::date, payout.paid_on) AS day, sum(movement.net) AS amount,
        NULL::bigint AS payout, NULL AS payout_id, document.entity_hint AS entity
    FROM intake_payoutline AS movement
    JOIN intake_document AS document ON document.id = movement.document_id
    LEFT JOIN intake_payout AS payout ON payout.id = movement.payout_id
    WHERE NOT movement.is_withdrawn AND movement.type <> 'payout'
        AND (payout.id IS NULL OR NOT payout.is_itemized)
    GROUP BY movement.processor, movement.account, movement.currency, 4, document.entity_hint
    UNION ALL
    SELECT payout.processor, payout.account, payout.currency,
        coalesce(payout.paid_on, payout.arrives_on, payout.to_date), payout.amount, payout.id,
        payout.payout_id, document.entity_hint
    FROM intake_payout AS payout
    JOIN intake_document AS document ON document.id = payout.document_id
    WHERE NOT payout.is_itemized AND payout.amount IS NOT NULL
        AND coalesce(payout.status, '') NOT IN ('failed', 'cancelled')
"""
# What a processor converted: what it says of sales and refunds in another currency.
CONVERTED = """
    SELECT payout_id AS payout, coalesce(gross, net - coalesce(fee, 0)) AS amount,
        CASE WHEN type IN ('refund', 'refund_reversal') THEN 'refund' ELSE 'order' END AS type
    FROM intake_payoutline
    WHERE payout_id IS NOT NULL AND NOT is_withdrawn AND original_currency <> currency
        AND type IN ('charge', 'shipping', 'promotion', 'refund', 'refund_reversal')
"""
# The other names of vendors, but for those by which another vendor is known.
VENDOR_ALIASES = """
    SELECT other AS name, vendor.vendor_name AS means
    FROM intake_vendor AS vendor, jsonb_array_elements_text(vendor.aliases) AS other
    WHERE NOT EXISTS (
        SELECT 1 FROM intake_vendor AS namesake WHERE lower(namesake.vendor_name) = lower(other))
"""
# What a payment says it covers: a row for each record, less what was taken off it, and one for each
# amount that was taken off the payment as a whole.
ADVICES = """
    SELECT paid.id AS payment, line.position AS place, paid.number, abs(paid.amount) AS amount,
        paid.currency, coalesce(line.reference, '?') AS reference, line.paid,
        coalesce(line.discount, 0) + coalesce((SELECT sum(off.amount) FROM intake_deduction AS off
            WHERE off.remittance_line_id = line.id), 0) AS taken
    FROM intake_remittance AS paid
    JOIN intake_remittanceline AS line ON line.remittance_id = paid.id
    WHERE paid.number IS NOT NULL AND paid.amount IS NOT NULL AND line.paid IS NOT NULL
    UNION ALL
    SELECT paid.id, 1000000 + off.position, paid.number, abs(paid.amount), paid.currency, NULL,
        0, off.amount
    FROM intake_remittance AS paid
    JOIN intake_deduction AS off
        ON off.document_id = paid.document_id AND off.remittance_line_id IS NULL
    WHERE paid.number IS NOT NULL AND paid.amount IS NOT NULL
"""
# The payments inside the lines that are batches; one that came back makes the line no batch.
BATCHED = """
    SELECT known.id AS line, paid.place, (paid.said ->> 'amount')::numeric AS amount,
        known.currency, concat_ws(' ', paid.said ->> 'end_to_end_id', paid.said ->> 'memo',
            paid.said ->> 'reference') AS memo,
        paid.said ->> 'counterparty' AS party,
        upper(replace(paid.said ->> 'counterparty_account', ' ', '')) AS party_account
    FROM intake_bankline AS known,
        jsonb_array_elements(known.parts) WITH ORDINALITY AS paid (said, place)
    WHERE known.batch_count > 1 AND known.status = 'booked'
        AND coalesce(paid.said ->> 'currency', known.currency) = known.currency
        AND NOT known.parts @? '$[*].return_reason'
"""
OWN_ACCOUNTS = """
    SELECT bank_account AS account, upper(replace(number, ' ', '')) AS number
    FROM intake_bankaccount, unnest(ARRAY[iban, account_number, bank_account]) AS number
    WHERE number IS NOT NULL
"""
LEDGER_ACCOUNTS = "SELECT bank_account, account FROM intake_bankaccount WHERE account IS NOT NULL"
# As exported: our account by its IBAN or number, the line by the bank's own reference.
EXPORTED_LINES = """
    SELECT known.id, coalesce(known.reference, known.end_to_end_id, known.customer_reference)
            AS reference,
        coalesce(account.iban, account.account_number, account.bank_account) AS account,
        known.booked_on, known.amount, known.currency, account.entity, known.status
    FROM intake_bankline AS known
    JOIN intake_bankaccount AS account ON account.id = known.bank_account_id
"""
# As they are booked.
BOOKED_LINES = """
    SELECT known.id, known.booked_on AS day, account.bank_account AS account,
        account.account AS ledger_account, account.entity,
        sign(known.amount) * abs(known.instructed_amount) AS other_amount
    FROM intake_bankline AS known
    JOIN intake_bankaccount AS account ON account.id = known.bank_account_id
"""
# As a person looks at them.
WORKED_LINES = """
    SELECT known.id, known.booked_on, account.bank_account AS account, known.amount,
        known.currency, known.counterparty, known.counterparty_account, known.status,
        account.entity,
        nullif(concat_ws(' ', known.memo, known.structured_reference, known.end_to_end_id,
            known.customer_reference), '') AS memo, known.reference,
        sign(known.amount) * abs(known.instructed_amount) AS other_amount,
        known.instructed_currency AS other_currency
    FROM intake_bankline AS known
    JOIN intake_bankaccount AS account ON account.id = known.bank_account_id
"""

# Where one bank line looks for its records: every part of each statement is found by an index.
# Amounts are signed as the bank sees them; `words` are the numbers in its text, `number_keys` the
# same as invoices keep them, `vendors` whoever its payer may be.
SALES_LIKE = """
    SELECT id FROM intake_salesorder WHERE order_id = ANY(%(words)s)
    UNION SELECT id FROM intake_salesorder WHERE payment_reference = ANY(%(words)s)
"""
SALES_OF_AMOUNT = """
    SELECT id FROM intake_salesorder WHERE gross = %(amount)s AND currency = %(currency)s
"""
INVOICES_LIKE = """
    SELECT id FROM intake_invoice WHERE number_key = ANY(%(number_keys)s)
    UNION (SELECT id FROM intake_invoice WHERE vendor_id = ANY(%(vendors)s)
        ORDER BY issue_date DESC NULLS LAST LIMIT 100)
"""
INVOICES_OF_AMOUNT = """
    SELECT id FROM intake_invoice
    WHERE gross_total = abs(%(amount)s::numeric) AND currency = %(currency)s
"""
PAID_INVOICES_LIKE = """
    SELECT id FROM intake_paidinvoice WHERE number_key = ANY(%(number_keys)s)
    UNION SELECT id FROM intake_paidinvoice WHERE payment_reference = ANY(%(words)s)
    UNION (SELECT near.id FROM unnest(%(vendors)s::bigint[]) AS vendor, LATERAL (
        (SELECT id FROM intake_paidinvoice WHERE vendor_id = vendor
            AND gross_total >= -(%(amount)s::numeric) ORDER BY gross_total LIMIT 30)
        UNION ALL
        (SELECT id FROM intake_paidinvoice WHERE vendor_id = vendor
            AND gross_total < -(%(amount)s::numeric) ORDER BY gross_total DESC LIMIT 30)
        ) AS near)
"""
PAID_INVOICES_OF_AMOUNT = """
    SELECT id FROM intake_paidinvoice
    WHERE gross_total = -(%(amount)s::numeric) AND currency = %(currency)s
"""
PAYOUTS_LIKE = """
    (SELECT id FROM intake_payout WHERE payout_id = ANY(%(words)s)
        OR bank_reference = ANY(%(words)s) LIMIT 50)
    UNION (SELECT id FROM intake_payout WHERE %(text)s ILIKE '%%' || processor || '%%'
        AND paid_on BETWEEN %(day)s::date - 14 AND %(day)s::date + 3 LIMIT 50)
"""
PAYOUTS_OF_AMOUNT = """
    SELECT id FROM intake_payout WHERE coalesce(amount, net_total) = %(amount)s
        AND currency = %(currency)s
"""
PAYERS = """
    SELECT id FROM intake_vendor WHERE name_key = ANY(%(names)s)
    UNION SELECT id FROM intake_vendor WHERE upper(replace(iban, ' ', '')) = %(account)s
    LIMIT 10
"""
# Lines that may be the other side of one: it came back, or went to another account of ours.
OTHER_SIDES = """
    SELECT known.id, known.booked_on, account.bank_account AS account, known.amount,
        known.currency, known.counterparty, known.memo, known.reference,
        known.bank_account_id = mine.bank_account_id AS is_same_account
    FROM intake_bankline AS mine
    JOIN intake_bankline AS known ON known.amount = -mine.amount AND known.currency = mine.currency
    JOIN intake_bankaccount AS account ON account.id = known.bank_account_id
    WHERE mine.id = %(line)s AND known.id <> mine.id AND known.status = 'booked'
        AND mine.amount <> 0
        AND (%(entities)s::text[] IS NULL OR account.entity = ANY(%(entities)s))
        AND CASE WHEN known.bank_account_id = mine.bank_account_id
            THEN abs(known.booked_on - mine.booked_on) <= %(return_days)s
            ELSE abs(known.booked_on - mine.booked_on) <= %(transfer_days)s END
    ORDER BY abs(known.booked_on - mine.booked_on), known.id LIMIT 20
"""
# How much of invoices is their tax.
TAX_OF_INVOICES = """
    SELECT sum(tax_total) / nullif(sum(gross_total), 0) AS share FROM intake_invoice
    WHERE id = ANY(%(invoices)s) AND tax_total IS NOT NULL AND gross_total IS NOT NULL
    HAVING count(*) = cardinality(%(invoices)s::bigint[])
"""
ACCOUNTS_OF_OURS = "SELECT id, bank_account, entity, currency, iban FROM intake_bankaccount"
# One account between two days, for the statement of account.
LINES_OF_ACCOUNT = """
    SELECT id, booked_on, amount, counterparty, coalesce(memo, reference) AS memo, reference
    FROM intake_bankline WHERE bank_account_id = %(bank_account)s
        AND currency = %(currency)s AND status = 'booked'
"""
_STATED = """
    SELECT closing AS balance, to_date AS day, 1 AS is_closing, id FROM intake_bankstatement
    WHERE bank_account_id = %(bank_account)s AND currency = %(currency)s AND kind = 'statement'
        AND replaced_by_id IS NULL AND closing IS NOT NULL AND to_date {when}
    UNION ALL
    SELECT balance, booked_on, 0, id FROM intake_bankline
    WHERE bank_account_id = %(bank_account)s AND currency = %(currency)s AND status = 'booked'
        AND balance IS NOT NULL AND booked_on {when}
    ORDER BY day DESC, is_closing DESC, id DESC LIMIT 1
"""
_MOVED = """
    coalesce((SELECT sum(amount) FROM intake_bankline WHERE bank_account_id = %(bank_account)s
        AND currency = %(currency)s AND status = 'booked' AND {days}), 0)
"""
_SINCE_STATED = _MOVED.format(days="booked_on > stated.day AND booked_on {when}")
_SINCE_OPENING = _MOVED.format(days="booked_on >= within.from_date AND booked_on < %(since)s")
_BEFORE_OPENING = _MOVED.format(days="booked_on >= %(since)s AND booked_on < first.from_date")
# The balance before the first day: the last one stated and what moved after it, else what moved in
# the statement that holds the day, else where the first one begins, less what moved before that.
BALANCE_BEFORE = f"""
    SELECT balance FROM (
        (SELECT stated.balance + {_SINCE_STATED.format(when="< %(since)s")} AS balance, 1 AS place
            FROM ({_STATED.format(when="< %(since)s")}) AS stated)
        UNION ALL
        (SELECT within.opening + {_SINCE_OPENING}, 2 FROM intake_bankstatement AS within
            WHERE bank_account_id = %(bank_account)s AND currency = %(currency)s
                AND kind = 'statement' AND replaced_by_id IS NULL AND opening IS NOT NULL
                AND from_date < %(since)s
            ORDER BY from_date DESC, id DESC LIMIT 1)
        UNION ALL
        (SELECT first.opening - {_BEFORE_OPENING}, 3 FROM intake_bankstatement AS first
            WHERE bank_account_id = %(bank_account)s AND currency = %(currency)s
                AND kind = 'statement' AND replaced_by_id IS NULL AND opening IS NOT NULL
                AND from_date BETWEEN %(since)s AND %(until)s
            ORDER BY from_date, id LIMIT 1)
        UNION ALL
        (SELECT balance - amount, 4 FROM intake_bankline
            WHERE bank_account_id = %(bank_account)s AND currency = %(currency)s
                AND status = 'booked' AND balance IS NOT NULL
                AND booked_on BETWEEN %(since)s AND %(until)s
            ORDER BY booked_on, id LIMIT 1)
    ) AS found ORDER BY place LIMIT 1
"""  # noqa: S608 - statements of ours
# The last one stated between the days, and what moved after it.
BALANCE_UNTIL = f"""
    SELECT stated.balance + {_SINCE_STATED.format(when="<= %(until)s")} AS balance
    FROM ({_STATED.format(when="BETWEEN %(since)s AND %(until)s")}) AS stated
"""  # noqa: S608 - statements of ours
STATEMENTS_BETWEEN = """
    SELECT coalesce(statement_number, statement_id, id::text) AS number, from_date, to_date,
        opening, closing, movements
    FROM intake_bankstatement
    WHERE bank_account_id = %(bank_account)s AND currency = %(currency)s AND kind = 'statement'
        AND replaced_by_id IS NULL AND to_date >= %(since)s AND from_date <= %(until)s
    ORDER BY from_date, to_date, id
"""
