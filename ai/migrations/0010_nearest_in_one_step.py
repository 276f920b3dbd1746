"""Finds the nearest passages in one step, under the same conditions read once.

What may be quoted is asked once, not once by the question and again by the policy of the table.
The function hands out numbers alone; their words are read through row-level security as before.
Few passages are compared one by one, so the answer is exact; many by the index of their access
class, which goes on until enough of what it finds may be used.
"""

from django.db import migrations

BY_MEANING = """
CREATE FUNCTION ai_by_meaning(asked vector, most integer, exact_below integer)
RETURNS TABLE (passage_id bigint, distance double precision)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    part record;
    size real;
    width integer;
BEGIN
    FOR part IN
        SELECT quotable.access_class AS class, array_agg(quotable.version_id) AS versions,
               sum(quotable.passage_count) AS passages
        FROM ai_quotable AS quotable GROUP BY quotable.access_class
    LOOP
        IF part.passages <= exact_below THEN
            RETURN QUERY
                SELECT passage.id, passage.embedding <=> asked
                FROM ai_passage AS passage
                WHERE passage.access_class = part.class
                  AND passage.version_id = ANY (part.versions)
                  AND (passage.subjects = '{}' OR ai_agreed(passage.subjects))
                ORDER BY (passage.embedding <=> asked) + 0, passage.id LIMIT most;
        ELSE
            SELECT greatest(reltuples, part.passages) INTO size
            FROM pg_class WHERE oid = format('ai_passage_%s', part.class)::regclass;
            width := greatest(100, least(400, ceil(1.5 * most * size / part.passages)::integer));
            PERFORM set_config('hnsw.iterative_scan', 'relaxed_order', true),
                    set_config('hnsw.ef_search', width::text, true),
                    set_config('hnsw.max_scan_tuples', '60000', true),
                    set_config('enable_seqscan', 'off', true),
                    set_config('enable_bitmapscan', 'off', true),
                    set_config('enable_sort', 'off', true);
            RETURN QUERY
                SELECT passage.id, passage.embedding <=> asked
                FROM ai_passage AS passage
                WHERE passage.access_class = part.class
                  AND passage.version_id = ANY (part.versions)
                  AND (passage.subjects = '{}' OR ai_agreed(passage.subjects))
                ORDER BY passage.embedding <=> asked LIMIT most;
            PERFORM set_config('enable_seqscan', 'on', true),
                    set_config('enable_bitmapscan', 'on', true),
                    set_config('enable_sort', 'on', true);
        END IF;
    END LOOP;
END
$$;
"""


class Migration(migrations.Migration):
    """Adds the function."""

    dependencies = [("ai", "0009_texts_moved")]

    operations = [
        migrations.RunSQL(BY_MEANING, "DROP FUNCTION ai_by_meaning(vector, integer, integer);")
    ]
