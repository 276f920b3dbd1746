"""Other ways to an answer: servers that speak OpenAI's API, and answers written down before."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel
from pytest_django import Settings

from ai import gateway
from ai.actions import promoting
from ai.asking import CallStatus, Failure, Prompt, Question
from ai.models import ModelCall, PromptVersion
from audit.models import AuditEvent
from core.actors import PIPELINE
from tests.ai.conftest import Serve
from tests.ai.vendor import Said
from tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unbound")]
NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
GOOD = Said('{"total": "12.00"}')
FIRST, SECOND = Prompt("read_total", "One."), Prompt("read_total", "Two.")


class Total(BaseModel):
    """The typed answer of these tests."""

    total: str


def _ask(prompt: Prompt = FIRST) -> "gateway.Answer[Total] | Failure":
    question = Question("test", prompt, "document:abc", "Total 12.00")
    return gateway.ask(question, Total, actor=PIPELINE, at=NOW)


class TestAServerLikeOpenAI:
    @pytest.fixture(autouse=True)
    def _openai(self, settings: Settings, vendor: Serve) -> None:
        vendor(GOOD)
        settings.MODEL_PROVIDER = "openai"

    def test_is_asked_in_its_form_and_answers(self, vendor: Serve, settings: Settings) -> None:
        served = vendor(Said(status=429, retry_after="0"), GOOD)
        settings.MODEL_PROVIDER = "openai"

        answer = _ask()

        assert isinstance(answer, gateway.Answer)
        assert answer.value.total == "12.00"
        assert served.asked[0]["response_format"]["type"] == "json_schema"
        call = ModelCall.objects.get()
        assert (call.provider, call.input_tokens, call.output_tokens) == ("openai", 1000, 200)

    @pytest.mark.parametrize(
        ("said", "status"),
        [
            (Said(status=500, retry_after="0"), CallStatus.UNAVAILABLE),
            (Said(status=401), CallStatus.UNAVAILABLE),
            (Said(is_cut_off=True), CallStatus.UNAVAILABLE),
            (Said(body=b"{}"), CallStatus.UNAVAILABLE),
            (Said("{", stop_reason="max_tokens"), CallStatus.REJECTED),
            (Said("no", stop_reason="refusal"), CallStatus.REJECTED),
            (Said("x" * 10_000_000), CallStatus.REJECTED),
        ],
    )
    def test_that_fails_is_a_reason(
        self, vendor: Serve, settings: Settings, said: Said, status: CallStatus
    ) -> None:
        vendor(said)
        settings.MODEL_PROVIDER, settings.MODEL_RETRIES = "openai", 0

        refused = _ask()

        assert isinstance(refused, Failure)
        assert refused.status is status


class TestWhatWasWrittenDown:
    def test_answers_the_very_same_request(self, settings: Settings, tmp_path: Path) -> None:
        settings.MODEL_PROVIDER, settings.MODEL_RECORDED = "recorded", str(tmp_path)

        missed = _ask()
        call = ModelCall.objects.get()
        (tmp_path / f"{call.request_sha256}.json").write_text(json.dumps({"text": GOOD.text}))
        answer = _ask()

        assert isinstance(missed, Failure)
        assert isinstance(answer, gateway.Answer)
        (tmp_path / f"{call.request_sha256}.json").write_text("{")
        assert isinstance(_ask(), Failure)


class TestAPromptThatChanged:
    """R37."""

    def test_is_not_asked_with_until_a_person_promotes_it(self, vendor: Serve) -> None:
        served = vendor(GOOD)
        conrad = make_actor("conrad", "controller")

        _ask(FIRST)
        _ask(SECOND)
        promoting.promote(name="read_total", version=SECOND.version, actor=conrad, at=NOW)
        _ask(SECOND)
        promoting.promote(name="read_total", version=FIRST.version, actor=conrad, at=NOW)
        _ask(SECOND)

        said = [asked["system"][0]["text"] for asked in served.asked]
        assert said == ["One.", "One.", "Two.", "One."]
        assert PromptVersion.objects.get(is_in_use=True).promoted_by == conrad.label
        assert AuditEvent.objects.filter(action="ai.prompt.promoted").count() == 2
        kept = set(ModelCall.objects.values_list("prompt_version", flat=True))
        assert kept == {FIRST.version, SECOND.version}

    def test_is_promoted_by_nobody_but_a_person_and_once(self, vendor: Serve) -> None:
        vendor(GOOD)
        _ask(FIRST)
        conrad = make_actor("conrad", "controller")

        for actor, version in ((PIPELINE, SECOND.version), (conrad, "x"), (conrad, FIRST.version)):
            with pytest.raises(promoting.UnableToPromote):
                promoting.promote(name="read_total", version=version, actor=actor, at=NOW)
