"""A question about a case, from what is known of it to the claims that are shown (pure).

What is known is one JSON value: it is what a model is asked with, what its answer is checked
against, and what the step is replayed from.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from ai.answers import CitedAnswer
from ai.grounding import Claim, Fact, Grounds, Quote, problems_in
from core.reasons import ReasonCode
from reconciliation.rules import questions
from reconciliation.rules.questions import Statement

STEP: Final = "review.answer"


@dataclass(frozen=True, slots=True)
class Known:
    """What may be said of a case: sentences that hold, and what a model's may rest on."""

    statements: tuple[Statement, ...]
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Answered:
    """The claims that are shown, who says them, and what went wrong on the way."""

    claims: tuple[Claim, ...]
    said_by: str  # "model", "rules", or "rejected" where the rules stand in for a model
    code: ReasonCode | None


def to_text(question: str, known: Known) -> str:
    """Return what is asked, as a model reads it."""
    facts = [
        {"name": each.name, "value": each.value, "direction": each.direction or None}
        for each in known.grounds.facts
    ]
    said = [
        {"text": each.text, "rows": each.rows, "topic": each.topic} for each in known.statements
    ]
    stated = {
        "question": question, "facts": facts, "rows": sorted(known.grounds.rows),
        "statements": said, "passages": known.grounds.passages,
    }  # fmt: skip
    return json.dumps(stated, ensure_ascii=False, indent=0)


def from_text(text: str) -> tuple[str, Known]:
    """Return the question and what was known, from what was asked."""
    said = json.loads(text)
    facts = tuple(
        Fact(each["name"], each["value"], direction=each["direction"] or "")
        for each in said["facts"]
    )
    statements = tuple(
        Statement(each["topic"], each["text"], tuple(each["rows"])) for each in said["statements"]
    )
    grounds = Grounds(facts=facts, rows=frozenset(said["rows"]), passages=said["passages"])
    return said["question"], Known(statements, grounds)


def by_rules(question: str, known: Known) -> tuple[Claim, ...]:
    """Answer by the sentences of the records; a question about something else has none."""
    stranger = problems_in(question, _widened(known))
    if any("is in no fact" in problem for problem in stranger):
        return ()
    found = questions.answer_to(question, known.statements)
    asks_for_rule = "rule" in {each.topic for each in found}
    cited = known.grounds.passages.items() if asks_for_rule else ()
    said = [Claim(f"“{text}”", quotes=(Quote(name, text),)) for name, text in list(cited)[:1]]
    return (*(Claim(each.text, rows=each.rows) for each in found), *said)


def answered(question: str, known: Known, said: str | None) -> Answered:
    """Return what is shown: a model's words where they hold, else the sentences of the records."""
    judged = None if said is None else _judged(said, known)
    if judged is not None:
        code = None if judged else ReasonCode.UNGROUNDED
        return Answered(judged, "model", code)
    claims = by_rules(question, known)
    code = None if said is None else ReasonCode.OUTPUT_REJECTED
    made = Answered(claims, "rules" if said is None else "rejected", code)
    return made if claims else replace(made, code=ReasonCode.UNGROUNDED)


def claims_json(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Return claims as they are kept."""
    return [
        {
            "text": each.text,
            "rows": list(each.rows),
            "quotes": [{"passage": q.passage, "words": q.words} for q in each.quotes],
        }
        for each in claims
    ]


def to_bytes(made: Answered) -> bytes:
    """Return the canonical bytes of the output of the step."""
    said = {
        "claims": claims_json(made.claims),
        "said_by": made.said_by,
        "code": made.code.value if made.code else None,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def replay(inputs: Mapping[str, bytes]) -> bytes:
    """Answer again from what the bundle kept; a model's answer is one of the inputs.

    :raises KeyError: the bundle is of a version that kept less.
    """
    question, known = from_text(inputs["asked"].decode())
    said = inputs.get("answer")
    return to_bytes(answered(question, known, None if said is None else said.decode()))


def _judged(said: str, known: Known) -> tuple[Claim, ...] | None:
    try:
        answer = CitedAnswer.model_validate_json(said)
    except ValidationError:
        return None
    return None if answer.problems(known.grounds) else answer.as_claims


def _widened(known: Known) -> tuple[Fact, ...]:
    return (*known.grounds.facts, *(Fact("said", each.text) for each in known.statements))
