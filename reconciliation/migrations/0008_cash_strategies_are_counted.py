from django.db import migrations, models

# What stands by now counts as made; what was taken back before cannot be told any more.
_FILL = """
    INSERT INTO reconciliation_cashstrategycount (strategy, made, taken_back)
    SELECT strategy, count(*), 0 FROM reconciliation_cashmatch
    WHERE status = 'matched' AND decided_by IS NULL AND bank_line_id IS NOT NULL
    GROUP BY strategy
"""


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0007_cash_news")]

    operations = [
        migrations.CreateModel(
            name="CashStrategyCount",
            fields=[
                ("strategy", models.TextField(primary_key=True, serialize=False)),
                ("made", models.BigIntegerField(default=0)),
                ("taken_back", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
