"""Random askers against passages of other entities, purposes, days, people: rows leaked (R22, R23).

Run: python -m benchmarks.retrieval_leaks [--queries N] [--seconds S] [--sources N] [--seed N]
A new installation; every query runs as the application's role, by one of the ways that lead to
passages, with settings that are right, wrong, empty or missing, on one connection used again and
again. Some hundreds at a time run inside the database, so that a million take minutes; between
them versions are approved and withdrawn, and people give and take back their consent. What comes
back is compared with the rules written here a second time, over a copy of the facts.
"""

import argparse
import random
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from benchmarks.homes import machine, new_home, say, setup_django
from benchmarks.retrieval import NOON

ENTITIES = ("NL01", "DE01", "FR01", "BE01")
PURPOSES = ("explain", "suggest", "answer", "variance", "message")
CLASSES = ("public", "internal", "confidential", "restricted")
STATES = ("approved", "approved", "approved", "draft", "withdrawn", "superseded")
PEOPLE = ("anna", "bram", "carl")
AT_ONCE = 2_000
SAID_EVERY = 20_000

# What the benchmark knows, in the words of the rules; the product's tables are not read here.
KNOWN = """
    CREATE TEMP TABLE known (
        id bigint, class text, entities text[], purposes text[], state text, first date, last date,
        people text[]);
    CREATE TEMP TABLE agreed (person text, purpose text, is_given boolean);
    CREATE TEMP TABLE asked_with (vector vector(384), number serial);
    CREATE TEMP TABLE counted (queries bigint, rows bigint, leaked bigint, lost bigint);
"""
MAY = """
    known.state = 'approved' AND known.class = ANY (asking.classes)
    AND asking.purpose = ANY (known.purposes)
    AND asking.day BETWEEN known.first AND COALESCE(known.last, 'infinity')
    AND (every_entity OR cardinality(asking.entities) > 0)
    AND (every_entity OR known.entities = '{}' OR known.entities && asking.entities)
    AND NOT EXISTS (
        SELECT 1 FROM unnest(known.people) AS one (person)
        WHERE EXISTS (SELECT 1 FROM agreed WHERE agreed.person = one.person
                      AND agreed.purpose = '*' AND NOT agreed.is_given)
           OR NOT EXISTS (SELECT 1 FROM agreed WHERE agreed.person = one.person
                          AND agreed.purpose = asking.purpose AND agreed.is_given))
"""
# Each way fills `found`; the ways that must give everything that may be seen say so.
WAYS = (
    ("SELECT id FROM ai_passage ORDER BY embedding <=> near LIMIT 20", False),
    ("SELECT id FROM ai_passage WHERE access_class = 'restricted'", False),
    ("SELECT id FROM ai_passage_{place}", False),
    ("SELECT id FROM ai_passage WHERE text ILIKE '%rule%'", True),
    ("SELECT passage_id FROM ai_by_meaning(near::vector, 20, 4000)", False),
    ("SELECT passage_id FROM ai_by_meaning(near::vector, 20, 0)", False),
    (
        "SELECT passage_id FROM unnest(array['public','internal','confidential','restricted']) c,"
        " LATERAL ai_by_words('rule'::tsquery, c, 1000)",
        True,
    ),
    ("SELECT max(id) FROM ai_passage HAVING max(id) IS NOT NULL", False),
    ("SELECT id FROM ai_passage", True),
)


def batch(seed: float, count: int) -> str:
    """Return a block that asks so many times, each with its own settings and way."""
    ways = []
    for number, (way, is_whole) in enumerate(WAYS):
        for place in CLASSES if "{place}" in way else ("",):
            key = f"way = {number}" + (f" AND place = '{place}'" if place else "")
            told = way.replace("{place}", place)
            ways.append(
                f"WHEN {key} THEN found := ARRAY({told}); is_whole := {str(is_whole).lower()};"
            )
    return f"""
    DO $asked$
    <<asking>>
    DECLARE
        classes text[]; entities text[]; every_entity boolean; purpose text; day date; gap integer;
        near halfvec(384); way integer; place text; found bigint[]; is_whole boolean;
        queries bigint := 0; rows bigint := 0; leaked bigint := 0; lost bigint := 0; n bigint;
    BEGIN
        PERFORM setseed({seed});
        FOR turn IN 1..{count} LOOP
            classes := ARRAY(SELECT c FROM unnest(ARRAY{list(CLASSES)}) c WHERE random() < 0.5);
            every_entity := random() < 0.2;
            entities := ARRAY(SELECT e FROM unnest(ARRAY{list(ENTITIES)}) e WHERE random() < 0.3);
            purpose := (ARRAY{list(PURPOSES)})[1 + floor(random() * {len(PURPOSES)})::int];
            day := DATE '{NOON.date()}' + floor(random() * 181)::int - 90;
            gap := floor(random() * 13)::int;  -- below four: that setting is missing
            PERFORM set_config('tieout.classes', CASE gap WHEN 0 THEN '' ELSE
                        array_to_string(classes, ',') END, true),
                    set_config('tieout.entities', CASE WHEN gap = 1 THEN '' WHEN every_entity
                        THEN '*' ELSE entities::text END, true),
                    set_config('tieout.purpose', CASE gap WHEN 2 THEN '' ELSE purpose END, true),
                    set_config('tieout.on', CASE gap WHEN 3 THEN '' ELSE day::text END, true);
            CASE gap WHEN 0 THEN classes := '{{}}';
                     WHEN 1 THEN entities := '{{}}'; every_entity := false;
                     WHEN 2 THEN purpose := '';
                     WHEN 3 THEN day := '-infinity';
                     ELSE NULL; END CASE;
            SELECT vector::halfvec(384) INTO near FROM asked_with
            WHERE number = 1 + floor(random() * 50)::int;
            way := floor(random() * {len(WAYS)})::int;
            place := (ARRAY{list(CLASSES)})[1 + floor(random() * 4)::int];
            CASE {" ".join(ways)} END CASE;
            queries := queries + 1;
            rows := rows + cardinality(found);
            SELECT count(*) INTO n FROM unnest(found) AS one (id)
            WHERE NOT EXISTS (SELECT 1 FROM known WHERE known.id = one.id AND {MAY});
            leaked := leaked + n;
            IF is_whole THEN
                SELECT count(*) INTO n FROM known WHERE {MAY} AND known.id <> ALL (found);
                lost := lost + n;
            END IF;
        END LOOP;
        INSERT INTO counted VALUES (queries, rows, leaked, lost);
    END
    $asked$
    """  # noqa: S608  nothing in it comes from outside


@dataclass(frozen=True)
class Source:
    """What decides whether the passage of a source may be seen."""

    access_class: str
    entities: tuple[str, ...]
    purposes: tuple[str, ...]
    state: str
    first: date
    last: date | None
    people: tuple[str, ...]
    version: int = 0


def made(chance: random.Random) -> Source:
    """Return a source of any kind."""
    first = NOON.date() + timedelta(days=chance.randint(-60, 30))
    last = None if chance.random() < 0.5 else first + timedelta(days=chance.randint(0, 60))
    return Source(
        chance.choice(CLASSES), tuple(chance.sample(ENTITIES, chance.randint(0, 3))),
        tuple(chance.sample(PURPOSES, chance.randint(1, 3))), chance.choice(STATES), first, last,
        tuple(chance.sample(PEOPLE, chance.choice((0, 0, 1, 2)))),
    )  # fmt: skip


def filled(sources: list[Source], chance: random.Random) -> dict[int, Source]:
    """Store a passage a source, and return what its number stands for."""
    import psycopg

    from ai.models import Source as Row
    from ai.models import SourceVersion
    from backoffice.embedded import schema

    found: dict[int, Source] = {}
    with psycopg.connect(schema.owner_url(), autocommit=True) as owner:
        for number, each in enumerate(sources):
            row = Row.objects.create(
                code=f"s-{number}", kind="policy", title="x", owner="x", licence="own",
                entities=list(each.entities), purposes=list(each.purposes),
                access_class=each.access_class, registered_by="x", registered_at=NOON,
            )  # fmt: skip
            version = SourceVersion.objects.create(
                source=row, number=1, filename="x", sha256=row.code, valid_from=each.first,
                valid_to=each.last, state=each.state, passage_count=1, uploaded_by="a",
                approved_by="b", uploaded_at=NOON,
            )  # fmt: skip
            answer = owner.execute(
                "INSERT INTO ai_passage (access_class, version_id, ordinal, text, sha256,"
                " embedding, embedded_by, words, subjects) VALUES (%s, %s, 0, %s, 'x',"
                " %s::halfvec, 'b', to_tsvector('english', 'a rule'), %s) RETURNING id",
                [
                    each.access_class,
                    version.pk,
                    f"Rule {number}",
                    vector(chance),
                    list(each.people),
                ],
            ).fetchone()
            found[answer[0] if answer else 0] = replace(each, version=version.pk)
    return found


def vector(chance: random.Random) -> str:
    """Return a random vector as text."""
    return "[" + ",".join(f"{chance.gauss(0, 1):.3f}" for _ in range(384)) + "]"


def told(cursor: Any, known: dict[int, Source], agreed: dict[tuple[str, str], bool]) -> None:
    """Copy what the benchmark knows to where the batches compare."""
    cursor.execute("TRUNCATE known, agreed")
    cursor.executemany(
        "INSERT INTO known VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (pk, each.access_class, list(each.entities), list(each.purposes), each.state,
             each.first, each.last, list(each.people))
            for pk, each in known.items()
        ],
    )  # fmt: skip
    cursor.executemany(
        "INSERT INTO agreed VALUES (%s, %s, %s)", [(*key, given) for key, given in agreed.items()]
    )


def changed(
    chance: random.Random, known: dict[int, Source], agreed: dict[tuple[str, str], bool]
) -> None:
    """Approve or withdraw a version, and let a person say something else; both are committed."""
    from ai.models import Consent, SourceVersion

    pk = chance.choice(list(known))
    known[pk] = replace(known[pk], state=chance.choice(STATES))
    SourceVersion.objects.filter(pk=known[pk].version).update(state=known[pk].state)
    person, purpose = chance.choice(PEOPLE), chance.choice((*PURPOSES, "*"))
    agreed[person, purpose] = chance.random() < (0.7 if purpose != "*" else 0.8)
    Consent.objects.update_or_create(
        subject=person, purpose=purpose,
        defaults={
            "is_given": agreed[person, purpose], "signal": "form", "changed_by": "b",
            "changed_at": NOON,
        },
    )  # fmt: skip


def main() -> None:
    """Ask a million times, and say what came back that should not, or did not and should."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (
        ("queries", 1_000_000),
        ("seconds", 3_600),
        ("sources", 120),
        ("seed", 7),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311  a repeatable world, no secret
    with new_home("leaks"):
        setup_django()
        from django.db import connection, transaction

        known = filled([made(chance) for _ in range(options.sources)], chance)
        agreed: dict[tuple[str, str], bool] = {}
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user"
            )
            say(f"as {cursor.fetchone()}")
            cursor.execute(KNOWN)
            vectors = [[vector(chance)] for _ in range(50)]
            cursor.executemany("INSERT INTO asked_with VALUES (%s::vector)", vectors)
            for turn in range(0, options.queries, AT_ONCE):
                if time.monotonic() - started > options.seconds:
                    break
                changed(chance, known, agreed)
                told(cursor, known, agreed)
                with transaction.atomic():
                    cursor.execute(batch(chance.uniform(-1, 1), AT_ONCE))
                if turn % SAID_EVERY == SAID_EVERY - AT_ONCE:
                    say_so_far(cursor, started)
            say_so_far(cursor, started)
        say(machine())


def say_so_far(cursor: Any, started: float) -> None:
    """Say what came of the queries so far."""
    cursor.execute("SELECT sum(queries), sum(rows), sum(leaked), sum(lost) FROM counted")
    queries, rows, leaked, lost = cursor.fetchone() or (0, 0, 0, 0)
    spent = time.monotonic() - started
    say(f"{queries:,} queries, {rows:,} rows, {leaked:,} leaked, {lost:,} lost, {spent:.0f} s")


if __name__ == "__main__":
    main()
