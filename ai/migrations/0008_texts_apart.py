"""Whole texts in a table of their own, under row-level security like the passages.

A session reads them by the same settings (`tieout.classes`, `tieout.entities`); a setting that is
missing opens nothing. What holds people's data is read as a whole only while it is a draft, by whom
it is to approve; afterwards passage by passage, where the people agreed. Nobody changes a text.
"""

import django.db.models.deletion
from django.db import migrations, models

READABLE = """
CREATE FUNCTION ai_text_readable(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM ai_sourceversion AS version
        JOIN ai_source AS source ON source.id = version.source_id
        WHERE version.id = wanted
          AND source.access_class = ANY (COALESCE(string_to_array(
                  NULLIF(current_setting('tieout.classes', true), ''), ','), '{}'))
          AND COALESCE(NULLIF(current_setting('tieout.entities', true), ''), '{}') <> '{}'
          AND (current_setting('tieout.entities', true) = '*'
               OR source.entities = '{}'
               OR source.entities && NULLIF(NULLIF(
                      current_setting('tieout.entities', true), ''), '*')::text[])
          AND (version.state = 'draft' OR NOT EXISTS (
                  SELECT 1 FROM ai_passage AS passage
                  WHERE passage.version_id = version.id
                    AND passage.access_class = source.access_class
                    AND passage.subjects <> '{}')))
$$;
CREATE FUNCTION ai_erase_texts(versions bigint[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM ai_sourcetext WHERE version_id = ANY (versions)
$$;
ALTER TABLE ai_sourcetext ENABLE ROW LEVEL SECURITY;
CREATE POLICY text_may_be_read ON ai_sourcetext FOR SELECT USING (ai_text_readable(version_id));
CREATE POLICY text_is_added ON ai_sourcetext FOR INSERT WITH CHECK (true);
"""
GONE = """
DROP POLICY text_is_added ON ai_sourcetext;
DROP POLICY text_may_be_read ON ai_sourcetext;
ALTER TABLE ai_sourcetext DISABLE ROW LEVEL SECURITY;
DROP FUNCTION ai_erase_texts(bigint[]);
DROP FUNCTION ai_text_readable(bigint);
"""
MOVED = """
INSERT INTO ai_sourcetext (version_id, content, text)
SELECT id, content, text FROM ai_sourceversion WHERE content IS NOT NULL AND text IS NOT NULL
"""
BACK = """
UPDATE ai_sourceversion SET content = kept.content, text = kept.text
FROM ai_sourcetext AS kept WHERE kept.version_id = ai_sourceversion.id
"""


class Migration(migrations.Migration):
    """Makes the table, moves what is there, and shuts it."""

    dependencies = [("ai", "0007_models_on_a_ladder")]

    operations = [
        migrations.CreateModel(
            name="SourceText",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="ai.sourceversion",
                    ),
                ),
                ("content", models.BinaryField()),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunSQL(MOVED, BACK),
        migrations.RunSQL(READABLE, GONE),
    ]
