"""Exceptions in a model's words, from the facts of each to the sentences that are shown (pure)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from ai.answers import WordedAnswer
from ai.grounding import Fact, Grounds
from ai.wording import Kind, tokens_of
from core.reasons import ReasonCode

STEP: Final = "review.word"
STEP_OF_VARIANCES: Final = "kpi.word"  # the same form, of one variance
PURPOSE_OF_VARIANCES: Final = "kpi.explain_variance"
_SAID: Final = "said"


def part_of(
    place: int, facts: Sequence[Fact], rows: Sequence[str], statements: Sequence[str],
    passages: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Return what is asked of one exception."""
    return {
        "place": place,
        "facts": [
            {"name": each.name, "value": each.value, "role": each.role or None,
             "direction": each.direction or None}
            for each in facts
        ],
        "rows": sorted(rows),
        "statements": list(statements),
        "passages": dict(passages),
    }  # fmt: skip


def to_text(parts: Sequence[Mapping[str, Any]]) -> str:
    """Return what is asked, as a model reads it."""
    return json.dumps({"exceptions": list(parts)}, ensure_ascii=False, indent=0)


def grounds_of(text: str) -> dict[int, Grounds]:
    """Return what the words for each exception may rest on, from what is asked."""
    return {part["place"]: _grounds(part) for part in json.loads(text)["exceptions"]}


def to_bytes(text: str, said: str) -> bytes:
    """Return the canonical bytes of what is shown of a model's answer, or why nothing is."""
    answer = _judged(said, grounds_of(text))
    shown = {
        "parts": [each.model_dump() for each in answer.parts] if answer else [],
        "code": None if answer else ReasonCode.OUTPUT_REJECTED.value,
    }
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def replay(inputs: Mapping[str, bytes]) -> bytes:
    """Judge the recorded answer again on the recorded facts.

    :raises KeyError: the bundle is of a version that kept less.
    """
    return to_bytes(inputs["asked"].decode(), inputs["answer"].decode())


def _judged(said: str, grounds: Mapping[int, Grounds]) -> WordedAnswer | None:
    try:
        answer = WordedAnswer.model_validate_json(said)
    except ValidationError:
        return None
    return None if answer.problems(grounds) else answer


def _grounds(part: Mapping[str, Any]) -> Grounds:
    facts = [
        Fact(each["name"], each["value"], each["role"] or "", each["direction"] or "")
        for each in part["facts"]
    ]
    told = tuple(_told(part["statements"], facts))
    return Grounds(
        (*facts, *told), frozenset(part["rows"]), part["passages"],
        unsaid=frozenset(part.get("unsaid", ())),
    )  # fmt: skip


def _told(statements: Sequence[str], facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what the statements name beside the values that must not be swapped."""
    values = {
        value
        for fact in facts
        if fact.role
        for token in tokens_of(fact.value)
        for value in token.values
    }
    for text in statements:
        for token in tokens_of(text):
            if token.kind is not Kind.FIGURE or not values.intersection(token.values):
                yield Fact(_SAID, f"{token.text} {token.unit}".rstrip())
