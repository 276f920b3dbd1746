"""Reads the settings of a session once a question, not once a row."""

from django.db import migrations

CLASSES = ("public", "internal", "confidential", "restricted")
TABLES = ("ai_passage", *(f"ai_passage_{name}" for name in CLASSES))
QUOTABLE = """
CREATE OR REPLACE VIEW ai_quotable AS
SELECT version.id AS version_id, version.source_id, source.access_class, version.passage_count
FROM ai_sourceversion AS version
JOIN ai_source AS source ON source.id = version.source_id
WHERE version.state = 'approved'
  AND (SELECT NULLIF(current_setting('tieout.on', true), '')::date)
      BETWEEN version.valid_from AND COALESCE(version.valid_to, 'infinity'::date)
  AND (SELECT NULLIF(current_setting('tieout.purpose', true), '')) = ANY (source.purposes)
  AND source.access_class = ANY ((SELECT string_to_array(
          NULLIF(current_setting('tieout.classes', true), ''), ','))::text[])
  AND (SELECT COALESCE(NULLIF(current_setting('tieout.entities', true), ''), '{}') <> '{}')
  AND ((SELECT current_setting('tieout.entities', true) = '*')
       OR source.entities = '{}'
       OR source.entities && (SELECT NULLIF(
              NULLIF(current_setting('tieout.entities', true), ''), '*')::text[]));
"""
READABLE = """
access_class = ANY ((SELECT string_to_array(
    NULLIF(current_setting('tieout.classes', true), ''), ','))::text[])
AND version_id IN (SELECT version_id FROM ai_quotable)
AND (subjects = '{}' OR ai_agreed(subjects))
"""
POLICY = "ALTER POLICY passage_may_be_quoted ON {table} USING ({readable});"


class Migration(migrations.Migration):
    """The same conditions, in a form that the planner runs once."""

    dependencies = [("ai", "0005_remind_of_ends")]

    operations = [
        migrations.RunSQL(
            QUOTABLE + "".join(POLICY.format(table=each, readable=READABLE) for each in TABLES),
            migrations.RunSQL.noop,
        )
    ]
