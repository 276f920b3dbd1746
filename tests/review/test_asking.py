"""Explanations of a case, questions about it, and messages that can be checked without a log-in."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from ai.models import ModelCall
from audit.models import AuditEvent
from core.actors import Actor
from reconciliation.models import Case
from review.actions import asking, deciding
from review.models import CaseAnswer
from review.queries import stories
from tests.ai.vendor import Said, serving
from tests.factories import NOW, PRICE_OVER, make_actor, make_case, make_person
from tests.house.world import OURS, THEIRS


def _ask(case: Case, question: str, actor: Actor | None = None) -> CaseAnswer:
    actor = actor or make_actor("olivia", "operator")
    return asking.ask_about(case_id=case.case_id, question=question, actor=actor, at=NOW)


@pytest.mark.django_db
class TestWithoutAModel:
    def test_the_records_answer_with_their_rows(self) -> None:
        case = make_case(number="INV-7")

        answer = _ask(case, "Why is it held?")

        assert PRICE_OVER.text in answer.claims[0]["text"]
        assert all(claim["rows"] for claim in answer.claims)
        assert (answer.code, answer.said_by) == (None, "rules")
        assert AuditEvent.objects.filter(action="review.case.asked").count() == 1

    @pytest.mark.parametrize(
        "question",
        [
            "Will it rain?",
            "Why is invoice INV-99999 held?",
            "What did Globex bill?",
            "Is 17 right?",
        ],
    )
    def test_what_the_records_do_not_say_is_refused(self, question: str) -> None:
        answer = _ask(make_case(number="INV-7"), question)

        assert answer.claims == []
        assert answer.code == "UNGROUNDED"

    def test_nobody_asks_about_a_case_they_may_not_see(self) -> None:
        case = make_case(entity=OURS)

        with pytest.raises(asking.UnableToAnswer):
            _ask(case, "Why?", make_actor("theo", "operator", entities=[THEIRS]))

    def test_what_was_decided_before_is_shown_with_how_alike(self) -> None:
        earlier, case = make_case(number="INV-6"), make_case(number="INV-7")
        person = make_actor("conrad", "controller")
        rights = frozenset({"review.decide_case", "review.approve_case"})
        deciding.decide(
            case_id=earlier.case_id, actor=person, rights=rights, decided_at=NOW, action="reject",
            reason_code="PRICE_OVER", comment="Not what we agreed.", case_version=1,
            seconds_in_view=None, changes={},
        )  # fmt: skip

        (found,) = stories.similar_to(case, entities=None)

        assert (found.case_id, found.action, found.likeness) == (earlier.case_id, "reject", 100)
        assert "100 % alike" in _ask(case, "What happened in similar cases?").claims[0]["text"]

    def test_explain_adds_stories_and_keeps_what_it_said(self) -> None:
        case, out = make_case(number="INV-7"), StringIO()

        call_command("explain", case.case_id, "--json", stdout=out)

        said = json.loads(out.getvalue())
        assert said["case_id"] == case.case_id
        assert said["sentences"]
        assert said["stories"][0]["message"]["whom"] == "vendor"


@pytest.mark.django_db
class TestAMessage:
    def _link(self, case: Case) -> str:
        (story,) = stories.stories_of(case, at=NOW)
        assert story.message is not None
        return next(line for line in story.message.body.splitlines() if line.startswith("/check/"))

    def test_can_be_checked_by_whoever_holds_it_and_nothing_else(self) -> None:
        case = make_case(number="INV-7")

        page = Client().get(self._link(case))

        assert page.status_code == 200
        text = page.content.decode()
        assert "INV-7" in text
        assert "13.10" in text
        assert case.document.sha256 not in text

    def test_is_not_ours_once_a_letter_differs_or_it_is_old(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = self._link(make_case())

        forged = link[:-3] + ("x" if link[-3] != "x" else "y") + link[-2:]

        assert Client().get(forged).status_code == 404
        monkeypatch.setattr(stories, "CHECKABLE_FOR", timedelta(seconds=-1))
        assert Client().get(link).status_code == 404

    def test_stands_on_the_page_of_its_case(self) -> None:
        case, client = make_case(number="INV-7"), Client()
        client.force_login(make_person("olivia", "operator"))

        page = client.get(f"/case/{case.case_id}/").content.decode()

        assert "We would pay more than was agreed." in page
        assert "http://testserver/check/" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("unbound")
class TestWithAModel:
    @pytest.mark.parametrize(
        ("text", "code", "by_rules"),
        [
            ("The billed price is 0.70 over.", None, False),
            ("The billed price is 0.80 over.", "OUTPUT_REJECTED", True),
            ("The billed price is 0.70 under.", "OUTPUT_REJECTED", True),
            ("Globex billed too much.", "OUTPUT_REJECTED", True),
        ],
    )
    def test_its_words_are_shown_only_where_the_facts_hold_them(
        self, settings: Settings, text: str, code: str | None, *, by_rules: bool
    ) -> None:
        case = make_case(number="INV-7")
        said = {"claims": [{"text": text, "rows": [f"case {case.case_id}"], "quotes": []}]}
        with serving(Said(json.dumps(said))) as vendor:
            settings.MODEL_PROVIDER, settings.MODEL_API_KEY = "anthropic", "key-of-a-test"
            settings.MODEL_BASE_URL = vendor.address

            answer = _ask(case, "Why is it held?")

        assert answer.code == code
        assert (answer.said_by in ("rules", "rejected")) is by_rules
        assert (answer.claims[0]["text"] == text) is not by_rules
        assert ModelCall.objects.get().status == ("rejected" if by_rules else "answered")
