"""Makes the indexes of passages anew. Texts, hashes and numbers stay, so replay does not notice."""

from django.db import connection, transaction

from ai.embedding import embedder
from ai.models.sources import vector_text
from ai.retrieval import words_language
from core.fields import columns

_SOME = 256
_NEXT = """
    SELECT id, COALESCE(heading || chr(10), '') || text FROM ai_passage
    WHERE id > %s ORDER BY id LIMIT %s
"""
_AGAIN = """
    UPDATE ai_passage AS passage
    SET embedding = made.embedding::halfvec, embedded_by = %s,
        words = to_tsvector(%s::regconfig, COALESCE(passage.heading, '') || ' ' || passage.text)
    FROM unnest(%s::text[], %s::text[]) AS made (id, embedding)
    WHERE passage.id = made.id::bigint
"""


def rebuild() -> int:
    """Embed every passage again, some at a time; return how many there were."""
    model, last, done = embedder(), 0, 0
    while rows := _after(last):
        vectors = model.embed([text for _, text in rows])
        made = [(str(pk), vector_text(each)) for (pk, _), each in zip(rows, vectors, strict=True)]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_AGAIN, [model.name, words_language(), *columns(made)])
        last, done = rows[-1][0], done + len(rows)
    return done


def _after(last: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [last, _SOME])
        return [(row[0], row[1]) for row in cursor.fetchall()]
