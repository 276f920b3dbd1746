"""Finds the passages that may be quoted: by meaning and by words, put into one order by rank.

Who asks and what for are arguments without a default. Approval, validity, entity, purpose, access
class and consent are conditions of the search itself, and row-level security repeats them on the
table: a passage that may not be used is never a candidate. What was near and withheld is known by
its number and the reason alone.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import connection, transaction

from ai import ranking
from ai.approved import (
    NAMED_REASONS,
    OPEN_CLASSES,
    AccessClass,
    Purpose,
    Validity,
    Withheld,
    sentence_of,
)
from ai.embedding import Embedder, embedder
from ai.models import Retrieval, Source, SourceVersion
from ai.models.sources import vector_text
from audit import actions as audit
from core.actors import Actor, ActorKind

# Up to so many passages that pass the filter are compared one by one: the answer is then exact.
# Where a class holds more than 100,000 there are more of them, by the root of its size.
EXACT_BELOW: Final = 4_000
_CANDIDATES: Final = 20
_NEAR: Final = 20

_BY_MEANING = """
    SELECT passage_id FROM ai_by_meaning(%s::vector, %s, %s)
    ORDER BY distance, passage_id LIMIT %s
"""
_WORDS = """
    SELECT passage_id, rank FROM unnest(%s::text[]) AS class,
    LATERAL ai_by_words(
        replace(plainto_tsquery(%s::regconfig, %s)::text, '&', '|')::tsquery, class, %s)
    ORDER BY rank DESC, passage_id LIMIT %s
"""
# The passages that the settings of the transaction let be quoted, by one condition for all who ask.
_FOUND = """
    SELECT passage.id, source.code, source.title, version.number, version.id, passage.ordinal,
           passage.heading, passage.page, passage.text, passage.sha256,
           {likeness}, 0.0::float, passage.subjects <> '{{}}'
    FROM ai_passage AS passage
    JOIN ai_sourceversion AS version ON version.id = passage.version_id
    JOIN ai_source AS source ON source.id = version.source_id
    JOIN ai_quotable AS quotable ON quotable.version_id = version.id
    WHERE {sought} AND passage.access_class = ANY (%s)
      AND (passage.subjects = '{{}}' OR ai_agreed(passage.subjects))
"""
_READ = _FOUND.format(
    likeness="1 - (passage.embedding <=> %s::halfvec)", sought="passage.id = ANY (%s)"
)
_OF_SOURCES = (
    _FOUND.format(likeness="1.0::float", sought="source.code = ANY (%s)")
    + " ORDER BY source.code, passage.ordinal"
)

_QUOTABLE = """
    SELECT id, text FROM ai_passage
    WHERE id = ANY (%s) AND access_class = ANY (%s)
      AND version_id IN (SELECT version_id FROM ai_quotable)
      AND (subjects = '{}' OR ai_agreed(subjects))
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One passage that may be quoted, and how near it is.

    `source_id` and `chunk_id` are what a citation names; a quote is a piece of `text`.
    """

    passage_id: int
    source_id: str
    title: str
    version: int
    version_id: int
    ordinal: int
    heading: str | None
    page: int | None
    text: str
    sha256: str
    similarity: float
    score: float = 0.0
    is_personal: bool = False  # about people: it is shown to people, and copied nowhere
    bar: float = ranking.RELEVANT  # how near is about the question, by the model that measured it

    @property
    def chunk_id(self) -> str:
        """The name of the passage in a citation."""
        return str(self.passage_id)

    @property
    def is_relevant(self) -> bool:
        """Whether it is about the question, and not only the nearest there is."""
        return self.similarity >= self.bar


@dataclass(frozen=True, slots=True)
class Kept:
    """How many near passages were withheld for one reason, by their numbers."""

    reason: Withheld
    count: int
    passage_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a question found: passages best first, what was withheld, and the refusal if any."""

    retrieval_id: str
    passages: tuple[Found, ...]
    withheld: tuple[Kept, ...]
    refusal: str | None

    @property
    def relevant(self) -> tuple[Found, ...]:
        """The passages that are about the question."""
        return tuple(each for each in self.passages if each.is_relevant)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search may reach; stored with it."""

    classes: tuple[str, ...]
    entities: tuple[str, ...] | None
    purpose: str
    day: str

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the transaction that row-level security reads."""
        quoted = ",".join(json.dumps(each) for each in self.entities or ())
        return {
            "tieout.classes": ",".join(self.classes),
            "tieout.entities": "*" if self.entities is None else "{" + quoted + "}",
            "tieout.purpose": self.purpose,
            "tieout.on": self.day,
        }


def has_sources() -> bool:
    """Tell whether there is anything that could be quoted."""
    return Source.objects.exists()


def retrieve(
    question: str,
    *,
    asker: Actor,
    purpose: Purpose,
    at: datetime,
    entities: frozenset[str] | None = None,
    k: int = 8,
) -> Retrieved:
    """Return the `k` passages nearest to a question that this asker may quote for this purpose.

    `entities` narrows the search to sources of these entities (`None`: all the asker may see).
    `Retrieved.passages` holds `k` rows wherever so many may be used, relevant or not;
    `Retrieved.relevant` those about the question. A citation is `source_id`, `chunk_id` and a
    quote out of `text`. Where only a source could answer that is not approved or not in date,
    `Retrieved.refusal` names it, if the asker may know of it. Every call is stored.
    """
    model = embedder()
    vector = vector_text(model.embed([question], is_question=True)[0])
    bar = ranking.relevant_from(model.name)
    asked = filter_of(asker, purpose=purpose, entities=entities, at=at)
    with transaction.atomic():
        set_filter(asked)
        by_meaning = search_by_meaning(vector, most=max(k, _CANDIDATES))
        words, weight = ranking.words_of(question)
        by_words = search_by_words(words, asked, most=max(k, _CANDIDATES))
        ranked = ranking.fused(by_meaning, by_words, weight)
        found = _read([each.passage_id for each in ranked[:k]], vector, asked)
        scores = {each.passage_id: each.score for each in ranked}
        passages = sorted(
            (_found(row, scores[row[0]], bar) for row in found),
            key=lambda each: (-each.score, each.passage_id),
        )
        near = _withheld(vector)
        set_filter(None)
        return _stored(question, asker, asked, at, model, ranked, passages, near)


def quotable(
    passage_ids: Sequence[int],
    *,
    asker: Actor,
    purpose: Purpose,
    at: datetime,
    entities: frozenset[str] | None = None,
) -> dict[int, str]:
    """Return those of some passages that this asker may quote now, with their words."""
    asked = filter_of(asker, purpose=purpose, entities=entities, at=at)
    with transaction.atomic():
        set_filter(asked)
        with connection.cursor() as cursor:
            cursor.execute(_QUOTABLE, [list(passage_ids), list(asked.classes)])
            found = dict(cursor.fetchall())
        set_filter(None)
    return found


def passages_of(
    codes: Sequence[str], *, asker: Actor, purpose: Purpose, at: datetime
) -> list[Found]:
    """Return the passages of sources known by name that this asker may quote now, in order."""
    asked = filter_of(asker, purpose=purpose, entities=None, at=at)
    with transaction.atomic():
        set_filter(asked)
        with connection.cursor() as cursor:
            cursor.execute(_OF_SOURCES, [list(codes), list(asked.classes)])
            found = [Found(*row) for row in cursor.fetchall()]
        set_filter(None)
    return found


def filter_of(
    asker: Actor, *, purpose: Purpose, entities: frozenset[str] | None, at: datetime
) -> Filter:
    """Return what an asker may reach for a purpose on a day."""
    seen = asker.entities
    if entities is not None:
        seen = entities if seen is None else seen & entities
    return Filter(
        classes=tuple(each.value for each in classes_of(asker)),
        entities=None if seen is None else tuple(sorted(seen)),
        purpose=purpose.value,
        day=at.date().isoformat(),
    )


def reading_filter(reader: Actor) -> Filter:
    """Return what a reader of whole sources may reach; for no purpose, passages stay shut."""
    return Filter(
        classes=tuple(each.value for each in classes_of(reader)),
        entities=None if reader.entities is None else tuple(sorted(reader.entities)),
        purpose="",
        day="",
    )


def classes_of(asker: Actor) -> tuple[AccessClass, ...]:
    """Return the access classes that an asker may quote, by their rights as they are now."""
    person = None
    if asker.kind is ActorKind.PERSON:
        person = User.objects.filter(pk=asker.user_id or 0, is_active=True).first()
        if person is None:
            return ()
    return OPEN_CLASSES + tuple(
        each
        for each in AccessClass
        if each not in OPEN_CLASSES and person is not None and person.has_perm(f"ai.quote_{each}")
    )


def search_by_meaning(vector: str, *, most: int) -> list[int]:
    """Return the nearest passages: one by one where few may be used, else by the index."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_MEANING, [vector, most, EXACT_BELOW, most])
        return [row[0] for row in cursor.fetchall()]


def search_by_words(question: str, asked: Filter, *, most: int) -> list[int]:
    """Return the passages that share words with the question, best first."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [list(asked.classes), words_language(), question, most, most])
        return [row[0] for row in cursor.fetchall()]


def words_language() -> str:
    """Return how words are brought to their stems."""
    return "english" if embedder().name.startswith("all-MiniLM") else "simple"


def set_filter(asked: Filter | None) -> None:
    """Say to the database who asks; forget it again."""
    given = asked.settings if asked else dict.fromkeys(Filter((), (), "", "").settings, "")
    each = ", ".join(["set_config(%s, %s, true)"] * len(given))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}", [part for pair in given.items() for part in pair])


def _read(ids: Sequence[int], vector: str, asked: Filter) -> list[tuple[Any, ...]]:
    """Read the words, through row-level security once more."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [vector, list(ids), list(asked.classes)])
        return list(cursor.fetchall())


def _found(row: tuple[Any, ...], score: float, bar: float) -> Found:
    return replace(Found(*row), score=score, bar=bar)


def _withheld(vector: str) -> list[tuple[int, int, float, Withheld]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ai_withheld(%s::vector, %s)", [vector, _NEAR])
        return [(row[0], row[1], 1 - row[2], Withheld(row[3])) for row in cursor.fetchall()]


def _refusal(
    passages: Sequence[Found], near: Sequence[tuple[int, int, float, Withheld]], bar: float
) -> str | None:
    """Name the source that could have answered, where nothing that may be used does."""
    if any(each.is_relevant for each in passages):
        return None
    for _, version_id, similarity, reason in near:
        if similarity < bar:
            return None
        if reason in NAMED_REASONS:
            version = SourceVersion.objects.select_related("source").get(pk=version_id)
            days = Validity(version.valid_from, version.valid_to)
            return sentence_of(version.source.title, reason, days)
    return None


def _stored(
    question: str,
    asker: Actor,
    asked: Filter,
    at: datetime,
    model: Embedder,
    ranked: Sequence[ranking.Ranked],
    passages: Sequence[Found],
    near: Sequence[tuple[int, int, float, Withheld]],
) -> Retrieved:
    """Write the question down with its filter, its candidates and what was withheld."""
    reasons: dict[Withheld, list[int]] = {}
    for passage_id, _, _, reason in near:
        reasons.setdefault(reason, []).append(passage_id)
    kept = tuple(Kept(reason, len(ids), tuple(ids)) for reason, ids in sorted(reasons.items()))
    refusal = _refusal(passages, near, ranking.relevant_from(model.name))
    answered = {each.passage_id: each for each in passages}
    row = Retrieval.objects.create(
        retrieval_id=uuid.uuid4(),
        asked_at=at,
        asker=asker.label,
        purpose=asked.purpose,
        question=question,
        filter=asked.settings,
        candidates=[_candidate(each, answered.get(each.passage_id)) for each in ranked],
        withheld=[{"reason": each.reason.value, "passages": each.passage_ids} for each in kept],
        refusal=refusal,
        embedded_by=model.name,
    )
    audit.record(
        action="ai.passages.retrieved",
        subject=f"retrieval:{row.retrieval_id}",
        actor=asker,
        at=at,
        payload={
            "purpose": asked.purpose,
            "passages": {each.chunk_id: each.sha256 for each in passages},
            "withheld": {each.reason.value: each.count for each in kept},
        },
    )
    return Retrieved(str(row.retrieval_id), tuple(passages), kept, refusal)


def _candidate(each: ranking.Ranked, found: Found | None) -> dict[str, object]:
    said: dict[str, object] = {
        "passage": each.passage_id,
        "score": f"{each.score:.6f}",
        "by_meaning": each.by_meaning,
        "by_words": each.by_words,
    }
    if found is not None:
        said |= {"similarity": f"{found.similarity:.4f}", "sha256": found.sha256}
    return said
