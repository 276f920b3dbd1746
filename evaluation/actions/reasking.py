"""Models asked again what they were asked before: a run of its own, labelled, with what differs.

Nothing that was decided or shown changes. It says how a model or a prompt would do today: for the
questions of one case, or for the newest questions of one prompt before a person promotes it.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from ai import calls, gateway, kept_calls
from ai.answers import CitedAnswer, WordedAnswer
from ai.asking import Failure, Reply
from ai.kept_calls import Kept
from ai.models import PromptTrial, PromptVersion
from core.actors import Actor
from core.errors import Refusal
from intake.actions import asking as reading
from intake.rules.answers import AnsweredInvoice
from reconciliation.queries import subjects
from reconciliation.rules import answer_step, wording_step
from review.actions import asking, wording


class UnableToTry(Refusal):
    """There is no such version of a prompt, or nothing was asked with it that could be again."""


@dataclass(frozen=True, slots=True)
class Reasked:
    """One question asked again: whether the answer may be used, and how it differs."""

    purpose: str
    subject: str
    prompt_version: str
    model_before: str
    model_now: str
    is_usable: bool
    is_same: bool
    problem: str | None
    diff: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseReasked:
    """Every question about one case, asked again in one labelled run."""

    case_id: str
    run: str
    questions: tuple[Reasked, ...]


def reask_case(
    case_pk: int, *, model: str | None, actor: Actor, at: datetime
) -> CaseReasked | None:
    """Ask again what was asked about a case, or return nothing where there is no such case."""
    found = subjects.subjects_of(case_pk)
    if found is None:
        return None
    run = f"asked again {at:%Y-%m-%dT%H:%M:%SZ}"
    asked = [
        _reasked(each, model=model or each.request.model, run=run, actor=actor, at=at)
        for each in kept_calls.of_subjects(found)
    ]
    return CaseReasked(f"C-{case_pk}", run, tuple(asked))


def try_prompt(
    *, name: str, version: str, model: str | None, most: int, actor: Actor, at: datetime
) -> PromptTrial:
    """Ask the newest questions of a prompt with one version of it, and keep how it does.

    :raises UnableToTry: there is no such version, or no question to ask.
    """
    rows = PromptVersion.objects.filter(name=name, version__startswith=version)
    row = rows.first() if len(rows) == 1 else None
    asked = kept_calls.of_prompt(name, most=most) if row else []
    if row is None or not asked:
        raise UnableToTry("There is no such version, or nothing to try it on.")
    run, chosen = f"trial {row.version[:12]}", model or asked[-1].request.model
    spent = calls.spent_on(at)
    made = [
        _reasked(each, model=chosen, run=run, actor=actor, at=at, system=row.text) for each in asked
    ]
    return PromptTrial.objects.create(
        prompt_name=name, prompt_version=row.version, model=chosen, asked=len(made),
        passed=sum(each.is_usable for each in made), same=sum(each.is_same for each in made),
        cost=calls.spent_on(at) - spent, tried_at=at,
    )  # fmt: skip


def _reasked(
    kept: Kept, *, model: str, run: str, actor: Actor, at: datetime, system: str | None = None
) -> Reasked:
    outcome = gateway.ask_again(kept, model=model, run=run, actor=actor, at=at, system=system)
    problem: str | None
    if isinstance(outcome, Failure):
        text, now, problem = "", model, outcome.text
    else:
        text, now, problem = outcome.text, outcome.model, _problem_with(kept, outcome)
    return Reasked(
        purpose=kept.purpose,
        subject=kept.subject,
        prompt_version=kept.prompt.version,
        model_before=kept.model,
        model_now=now,
        is_usable=problem is None,
        is_same=text == kept.answer,
        problem=problem,
        diff=_diff(kept.answer, text),
    )


def _diff(before: str, after: str) -> tuple[str, ...]:
    """Return what differs, a field or a sentence a line."""
    old, new = (text.replace(",", ",\n").split("\n") for text in (before, after))
    return tuple(line for line in difflib.unified_diff(old, new, "before", "now", lineterm="", n=0))


def _problem_with(kept: Kept, reply: Reply) -> str | None:
    """Say why an answer could not be used today, by the check of whoever asked."""
    if reply.stop_reason != "end_turn":
        return f"The answer ended by {reply.stop_reason}."
    judge = _JUDGES.get(kept.purpose)
    if judge is None:
        return "Nobody knows any more what such an answer must be."
    try:
        problems = judge(kept.data, reply.text)
    except (ValidationError, ValueError, KeyError) as error:
        return f"The answer is not of the form that was asked for ({type(error).__name__})."
    return " ".join(problems[:3]) or None


def _judge_answer(data: str, text: str) -> tuple[str, ...]:
    _, known = answer_step.from_text(data)
    return CitedAnswer.model_validate_json(text).problems(known.grounds)


def _judge_words(data: str, text: str) -> tuple[str, ...]:
    return WordedAnswer.model_validate_json(text).problems(wording_step.grounds_of(data))


def _judge_reading(_data: str, text: str) -> tuple[str, ...]:
    AnsweredInvoice.model_validate_json(text)
    return ()


_JUDGES: Final[dict[str, Callable[[str, str], tuple[str, ...]]]] = {
    asking.PURPOSE: _judge_answer,
    wording.PURPOSE: _judge_words,
    wording_step.PURPOSE_OF_VARIANCES: _judge_words,
    reading.PURPOSE: _judge_reading,
}
