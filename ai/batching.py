"""Work of the night: many questions handed over together, answered within a day for less.

A batch is handed over once and looked at by the clock. Each of its questions is a call like any
other: its cost is set aside before, its answer is typed and checked, and one that expired, was
refused or cancelled ends as unavailable, never in between.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Generic, Protocol, TypeVar, runtime_checkable

from django.conf import settings
from django.db import connection, transaction
from pydantic import BaseModel

from ai import calls, gateway
from ai.asking import CallStatus, Failure, Question, Reply, Request, UnableToAnswer
from ai.calls import Asking
from ai.gateway import Answer, Check
from ai.models import ModelBatch, ModelCall
from ai.routing import Price
from audit import content as store
from core.actors import Actor

T = TypeVar("T", bound=BaseModel)
GIVEN_UP_AFTER: Final = timedelta(hours=25)  # the vendor promises a day


@runtime_checkable
class TakesBatches(Protocol):
    """A provider that answers many questions at once, later."""

    def submit(self, requests: Mapping[str, Request]) -> str:
        """Hand questions over and return the name of the batch."""

    def collected(self, batch_id: str) -> dict[str, Reply | str] | None:
        """Return the answers, or why one has none, once the batch ended."""

    def cancel(self, batch_id: str) -> None:
        """Ask for no more answers."""


@dataclass(frozen=True, slots=True)
class Collected(Generic[T]):
    """What came of one question of a batch; `asked` is what was sent."""

    subject: str
    asked: str
    outcome: Answer[T] | Failure


def is_possible() -> bool:
    """Whether the model that is set up takes batches."""
    vendor: object = gateway.provider()
    return isinstance(vendor, TakesBatches)


def submit(
    questions: Sequence[Question], answer_type: type[BaseModel], *, actor: Actor, at: datetime
) -> ModelBatch | Failure:
    """Hand questions of one purpose over; those over the day's budget are left out, and say so.

    A prompt with a new version is asked with the one in use. Nothing is handed over twice: what
    was, waits for its batch.
    """
    vendor: object = gateway.provider()
    by = Asking(actor, at)
    if not isinstance(vendor, TakesBatches) or not questions:
        return Failure(CallStatus.WITHHELD, "There is nobody who takes batches, or nothing to ask.")
    known = [gateway.ready(question, at=at) for question in questions]
    rungs = calls.rungs_to_climb(known[0], at=at)
    if not rungs:
        return Failure(CallStatus.WITHHELD, "Nobody has approved the model.")
    model, price = rungs[0].model, for_less(rungs[0].price)
    begun: dict[str, tuple[ModelCall, Request]] = {}
    for question in known:
        request = gateway.request_of(question, answer_type, model)
        call = calls.begin(question, request, price, _name(vendor), by)
        if isinstance(call, Failure):
            break
        begun[f"call-{call.pk}"] = (call, request)
    if not begun:
        return Failure(CallStatus.WITHHELD, "The model's budget of the day is used up.")
    connection.close()
    try:
        name = vendor.submit({key: request for key, (_, request) in begun.items()})
    except UnableToAnswer as error:
        failure = Failure(CallStatus.UNAVAILABLE, str(error))
        for call, _ in begun.values():
            calls.end(call, failure, price, by)
        return failure
    return _noted(name, known[0].purpose, _name(vendor), [each for each, _ in begun.values()], at)


def waiting(purpose: str) -> list[ModelBatch]:
    """Return the batches of a purpose that have not ended, oldest first."""
    return list(
        ModelBatch.objects.filter(purpose=purpose, ended_at=None).order_by("submitted_at", "id")
    )


def collect(
    batch: ModelBatch,
    answer_type: type[T],
    *,
    actor: Actor,
    at: datetime,
    check_of: Callable[[str], Check[T] | None],
) -> Iterator[Collected[T]]:
    """Yield what came of each question, once: `check_of` a subject says what its answer must pass.

    Nothing comes while the batch is under way. After a day and an hour it is given up.
    """
    vendor: object = gateway.provider()
    is_late = at - batch.submitted_at > GIVEN_UP_AFTER
    found: Mapping[str, Reply | str] | None = None
    if isinstance(vendor, TakesBatches):
        connection.close()
        try:
            found = vendor.collected(batch.batch_id)
            if found is None and is_late:
                vendor.cancel(batch.batch_id)
        except UnableToAnswer:
            found = None
    if found is None and not is_late:
        return
    by = Asking(actor, at)
    for call in batch.calls.filter(status=CallStatus.ASKED.value).order_by("id"):
        said = (found or {}).get(f"call-{call.pk}", "The batch has no answer to this question.")
        asked = str(json.loads(store.get(call.request_sha256))["text"])
        yield Collected(
            call.subject, asked, _ended(call, said, answer_type, check_of(call.subject), by)
        )
    ModelBatch.objects.filter(pk=batch.pk, ended_at=None).update(ended_at=at)


def for_less(price: Price) -> Price:
    """Return a price as it is for work of the night."""
    share = Decimal(settings.MODEL_BATCH_SHARE)
    return replace(
        price, sent=price.sent * share, answered=price.answered * share, kept=price.kept * share,
        to_keep=price.to_keep * share,
    )  # fmt: skip


def _ended(
    call: ModelCall,
    said: Reply | str,
    answer_type: type[T],
    check: Check[T] | None,
    by: Asking,
) -> Answer[T] | Failure:
    price = for_less(calls.rung_of(call.asked_of).price)
    if isinstance(said, str):
        failure = Failure(CallStatus.UNAVAILABLE, said)
        calls.end(call, failure, price, by)
        return failure
    outcome = gateway.judged(said, answer_type, check)
    if isinstance(outcome, Failure):
        calls.end(call, outcome, price, by)
        return outcome
    calls.end(call, said, price, by)
    return Answer(outcome[0], said.text, said.model, call.prompt_version)


def _noted(
    name: str, purpose: str, provider: str, begun: Sequence[ModelCall], at: datetime
) -> ModelBatch:
    with transaction.atomic():
        batch = ModelBatch.objects.create(
            batch_id=name, purpose=purpose, provider=provider, submitted_at=at
        )
        ModelCall.objects.filter(pk__in=[call.pk for call in begun]).update(batch=batch)
    return batch


def _name(vendor: object) -> str:
    return str(getattr(vendor, "name", "unknown"))
