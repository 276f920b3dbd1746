"""Where one bank line looks for sets of records: days of a store or processor, and open bills.

Every part of each statement is found by an index, whatever the size of the store.
"""

# Letters and digits of what a batch is called; the index of sales is over this very expression.
_LABEL = "upper(regexp_replace(coalesce(sale.store, sale.tender), '[^0-9A-Za-z]+', '', 'g'))"
# Sales of some batches between two days, those of them by day and time zone as matching has them.
SALES_OF_BATCHES = f"""
    SELECT sale.id, sale.order_id, sale.store, sale.tender, sale.gross AS amount,
        (sale.placed_at AT TIME ZONE CASE WHEN lower(sale.tender) = 'cash'
            THEN coalesce(place.timezone, 'UTC') ELSE 'UTC' END)::date AS day
    FROM intake_salesorder AS sale
    LEFT JOIN ledger_location AS place ON place.location = sale.store
    WHERE {_LABEL} = ANY(%(labels)s) AND sale.currency = %(currency)s
        AND sale.placed_at >= %(since)s::date AND sale.placed_at < %(until)s::date
"""  # noqa: S608 - statements of ours
# Other lines of some amounts, of the same entity: further payments of what one line pays in part.
LINES_OF_AMOUNTS = """
    SELECT known.id, known.booked_on, known.amount, known.counterparty
    FROM intake_bankline AS known
    JOIN intake_bankaccount AS account ON account.id = known.bank_account_id
    WHERE known.amount = ANY(%(amounts)s::numeric[]) AND known.currency = %(currency)s
        AND known.id <> %(line)s AND known.status = 'booked'
        AND account.entity IS NOT DISTINCT FROM %(entity)s::text
"""
DAYS_OF_LINES = "SELECT id, booked_on FROM intake_bankline"
INVOICES_OF_PAYERS = """
    SELECT id FROM intake_invoice WHERE vendor_id = ANY(%(vendors)s) AND currency = %(currency)s
"""
PAID_INVOICES_OF_PAYERS = """
    SELECT id FROM intake_paidinvoice
    WHERE vendor_id = ANY(%(vendors)s) AND currency = %(currency)s
"""
# Vendors whose names stand next to a name in the order of the alphabet: they begin alike.
PAYERS_ALIKE = """
    (SELECT id, name_key FROM intake_vendor WHERE name_key ~>=~ %(name)s
        ORDER BY name_key USING ~<~ LIMIT %(most)s)
    UNION ALL
    (SELECT id, name_key FROM intake_vendor WHERE name_key ~<~ %(name)s
        ORDER BY name_key USING ~>~ LIMIT %(most)s)
"""
# What such vendors are owed that is near to an amount: a little is kept on the way, or added.
INVOICES_NEAR = """
    SELECT id FROM intake_invoice
    WHERE vendor_id = ANY(%(alike)s) AND currency = %(currency)s
        AND gross_total BETWEEN abs(%(amount)s::numeric) * 0.90 AND abs(%(amount)s::numeric) * 1.45
    ORDER BY abs(gross_total - abs(%(amount)s::numeric)), id LIMIT 60
"""
PAID_INVOICES_NEAR = """
    SELECT id FROM intake_paidinvoice
    WHERE vendor_id = ANY(%(alike)s) AND currency = %(currency)s
        AND gross_total BETWEEN least(-%(amount)s::numeric * 0.90, -%(amount)s::numeric * 1.45)
            AND greatest(-%(amount)s::numeric * 0.90, -%(amount)s::numeric * 1.45)
    ORDER BY abs(gross_total + %(amount)s::numeric), id LIMIT 60
"""
