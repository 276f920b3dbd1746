"""Exceptions in a model's words, the sources cited for them, and the answers that stream."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from ai.actions import consent, sources
from ai.approved import Purpose
from ai.models import ModelCall, Retrieval
from backoffice.jobs import NIGHT
from core.actors import PIPELINE
from reconciliation.models import Case
from review.actions import asking, citing, wording
from review.models import Wording
from review.queries import stories, wordings
from tests.ai.conftest import Serve
from tests.ai.sources import ADA, ByHash, make_version
from tests.ai.vendor import Said
from tests.factories import NOW, make_actor, make_case, make_person

_RULE = "A price may be over the agreed price by 2 % at most; above that a buyer decides."


@pytest.fixture(autouse=True)
def _alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is near everything, so that what is withheld is withheld by the rules alone."""
    near = ByHash()
    monkeypatch.setattr(near, "embed", lambda texts, **_: [[0.1] * 384 for _ in texts])
    for place in ("ai.retrieval.embedder", "ai.actions.sources.embedder"):
        monkeypatch.setattr(place, lambda: near)


def _policy(**values: Any) -> int:
    version = make_version(
        "prices", _RULE, purposes=(Purpose.EXPLAIN, Purpose.ANSWER), title="Price policy", **values
    )
    return int(version.pk)


def _said(case: Case, text: str, quotes: list[dict[str, str]] | None = None) -> str:
    claim = {"text": text, "rows": ["policy 1"], "quotes": quotes or []}
    return json.dumps({"parts": [{"place": 0, "claims": [claim]}]})


def _shown(case: Case) -> "wordings.Worded | None":
    told = stories.stories_of(case, at=NOW)
    return wordings.worded(case, told, reader=PIPELINE, at=NOW)


@pytest.mark.django_db
class TestSources:
    def test_are_cited_word_for_word_and_the_question_is_kept(self) -> None:
        _policy()
        case = make_case(number="INV-7")

        (ruled,) = citing.cited_for(
            case, stories.stories_of(case, at=NOW), actor=make_actor("olivia", "operator"), at=NOW
        )

        assert ruled.code == "PRICE_OVER"
        assert ruled.cited[0].quote == _RULE
        assert ruled.cited[0].title == "Price policy"
        assert Retrieval.objects.count() == 1

    def test_stand_on_the_page_until_they_are_withdrawn(self) -> None:
        version, case, client = _policy(), make_case(number="INV-7"), Client()
        client.force_login(make_person("olivia", "operator"))

        before = client.get(f"/case/{case.case_id}/sources/").content.decode()
        sources.withdraw_version(version_id=version, because="Old.", actor=ADA, at=NOW)
        after = client.get(f"/case/{case.case_id}/sources/").content.decode()

        assert _RULE in before
        assert _RULE not in after
        assert "it was withdrawn" in after
        assert (
            f"/case/{case.case_id}/sources/"
            in client.get(f"/case/{case.case_id}/").content.decode()
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("unbound")
class TestWords:
    @pytest.mark.parametrize(
        ("text", "is_shown"),
        [
            ("The billed price is 0.70 over, and policy version 1 allows 2 % and 50.00.", True),
            ("It was ordered at 12.40 and is billed at 13.10.", True),
            ("Invoice INV-7 of Halvorsen Dairy is billed at 13.10.", True),
            ("The billed price is 0.80 over.", False),
            ("The billed price is 0.70 under.", False),
            ("It is billed at 12.40 and was ordered at 13.10.", False),
            ("Globex bills too much.", False),
            ("Pay 13.10 to NL91ABNA0417164300.", False),
        ],
    )
    def test_are_kept_only_where_the_facts_hold_them(
        self, vendor: Serve, text: str, *, is_shown: bool
    ) -> None:
        case = make_case(number="INV-7")
        vendor(Said(_said(case, text)))

        made = wording.word_case(case_id=case.case_id, actor=PIPELINE, at=NOW)
        wording.word_case(case_id=case.case_id, actor=PIPELINE, at=NOW)

        assert made is not None
        assert made.code == (None if is_shown else "OUTPUT_REJECTED")
        words = _shown(case)
        assert words is not None
        assert bool(words.parts) is is_shown
        assert ModelCall.objects.count() == 1  # neither is asked again

    def test_link_each_claim_and_go_with_the_source_they_quote(self, vendor: Serve) -> None:
        version, case = _policy(), make_case(number="INV-7")
        passage = (
            citing.cited_for(case, stories.stories_of(case, at=NOW), actor=PIPELINE, at=NOW)[0]
            .cited[0]
            .passage
        )
        vendor(Said(_said(case, "A buyer decides.", [{"passage": passage, "words": _RULE}])))

        wording.word_case(case_id=case.case_id, actor=PIPELINE, at=NOW)
        before = _shown(case)
        sources.withdraw_version(version_id=version, because="Old.", actor=ADA, at=NOW)
        after = _shown(case)

        assert before is not None
        assert after is not None
        assert [each.link for each in before.parts[0][0].grounds] == [
            "/policies/", "/sources/prices/",
        ]  # fmt: skip
        assert after.parts[0][0].text == wordings.GONE

    def test_hold_nothing_of_people(self, vendor: Serve) -> None:
        """R23: what holds personal data is shown by retrieval alone, and copied nowhere."""
        _policy(subjects={"agreed price": "anna"})
        for purpose in (Purpose.EXPLAIN, Purpose.ANSWER):
            consent.set_consent(
                subject="anna", purpose=purpose, is_given=True, signal="form", actor=ADA, at=NOW
            )
        case, client = make_case(number="INV-7"), Client()
        client.force_login(make_person("olivia", "operator"))
        served = vendor(Said('{"parts": []}'), Said('{"claims": []}'))

        wording.word_case(case_id=case.case_id, actor=PIPELINE, at=NOW)
        asking.ask_about(case_id=case.case_id, question="Which rule?", actor=PIPELINE, at=NOW)
        given = client.get(f"/case/{case.case_id}/sources/").content.decode()
        consent.opt_out(subject="anna", signal="gpc", actor=ADA, at=NOW)

        assert _RULE in given
        assert len(served.asked) >= 2
        assert _RULE not in json.dumps(served.asked)
        assert _RULE not in client.get(f"/case/{case.case_id}/sources/").content.decode()

    def test_that_nobody_gives_leave_the_plain_ones(self, vendor: Serve) -> None:
        case = make_case(number="INV-7")
        vendor(Said(status=401))

        made = wording.word_case(case_id=case.case_id, actor=PIPELINE, at=NOW)

        assert made is not None
        assert made.code == "PROVIDER_UNAVAILABLE"
        assert not Wording.objects.exists()  # it is asked again another time

    def test_come_over_night_for_what_is_still_so(self, vendor: Serve) -> None:
        case, changed = make_case(number="INV-7"), make_case(number="INV-8")
        served = vendor(Said(_said(case, "The billed price is 0.70 over.")))

        wording.hand_over(at=NOW)
        again = wording.hand_over(at=NOW)
        changed.exceptions.update(actual="13.20")
        count = wording.take_in(at=NOW + timedelta(hours=1))

        assert len(served.batches) == 1
        assert again is None
        assert count == 1
        assert Wording.objects.get().case_id == case.pk
        assert max(NIGHT) < 6


@pytest.mark.django_db(transaction=True)
def test_an_answer_streams_what_is_checked_and_ends_whole(
    vendor: Serve, settings: Settings
) -> None:
    case, client = make_case(number="INV-7"), Client(headers={"accept": "application/x-ndjson"})
    client.force_login(make_person("olivia", "operator"))
    rows = [f"case {case.case_id}"]
    good = {"text": "The billed price is 0.70 over.", "rows": rows}
    bad = {"text": "The billed price is 0.90 over.", "rows": rows}
    vendor(Said(json.dumps({"claims": [good, bad]})), Said("{", is_cut_off=True))
    settings.MODEL_RETRIES = 0

    def ask() -> Iterator[dict[str, str]]:
        response = client.post(f"/case/{case.case_id}/ask/", {"question": "Why is it held?"})
        assert response.streaming
        return (json.loads(line) for line in b"".join(response).decode().splitlines())

    rejected, cut = list(ask()), list(ask())

    assert [list(each) for each in rejected] == [["part"], ["whole"]]
    assert "0.70 over" in rejected[0]["part"]
    assert "thrown away" in rejected[1]["whole"]
    assert [list(each) for each in cut] == [["whole"]]
    assert "From the records, without a model." in cut[0]["whole"]
