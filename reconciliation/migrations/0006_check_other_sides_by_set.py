"""The other side of a part is checked by statement too, and keys of parts are taken by the hundred."""

import django.db.models.deletion
from django.db import migrations, models

_CHECK = """
CREATE OR REPLACE FUNCTION cash_part_has_its_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added LEFT JOIN reconciliation_cashmatch AS known
            ON known.id = added.match_id WHERE known.id IS NULL
    ){more} THEN
        RAISE foreign_key_violation
            USING MESSAGE = 'a part belongs to a cash match that is not there';
    END IF;
    RETURN NULL;
END $$;
"""
_OTHER = """ OR EXISTS (
        SELECT 1 FROM added LEFT JOIN intake_bankline AS line ON line.id = added.other_line_id
        WHERE added.other_line_id IS NOT NULL AND line.id IS NULL
    )"""
_FORWARD = (
    _CHECK.format(more=_OTHER)
    + """
CREATE TRIGGER intake_bankline_is_needed_as_other_side AFTER DELETE ON intake_bankline
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION cash_match_still_needs_rows('reconciliation_cashmatchpart', 'other_line_id');
ALTER TABLE reconciliation_cashmatchpart ALTER COLUMN id SET CACHE 100;
"""
)
_BACKWARD = (
    _CHECK.format(more="")
    + """
DROP TRIGGER intake_bankline_is_needed_as_other_side ON intake_bankline;
ALTER TABLE reconciliation_cashmatchpart ALTER COLUMN id SET CACHE 1;
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0012_layouts"),
        ("reconciliation", "0005_check_cash_matches_by_set"),
    ]

    operations = [
        migrations.AlterField(
            model_name="cashmatchpart",
            name="other_line",
            field=models.ForeignKey(
                db_constraint=False,
                help_text="The other side of a transfer or of a payment that came back.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.bankline",
            ),
        ),
        migrations.RunSQL(_FORWARD, _BACKWARD),
    ]
