"""The router at work: a larger model where the smaller one's answer will not do; streams."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pydantic import BaseModel, ConfigDict
from pytest_django import Settings

from ai import calls, gateway
from ai.actions import promoting
from ai.asking import CallStatus, Failure, Prompt, Question
from ai.models import ModelApproval, ModelCall, PromptTrial
from audit.models import AuditEvent
from core.actors import PIPELINE
from tests.ai.conftest import Serve
from tests.ai.vendor import Said
from tests.factories import make_actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unbound")]
NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
PROMPT = Prompt("read_total", "Return the total as printed.")
GOOD, BAD = Said(json.dumps({"total": "12.00"})), Said('{"sum": "12.00"}')

UNSURE = Said('{"total": null}')


class Total(BaseModel):
    """The typed answer of these tests."""

    model_config = ConfigDict(extra="forbid", strict=True)

    total: str | None


@pytest.fixture(autouse=True)
def _ladder(settings: Settings) -> None:
    settings.MODEL_LADDER = "small, large"
    settings.MODEL_PRICES = "large 3 15"


def _ask(at: datetime = NOW, heard: list[str] | None = None) -> "gateway.Answer[Total] | Failure":
    question = Question("test", PROMPT, "document:abc", "Total 12.00")
    return gateway.ask(
        question, Total, actor=PIPELINE, at=at, is_unsure=lambda said: said.total is None,
        hear=None if heard is None else heard.append,
    )  # fmt: skip


def _asked() -> list[tuple[str, str, Decimal]]:
    rows = ModelCall.objects.order_by("id").values_list("asked_of", "status", "cost")
    return list(rows)


class TestTheRouter:
    def test_asks_the_smallest_first_and_pays_its_price(self, vendor: Serve) -> None:
        vendor(GOOD)

        _ask()

        assert _asked() == [("small", "answered", Decimal("0.002"))]

    @pytest.mark.parametrize(
        "first", [BAD, Said('{"total": null}'), Said("", stop_reason="refusal")]
    )
    def test_climbs_where_an_answer_will_not_do(self, vendor: Serve, first: Said) -> None:
        served = vendor(first, GOOD)

        answer = _ask()

        assert isinstance(answer, gateway.Answer)
        assert [asked["model"] for asked in served.asked] == ["small", "large"]
        assert _asked()[1] == ("large", "answered", Decimal("0.006"))

    def test_keeps_an_unsure_answer_where_the_larger_model_has_none(self, vendor: Serve) -> None:
        vendor(UNSURE, BAD)

        answer = _ask()

        assert isinstance(answer, gateway.Answer)
        assert answer.value.total is None

    def test_does_not_climb_where_nobody_answers(self, vendor: Serve) -> None:
        served = vendor(Said(status=401))

        refused = _ask()

        assert isinstance(refused, Failure)
        assert len(served.asked) == 1

    def test_skips_a_model_that_stays_under_the_bar_until_that_is_long_ago(
        self, vendor: Serve
    ) -> None:
        vendor(GOOD)
        PromptTrial.objects.create(
            prompt_name="read_total", prompt_version=PROMPT.version, model="small", asked=40,
            passed=20, same=20, tried_at=NOW,
        )  # fmt: skip

        _ask()
        _ask(at=NOW + calls.WINDOW + timedelta(days=1))

        assert [row[0] for row in _asked()] == ["large", "small"]

    def test_sets_aside_what_a_question_may_cost(self, vendor: Serve, settings: Settings) -> None:
        vendor(GOOD)
        settings.MODEL_SPEND_A_DAY, settings.MODEL_MOST_TOKENS = Decimal("0.03"), 4_000
        question = Question("test", PROMPT, "document:abc", "Total 12.00")
        request = gateway.request_of(question, Total, "small")
        by = calls.Asking(PIPELINE, NOW)
        begun = calls.begin(question, request, calls.rung_of("small").price, "anthropic", by)

        refused = _ask()

        assert isinstance(begun, ModelCall)
        assert isinstance(refused, Failure)
        assert "budget" in refused.text
        assert calls.end_forgotten(at=NOW + timedelta(hours=3)) == 1
        assert ModelCall.objects.get(pk=begun.pk).status == "unavailable"

    def test_counts_what_came_from_the_cache(self, vendor: Serve) -> None:
        vendor(Said(GOOD.text, cached=900))

        _ask()

        call = ModelCall.objects.get()
        assert (call.input_tokens, call.cached_tokens) == (100, 900)
        assert call.cost == Decimal("0.00119")


class TestAModelThatChanged:
    """R37."""

    def test_is_not_asked_until_a_person_approves_it(
        self, vendor: Serve, settings: Settings
    ) -> None:
        served = vendor(GOOD)
        _ask()
        settings.MODEL_LADDER = "other"

        refused = _ask()
        with pytest.raises(promoting.UnableToPromote):
            promoting.approve_model(model="other", actor=PIPELINE, at=NOW)
        promoting.approve_model(model="other", actor=make_actor("conrad", "controller"), at=NOW)

        assert isinstance(refused, Failure)
        assert refused.status is CallStatus.WITHHELD
        assert "other" in refused.text
        assert isinstance(_ask(), gateway.Answer)
        assert [asked["model"] for asked in served.asked] == ["small", "other"]
        assert AuditEvent.objects.filter(action="ai.model.approved").count() == 1

    def test_is_shown_with_its_price_and_approved_on_the_page(
        self, vendor: Serve, settings: Settings
    ) -> None:
        vendor(GOOD)
        _ask()
        settings.MODEL_LADDER = "small, other"
        _ask()
        client = Client()
        client.force_login(make_person("conrad", "controller"))

        page = client.get("/ai/calls/").content.decode()
        client.post("/ai/models/other/approve/")

        assert "other" in page
        assert "Approve" in page
        assert ModelApproval.objects.get(model="other").approved_by == "person:conrad"


@pytest.mark.parametrize("name", ["anthropic", "openai"])
class TestAStream:
    def test_is_heard_as_it_comes(self, vendor: Serve, settings: Settings, name: str) -> None:
        served, heard = vendor(GOOD), list[str]()
        settings.MODEL_PROVIDER = name

        answer = _ask(heard=heard)

        assert isinstance(answer, gateway.Answer)
        assert heard[-1] == GOOD.text
        assert len(heard) > 1
        assert served.asked[0]["stream"] is True
        assert ModelCall.objects.get().output_tokens == 200

    @pytest.mark.parametrize(
        "said", [Said(GOOD.text, is_cut_off=True), Said(status=500), Said("x" * 900, drip=0.3)]
    )
    def test_that_breaks_off_is_no_answer_and_what_came_is_paid_for(
        self, vendor: Serve, settings: Settings, name: str, said: Said
    ) -> None:
        vendor(said)
        settings.MODEL_PROVIDER, settings.MODEL_SECONDS, settings.MODEL_RETRIES = name, 1, 0

        refused = _ask(heard=[])

        assert isinstance(refused, Failure)
        assert refused.status is CallStatus.UNAVAILABLE
        call = ModelCall.objects.get()
        assert (call.cost > 0) is (name == "anthropic" and said.status == 200)
