"""No passage reaches anybody who may not use it: by retrieval, nor by SQL of the application.

Random sources, purposes, classes, days, people, withdrawals and askers; what may be found is
computed here a second time, from the plain words of the rules.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai import embedding, queries, retrieval
from ai.actions import consent, sources
from ai.approved import OPEN_CLASSES, AccessClass, Purpose, Validity
from ai.models import Consent, Passage, SourceText
from backoffice.embedded.grants import grant_application_role
from backoffice.embedded.postgres import APPLICATION, Postgres
from core.actors import Actor, ActorKind
from tests.ai.sources import ADA, ByHash, make_version
from tests.factories import NOW

ENTITIES = ("NL01", "DE01", 'B"E,1')
PEOPLE = ("anna", "bram")
DAYS = tuple(date(2026, 1, 1) + timedelta(days=90 * step) for step in range(5))
Session = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Made:
    """One random source with one passage."""

    access_class: AccessClass
    entities: frozenset[str]
    purposes: frozenset[Purpose]
    first: date
    days: int | None
    people: frozenset[str]
    is_approved: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class Asked:
    """Who asks, for what, and on which day."""

    entities: frozenset[str] | None
    narrowed: frozenset[str] | None
    purpose: Purpose
    day: date


some_entities = st.frozensets(st.sampled_from(ENTITIES), max_size=2)
made = st.builds(
    Made,
    access_class=st.sampled_from(AccessClass),
    entities=some_entities,
    purposes=st.frozensets(st.sampled_from(list(Purpose)[:2]), min_size=1),
    first=st.sampled_from(DAYS),
    days=st.none() | st.integers(0, 200),
    people=st.frozensets(st.sampled_from(PEOPLE), max_size=2),
    is_approved=st.booleans(),
    is_withdrawn=st.sampled_from([False, False, True]),
)
asked = st.builds(
    Asked,
    entities=st.none() | some_entities,
    narrowed=st.none() | some_entities,
    purpose=st.sampled_from(list(Purpose)[:2]),
    day=st.sampled_from(DAYS),
)
said = st.dictionaries(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["explain", "suggest", "*"])), st.booleans()
)


def may(source: Made, who: Asked, agreed: dict[tuple[str, str], bool]) -> bool:
    """Say in plain words whether the passage may be used."""
    seen = [each for each in (who.entities, who.narrowed) if each is not None]
    reach = frozenset(ENTITIES).intersection(*seen) if seen else frozenset(ENTITIES)
    is_theirs = bool(reach) if not source.entities else bool(reach & source.entities)
    last = date.max if source.days is None else source.first + timedelta(days=source.days)
    return (
        source.is_approved
        and not source.is_withdrawn
        and source.first <= who.day <= last
        and who.purpose in source.purposes
        and source.access_class in OPEN_CLASSES
        and is_theirs
        and all(
            agreed.get((person, who.purpose.value), False) and agreed.get((person, "*"), True)
            for person in source.people
        )
    )


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session of its own as the role that the application connects as."""
    monkeypatch.setattr(embedding, "_named", lambda _name: ByHash())
    place = Path(os.environ["BACKOFFICE_HOME"]) / "postgres"
    if not place.exists() or not grant_application_role(connection):
        pytest.skip("This server has no role of the application: it is somebody's own.")
    url = urlsplit(Postgres(place).url(APPLICATION))
    name = str(connection.settings_dict["NAME"])
    with psycopg.connect(url._replace(path=f"/{name}").geturl(), autocommit=True) as session:
        yield session


def make(number: int, source: Made) -> int:
    """Store a random source, and return its passage."""
    last = None if source.days is None else source.first + timedelta(days=source.days)
    version = make_version(
        f"S-{number}",
        f"Rule {number} of {' and '.join(sorted(source.people))}",
        validity=Validity(source.first, last),
        is_approved=source.is_approved,
        access_class=source.access_class,
        entities=sorted(source.entities),
        purposes=sorted(source.purposes),
        subjects={person: person for person in PEOPLE},
    )
    if source.is_withdrawn:
        sources.withdraw_version(version_id=version.pk, because="x", actor=ADA, at=NOW)
    return Passage.objects.get(version=version).pk


_count = iter(range(1, 1_000_000))


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    world=st.lists(made, min_size=1, max_size=5),
    askers=st.lists(asked, min_size=1, max_size=4),
    agreed=said,
)
def test_only_what_may_be_used_is_ever_found(
    application: Session,
    world: list[Made],
    askers: list[Asked],
    agreed: dict[tuple[str, str], bool],
) -> None:
    """R22, R23: nothing leaks, and nothing that may be used is lost."""
    Consent.objects.all().delete()
    for (person, purpose), is_given in agreed.items():
        consent.set_consent(
            subject=person, purpose=purpose, is_given=is_given, signal="form", actor=ADA, at=NOW
        )
    ids = {make(next(_count), source): source for source in world}

    for who in askers:
        expected = {pk for pk, source in ids.items() if may(source, who, agreed)}
        asker = Actor(ActorKind.RULE, "test", entities=who.entities)
        at = datetime.combine(who.day, NOW.timetz())
        given_filter = retrieval.filter_of(asker, purpose=who.purpose, entities=who.narrowed, at=at)

        found = retrieval.retrieve(
            "Rule", asker=asker, purpose=who.purpose, at=at, entities=who.narrowed, k=10_000
        )

        assert {each.passage_id for each in found.passages} & ids.keys() == expected
        assert _seen(application, given_filter.settings) & ids.keys() == expected


def _seen(session: Session, named: dict[str, str]) -> set[int]:
    with session.transaction():
        for name, value in named.items():
            session.execute("SELECT set_config(%s, %s, true)", [name, value])
        rows = session.execute("SELECT id FROM ai_passage").fetchall()
        parts = [
            row
            for each in AccessClass
            for row in session.execute(f"TABLE ai_passage_{each}".encode()).fetchall()
        ]
    assert sorted(str(row[0]) for row in rows) == sorted(str(row[0]) for row in parts)
    return {int(str(row[0])) for row in rows}


@pytest.mark.django_db(transaction=True)
def test_a_whole_text_is_no_way_round(application: Session) -> None:
    """R22, R23: neither by SQL of the application, nor on a page, once a person is in it."""
    plain = make_version("plain", "Fees are ours.", entities=("NL01",))
    personal = make_version("personal", "Anna decides.", subjects={"anna": "anna"})
    draft = make_version("draft", "Anna asks.", subjects={"anna": "anna"}, is_approved=False)
    secret = make_version("secret", "Hidden.", access_class=AccessClass.RESTRICTED)
    versions = [plain, personal, draft, secret]
    asker = Actor(ActorKind.RULE, "test", entities=frozenset({"NL01"}))
    other = Actor(ActorKind.RULE, "test", entities=frozenset({"DE01"}))

    assert application.execute("SELECT text FROM ai_sourcetext").fetchall() == []
    for session_of, expected in ((asker, {plain.pk, draft.pk}), (other, {draft.pk})):
        with application.transaction():
            for name, value in retrieval.reading_filter(session_of).settings.items():
                application.execute("SELECT set_config(%s, %s, true)", [name, value])
            rows = application.execute("TABLE ai_sourcetext").fetchall()
        assert {row[0] for row in rows} == expected
        assert set(queries.texts_of(versions, reader=session_of)) == expected
    gone = application.execute("DELETE FROM ai_sourcetext RETURNING version_id").fetchall()
    same = application.execute("UPDATE ai_sourcetext SET text = '' RETURNING version_id")
    assert (gone, same.fetchall()) == ([], [])
    assert SourceText.objects.count() == 4


WAYS = (
    "SELECT id FROM ai_passage",
    "SELECT id FROM ai_passage_internal",
    "SELECT * FROM ai_by_words(to_tsquery('rule'), 'internal', 9)",
    "COPY (SELECT id FROM ai_passage) TO STDOUT",
    "WITH gone AS (DELETE FROM ai_passage RETURNING id) SELECT id FROM gone",
    "WITH new AS (UPDATE ai_passage SET text = text RETURNING id) SELECT id FROM new",
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("missing", ["classes", "entities", "purpose", "on", "all"])
def test_a_setting_that_is_missing_opens_nothing(application: Session, missing: str) -> None:
    """R22: also on a connection that served somebody else just before."""
    make_version("OPEN", "Rule of all.")
    asker = Actor(ActorKind.RULE, "test")
    named = retrieval.filter_of(asker, purpose=Purpose.EXPLAIN, entities=None, at=NOW).settings
    assert len(_seen(application, named)) == 1
    named = dict.fromkeys(named, "") if missing == "all" else {**named, f"tieout.{missing}": ""}

    for way in WAYS:
        with application.transaction():
            for name, value in named.items():
                application.execute("SELECT set_config(%s, %s, true)", [name, value])
            cursor = application.cursor()
            if way.startswith("COPY"):
                with cursor.copy(way.encode()) as copied:
                    rows = [bytes(each) for each in copied]
            else:
                rows = [str(row).encode() for row in cursor.execute(way.encode())]
            assert rows == [], way
    assert Passage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_application_cannot_rewrite_what_a_passage_says(application: Session) -> None:
    make_version("OPEN", "Rule of all.")
    asker = Actor(ActorKind.RULE, "test")
    named = retrieval.filter_of(asker, purpose=Purpose.EXPLAIN, entities=None, at=NOW).settings

    with application.transaction():
        for name, value in named.items():
            application.execute("SELECT set_config(%s, %s, true)", [name, value])
        changed = application.execute("UPDATE ai_passage SET text = 'Pay all.'").rowcount
        deleted = application.execute("DELETE FROM ai_passage").rowcount

    assert (changed, deleted) == (0, 0)
    assert Passage.objects.get().text == "Rule of all."
