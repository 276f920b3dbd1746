"""Looks for the words that few passages share where a class holds many.

A word that one passage in fifty has tells none from another, and ranking all that have it takes
longer than everything else; how common words are is what the database counted last.
"""

from importlib import import_module

from django.db import migrations

BY_WORDS = """
DROP FUNCTION ai_by_words(tsquery, text, integer);
CREATE FUNCTION ai_by_words(
    asked tsquery, class text, most integer, many real DEFAULT 20000, share real DEFAULT 0.02)
RETURNS TABLE (passage_id bigint, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part CONSTANT text := format('ai_passage_%s', class);
    sought tsquery := asked;
BEGIN
    IF (SELECT reltuples > many FROM pg_class WHERE oid = to_regclass(part)) THEN
        SELECT string_agg(word, ' | ')::tsquery INTO sought
        FROM regexp_split_to_table(asked::text, ' [|] ') AS word
        WHERE NOT EXISTS (
            SELECT 1 FROM pg_stats AS counted, LATERAL unnest(
                counted.most_common_elems::text::text[], counted.most_common_elem_freqs
            ) AS common (lexeme, freq)
            WHERE counted.schemaname = 'public' AND counted.tablename = part
              AND counted.attname = 'words' AND common.lexeme = trim(BOTH '''' FROM word)
              AND common.freq > share);
    END IF;
    IF sought IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT passage.id, ts_rank_cd(passage.words, sought, 1)
        FROM ai_passage AS passage
        WHERE passage.access_class = class AND passage.words @@ sought
          AND passage.version_id IN (SELECT version_id FROM ai_quotable)
          AND (passage.subjects = '{}' OR ai_agreed(passage.subjects))
        ORDER BY 2 DESC, 1 LIMIT most;
END
$$;
"""
_BEFORE = import_module("ai.migrations.0003_passages_obey").BY_WORDS


class Migration(migrations.Migration):
    """Replaces the function."""

    dependencies = [("ai", "0011_half_precision")]

    operations = [
        migrations.RunSQL(
            BY_WORDS,
            "DROP FUNCTION ai_by_words(tsquery, text, integer, real, real);" + _BEFORE,
        )
    ]
