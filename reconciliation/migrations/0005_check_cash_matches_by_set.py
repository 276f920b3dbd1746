"""What cash matches point at is checked by statement: there, and not taken away later."""

import django.db.models.deletion
from django.db import migrations, models

_FORWARD = """
CREATE FUNCTION cash_match_points_at_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added LEFT JOIN intake_bankline AS line ON line.id = added.bank_line_id
        WHERE added.bank_line_id IS NOT NULL AND line.id IS NULL
    ) OR EXISTS (
        SELECT 1 FROM added LEFT JOIN intake_payout AS payout ON payout.id = added.payout_id
        WHERE added.payout_id IS NOT NULL AND payout.id IS NULL
    ) OR EXISTS (
        SELECT 1 FROM (SELECT DISTINCT run_id FROM added WHERE run_id IS NOT NULL) AS named
        LEFT JOIN reconciliation_cashrun AS run ON run.id = named.run_id WHERE run.id IS NULL
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a cash match points at a row that is not there';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION cash_part_has_its_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added LEFT JOIN reconciliation_cashmatch AS known
            ON known.id = added.match_id WHERE known.id IS NULL
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a part belongs to a cash match that is not there';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION cash_match_still_needs_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_needed boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM gone JOIN %I AS known ON known.%I = gone.id)',
        TG_ARGV[0], TG_ARGV[1]) INTO is_needed;
    IF is_needed THEN
        RAISE foreign_key_violation USING MESSAGE = 'a cash match still points at this row';
    END IF;
    RETURN NULL;
END $$;
"""
_EACH = """
CREATE TRIGGER {table}_points_at_rows_{event} AFTER {event} ON {table}
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
_GONE = """
CREATE TRIGGER {table}_is_needed AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION cash_match_still_needs_rows('{by}', '{column}');
"""
_NEW_ROWS = {
    "reconciliation_cashmatch": "cash_match_points_at_rows",
    "reconciliation_cashmatchpart": "cash_part_has_its_match",
}
_NEEDED = {
    "intake_bankline": ("reconciliation_cashmatch", "bank_line_id"),
    "intake_payout": ("reconciliation_cashmatch", "payout_id"),
    "reconciliation_cashrun": ("reconciliation_cashmatch", "run_id"),
    "reconciliation_cashmatch": ("reconciliation_cashmatchpart", "match_id"),
}
_TRIGGERS = "".join(
    _EACH.format(table=table, event=event, function=function)
    for table, function in _NEW_ROWS.items()
    for event in ("INSERT", "UPDATE")
) + "".join(
    _GONE.format(table=table, by=by, column=column) for table, (by, column) in _NEEDED.items()
)
_BACKWARD = (
    "".join(
        f"DROP TRIGGER {table}_points_at_rows_{event} ON {table};"
        for table in _NEW_ROWS
        for event in ("INSERT", "UPDATE")
    )
    + "".join(f"DROP TRIGGER {table}_is_needed ON {table};" for table in _NEEDED)
    + (
        "DROP FUNCTION cash_match_points_at_rows(); DROP FUNCTION cash_part_has_its_match();"
        " DROP FUNCTION cash_match_still_needs_rows();"
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0012_layouts"),
        ("reconciliation", "0004_cash_desk_and_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cashmatch",
            name="bank_line",
            field=models.OneToOneField(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.bankline",
            ),
        ),
        migrations.AlterField(
            model_name="cashmatch",
            name="payout",
            field=models.OneToOneField(
                db_constraint=False,
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
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reconciliation.cashrun",
            ),
        ),
        migrations.AlterField(
            model_name="cashmatchpart",
            name="match",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="reconciliation.cashmatch",
            ),
        ),
        migrations.RunSQL(_FORWARD + _TRIGGERS, _BACKWARD),
    ]
