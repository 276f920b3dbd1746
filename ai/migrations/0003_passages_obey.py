"""Passages apart by access class, their indexes, and the row-level security that they obey.

What a session may read follows from four settings of its transaction (`tieout.classes`,
`tieout.entities`, `tieout.purpose`, `tieout.on`) and from the tables as they are now: approval,
validity, withdrawal and consent need no setting and cannot be set. A setting that is missing opens
nothing. The owner of the tables, which the application does not connect as, passes them by.
"""

import django.contrib.postgres.fields as postgres_fields
import django.contrib.postgres.search as postgres_search
import django.db.models.deletion
from django.db import migrations, models

from ai.models import sources

CLASSES = ("public", "internal", "confidential", "restricted")

TABLE = """
CREATE SEQUENCE ai_passage_id_seq AS bigint;
CREATE TABLE ai_passage (
    id bigint NOT NULL DEFAULT nextval('ai_passage_id_seq'),
    access_class text NOT NULL,
    version_id bigint NOT NULL REFERENCES ai_sourceversion (id),
    ordinal integer NOT NULL,
    heading text,
    page integer,
    text text NOT NULL,
    sha256 text NOT NULL,
    subjects text[] NOT NULL DEFAULT '{}',
    embedding vector(384) NOT NULL,
    embedded_by text NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (id, access_class),
    CONSTRAINT passage_once UNIQUE (version_id, ordinal, access_class)
) PARTITION BY LIST (access_class);
ALTER SEQUENCE ai_passage_id_seq OWNED BY ai_passage.id;
ALTER TABLE ai_passage ALTER COLUMN embedding SET STORAGE PLAIN;
"""

# A view, so that the question and the policy cannot differ. It runs as its owner.
QUOTABLE = """
CREATE VIEW ai_quotable AS
SELECT version.id AS version_id, version.source_id, source.access_class, version.passage_count
FROM ai_sourceversion AS version
JOIN ai_source AS source ON source.id = version.source_id
WHERE version.state = 'approved'
  AND NULLIF(current_setting('tieout.on', true), '')::date
      BETWEEN version.valid_from AND COALESCE(version.valid_to, 'infinity'::date)
  AND NULLIF(current_setting('tieout.purpose', true), '') = ANY (source.purposes)
  AND source.access_class
      = ANY (string_to_array(NULLIF(current_setting('tieout.classes', true), ''), ','))
  AND CASE NULLIF(current_setting('tieout.entities', true), '')
      WHEN '*' THEN true
      WHEN '{}' THEN false
      ELSE NULLIF(current_setting('tieout.entities', true), '') IS NOT NULL
           AND (source.entities = '{}'
                OR source.entities
                   && NULLIF(NULLIF(current_setting('tieout.entities', true), ''), '*')::text[])
      END;

CREATE FUNCTION ai_agreed(subjects text[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM unnest(subjects) AS person (subject)
        WHERE NOT EXISTS (
            SELECT 1 FROM ai_consent AS said
            WHERE said.subject = person.subject AND said.is_given
              AND said.purpose = NULLIF(current_setting('tieout.purpose', true), ''))
        OR EXISTS (
            SELECT 1 FROM ai_consent AS said
            WHERE said.subject = person.subject AND said.purpose = '*' AND NOT said.is_given))
$$;
"""

READABLE = """
access_class = ANY (string_to_array(NULLIF(current_setting('tieout.classes', true), ''), ','))
AND version_id IN (SELECT version_id FROM ai_quotable)
AND (subjects = '{}' OR ai_agreed(subjects))
"""
SECURED = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY passage_may_be_quoted ON {table} FOR SELECT USING ({readable});
CREATE POLICY passage_is_added ON {table} FOR INSERT WITH CHECK (true);
"""
PARTITION = """
CREATE TABLE ai_passage_{name} PARTITION OF ai_passage FOR VALUES IN ('{name}');
ALTER TABLE ai_passage_{name} ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE INDEX ai_passage_{name}_meaning ON ai_passage_{name}
    USING hnsw (embedding vector_cosine_ops);
CREATE INDEX ai_passage_{name}_words ON ai_passage_{name} USING gin (words);
"""

# By words: a policy keeps an index of words from being used, so the search runs as the owner,
# under the same conditions, and hands out numbers alone.
BY_WORDS = """
CREATE FUNCTION ai_by_words(asked tsquery, class text, most integer)
RETURNS TABLE (passage_id bigint, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT passage.id, ts_rank_cd(passage.words, asked, 1)
    FROM ai_passage AS passage
    WHERE passage.access_class = class AND passage.words @@ asked
      AND passage.version_id IN (SELECT version_id FROM ai_quotable)
      AND (passage.subjects = '{}' OR ai_agreed(passage.subjects))
    ORDER BY 2 DESC, 1 LIMIT most
$$;
"""
# What is near and may not be used: numbers and the reason, no words.
WITHHELD = """
CREATE FUNCTION ai_withheld(asked vector, most integer)
RETURNS TABLE (passage_id bigint, version_id bigint, distance double precision, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT near.id, near.version_id, near.distance, CASE
        WHEN NOT source.access_class = ANY (COALESCE(string_to_array(
            NULLIF(current_setting('tieout.classes', true), ''), ','), '{}')) THEN 'access_class'
        WHEN current_setting('tieout.entities', true) IS DISTINCT FROM '*'
            AND source.entities <> '{}' AND NOT source.entities && NULLIF(
                NULLIF(current_setting('tieout.entities', true), ''), '*')::text[] THEN 'entity'
        WHEN COALESCE(NULLIF(current_setting('tieout.entities', true), ''), '{}') = '{}'
            THEN 'entity'
        WHEN version.state = 'draft' THEN 'not_approved'
        WHEN version.state = 'withdrawn' THEN 'withdrawn'
        WHEN version.state = 'superseded' THEN 'superseded'
        WHEN NULLIF(current_setting('tieout.on', true), '')::date < version.valid_from
            THEN 'not_yet_valid'
        WHEN NULLIF(current_setting('tieout.on', true), '')::date > version.valid_to
            THEN 'expired'
        WHEN NOT NULLIF(current_setting('tieout.purpose', true), '') = ANY (source.purposes)
            THEN 'purpose'
        ELSE 'consent' END
    FROM (SELECT id, version_id, subjects, embedding <=> asked AS distance
          FROM ai_passage ORDER BY embedding <=> asked LIMIT most) AS near
    JOIN ai_sourceversion AS version ON version.id = near.version_id
    JOIN ai_source AS source ON source.id = version.source_id
    WHERE NOT (near.version_id IN (SELECT quotable.version_id FROM ai_quotable AS quotable)
               AND (near.subjects = '{}' OR ai_agreed(near.subjects)))
    ORDER BY near.distance
$$;
"""
ERASE = """
CREATE FUNCTION ai_erase_passages(erased text)
RETURNS TABLE (passage_id bigint, version_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM ai_passage WHERE erased = ANY (subjects) RETURNING id, ai_passage.version_id
$$;
"""
GONE = """
DROP FUNCTION ai_erase_passages(text);
DROP FUNCTION ai_withheld(vector, integer);
DROP FUNCTION ai_by_words(tsquery, text, integer);
DROP TABLE ai_passage;
DROP FUNCTION ai_agreed(text[]);
DROP VIEW ai_quotable;
"""


def _everything() -> str:
    tables = ["ai_passage", *(f"ai_passage_{name}" for name in CLASSES)]
    return "".join(
        [
            TABLE,
            QUOTABLE,
            *(PARTITION.format(name=name) for name in CLASSES),
            *(SECURED.format(table=table, readable=READABLE) for table in tables),
            BY_WORDS,
            WITHHELD,
            ERASE,
        ]
    )


class Migration(migrations.Migration):
    """Makes the partitioned table and everything that guards it."""

    dependencies = [("ai", "0002_approved_sources")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_everything(), GONE)],
            state_operations=[
                migrations.CreateModel(
                    name="Passage",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "access_class",
                            models.TextField(
                                choices=[
                                    ("public", "Public"),
                                    ("internal", "Internal"),
                                    ("confidential", "Confidential"),
                                    ("restricted", "Restricted"),
                                ]
                            ),
                        ),
                        ("ordinal", models.IntegerField()),
                        ("heading", models.TextField(null=True)),
                        ("page", models.IntegerField(null=True)),
                        ("text", models.TextField()),
                        ("sha256", models.TextField()),
                        (
                            "subjects",
                            postgres_fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("embedding", sources.VectorField()),
                        ("embedded_by", models.TextField()),
                        ("words", postgres_search.SearchVectorField()),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="passages",
                                to="ai.sourceversion",
                            ),
                        ),
                    ],
                )
            ],
        ),
    ]
