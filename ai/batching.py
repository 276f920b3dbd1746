"""Work of the night: many questions handed over together, answered within a day for less.

A batch is written down before it is handed over, and looked at by the clock: one whose worker died
in between is taken up by another, which asks the vendor first whether it came. Each of its
questions is a call like any other: its cost is set aside before, its answer is typed and checked,
and one that expired, was refused or cancelled ends as unavailable, never in between.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Generic, Protocol, TypeVar, runtime_checkable

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
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
TAKEN_UP_AFTER: Final = timedelta(minutes=10)  # nobody is that long about handing one over
_TRIES: Final = 3
_BEGUN: Final = "begun"  # what a batch is called until the vendor names it


@runtime_checkable
class TakesBatches(Protocol):
    """A provider that answers many questions at once, later."""

    def submit(self, requests: Mapping[str, Request]) -> str:
        """Hand questions over and return the name of the batch."""

    def collected(self, batch_id: str) -> dict[str, Reply | str] | None:
        """Return the answers, or why one has none, once the batch ended."""

    def cancel(self, batch_id: str) -> None:
        """Ask for no more answers."""

    def made_since(self, moment: datetime) -> list[tuple[str, int]]:
        """Return the batches handed over since a moment, by name, with how many questions each."""


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
        begun[_key(call)] = (call, request)
    if not begun:
        return Failure(CallStatus.WITHHELD, "The model's budget of the day is used up.")
    made = [each for each, _ in begun.values()]
    batch = _noted(f"{_BEGUN}:1:{uuid.uuid4()}", known[0].purpose, _name(vendor), made, at)
    return _handed_over(vendor, batch, {key: request for key, (_, request) in begun.items()}, by)


def take_up(purpose: str, *, actor: Actor, at: datetime) -> int:
    """Hand over what a worker began and did not live to; return how many batches that were.

    What the vendor has already is not handed over twice. After some tries it ends as unavailable.
    """
    vendor: object = gateway.provider()
    left = [each for each in waiting(purpose) if each.batch_id.startswith(f"{_BEGUN}:")]
    by = Asking(actor, at)
    if not isinstance(vendor, TakesBatches):
        for batch in (each for each in left if at - each.submitted_at > GIVEN_UP_AFTER):
            why = Failure(CallStatus.UNAVAILABLE, "Nobody takes batches any more.")
            _give_up(batch, list(batch.calls.order_by("id")), why, by)
        return 0
    return sum(_taken_up(vendor, batch, by) for batch in left)


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
    if batch.batch_id.startswith(f"{_BEGUN}:"):
        return
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
        said = (found or {}).get(_key(call), "The batch has no answer to this question.")
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


def _taken_up(vendor: TakesBatches, batch: ModelBatch, by: Asking) -> bool:
    """Find a batch at the vendor, or hand it over again; one worker at a time, after a while."""
    _, tried, name = batch.batch_id.split(":")
    if by.at < batch.submitted_at + TAKEN_UP_AFTER * int(tried):
        return False
    again = f"{_BEGUN}:{int(tried) + 1}:{name}"
    if not _named(batch, again):
        return False
    left = list(batch.calls.filter(status=CallStatus.ASKED.value).order_by("id"))
    connection.close()
    try:
        here = vendor.made_since(batch.submitted_at)
    except UnableToAnswer as error:
        if by.at - batch.submitted_at > GIVEN_UP_AFTER:
            _give_up(batch, left, Failure(CallStatus.UNAVAILABLE, str(error)), by)
        return False
    known = set(ModelBatch.objects.values_list("batch_id", flat=True))
    found = [one for one, count in here if one not in known and count == len(left)]
    if found:
        return _named(batch, found[0])
    if int(tried) >= _TRIES:
        _give_up(batch, left, Failure(CallStatus.UNAVAILABLE, "Nobody took the batch."), by)
        return True
    requests = {_key(call): _stored(call) for call in left}
    return isinstance(_handed_over(vendor, batch, requests, by), ModelBatch)


def _handed_over(
    vendor: TakesBatches, batch: ModelBatch, requests: Mapping[str, Request], by: Asking
) -> ModelBatch | Failure:
    connection.close()
    try:
        name = vendor.submit(requests)
    except UnableToAnswer as error:
        failure = Failure(CallStatus.UNAVAILABLE, str(error))
        _give_up(batch, list(batch.calls.order_by("id")), failure, by)
        return failure
    if _named(batch, name):
        return batch
    with suppress(UnableToAnswer):
        vendor.cancel(name)
    return Failure(CallStatus.UNAVAILABLE, "Another worker took the batch up meanwhile.")


def _named(batch: ModelBatch, name: str) -> bool:
    """Give a batch another name, unless another worker did or ended it."""
    if not _still(batch).update(batch_id=name):
        return False
    batch.batch_id = name
    return True


def _give_up(batch: ModelBatch, left: Sequence[ModelCall], why: Failure, by: Asking) -> None:
    """End a batch with its questions, unless another worker has it by now."""
    with transaction.atomic():
        if not _still(batch).update(ended_at=by.at):
            return
        for call in left:
            calls.end(call, why, for_less(calls.rung_of(call.asked_of).price), by)


def _still(batch: ModelBatch) -> QuerySet[ModelBatch]:
    return ModelBatch.objects.filter(pk=batch.pk, batch_id=batch.batch_id, ended_at=None)


def _key(call: ModelCall) -> str:
    """Return what a question is called: by what it asks too, so that no other batch has it."""
    return f"call-{call.pk}-{call.request_sha256[:16]}"


def _stored(call: ModelCall) -> Request:
    """Return what a call asks, from what was kept of it before it was handed over."""
    said = json.loads(store.get(call.request_sha256))
    return Request(
        model=said["model"], system=said["system"], text=said["text"], schema=said["schema"],
        most_tokens=said["max_tokens"], seconds=settings.MODEL_SECONDS,
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
