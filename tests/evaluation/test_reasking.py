"""Models' answers replayed as inputs, and the same questions asked again as runs of their own."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from ai import indexing
from ai.actions import sources
from ai.approved import Purpose
from ai.models import ModelCall, PromptTrial, PromptVersion
from audit.models import AuditEvent
from core.actors import PIPELINE
from evaluation.actions import reasking, replaying
from reconciliation.models import Case
from reconciliation.rules import answer_step, wording_step
from review.actions import asking, wording
from review.models import CaseAnswer, Wording
from tests.ai.conftest import Serve, unbound, vendor
from tests.ai.sources import ADA, ByHash, make_version
from tests.ai.vendor import Said
from tests.factories import NOW, make_actor, make_case

__all__ = ["unbound", "vendor"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unbound")]


@pytest.fixture(autouse=True)
def _by_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("ai.retrieval", "ai.actions.sources", "ai.indexing"):
        monkeypatch.setattr(f"{place}.embedder", ByHash)


def _claim(case: Case, text: str) -> dict[str, Any]:
    return {"text": text, "rows": [f"case {case.case_id}"]}


def _words(text: str) -> Said:
    claim = {"text": text, "rows": ["policy 1"]}
    return Said(json.dumps({"parts": [{"place": 0, "claims": [claim]}]}))


def _answer(case: Case, text: str = "The billed price is 0.70 over.") -> Said:
    return Said(json.dumps({"claims": [_claim(case, text)]}))


def _ask(case: Case) -> CaseAnswer:
    return asking.ask_about(
        case_id=case.case_id, question="Why is it held?", actor=PIPELINE, at=NOW
    )


def test_recorded_answers_replay_when_index_model_and_sources_are_gone(
    vendor: Serve, settings: Settings
) -> None:
    """R18, T126: thirty answers, good ones and some that were thrown away."""
    version = make_version("prices", "Prices follow the order.", purposes=tuple(Purpose))
    cases = [make_case(number=f"INV-{number}") for number in range(10)]
    for number, case in enumerate(cases):
        amount = "0.90" if number % 3 == 0 else "0.70"  # 0.90 is in no fact
        text = f"The billed price is {amount} over."
        vendor(_words(text), _answer(case, text), Said("{"))
        wording.word_case(case_id=case.case_id, actor=PIPELINE, at=NOW)
        _ask(case)
        _ask(case)

    before = [replaying.replay_case(case.pk) for case in cases]
    indexing.rebuild()
    sources.withdraw_version(version_id=version.pk, because="Old.", actor=ADA, at=NOW)
    PromptVersion.objects.update(text="Another prompt.")
    settings.MODEL_PROVIDER, settings.MODEL_LADDER = "off", "a-later-model"
    after = [replaying.replay_case(case.pk) for case in cases]

    assert before == after
    assert all(each is not None and each.ok for each in after)
    steps = [step.step for each in after if each is not None for step in each.steps]
    assert steps.count(wording_step.STEP) == 10
    assert steps.count(answer_step.STEP) == 20
    assert CaseAnswer.objects.filter(code="OUTPUT_REJECTED").count() == 14
    assert Wording.objects.filter(code="OUTPUT_REJECTED").count() == 4


class TestAskingAgain:
    def test_is_a_run_of_its_own_with_what_differs(self, vendor: Serve) -> None:
        case = make_case(number="INV-7")
        vendor(_answer(case), _answer(case), _answer(case, "The billed price is 0.90 over."))
        _ask(case)

        same = reasking.reask_case(case.pk, model=None, actor=PIPELINE, at=NOW)
        other = reasking.reask_case(case.pk, model="later", actor=PIPELINE, at=NOW)

        assert same is not None
        assert other is not None
        assert [each.is_same for each in same.questions] == [True]
        (found,) = other.questions
        assert (found.model_now, found.is_same, found.is_usable) == ("later", False, False)
        assert "0.90" in (found.problem or "")
        assert any(line.startswith("+") and "0.90" in line for line in found.diff)
        assert CaseAnswer.objects.count() == 1
        assert ModelCall.objects.exclude(run=None).count() == 2
        trail = AuditEvent.objects.filter(action="ai.model.asked")
        assert sum("run" in event.payload for event in trail) == 2

    def test_says_what_nobody_answered(self, vendor: Serve) -> None:
        case = make_case(number="INV-7")
        vendor(_answer(case), Said(status=404))
        _ask(case)

        found = reasking.reask_case(case.pk, model="retired", actor=PIPELINE, at=NOW)

        assert found is not None
        assert "404" in (found.questions[0].problem or "")

    def test_is_a_command_that_says_no_where_an_answer_differs(self, vendor: Serve) -> None:
        case, out = make_case(number="INV-7"), StringIO()
        vendor(_answer(case), Said('{"claims": []}'))
        _ask(case)

        with pytest.raises(SystemExit) as ending:
            call_command("audit", "reask", case.case_id, "--json", stdout=out)

        assert ending.value.code == 1
        said = json.loads(out.getvalue())
        assert said["ok"] is False
        assert said["questions"][0]["is_usable"] is True


class TestAPromptOnTrial:
    def test_is_measured_on_what_was_asked_before_anybody_promotes_it(self, vendor: Serve) -> None:
        case, out = make_case(number="INV-7"), StringIO()
        served = vendor(_answer(case))
        _ask(case)
        row = PromptVersion.objects.create(
            name="ask_about_case", version="f" * 64, text="A newer prompt.", added_at=NOW
        )

        call_command("prompts", "try", row.name, "ffff", "--json", stdout=out)
        call_command("prompts", "list", stdout=out)

        trial = PromptTrial.objects.get()
        assert (trial.asked, trial.passed, trial.same) == (1, 1, 1)
        assert trial.cost == Decimal("0.002")
        assert served.asked[-1]["system"][0]["text"] == "A newer prompt."
        assert not PromptVersion.objects.get(pk=row.pk).is_in_use
        assert "ask_about_case ffffffffffff" in out.getvalue()

    @pytest.mark.parametrize("version", ["0000", ""])
    def test_needs_a_version_that_is_one(self, vendor: Serve, version: str) -> None:
        case = make_case()
        vendor(_answer(case))
        _ask(case)
        for letter in "ab":
            PromptVersion.objects.create(
                name="ask_about_case", version=letter * 64, text=letter,
                added_at=NOW + timedelta(days=1),
            )  # fmt: skip

        with pytest.raises(reasking.UnableToTry):
            reasking.try_prompt(
                name="ask_about_case", version=version, model=None, most=5,
                actor=make_actor("ada", "admin"), at=NOW,
            )  # fmt: skip
