"""Random askers against passages of other entities, purposes, days and classes: rows leaked (R22).

Run: python -m benchmarks.retrieval_leaks [--seconds 120] [--sources 300] [--seed 7]
A new installation; every query runs as the application's role, by one of the ways that lead to
passages, with settings that are right, wrong, empty or missing, on one connection used again and
again. What comes back is compared with the rules computed here.
"""

import argparse
import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks.homes import machine, new_home, say, setup_django
from benchmarks.retrieval import NOON

ENTITIES = ("NL01", "DE01", "FR01", "BE01")
PURPOSES = ("explain", "suggest", "answer", "variance", "message")
CLASSES = ("public", "internal", "confidential", "restricted")
STATES = ("approved", "approved", "approved", "draft", "withdrawn", "superseded")
WAYS = (
    "SELECT id FROM ai_passage ORDER BY embedding <=> %(vector)s::halfvec LIMIT 20",
    "SELECT id FROM ai_passage WHERE access_class = 'restricted' LIMIT 50",
    "SELECT id FROM ai_passage_{place} LIMIT 50",
    "SELECT id FROM ai_passage WHERE text ILIKE '%%rule%%' ORDER BY id DESC LIMIT 50",
    "SELECT passage_id FROM ai_by_meaning(%(vector)s::vector, 20, 4000)",
    "SELECT passage_id FROM ai_by_meaning(%(vector)s::vector, 20, 0)",
    "SELECT passage_id FROM ai_by_words('rule'::tsquery, '{place}', 50)",
    "SELECT max(id) FROM ai_passage",
)


@dataclass(frozen=True)
class Source:
    """What decides whether the passage of a source may be seen."""

    access_class: str
    entities: tuple[str, ...]
    purposes: tuple[str, ...]
    state: str
    first: date
    last: date | None

    def may(self, classes: set[str], entities: set[str] | None, purpose: str, day: date) -> bool:
        """Compute the rules a second time."""
        is_ours = entities is None or not self.entities or bool(entities & set(self.entities))
        has_entity = entities is None or bool(entities)
        in_days = self.first <= day and (self.last is None or day <= self.last)
        return (
            self.state == "approved" and self.access_class in classes and purpose in self.purposes
            and is_ours and has_entity and in_days
        )  # fmt: skip


def made(chance: random.Random) -> Source:
    """Return a source of any kind."""
    first = NOON.date() + timedelta(days=chance.randint(-60, 30))
    last = None if chance.random() < 0.5 else first + timedelta(days=chance.randint(0, 60))
    return Source(
        chance.choice(CLASSES), tuple(chance.sample(ENTITIES, chance.randint(0, 3))),
        tuple(chance.sample(PURPOSES, chance.randint(1, 3))), chance.choice(STATES), first, last,
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
                " embedding, embedded_by, words) VALUES (%s, %s, 0, %s, 'x', %s::halfvec, 'b',"
                " to_tsvector('english', 'a rule')) RETURNING id",
                [each.access_class, version.pk, f"Rule {number}", vector(chance)],
            ).fetchone()
            found[answer[0] if answer else 0] = each
    return found


def vector(chance: random.Random) -> str:
    """Return a random vector as text."""
    return "[" + ",".join(f"{chance.gauss(0, 1):.3f}" for _ in range(384)) + "]"


def asked(chance: random.Random, cursor: Any) -> tuple[set[str], set[str] | None, str, date]:
    """Say who asks, rightly, wrongly or not at all; return what the rules make of it."""
    classes = set(chance.sample(CLASSES, chance.randint(0, 4)))
    entities = None if chance.random() < 0.2 else set(chance.sample(ENTITIES, chance.randint(0, 2)))
    purpose, day = chance.choice(PURPOSES), NOON.date() + timedelta(days=chance.randint(-90, 90))
    given = {
        "tieout.classes": ",".join(sorted(classes)),
        "tieout.entities": "*" if entities is None else "{" + ",".join(sorted(entities)) + "}",
        "tieout.purpose": purpose,
        "tieout.on": day.isoformat(),
    }
    if chance.random() < 0.3:
        given[chance.choice(list(given))] = ""
        classes = set() if not given["tieout.classes"] else classes
        entities = set() if not given["tieout.entities"] else entities
        purpose = given["tieout.purpose"]
        day = day if given["tieout.on"] else date.min
    for name, value in given.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
    return classes, entities, purpose, day


def main() -> None:
    """Ask for as long as there is time, and say what came back that should not."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("seconds", 120), ("sources", 300), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311  a repeatable world, no secret
    with new_home("leaks"):
        setup_django()
        from django.db import connection, transaction

        known = filled([made(chance) for _ in range(options.sources)], chance)
        vectors = [vector(chance) for _ in range(50)]
        count: Counter[str] = Counter()
        ends = time.monotonic() + options.seconds
        with connection.cursor() as cursor:
            while time.monotonic() < ends:
                with transaction.atomic():
                    said = asked(chance, cursor)
                    allowed = {pk for pk, each in known.items() if each.may(*said)}
                    for way in WAYS:
                        statement = way.replace("{place}", chance.choice(CLASSES))
                        cursor.execute(statement, {"vector": chance.choice(vectors)})
                        rows = {row[0] for row in cursor.fetchall() if row[0] is not None}
                        count["queries"] += 1
                        count["rows"] += len(rows)
                        count["foreign rows"] += len(rows - allowed)
        say(", ".join(f"{number:,} {name}" for name, number in count.items()))
        say(machine())


if __name__ == "__main__":
    main()
