"""Retrieval by size and filter: recall beside exact, time, rate of ingest; relevance on questions.

Run: python -m benchmarks.retrieval [--passages N] [--queries N] [--keep FILE] [--relevance]
Starts an embedded database of its own in a new folder and throws it away. The vectors lie in
clusters round those of real sentences; the application's role searches, under row-level security.
`--keep` writes the vectors, the questions and the true answers down, for `retrieval_peers`.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.homes import machine, new_home, say, setup_django
from benchmarks.retrieval_questions import QUESTIONS

Vectors = npt.NDArray[np.float32]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
K = 10
CANDIDATES = 20  # as many as a retrieval takes, to put them beside those found by words
# The share of passages that an entity may see; a thousand sources stand behind them.
ENTITIES = {"ALL": 1.0, "TENTH": 0.1, "HUNDREDTH": 0.01, "THOUSANDTH": 0.001}
SOURCES = 1_000
SPREAD = 0.8
THINGS = ("freight", "discount", "return", "rebate", "price", "quantity", "tax", "accrual", "fee")
ACTS = ("is paid by", "is claimed from", "is refused by", "is approved by", "is reported to")
WHOM = ("the vendor", "the buyer", "the controller", "the store", "the carrier", "the bank")
WHEN = ("within 10 days", "at month end", "before delivery", "on receipt", "after a claim")


def sentences() -> list[str]:
    """Return the real sentences that clusters lie round."""
    return [
        f"The {thing} {act} {whom} {when}."
        for thing in THINGS
        for act in ACTS
        for whom in WHOM
        for when in WHEN
    ]


def unit(vectors: Vectors) -> Vectors:
    """Bring vectors to length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Vectors = (vectors / lengths).astype(np.float32)
    return found


@dataclass(frozen=True)
class World:
    """The vectors, the source of each, and what each entity may see."""

    vectors: Vectors
    ids: npt.NDArray[np.int64]
    source: npt.NDArray[np.int64]
    queries: Vectors

    def exact(self, share: float) -> list[set[int]]:
        """Return the true nearest of what may be seen, for each question."""
        allowed = np.flatnonzero(self.source < SOURCES * share)
        seen = self.vectors[allowed]
        found = []
        for query in self.queries:
            nearest = np.argpartition(-(seen @ query), min(K, len(seen) - 1))[:K]
            found.append({int(self.ids[allowed[place]]) for place in nearest})
        return found


def made(count: int, queries: int) -> tuple[Vectors, Vectors]:
    """Return clustered vectors for passages and questions."""
    from ai.embedding import embedder

    started = time.perf_counter()
    texts = sentences()
    centers = np.array(embedder().embed(texts), dtype=np.float32)
    say(f"embedding: {len(texts) / (time.perf_counter() - started):.0f} sentences/s, one thread")
    random = np.random.default_rng(7)

    def near(number: int) -> Vectors:
        noise = random.standard_normal((number, 384), dtype=np.float32)
        chosen = centers[random.integers(0, len(centers), number)]
        return unit(chosen + SPREAD * noise / np.float32(np.sqrt(384)))

    return near(count), near(queries)


def filled(count: int, queries: int) -> World:
    """Store the passages, index them, and return what is known of them."""
    import psycopg
    from django.db import connection

    from backoffice.embedded import schema

    vectors, asked = made(count, queries)
    # The passages of a source lie together, as taking in a version writes them.
    source = np.sort(np.random.default_rng(8).integers(0, SOURCES, count))
    with psycopg.connect(schema.owner_url(), autocommit=True) as owner:
        owner.execute("DROP INDEX ai_passage_internal_meaning")
        versions = _sources(source)
        started = time.perf_counter()
        _stored(owner, vectors, source, versions)
        copied = time.perf_counter()
        owner.execute("SET maintenance_work_mem = '4GB'")
        owner.execute("SET max_parallel_maintenance_workers = 1")
        owner.execute(
            "CREATE INDEX ai_passage_internal_meaning ON ai_passage_internal"
            " USING hnsw (embedding halfvec_cosine_ops)"
        )
        indexed = time.perf_counter()
        owner.execute("VACUUM ANALYZE ai_passage_internal")
        owner.execute("VACUUM ANALYZE ai_sourceversion")
    rates = count / (copied - started), count / (indexed - copied)
    say(f"stored {rates[0]:,.0f} passages/s, indexed {rates[1]:,.0f} passages/s ({machine()})")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tieout.on', '', false)")
    with psycopg.connect(schema.owner_url()) as owner:
        rows = owner.execute("SELECT id FROM ai_passage ORDER BY ordinal").fetchall()
    return World(vectors, np.array([row[0] for row in rows]), source, asked)


class _Half:
    """A vector as the database takes it in binary: its length, and each number in half a float."""

    def __init__(self, vector: npt.NDArray[np.float32]) -> None:
        self.bytes = len(vector).to_bytes(2, "big") + b"\0\0" + vector.astype(">f2").tobytes()


def _stored(owner: Any, vectors: Vectors, source: Any, versions: dict[int, int]) -> None:
    """Copy the passages into a table of their own, and from there with their words."""
    from psycopg.adapt import Dumper
    from psycopg.pq import Format
    from psycopg.types import TypeInfo

    kind = TypeInfo.fetch(owner, "halfvec")
    if kind is None:
        raise SystemExit("The database has no type halfvec.")
    kind.register(owner)

    class Halves(Dumper):
        """Hands the bytes over."""

        format, oid = Format.BINARY, kind.oid

        def dump(self, obj: _Half) -> bytes:
            """Return them."""
            return obj.bytes

    owner.adapters.register_dumper(_Half, Halves)
    owner.execute("CREATE TEMP TABLE made (version bigint, ordinal integer, text text, v halfvec)")
    with owner.cursor().copy("COPY made FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(["int8", "int4", "text", "halfvec"])
        for place, (vector, number) in enumerate(zip(vectors, source, strict=True)):
            text = f"Rule {place} of source {number}: the {THINGS[place % 9]} is paid."
            copy.write_row((versions[int(number)], place, text, _Half(vector)))
    owner.execute(
        "INSERT INTO ai_passage (access_class, version_id, ordinal, text, sha256, embedding,"
        " embedded_by, words) SELECT 'internal', version, ordinal, text, ordinal::text, v, 'bench',"
        " to_tsvector('english', text) FROM made ORDER BY made.ordinal"
    )


def _sources(source: npt.NDArray[np.int64]) -> dict[int, int]:
    from ai.models import Source, SourceVersion

    counts = np.bincount(source, minlength=SOURCES)
    found = Source.objects.bulk_create(
        Source(
            code=f"s-{number}", kind="policy", title=f"Source {number}", owner="x", licence="own",
            entities=[name for name, share in ENTITIES.items() if number < SOURCES * share],
            purposes=["explain"], access_class="internal", registered_by="x", registered_at=NOON,
        )
        for number in range(SOURCES)
    )  # fmt: skip
    versions = SourceVersion.objects.bulk_create(
        SourceVersion(
            source=each, number=1, filename="x", sha256=each.code, valid_from=NOON.date(),
            state="approved", passage_count=int(counts[number]), uploaded_by="a", approved_by="b",
            uploaded_at=NOON,
        )
        for number, each in enumerate(found)
    )  # fmt: skip
    return {number: each.pk for number, each in enumerate(versions)}


def ours(entity: str) -> Callable[[str], list[int]]:
    """Return the product's own search by meaning for an asker of one entity."""
    from django.db import transaction

    from ai import retrieval
    from ai.approved import Purpose
    from core.actors import Actor, ActorKind

    asker = Actor(ActorKind.RULE, "bench", entities=frozenset({entity}))
    asked = retrieval.filter_of(asker, purpose=Purpose.EXPLAIN, entities=None, at=NOON)

    def search(vector: str) -> list[int]:
        with transaction.atomic():
            retrieval.set_filter(asked)
            return retrieval.search_by_meaning(vector, most=CANDIDATES)[:K]

    return search


def plain(entity: str) -> Callable[[str], list[int]]:
    """Return what pgvector does by itself: the index first, the filter after it."""
    import psycopg

    from backoffice.embedded import schema

    owner = psycopg.connect(schema.owner_url(), autocommit=True)
    ids = [
        row[0]
        for row in owner.execute(
            "SELECT v.id FROM ai_sourceversion v JOIN ai_source s ON s.id = v.source_id"
            " WHERE %s = ANY (s.entities)",
            [entity],
        ).fetchall()
    ]
    owner.execute("SET enable_seqscan = off")
    owner.execute("SET enable_bitmapscan = off")
    statement = (
        "SELECT id FROM ai_passage_internal WHERE version_id = ANY (%s)"
        " ORDER BY embedding <=> %s::halfvec LIMIT 10"
    )
    return lambda vector: [row[0] for row in owner.execute(statement, [ids, vector]).fetchall()]


def measured(
    name: str, search: Callable[[str], list[int]], world: World, truth: Sequence[set[int]]
) -> None:
    """Print recall and times of one way to search."""
    from ai.models.sources import vector_text

    texts = [vector_text(query.tolist()) for query in world.queries]
    for text in texts[:10]:
        search(text)
    times, right, short = [], 0, 0
    computed = time.process_time() + _database_seconds()
    for text, expected in zip(texts, truth, strict=True):
        started = time.perf_counter()
        found = search(text)
        times.append((time.perf_counter() - started) * 1000)
        right += len(expected & set(found))
        short += len(found) < len(expected)
    times.sort()
    computed = (time.process_time() + _database_seconds() - computed) * 1000 / len(texts)
    recall = right / sum(map(len, truth))
    say(
        f"  {name:<18} recall@10 {recall:.3f}  p50 {statistics.median(times):6.2f} ms"
        f"  p95 {times[int(len(times) * 0.95)]:6.2f} ms  computed {computed:5.2f} ms"
        f"  fewer than k: {short}"
    )


def _database_seconds() -> float:
    """Return what the database of this installation has computed so far."""
    pids = Path("/proc").glob("[0-9]*/stat")
    home, found = os.environ["BACKOFFICE_HOME"], 0.0
    leader = (Path(home) / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
    for path in pids:
        fields = path.read_text().rpartition(")")[2].split()
        if fields[1] == leader:
            found += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def whole(queries: int) -> None:
    """Print the time of a whole retrieval, with embedding, words, withheld and the record."""
    from ai import retrieval
    from ai.approved import Purpose
    from core.actors import Actor, ActorKind

    texts = sentences()
    for entity in ENTITIES:
        asker, times = Actor(ActorKind.RULE, "bench", entities=frozenset({entity})), []
        for number in range(queries):
            started = time.perf_counter()
            found = retrieval.retrieve(
                texts[number * 7 % len(texts)], asker=asker, purpose=Purpose.EXPLAIN, at=NOON, k=K
            )
            times.append((time.perf_counter() - started) * 1000)
            if len(found.passages) != K:
                say(f"  {entity}: {len(found.passages)} passages, not {K}")
        times.sort()
        say(
            f"  whole retrieval {entity:<12} p50 {statistics.median(times):6.1f} ms"
            f"  p95 {times[int(len(times) * 0.95)]:6.1f} ms"
        )


def relevance() -> None:
    """Print how often the passage that answers is first, among three, and refused rightly."""
    from ai.approved import Purpose
    from ai.retrieval import retrieve
    from backoffice.demo.approved_sources import approve_demo_sources
    from core.actors import PIPELINE

    approve_demo_sources(today=NOON.date(), at=NOON)
    ranks: list[int] = []
    inside: list[float] = []
    outside: list[float] = []
    for question, code, piece in QUESTIONS:
        found: Any = retrieve(question, asker=PIPELINE, purpose=Purpose.ANSWER, at=NOON, k=5)
        best = max(each.similarity for each in found.passages)
        if code is None:
            outside.append(best)
            continue
        right = [
            place
            for place, each in enumerate(found.passages, 1)
            if each.source_id == code and piece in f"{each.heading} {each.text}"
        ]
        ranks.append(right[0] if right else 99)
        inside.append(best)
        if ranks[-1] > 1:
            say(f"  place {ranks[-1]}: {question}")
    first, three = sum(each == 1 for each in ranks), sum(each <= 3 for each in ranks)
    mean = sum(1 / each for each in ranks if each < 99) / len(ranks)
    say(f"relevance: {first} of {len(ranks)} first, {three} among three, mean 1/place {mean:.2f}")
    say(f"  nearest where there is an answer: {sorted(round(each, 2) for each in inside)}")
    say(f"  nearest where there is none: {sorted(round(each, 2) for each in outside)}")


def main() -> None:
    """Measure in a new installation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--relevance", action="store_true")
    options = parser.parse_args()
    with new_home("retrieval"):
        setup_django()
        if options.relevance:
            relevance()
            return
        say(machine())
        world = filled(options.passages, options.queries)
        if options.keep:
            exact = {f"of_{name}": world.exact(share) for name, share in ENTITIES.items()}
            answers: dict[str, Any] = {
                name: np.array([sorted(each) for each in found]) for name, found in exact.items()
            }
            np.savez(
                options.keep, vectors=world.vectors, ids=world.ids, source=world.source,
                queries=world.queries, **answers,
            )  # fmt: skip
        for entity, share in ENTITIES.items():
            say(f"{options.passages:,} passages, {share:.1%} may be used")
            truth = world.exact(share)
            measured("ours", ours(entity), world, truth)
            measured("pgvector default", plain(entity), world, truth)
        whole(60)
        say(machine())


if __name__ == "__main__":
    main()
