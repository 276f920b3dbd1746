import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

_FORWARD = """
CREATE FUNCTION cash_match_was() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reconciliation_cashmatchpast
        (match_id, matched_from, matched_until, record_keys)
    SELECT before.id, before.changed_at, changed.changed_at, ARRAY(
        SELECT part.record_key FROM reconciliation_cashmatchpart AS part
        WHERE part.match_id = before.id AND part.record_key IS NOT NULL)
    FROM before JOIN changed USING (id)
    WHERE before.status = 'matched' AND changed.status <> 'matched';
    RETURN NULL;
END $$;
CREATE TRIGGER cash_match_was AFTER UPDATE ON reconciliation_cashmatch
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION cash_match_was();
"""
_BACKWARD = """
DROP TRIGGER cash_match_was ON reconciliation_cashmatch;
DROP FUNCTION cash_match_was();
"""


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0009_account_requests")]

    operations = [
        migrations.CreateModel(
            name="CashMatchPast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("matched_from", models.DateTimeField()),
                ("matched_until", models.DateTimeField()),
                (
                    "record_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reconciliation.cashmatch",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(_FORWARD, _BACKWARD),
    ]
