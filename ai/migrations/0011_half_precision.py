"""Stores vectors in half precision, and compares one by one where the index would look at more.

Half the room on disk and in memory, and two thirds of the time to compare; the order of the ten
nearest stays what it was (docs/measurements.md). The index is asked for what a filter leaves of
its neighbors: about as many as are wanted, divided by the share of passages that may be used.
"""

from importlib import import_module

from django.db import migrations

CLASSES = ("public", "internal", "confidential", "restricted")
BY_MEANING = """
CREATE FUNCTION ai_by_meaning(asked vector, most integer, exact_below integer)
RETURNS TABLE (passage_id bigint, distance double precision)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    near CONSTANT halfvec(384) := asked::halfvec(384);
    part record;
    size real;
    width integer;
BEGIN
    FOR part IN
        SELECT quotable.access_class AS class, array_agg(quotable.version_id) AS versions,
               sum(quotable.passage_count) AS passages
        FROM ai_quotable AS quotable GROUP BY quotable.access_class
    LOOP
        SELECT greatest(reltuples, part.passages) INTO size
        FROM pg_class WHERE oid = format('ai_passage_%s', part.class)::regclass;
        IF part.passages <= exact_below * sqrt(greatest(1, size / 100000)) THEN
            RETURN QUERY
                SELECT passage.id, passage.embedding <=> near
                FROM ai_passage AS passage
                WHERE passage.access_class = part.class
                  AND passage.version_id = ANY (part.versions)
                  AND (passage.subjects = '{}' OR ai_agreed(passage.subjects))
                ORDER BY (passage.embedding <=> near) + 0, passage.id LIMIT most;
        ELSE
            width := greatest(100, least(400, ceil(most * size / part.passages)::integer));
            PERFORM set_config('hnsw.iterative_scan', 'relaxed_order', true),
                    set_config('hnsw.ef_search', width::text, true),
                    set_config('hnsw.max_scan_tuples', '60000', true),
                    set_config('enable_seqscan', 'off', true),
                    set_config('enable_bitmapscan', 'off', true),
                    set_config('enable_sort', 'off', true);
            RETURN QUERY
                SELECT passage.id, passage.embedding <=> near
                FROM ai_passage AS passage
                WHERE passage.access_class = part.class
                  AND passage.version_id = ANY (part.versions)
                  AND (passage.subjects = '{}' OR ai_agreed(passage.subjects))
                ORDER BY passage.embedding <=> near LIMIT most;
            PERFORM set_config('enable_seqscan', 'on', true),
                    set_config('enable_bitmapscan', 'on', true),
                    set_config('enable_sort', 'on', true);
        END IF;
    END LOOP;
END
$$;
"""


def replaced(text: str, was: str, now: str) -> str:
    """Return a text with one piece put in place of another, which must be there."""
    if was not in text:
        raise ValueError(f"{was!r} is nowhere in what it is to be replaced in.")
    return text.replace(was, now)


_WITHHELD = replaced(
    import_module("ai.migrations.0003_passages_obey").WITHHELD,
    "CREATE FUNCTION",
    "CREATE OR REPLACE FUNCTION",
)
_BY_WHOLE = import_module("ai.migrations.0010_nearest_in_one_step").BY_MEANING
_GONE = "DROP FUNCTION ai_by_meaning(vector, integer, integer);"
_TYPED = "ALTER TABLE ai_passage ALTER COLUMN embedding TYPE {kind}(384);"
_PLAIN = "ALTER TABLE {table} ALTER COLUMN embedding SET STORAGE PLAIN;"
_INDEX = """
CREATE INDEX ai_passage_{name}_meaning ON ai_passage_{name}
    USING hnsw (embedding {kind}_cosine_ops);
"""


def _stored_as(kind: str) -> str:
    tables = ["ai_passage", *(f"ai_passage_{name}" for name in CLASSES)]
    return "".join(
        [
            *(f"DROP INDEX ai_passage_{name}_meaning;" for name in CLASSES),
            _TYPED.format(kind=kind),
            *(_PLAIN.format(table=table) for table in tables),
            *(_INDEX.format(name=name, kind=kind) for name in CLASSES),
        ]
    )


class Migration(migrations.Migration):
    """Rewrites the column, its indexes, and what compares with it."""

    dependencies = [("ai", "0010_nearest_in_one_step")]

    operations = [
        migrations.RunSQL(
            _GONE
            + _stored_as("halfvec")
            + BY_MEANING
            + replaced(_WITHHELD, "<=> asked", "<=> asked::halfvec(384)"),
            _GONE + _stored_as("vector") + _BY_WHOLE + _WITHHELD,
        )
    ]
