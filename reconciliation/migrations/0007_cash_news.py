"""What cash rests on tells of its changes, so that a run looks at those and what is open alone."""

import django.db.models.deletion
from django.db import migrations, models

# A statement that changes more than 50,000 rows is told as "everything": to keep each of them takes
# longer than to look at all.
_FUNCTIONS = """
CREATE FUNCTION cash_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 50001) AS counted) > 50000 THEN
        INSERT INTO reconciliation_cashnews (key) VALUES (7);
    ELSE
        EXECUTE format('INSERT INTO reconciliation_cashnews (key)'
            ' SELECT DISTINCT changed.%1$I::bigint * 8 + %2$s FROM changed'
            ' WHERE changed.%1$I IS NOT NULL', TG_ARGV[1], TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$;
-- Lines of the books that the customer sent, and those that an entry takes back.
CREATE FUNCTION cash_news_of_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reconciliation_cashnews (key)
    SELECT changed.id::bigint * 8 + 4 FROM changed
    JOIN ledger_journalentry AS entry ON entry.id = changed.entry_id
    WHERE entry.source = 'import' AND entry.reverses_id IS NULL
    UNION
    SELECT line.id::bigint * 8 + 4 FROM changed
    JOIN ledger_journalentry AS entry ON entry.id = changed.entry_id
    JOIN ledger_journalline AS line ON line.entry_id = entry.reverses_id;
    RETURN NULL;
END $$;
CREATE FUNCTION cash_news_of_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reconciliation_cashnews (key)
    SELECT TG_ARGV[0]::bigint FROM (SELECT FROM changed LIMIT 1) AS any_row;
    RETURN NULL;
END $$;
CREATE FUNCTION cash_news_if_other() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('tieout.cash_run', true) = 'on' THEN
        RETURN NULL;
    END IF;
    EXECUTE format('INSERT INTO reconciliation_cashnews (key) SELECT %2$s WHERE EXISTS ('
        ' SELECT FROM changed AS n JOIN before AS o USING (id)'
        ' WHERE row_to_json(row(%1$s))::text <> row_to_json(row(%3$s))::text)',
        'n.' || replace(TG_ARGV[1], ',', ',n.'), TG_ARGV[0],
        'o.' || replace(TG_ARGV[1], ',', ',o.'));
    RETURN NULL;
END $$;
-- A person used up a record or let it go; what a run writes itself is no news to it.
CREATE FUNCTION cash_news_of_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('tieout.cash_run', true) IS DISTINCT FROM 'on' THEN
        INSERT INTO reconciliation_cashnews (key)
        SELECT DISTINCT record_key FROM changed WHERE record_key IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
-- Keys for so many matches in one row; the application itself may not set a sequence.
CREATE FUNCTION take_cash_match_keys(wanted bigint) RETURNS bigint LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    named text := pg_get_serial_sequence('public.reconciliation_cashmatch', 'id');
    first bigint := nextval(named);
BEGIN
    PERFORM setval(named, first + greatest(wanted, 1) - 1);
    RETURN first;
END $$;
"""
_SOURCES = (
    ("intake_bankline", 5, "id"),
    ("intake_salesorder", 0, "id"),
    ("intake_invoice", 1, "id"),
    ("intake_paidinvoice", 2, "id"),
    ("intake_payout", 3, "id"),
    ("intake_payoutline", 3, "payout_id"),
)
_EVENTS = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))
# Where another name, number or time zone may change any row.
_WHOLE = (
    ("intake_vendor", 7, "vendor_name,iban"),
    ("intake_bankaccount", 7, "bank_account,iban,account_number,account"),
    ("ledger_location", 7, "timezone"),
    ("reconciliation_cashmatch", 6, "status,decided_at"),
)
_STATEMENT = (
    "CREATE TRIGGER cash_news_{event} AFTER {event} ON {table} REFERENCING {which} TABLE AS changed"
    " FOR EACH STATEMENT EXECUTE FUNCTION {function};"
)
_TRIGGERS = [
    *(
        (table, event, _STATEMENT.format(
            event=event, table=table, which=which, function=f"cash_news('{kind}', '{column}')"
        ))
        for table, kind, column in _SOURCES
        for event, which in _EVENTS
    ),
    ("ledger_journalline", "insert", _STATEMENT.format(
        event="insert", table="ledger_journalline", which="NEW", function="cash_news_of_books()"
    )),
    ("intake_bankaccount", "insert", _STATEMENT.format(
        event="insert", table="intake_bankaccount", which="NEW", function="cash_news_of_all('7')"
    )),
    *(
        ("reconciliation_cashalias", event, _STATEMENT.format(
            event=event, table="reconciliation_cashalias", which=which,
            function="cash_news_of_all('6')",
        ))
        for event, which in _EVENTS
    ),
    *(
        ("reconciliation_cashmatchpart", event, _STATEMENT.format(
            event=event, table="reconciliation_cashmatchpart", which=which,
            function="cash_news_of_parts()",
        ))
        for event, which in _EVENTS
    ),
    *(
        (table, "update", _STATEMENT.format(
            event="update", table=table, which="OLD TABLE AS before NEW",
            function=f"cash_news_if_other('{key}', '{columns}')",
        ))
        for table, key, columns in _WHOLE
    ),
]  # fmt: skip
_FORWARD = (
    _FUNCTIONS
    + "".join(statement for _, _, statement in _TRIGGERS)
    + """
ALTER TABLE reconciliation_cashnews ALTER COLUMN id SET CACHE 1000;
INSERT INTO reconciliation_cashnews (key) VALUES (7);
"""
)
_BACKWARD = (
    "".join(f"DROP TRIGGER cash_news_{event} ON {table};" for table, event, _ in _TRIGGERS)
    + """
DROP FUNCTION cash_news();
DROP FUNCTION cash_news_of_books();
DROP FUNCTION cash_news_of_all();
DROP FUNCTION cash_news_if_other();
DROP FUNCTION cash_news_of_parts();
DROP FUNCTION take_cash_match_keys(bigint);
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0013_amounts_that_cash_looks_up"),
        ("ledger", "0004_entries_of_cash"),
        ("reconciliation", "0006_check_other_sides_by_set"),
    ]

    operations = [
        migrations.CreateModel(
            name="CashNews",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="CashOpenItem",
            fields=[("key", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.AddField(
            model_name="cashrun", name="rules_version", field=models.IntegerField(default=0)
        ),
        migrations.AlterField(
            model_name="cashmatch", name="changed_at", field=models.DateTimeField()
        ),
        migrations.AlterField(
            model_name="cashmatch",
            name="payout",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.payout",
            ),
        ),
        migrations.AlterField(
            model_name="cashmatch",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reconciliation.cashrun",
            ),
        ),
        migrations.AlterField(
            model_name="cashmatchpart",
            name="other_line",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="The other side of a transfer or of a payment that came back.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.bankline",
            ),
        ),
        migrations.AddIndex(
            model_name="cashmatchpart",
            index=models.Index(
                condition=models.Q(("other_line__isnull", False)),
                fields=["other_line"],
                name="cash_part_of_other_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashmatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("payout__isnull", False)),
                fields=("payout",),
                name="one_cash_match_per_payout",
            ),
        ),
        migrations.RunSQL(_FORWARD, _BACKWARD),
    ]
