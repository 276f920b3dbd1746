"""The one door to models: one typed question, one typed answer or a reason, within a budget.

No transaction and no connection of the database is held while a model thinks. The smallest model
that passes the bar is asked first; a larger one where its answer cannot be used or is unsure. Every
call is kept with its prompt, model, cost and answer, and is on the trail; a model that is off is
never asked.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection
from pydantic import BaseModel, ValidationError

from ai import calls
from ai.actions import promoting
from ai.asking import CallStatus, Failure, Question, Reply, Request, UnableToAnswer
from ai.calls import Asking
from ai.kept_calls import Kept
from ai.providers import Hear, Provider
from ai.providers.anthropic import Anthropic
from ai.providers.local import Local
from ai.providers.openai import OpenAI
from ai.providers.recorded import Recorded
from ai.routing import Rung
from core.actors import Actor

T = TypeVar("T", bound=BaseModel)
Check = Callable[[T], Sequence[str]]  # what is wrong with an answer
_A_TOKEN = 16  # characters at most, that an answer may have for each of its tokens


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A typed answer, the words it came in, and who gave it."""

    value: T
    text: str
    model: str
    prompt_version: str


def is_on() -> bool:
    """Whether there is a model to ask."""
    return provider() is not None


def ask(
    question: Question,
    answer_type: type[T],
    *,
    actor: Actor,
    at: datetime,
    check: Check[T] | None = None,
    is_unsure: Callable[[T], bool] | None = None,
    hear: Hear | None = None,
) -> Answer[T] | Failure:
    """Ask one question; an answer that is not of the type, cut short, or checked and bad is none.

    Then, and where `is_unsure`, the next larger model is asked. `hear` is told the text while it
    comes; it starts again with each model, and none of it is checked yet.

    :raises RuntimeError: a transaction is open, which is our own mistake.
    """
    vendor = provider()
    if vendor is None:
        return Failure(CallStatus.WITHHELD, "No model is set up.")
    question = ready(question, at=at)
    rungs = calls.rungs_to_climb(question, at=at)
    if not rungs:
        names = ", ".join(rung.model for rung in calls.ladder_of(question.purpose))
        return Failure(CallStatus.WITHHELD, f"Nobody has approved the model {names}.")
    by, best = Asking(actor, at), None
    failure = Failure(CallStatus.WITHHELD, "No model was asked.")
    for rung in rungs:
        outcome, unsure = _ask_one(vendor, rung, question, answer_type, by, check, is_unsure, hear)
        if isinstance(outcome, Answer):
            best = outcome
            if not unsure:
                return outcome
        else:
            failure = outcome
            if outcome.status is not CallStatus.REJECTED:
                break
    return best or failure


def ask_again(
    kept: Kept, *, model: str, run: str, actor: Actor, at: datetime, system: str | None = None
) -> Reply | Failure:
    """Ask what was asked before, as a run of its own: it is written down, and changes nothing.

    `system` asks with another prompt. The day's budget holds; nobody need have approved the model.

    :raises RuntimeError: a transaction is open, which is our own mistake.
    """
    vendor = provider()
    if vendor is None:
        return Failure(CallStatus.WITHHELD, "No model is set up.")
    if connection.in_atomic_block:
        raise RuntimeError("A model is asked outside of transactions.")
    prompt = kept.prompt if system is None else replace(kept.prompt, text=system)
    request = replace(kept.request, model=model, system=prompt.text)
    question = Question(kept.purpose, prompt, kept.subject, "")
    by, rung = Asking(actor, at, run), calls.rung_of(model)
    call = calls.begin(question, request, rung.price, vendor.name, by)
    if isinstance(call, Failure):
        return call
    connection.close()
    started = time.monotonic()
    outcome: Reply | Failure
    try:
        outcome = vendor.ask(request)
    except UnableToAnswer as error:
        outcome = Failure(CallStatus.UNAVAILABLE, str(error), error.partial)
    milliseconds = round((time.monotonic() - started) * 1000)
    calls.end(call, outcome, rung.price, by, milliseconds=milliseconds)
    return outcome


def ready(question: Question, *, at: datetime) -> Question:
    """Return a question with the version of its prompt that is in use.

    :raises RuntimeError: a transaction is open, which is our own mistake.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A model is asked outside of transactions.")
    return replace(question, prompt=promoting.in_use(question.prompt, at=at))


def provider() -> Provider | None:
    """Return who answers in this installation, or nobody."""
    name, address = settings.MODEL_PROVIDER, settings.MODEL_BASE_URL or None
    if name == "off":
        return None
    if name == "recorded":
        return Recorded(Path(settings.MODEL_RECORDED))
    if name == "local":
        return _local(settings.MODEL_LOCAL_FILE)
    return _vendor(name, settings.MODEL_API_KEY, address)


@cache
def _vendor(name: str, api_key: str, base_url: str | None) -> Provider:
    make = OpenAI if name == "openai" else Anthropic
    return make(api_key, base_url, settings.MODEL_RETRIES)


@cache
def _local(file: str) -> Provider:
    return Local(file)


def request_of(question: Question, answer_type: type[BaseModel], model: str) -> Request:
    """Return what is sent to a model."""
    return Request(
        model=model,
        system=question.prompt.text,
        text=question.fenced,
        schema=answer_type.model_json_schema(),
        most_tokens=settings.MODEL_MOST_TOKENS,
        seconds=settings.MODEL_SECONDS,
        images=question.images,
    )


def judged(reply: Reply, answer_type: type[T], check: Check[T] | None) -> tuple[T, Reply] | Failure:
    """Return a reply as a typed answer that passed its check, or why it is none."""
    outcome = _typed(reply, answer_type)
    if check is None or isinstance(outcome, Failure):
        return outcome
    problems = check(outcome[0])
    return Failure(CallStatus.REJECTED, " ".join(problems[:3]), reply) if problems else outcome


def _ask_one(
    vendor: Provider,
    rung: Rung,
    question: Question,
    answer_type: type[T],
    by: Asking,
    check: Check[T] | None,
    is_unsure: Callable[[T], bool] | None,
    hear: Hear | None,
) -> tuple[Answer[T] | Failure, bool]:
    """Ask one model, write it down, and say whether the answer is unsure."""
    request = request_of(question, answer_type, rung.model)
    call = calls.begin(question, request, rung.price, vendor.name, by)
    if isinstance(call, Failure):
        return call, False
    connection.close()
    started = time.monotonic()
    outcome = judged_from(vendor, request, answer_type, check, hear)
    milliseconds = round((time.monotonic() - started) * 1000)
    if isinstance(outcome, Failure):
        calls.end(call, outcome, rung.price, by, milliseconds=milliseconds)
        return outcome, False
    value, reply = outcome
    unsure = is_unsure is not None and is_unsure(value)
    calls.end(call, reply, rung.price, by, milliseconds=milliseconds, is_unsure=unsure)
    return Answer(value, reply.text, reply.model, question.prompt.version), unsure


def judged_from(
    vendor: Provider,
    request: Request,
    answer_type: type[T],
    check: Check[T] | None,
    hear: Hear | None = None,
) -> tuple[T, Reply] | Failure:
    """Ask a vendor and judge what it says; nobody there is a failure like any other."""
    try:
        reply = vendor.ask(request, hear)
    except UnableToAnswer as error:
        return Failure(CallStatus.UNAVAILABLE, str(error), error.partial)
    return judged(reply, answer_type, check)


def _typed(reply: Reply, answer_type: type[T]) -> tuple[T, Reply] | Failure:
    most = settings.MODEL_MOST_TOKENS * _A_TOKEN
    if len(reply.text) > most:
        text = f"The answer has {len(reply.text):,} characters; it may have {most:,}."
        return Failure(CallStatus.REJECTED, text, replace(reply, text=reply.text[:most]))
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
