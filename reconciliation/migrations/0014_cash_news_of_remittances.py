"""A remittance may explain a line that is open: cash looks again when one comes."""

from django.db import migrations

_FORWARD = """
CREATE TRIGGER cash_news_insert AFTER INSERT ON intake_remittance
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION cash_news_of_all('6');
"""
_BACKWARD = "DROP TRIGGER cash_news_insert ON intake_remittance;"


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0013_cash_advances_that_moved"),
        ("intake", "0014_folders_of_sources"),
    ]

    operations = [migrations.RunSQL(_FORWARD, _BACKWARD)]
