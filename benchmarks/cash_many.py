"""Many open records and a few open lines, to time what is offered for a line beside them."""

# So many open records, half of them sales of a thousand stores, half bills of many payers, all of
# half a year; and three hundred lines: takings without one sale, two bills in one, one paid short.
_MANY = """
    INSERT INTO intake_bankaccount (bank_account, currency, is_described, extra)
    VALUES ('MAIN', 'EUR', true, '{{}}');
    INSERT INTO intake_salesorder (order_id, placed_at, currency, gross, store, tender, extra)
    SELECT 'O-' || n, timestamptz '2026-01-01 10:00Z' + n / 1000 % 180 * interval '1 day', 'EUR',
        round((900 + hashint8(n)::bigint % 400 + n % 37) / 7.0, 2), 'Shop ' || n % 1000, 'card',
        '{{}}'
    FROM generate_series(1, {half}) AS n;
    INSERT INTO intake_vendor (id, vendor_id, vendor_name, name_key, status, aliases, is_described,
        is_new, first_seen_on, extra)
    SELECT n, n, initcap(substr(md5(n::text), 1, 10)) || ' Trading GmbH',
        substr(md5(n::text), 1, 10) || 'trading', 'active', '[]', true, false, '2025-01-01', '{{}}'
    FROM generate_series(1, {payers}) AS n;
    INSERT INTO intake_paidinvoice (vendor_id, invoice_number, number_key, issue_date, gross_total,
        currency, extra)
    SELECT 1 + n % {payers}, 'R-' || n, 'R' || n, date '2026-01-01' + n % 180,
        -round((10000 + hashint8(n)::bigint % 9000) / 13.0, 2), 'EUR', '{{}}'
    FROM generate_series(1, {half}) AS n;
"""
_MANY_LINES = """
    INSERT INTO intake_bankline (bank_account_id, line_key, booked_on, amount, currency,
        counterparty, memo, extra)
    SELECT 1, 'd' || n, max(placed_at)::date + 2, sum(gross) - min(gross), 'EUR', 'ACQUIRER',
        'CARD TAKINGS SHOP ' || n, '{}'
    FROM generate_series(1, 100) AS n JOIN intake_salesorder ON store = 'Shop ' || n
        AND placed_at::date = date '2026-01-01' + n % 50
    GROUP BY n;
    INSERT INTO intake_bankline (bank_account_id, line_key, booked_on, amount, currency,
        counterparty, memo, extra)
    SELECT 1, 't' || vendor.id, date '2026-07-05',
        round(-sum(bill.gross_total) * CASE WHEN vendor.id > 100 THEN 0.93 ELSE 1 END, 2), 'EUR',
        upper(vendor.vendor_name), 'TRANSFER', '{}'
    FROM intake_vendor AS vendor, LATERAL (SELECT gross_total FROM intake_paidinvoice
        WHERE vendor_id = vendor.id ORDER BY id LIMIT CASE WHEN vendor.id > 100 THEN 1 ELSE 2 END)
        AS bill
    WHERE vendor.id <= 200 GROUP BY vendor.id;
    INSERT INTO reconciliation_cashmatch (bank_line_id, status, strategy, confidence, amount,
        currency, difference, exception_codes, changed_at, is_broken, version)
    SELECT id, 'unmatched', 'none', 0, amount, currency, amount, '{}', now(), false, 1
    FROM intake_bankline;
"""


def statements(count: int) -> tuple[str, ...]:
    """Return what writes so many open records, and the lines."""
    return _MANY.format(half=count // 2, payers=max(200, count // 25)), _MANY_LINES
