"""Retrieval finds what may be quoted, names what may not, and keeps what it did."""

from datetime import date, timedelta

import pytest
from django.db import connection

from ai import embedding, indexing, retrieval
from ai.actions import consent, sources
from ai.approved import AccessClass, Purpose, Validity, Withheld
from ai.models import Retrieval
from audit.models import AuditEvent
from core.actors import PIPELINE, Actor, ActorKind
from tests.ai.sources import ADA, add_version, make_version
from tests.factories import NOW, make_actor

pytestmark = pytest.mark.django_db

FREIGHT = "Freight charges up to 75.00 an invoice are paid without an order line."
RETURNS = "Goods returned within 30 days are credited in full by the vendor."
LAST_YEAR = Validity(date(2025, 1, 1), date(2026, 6, 30))
QUESTION = "Who pays for shipping costs on an invoice?"


def ask(
    question: str = QUESTION, asker: Actor = PIPELINE, **changed: object
) -> retrieval.Retrieved:
    given: dict[str, object] = {"purpose": Purpose.EXPLAIN, "at": NOW, **changed}
    return retrieval.retrieve(question, asker=asker, **given)  # type: ignore[arg-type]


def test_the_passage_about_the_question_comes_first_with_its_citation() -> None:
    make_version("POLICY", RETURNS, FREIGHT)

    found = ask()

    assert [each.text for each in found.passages] == [FREIGHT, RETURNS]
    assert found.passages[0].source_id == "POLICY"
    assert [each.text for each in found.relevant] == [FREIGHT]
    assert found.refusal is None


def test_a_word_that_meaning_does_not_know_is_found_as_a_word() -> None:
    make_version("CODES", "Clause ZX-4411 governs pallets.", "Clause ZX-9020 governs crates.")

    assert "ZX-9020" in ask("ZX-9020").passages[0].text


@pytest.mark.parametrize(
    ("validity", "is_approved", "reason", "words"),
    [
        (LAST_YEAR, True, Withheld.EXPIRED, "expired on 30 June 2026"),
        (Validity(date(2027, 1, 1)), True, Withheld.NOT_YET_VALID, "from 1 January 2027"),
        (Validity(date(2026, 1, 1)), False, Withheld.NOT_APPROVED, "nobody has approved it"),
    ],
)  # fmt: skip
def test_what_only_another_source_could_answer_is_refused_by_its_name(
    validity: Validity, is_approved: bool, reason: Withheld, words: str
) -> None:
    make_version("F", FREIGHT, title="Freight policy", validity=validity, is_approved=is_approved)

    found = ask()

    assert found.passages == ()
    assert found.refusal is not None
    assert found.refusal.startswith("Freight policy could answer this, but ")
    assert words in found.refusal
    assert [(each.reason, each.count) for each in found.withheld] == [(reason, 1)]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"access_class": AccessClass.RESTRICTED}, Withheld.ACCESS_CLASS),
        ({"entities": ["DE01"]}, Withheld.ENTITY),
        ({"purposes": [Purpose.VARIANCE]}, Withheld.PURPOSE),
        ({"subjects": {"invoice": "customer:1"}}, Withheld.CONSENT),
    ],
)
def test_what_one_may_not_know_of_is_counted_and_not_named(
    changed: dict[str, object], reason: Withheld
) -> None:
    make_version("F", FREIGHT, title="Freight policy", is_approved=False)
    make_version("G", FREIGHT, **changed)  # type: ignore[arg-type]
    reader = Actor(ActorKind.RULE, "explain", entities=frozenset({"NL01"}))

    found = ask(asker=reader)

    assert found.passages == ()
    assert reason in {each.reason for each in found.withheld}
    assert "Policy G" not in (found.refusal or "")


def test_a_withdrawal_holds_from_the_next_question_on() -> None:
    version = make_version("F", FREIGHT, title="Freight policy")
    assert ask().passages

    sources.withdraw_version(version_id=version.pk, because="Wrong", actor=ADA, at=NOW)

    found = ask()
    assert found.passages == ()
    assert found.refusal == "Freight policy could answer this, but it was withdrawn."


def test_consent_that_is_taken_back_or_opted_out_of_holds_at_once() -> None:
    """T128: a signal of the browser counts for every purpose."""
    anna = "customer:anna"
    make_version("F", FREIGHT, subjects={"freight": anna})

    def say(is_given: bool) -> None:
        consent.set_consent(
            subject=anna, purpose="explain", is_given=is_given, signal="form", actor=ADA, at=NOW
        )

    counts = [len(ask().passages)]
    for is_given in (True, False, True):
        say(is_given)
        counts.append(len(ask().passages))
    consent.opt_out(subject=anna, signal="gpc", actor=ADA, at=NOW)
    counts.append(len(ask().passages))

    assert counts == [0, 1, 0, 1, 0]


def test_rights_are_those_of_the_moment() -> None:
    make_version("F", FREIGHT, access_class=AccessClass.CONFIDENTIAL)
    conrad, olivia = make_actor("conrad", "controller"), make_actor("olivia", "operator")

    assert len(ask(asker=conrad).passages) == 1
    assert ask(asker=olivia).passages == ()
    assert ask(asker=Actor(ActorKind.PERSON, "gone")).passages == ()


def test_what_an_asker_sees_narrows_what_is_asked_for() -> None:
    make_version("DE", FREIGHT, entities=["DE01"])
    make_version("ALL", RETURNS)
    nora = Actor(ActorKind.RULE, "nora", entities=frozenset({"NL01"}))

    assert [each.source_id for each in ask(asker=nora, entities=frozenset({"DE01"})).passages] == []
    assert [each.source_id for each in ask(asker=nora).passages] == ["ALL"]
    assert len(ask(entities=frozenset({"DE01"})).passages) == 2


def test_every_question_is_kept_by_numbers_and_hashes() -> None:
    version = make_version("F", FREIGHT)
    make_version("D", RETURNS, is_approved=False)

    found = ask(at=NOW + timedelta(minutes=1))

    row = Retrieval.objects.get(retrieval_id=found.retrieval_id)
    assert (row.asker, row.purpose, row.question) == ("pipeline:pipeline", "explain", QUESTION)
    assert row.candidates[0]["sha256"] == found.passages[0].sha256
    assert row.withheld[0]["reason"] == "not_approved"
    assert version.passage_count == 1
    event = AuditEvent.objects.get(action="ai.passages.retrieved")
    assert FREIGHT not in str(event.payload)
    assert found.passages[0].sha256 in str(event.payload)


def test_the_index_and_the_comparison_one_by_one_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    make_version("P", *(f"{FREIGHT} Rule {number}." for number in range(12)), RETURNS)
    exact = [each.chunk_id for each in ask(k=10).passages]

    monkeypatch.setattr(retrieval, "EXACT_BELOW", 0)

    assert [each.chunk_id for each in ask(k=10).passages] == exact
    assert len(exact) == 10


def test_a_later_version_is_quoted_and_the_earlier_on_its_own_days() -> None:
    make_version("F", FREIGHT, validity=Validity(date(2026, 1, 1)))
    add_version("F", f"{FREIGHT} Since July.", validity=Validity(date(2026, 7, 1)))

    assert [each.version for each in ask().passages] == [2]
    assert [each.version for each in ask(at=NOW - timedelta(days=200)).passages] == [1]


def test_an_embedding_of_the_packaged_model_knows_meaning() -> None:
    one, near, far = embedding.embedder().embed(
        ["shipping costs", "freight charges", "store opening hours"]
    )

    def alike(a: list[float], b: list[float]) -> float:
        return sum(x * y for x, y in zip(a, b, strict=True))

    assert alike(one, one) == pytest.approx(1, abs=1e-3)
    assert alike(one, near) > 0.5 > alike(one, far)


def test_a_rebuilt_index_keeps_numbers_hashes_and_order() -> None:
    """T126: what was recorded still names the same words."""
    make_version("P", RETURNS, FREIGHT)
    before = ask()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ai_passage SET embedding = array_fill(1, ARRAY[384])::halfvec")

    assert indexing.rebuild() == 2

    assert [(each.chunk_id, each.sha256) for each in ask().passages] == [
        (each.chunk_id, each.sha256) for each in before.passages
    ]


def test_words_that_everything_has_are_not_looked_for_where_there_is_much() -> None:
    version = make_version("CODES", *(f"Rule for pallet {n}" for n in range(60)), "Rule for crates")
    asked = "SELECT count(*) FROM ai_by_words('rule | crate', 'internal', 100, %s, 0.5)"

    def found(many: int) -> int:
        retrieval.set_filter(
            retrieval.filter_of(PIPELINE, purpose=Purpose.EXPLAIN, entities=None, at=NOW)
        )
        with connection.cursor() as cursor:
            cursor.execute(asked, [many])
            return int(cursor.fetchone()[0])

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ai_passage_internal")

    assert version.passage_count == 61
    assert (found(many=1_000), found(many=10)) == (61, 1)
