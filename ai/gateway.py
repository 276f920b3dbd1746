"""The one door to models: one typed question, one typed answer or a reason, within a budget.

No transaction and no connection of the database is held while a model thinks. Every call is kept
with its prompt, model, cost and answer, and is on the trail; a model that is off is never asked.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from pydantic import BaseModel, ValidationError

from ai.actions import promoting
from ai.asking import (
    CallStatus,
    Failure,
    Question,
    Reply,
    Request,
    UnableToAnswer,
    request_bytes,
)
from ai.budget import Budget, why_not
from ai.models import ModelCall
from ai.providers import Provider
from ai.providers.anthropic import Anthropic
from ai.providers.openai import OpenAI
from ai.providers.recorded import Recorded
from audit import actions as audit
from audit import content as store
from core.actors import Actor

T = TypeVar("T", bound=BaseModel)
Check = Callable[[T], Sequence[str]]  # what is wrong with an answer


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A typed answer, the words it came in, and who gave it."""

    value: T
    text: str
    model: str
    prompt_version: str


def is_on() -> bool:
    """Whether there is a model to ask."""
    return _provider() is not None


def ask(
    question: Question,
    answer_type: type[T],
    *,
    actor: Actor,
    at: datetime,
    check: Check[T] | None = None,
) -> Answer[T] | Failure:
    """Ask one question; an answer that is not of the type, cut short, or checked and bad is none.

    :raises RuntimeError: a transaction is open, which is our own mistake.
    """
    provider = _provider()
    if provider is None:
        return Failure(CallStatus.WITHHELD, "No model is set up.")
    if connection.in_atomic_block:
        raise RuntimeError("A model is asked outside of transactions.")
    question = replace(question, prompt=promoting.in_use(question.prompt, at=at))
    request, budget = _request(question, answer_type), budget_of_settings()
    started = time.monotonic()
    outcome = _outcome(provider, request, answer_type, budget, at)
    if check is not None and not isinstance(outcome, Failure):
        outcome = _checked(outcome, check)
    milliseconds = round((time.monotonic() - started) * 1000)
    _keep(question, request, outcome, provider.name, milliseconds, actor=actor, at=at)
    if isinstance(outcome, Failure):
        return outcome
    value, reply = outcome
    return Answer(value, reply.text, reply.model, question.prompt.version)


def budget_of_settings() -> Budget:
    """Return the limits that an installation sets."""
    return Budget(
        most_characters=settings.MODEL_MOST_CHARACTERS,
        most_tokens=settings.MODEL_MOST_TOKENS,
        seconds=settings.MODEL_SECONDS,
        spend_a_day=Decimal(settings.MODEL_SPEND_A_DAY),
        price_in=Decimal(settings.MODEL_PRICE_IN),
        price_out=Decimal(settings.MODEL_PRICE_OUT),
    )


def _provider() -> Provider | None:
    name, address = settings.MODEL_PROVIDER, settings.MODEL_BASE_URL or None
    if name == "off":
        return None
    if name == "recorded":
        return Recorded(Path(settings.MODEL_RECORDED))
    return _vendor(name, settings.MODEL_API_KEY, address)


@cache
def _vendor(name: str, api_key: str, base_url: str | None) -> Provider:
    make = OpenAI if name == "openai" else Anthropic
    return make(api_key, base_url, settings.MODEL_RETRIES)


def _request(question: Question, answer_type: type[BaseModel]) -> Request:
    return Request(
        model=settings.MODEL_NAME,
        system=question.prompt.text,
        text=question.fenced,
        schema=answer_type.model_json_schema(),
        most_tokens=settings.MODEL_MOST_TOKENS,
        seconds=settings.MODEL_SECONDS,
        images=question.images,
    )


def _outcome(
    provider: Provider, request: Request, answer_type: type[T], budget: Budget, at: datetime
) -> tuple[T, Reply] | Failure:
    reason = why_not(
        budget,
        characters=len(request.system) + len(request.text),
        spent_today=_spent(at),
        latest=_latest(budget.failures_in_a_row),
        at=at,
    )
    if reason is not None:
        return Failure(CallStatus.WITHHELD, reason)
    connection.close()
    try:
        reply = provider.ask(request)
    except UnableToAnswer as error:
        return Failure(CallStatus.UNAVAILABLE, str(error))
    return _typed(reply, answer_type)


def _typed(reply: Reply, answer_type: type[T]) -> tuple[T, Reply] | Failure:
    said = {
        "refusal": "The model refuses to answer.",
        "max_tokens": "The answer was cut off at its limit.",
        "model_context_window_exceeded": "The question is longer than the model can take.",
    }.get(reply.stop_reason)
    if said is not None:
        return Failure(CallStatus.REJECTED, said, reply)
    try:
        return answer_type.model_validate_json(reply.text), reply
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the answer"
        text = f"The answer is not of the form that was asked for: {place}: {first['msg']}."
        return Failure(CallStatus.REJECTED, text, reply)


def _checked(outcome: tuple[T, Reply], check: Check[T]) -> tuple[T, Reply] | Failure:
    value, reply = outcome
    problems = check(value)
    return Failure(CallStatus.REJECTED, " ".join(problems[:3]), reply) if problems else outcome


def _spent(at: datetime) -> Decimal:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    spent = ModelCall.objects.filter(asked_at__gte=day).aggregate(total=Sum("cost"))["total"]
    return Decimal(spent or 0)


def _latest(count: int) -> list[tuple[CallStatus, datetime]]:
    rows = (
        ModelCall.objects.exclude(status=CallStatus.WITHHELD.value)
        .order_by("-asked_at", "-id")
        .values_list("status", "asked_at")[:count]
    )
    return [(CallStatus(status), moment) for status, moment in rows]


def _keep(
    question: Question,
    request: Request,
    outcome: tuple[BaseModel, Reply] | Failure,
    provider: str,
    milliseconds: int,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Write the call down, and on the trail."""
    failure = outcome if isinstance(outcome, Failure) else None
    reply = outcome.reply if isinstance(outcome, Failure) else outcome[1]
    status = failure.status if failure else CallStatus.ANSWERED
    with transaction.atomic():
        call = ModelCall.objects.create(
            purpose=question.purpose,
            subject=question.subject,
            prompt_name=question.prompt.name,
            prompt_version=question.prompt.version,
            provider=provider,
            model=reply.model if reply else request.model,
            status=status.value,
            detail=failure.text if failure else None,
            request_sha256=store.put(request_bytes(request)),
            answer_sha256=store.put(reply.text.encode()) if reply else None,
            asked_at=at,
            milliseconds=milliseconds,
            **_tokens(reply),
        )
        audit.record(
            action="ai.model.asked",
            subject=question.subject,
            actor=actor,
            at=at,
            payload={
                "purpose": question.purpose,
                "prompt": f"{question.prompt.name}@{question.prompt.version}",
                "model": call.model,
                "status": status.value,
                "request": call.request_sha256,
                "answer": call.answer_sha256,
            },
        )


def _tokens(reply: Reply | None) -> dict[str, Any]:
    if reply is None:
        return {}
    tokens = {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
    return {**tokens, "cost": budget_of_settings().cost(**tokens)}
