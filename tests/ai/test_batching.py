"""Questions for the night: handed over together, looked at by the clock, each ended once."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from pytest_django import Settings

from ai import batching, gateway
from ai.asking import CallStatus, Failure, Prompt, Question, UnableToAnswer
from ai.models import ModelBatch, ModelCall
from core.actors import PIPELINE
from tests.ai.conftest import Serve
from tests.ai.vendor import Said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unbound")]
NOW = datetime(2026, 3, 12, 22, tzinfo=UTC)
PROMPT = Prompt("read_total", "Return the total as printed.")
REFUSED = {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}}


class Total(BaseModel):
    """The typed answer of these tests."""

    model_config = ConfigDict(extra="forbid", strict=True)

    total: str


def _submit(count: int) -> ModelBatch | Failure:
    questions = [
        Question("test", PROMPT, f"document:{each}", f"Total {each}.00") for each in range(count)
    ]
    return batching.submit(questions, Total, actor=PIPELINE, at=NOW)


def _collect(batch: ModelBatch, at: datetime) -> dict[str, "gateway.Answer[Total] | Failure"]:
    found = batching.collect(batch, Total, actor=PIPELINE, at=at, check_of=lambda _subject: None)
    return {each.subject: each.outcome for each in found}


def test_a_batch_is_polled_and_each_entry_ends_once_by_its_name(vendor: Serve) -> None:
    served = vendor(Said(json.dumps({"total": "1.00"})), Said("{"))
    served.polls = 1

    batch = _submit(6)
    assert isinstance(batch, ModelBatch)
    names = [each["custom_id"] for each in served.batches[batch.batch_id]]
    served.entries = {
        names[2]: {"type": "expired"},
        names[3]: {"type": "canceled"},
        names[4]: {"type": "errored", "error": REFUSED},
    }
    served.batches[batch.batch_id].pop()  # an entry that never comes back
    early = _collect(batch, NOW + timedelta(minutes=5))
    found = _collect(batch, NOW + timedelta(hours=1))

    assert early == {}
    assert isinstance(found["document:0"], gateway.Answer)
    statuses = [each.status for each in found.values() if isinstance(each, Failure)]
    assert statuses == [CallStatus.REJECTED, *[CallStatus.UNAVAILABLE] * 4]
    assert _collect(batch, NOW + timedelta(hours=2)) == {}
    assert batching.waiting("test") == []
    assert ModelCall.objects.get(subject="document:0").cost == Decimal("0.001")  # half the price
    assert not ModelCall.objects.filter(status="asked").exists()


def test_a_batch_that_never_ends_is_given_up(vendor: Serve) -> None:
    served = vendor(Said())
    served.polls = 99

    batch = _submit(2)
    assert isinstance(batch, ModelBatch)
    found = _collect(batch, NOW + batching.GIVEN_UP_AFTER + timedelta(minutes=1))

    assert all(isinstance(each, Failure) for each in found.values())
    assert len(found) == 2
    assert batching.waiting("test") == []


def test_a_batch_that_nobody_takes_leaves_nothing_open(vendor: Serve, settings: Settings) -> None:
    vendor(Said())
    settings.MODEL_BASE_URL, settings.MODEL_RETRIES = "http://127.0.0.1:9", 0

    refused = _submit(2)
    settings.MODEL_PROVIDER = "openai"

    assert isinstance(refused, Failure)
    assert refused.status is CallStatus.UNAVAILABLE
    assert set(ModelCall.objects.values_list("status", flat=True)) == {"unavailable"}
    assert not batching.is_possible()


def test_a_batch_holds_no_more_than_the_day_may_cost(vendor: Serve, settings: Settings) -> None:
    served = vendor(Said())
    settings.MODEL_SPEND_A_DAY, settings.MODEL_MOST_TOKENS = Decimal("0.025"), 4_000

    batch = _submit(5)

    assert isinstance(batch, ModelBatch)
    assert len(served.batches[batch.batch_id]) == 2


class _Dies(BaseException):
    """A worker that is killed: nothing of ours catches it."""


@pytest.mark.parametrize("has_come", [True, False])
def test_what_a_worker_began_and_did_not_live_to_note_is_taken_up_by_another(
    vendor: Serve, monkeypatch: pytest.MonkeyPatch, *, has_come: bool
) -> None:
    served = vendor(Said(json.dumps({"total": "1.00"})))
    provider: Any = gateway.provider()
    submit = provider.submit

    def die(requests: Any) -> str:
        if has_come:
            submit(requests)
        raise _Dies

    with monkeypatch.context() as dying:
        dying.setattr(provider, "submit", die)
        with pytest.raises(_Dies):
            _submit(3)
    (batch,) = batching.waiting("test")

    assert _collect(batch, NOW + timedelta(minutes=5)) == {}
    assert batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=5)) == 0
    assert batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=15)) == 1
    assert batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=16)) == 0

    (batch,) = batching.waiting("test")
    found = _collect(batch, NOW + timedelta(hours=1))
    assert [type(each) for each in found.values()] == [gateway.Answer] * 3
    assert len(served.batches) == 1
    assert not ModelCall.objects.filter(status="asked").exists()


def test_a_batch_that_kills_its_workers_is_given_up(
    vendor: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor(Said())
    provider = gateway.provider()

    def die(_requests: Any) -> str:
        raise _Dies

    monkeypatch.setattr(provider, "submit", die)
    with pytest.raises(_Dies):
        _submit(2)
    for minutes in (15, 25):
        with pytest.raises(_Dies):
            batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=minutes))
    batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=35))

    assert batching.waiting("test") == []
    assert set(ModelCall.objects.values_list("status", flat=True)) == {"unavailable"}


def _left_by_one_that_died(provider: Any, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    def die(_requests: Any) -> str:
        raise _Dies

    with monkeypatch.context() as dying:
        dying.setattr(provider, "submit", die)
        with pytest.raises(_Dies):
            _submit(count)


def test_a_slow_worker_takes_nothing_back_from_the_one_that_took_over(
    vendor: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = vendor(Said(json.dumps({"total": "1.00"})))
    provider: Any = gateway.provider()
    submit = provider.submit
    cancelled: list[str] = []
    monkeypatch.setattr(provider, "cancel", cancelled.append)

    def take_long(requests: Any) -> str:
        monkeypatch.setattr(provider, "submit", submit)
        assert batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=15)) == 1
        return str(submit(requests))

    monkeypatch.setattr(provider, "submit", take_long)
    assert isinstance(_submit(3), Failure)

    (batch,) = batching.waiting("test")
    first, second = served.batches
    assert (batch.batch_id, cancelled) == (first, [second])
    found = _collect(batch, NOW + timedelta(hours=1))
    assert [type(each) for each in found.values()] == [gateway.Answer] * 3


def test_a_slow_worker_whose_batch_is_refused_ends_nothing_of_another(
    vendor: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor(Said(json.dumps({"total": "1.00"})))
    provider: Any = gateway.provider()
    submit = provider.submit

    def fail_late(_requests: Any) -> str:
        monkeypatch.setattr(provider, "submit", submit)
        assert batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=15)) == 1
        raise UnableToAnswer("No answer in time.")

    monkeypatch.setattr(provider, "submit", fail_late)
    assert isinstance(_submit(3), Failure)

    (batch,) = batching.waiting("test")
    assert not ModelCall.objects.exclude(status="asked").exists()
    assert len(_collect(batch, NOW + timedelta(hours=1))) == 3


def test_a_batch_is_not_given_up_while_the_vendor_does_not_say_whether_it_came(
    vendor: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor(Said(json.dumps({"total": "1.00"})))
    provider: Any = gateway.provider()
    _left_by_one_that_died(provider, monkeypatch, 2)

    def nothing_said(_moment: datetime) -> list[tuple[str, int]]:
        raise UnableToAnswer("Overloaded.")

    with monkeypatch.context() as failing:
        failing.setattr(provider, "made_since", nothing_said)
        for minutes in (15, 25, 35, 45):
            at = NOW + timedelta(minutes=minutes)
            assert batching.take_up("test", actor=PIPELINE, at=at) == 0
        assert len(batching.waiting("test")) == 1
        batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(hours=26))

    assert batching.waiting("test") == []
    assert set(ModelCall.objects.values_list("status", flat=True)) == {"unavailable"}


def test_answers_of_another_installation_are_not_taken_for_ours(
    vendor: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor(Said(json.dumps({"total": "1.00"})))
    provider: Any = gateway.provider()
    _left_by_one_that_died(provider, monkeypatch, 2)
    keys = [f"call-{pk}" for pk in ModelCall.objects.values_list("pk", flat=True)]
    (call, _) = ModelCall.objects.order_by("pk")
    provider.submit({key: batching._stored(call) for key in keys})

    assert batching.take_up("test", actor=PIPELINE, at=NOW + timedelta(minutes=15)) == 1
    (batch,) = batching.waiting("test")
    found = _collect(batch, NOW + timedelta(hours=1))

    assert [type(each) for each in found.values()] == [Failure] * 2
