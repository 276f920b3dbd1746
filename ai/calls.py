"""Every question to a model is written down: before, what it may cost; after, what came of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from ai import routing
from ai.actions import promoting
from ai.asking import CallStatus, Failure, Question, Reply, Request, request_bytes
from ai.budget import Budget, why_not
from ai.models import ModelCall, PromptTrial
from ai.routing import Price, Record, Rung
from audit import actions as audit
from audit import content as store
from core.actors import Actor

WINDOW: Final = timedelta(days=30)
FORGOTTEN_AFTER: Final = timedelta(hours=2)
_LOCK: Final = 7_301_955  # one at a time looks at what the day has cost
_OPEN: Final = (CallStatus.WITHHELD.value, CallStatus.ASKED.value)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, and whether it is a run of its own that changes nothing."""

    actor: Actor
    at: datetime
    run: str | None = None


def budget_of_settings() -> Budget:
    """Return the limits that an installation sets."""
    return Budget(
        most_characters=settings.MODEL_MOST_CHARACTERS,
        most_tokens=settings.MODEL_MOST_TOKENS,
        seconds=settings.MODEL_SECONDS,
        spend_a_day=Decimal(settings.MODEL_SPEND_A_DAY),
    )


def ladder_of(purpose: str) -> tuple[Rung, ...]:
    """Return the models that an installation names for a purpose, the smallest first."""
    ladders = _ladders(settings.MODEL_LADDER)
    names = ladders.get(purpose) or ladders.get("") or (settings.MODEL_NAME,)
    return tuple(rung_of(name) for name in names)


def every_model() -> tuple[Rung, ...]:
    """Return every model that is on a ladder."""
    ladders = _ladders(settings.MODEL_LADDER).values()
    names = dict.fromkeys(name for ladder in ladders for name in ladder)
    return tuple(rung_of(name) for name in names or (settings.MODEL_NAME,))


def rung_of(model: str) -> Rung:
    """Return a model with its price."""
    if settings.MODEL_PROVIDER == "local":
        return Rung(model, routing.price_of(Decimal(0), Decimal(0)))
    usual = routing.price_of(Decimal(settings.MODEL_PRICE_IN), Decimal(settings.MODEL_PRICE_OUT))
    return Rung(model, _prices(settings.MODEL_PRICES).get(model, usual))


def rungs_to_climb(question: Question, *, at: datetime) -> tuple[Rung, ...]:
    """Return the approved models for a question, from the smallest that passes the bar."""
    every = [rung.model for rung in every_model()]
    approved = promoting.approved_models(every, at=at)
    ladder = [rung for rung in ladder_of(question.purpose) if rung.model in approved]
    if len(ladder) < 2:
        return tuple(ladder)
    records = records_of(question.purpose, question.prompt.version, since=at - WINDOW)
    return routing.rungs_for(ladder, records, bar=Decimal(settings.MODEL_BAR))


def records_of(purpose: str, prompt_version: str, *, since: datetime) -> Mapping[str, Record]:
    """Return how each model did with a version of a prompt, at work and when it was tried."""
    asked: dict[str, int] = defaultdict(int)
    passed: dict[str, int] = defaultdict(int)
    answered = Q(status=CallStatus.ANSWERED.value, is_unsure=False)
    at_work = ModelCall.objects.filter(
        purpose=purpose, prompt_version=prompt_version, asked_at__gte=since, run=None,
        status__in=(CallStatus.ANSWERED.value, CallStatus.REJECTED.value),
    )  # fmt: skip
    for row in at_work.values("asked_of").annotate(n=Count("id"), ok=Count("id", filter=answered)):
        asked[row["asked_of"]] += row["n"]
        passed[row["asked_of"]] += row["ok"]
    tried = PromptTrial.objects.filter(prompt_version=prompt_version, tried_at__gte=since)
    for trial in tried.values("model").annotate(n=Sum("asked"), ok=Sum("passed")):
        asked[trial["model"]] += trial["n"]
        passed[trial["model"]] += trial["ok"]
    return {model: Record(asked[model], passed[model]) for model in asked}


def begin(
    question: Question,
    request: Request,
    price: Price,
    provider: str,
    by: Asking,
    *,
    batch_id: int | None = None,
) -> ModelCall | Failure:
    """Set aside what a question may cost, or say why it is not asked; both are written down."""
    budget, request_sha256 = budget_of_settings(), store.put(request_bytes(request))
    characters = len(request.system) + len(request.text)
    bound = budget.most_it_can_cost(characters, price)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        reason = why_not(
            budget, characters=characters, bound=bound, spent_today=spent_on(by.at),
            latest=_latest(budget.failures_in_a_row), at=by.at,
        )  # fmt: skip
        status = CallStatus.ASKED if reason is None else CallStatus.WITHHELD
        call = ModelCall.objects.create(
            purpose=question.purpose, subject=question.subject, prompt_name=question.prompt.name,
            prompt_version=question.prompt.version, provider=provider, model=request.model,
            asked_of=request.model, status=status.value, detail=reason,
            request_sha256=request_sha256, cost=bound if reason is None else 0, asked_at=by.at,
            run=by.run, batch_id=batch_id,
        )  # fmt: skip
        if reason is None:
            return call
        _on_trail(call, by)
    return Failure(CallStatus.WITHHELD, reason)


def end(
    call: ModelCall,
    outcome: Reply | Failure,
    price: Price,
    by: Asking,
    *,
    milliseconds: int = 0,
    is_unsure: bool = False,
) -> None:
    """Write down what came of a question, and put it on the trail."""
    failure = outcome if isinstance(outcome, Failure) else None
    reply = outcome.reply if isinstance(outcome, Failure) else outcome
    call.status = (failure.status if failure else CallStatus.ANSWERED).value
    call.detail, call.milliseconds = (failure.text if failure else None), milliseconds
    call.is_unsure, call.cost = is_unsure, Decimal(0)
    if reply is not None:
        call.model, call.answer_sha256 = reply.model, store.put(reply.text.encode())
        call.input_tokens, call.output_tokens = reply.used.sent, reply.used.answered
        call.cached_tokens, call.cache_writes = reply.used.kept, reply.used.to_keep
        call.cost = price.of(reply.used)
    with transaction.atomic():
        call.save()
        _on_trail(call, by)


def end_forgotten(*, at: datetime) -> int:
    """End the questions of workers that died while they waited; what was set aside stays spent."""
    text = "Whoever asked was stopped before the answer came."
    return ModelCall.objects.filter(
        status=CallStatus.ASKED.value, batch=None, asked_at__lt=at - FORGOTTEN_AFTER
    ).update(status=CallStatus.UNAVAILABLE.value, detail=text)


def spent_on(at: datetime) -> Decimal:
    """Return what the day has cost so far, with what is set aside."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    spent = ModelCall.objects.filter(asked_at__gte=day).aggregate(total=Sum("cost"))["total"]
    return Decimal(spent or 0)


def _latest(count: int) -> list[tuple[CallStatus, datetime]]:
    rows = (
        ModelCall.objects.exclude(status__in=_OPEN)
        .filter(batch=None)
        .order_by("-asked_at", "-id")
        .values_list("status", "asked_at")[:count]
    )
    return [(CallStatus(status), moment) for status, moment in rows]


def _on_trail(call: ModelCall, by: Asking) -> None:
    payload: dict[str, Any] = {
        "purpose": call.purpose,
        "prompt": f"{call.prompt_name}@{call.prompt_version}",
        "model": call.model,
        "status": call.status,
        "request": call.request_sha256,
        "answer": call.answer_sha256,
    }
    audit.record(
        action="ai.model.asked",
        subject=call.subject,
        actor=by.actor,
        at=by.at,
        payload=payload if by.run is None else {**payload, "run": by.run},
    )


@cache
def _ladders(text: str) -> dict[str, tuple[str, ...]]:
    return routing.ladders_from(text)


@cache
def _prices(text: str) -> dict[str, Price]:
    return routing.prices_from(text)
