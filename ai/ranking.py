"""Puts two orders into one, and says what is close enough to answer (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# How slowly a place loses weight; small, so that the first places count.
DAMPING: Final = 10
# A shared word moves a passage by about one place. A number or a clause is said exactly or not at
# all, and there the words count as much as the meaning.
WEIGHT_OF_WORDS: Final = 0.1
WEIGHT_OF_NUMBERS: Final = 1.0
# Cosine from which a passage is about the question; measured in docs/measurements.md.
RELEVANT: Final = 0.35

# The multilingual model sets all texts close together, so its line lies higher.
RELEVANT_OF: Final = {"multilingual-e5-small-q4": 0.80}

_NUMBER: Final = re.compile(r"\S*\d\S*")


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate: its place in either order, and the score of both."""

    passage_id: int
    score: float
    by_meaning: int | None
    by_words: int | None


def relevant_from(model: str) -> float:
    """Return the cosine from which a passage is about the question, for the model that set it."""
    return RELEVANT_OF.get(model, RELEVANT)


def words_of(question: str) -> tuple[str, float]:
    """Return what is searched by words, and its weight: the numbers, where there are any."""
    numbers = [each.strip(".,;:!?()") for each in _NUMBER.findall(question)]
    return (" ".join(numbers), WEIGHT_OF_NUMBERS) if numbers else (question, WEIGHT_OF_WORDS)


def fused(by_meaning: Sequence[int], by_words: Sequence[int], weight: float) -> list[Ranked]:
    """Return all candidates, best first: 1 / (10 + place) by meaning and, weighed, by words."""
    meaning = {passage: place for place, passage in enumerate(by_meaning, 1)}
    words = {passage: place for place, passage in enumerate(by_words, 1)}
    ranked = [
        Ranked(
            passage,
            _share(meaning.get(passage)) + weight * _share(words.get(passage)),
            meaning.get(passage),
            words.get(passage),
        )
        for passage in {**meaning, **words}
    ]
    return sorted(ranked, key=lambda each: (-each.score, each.passage_id))


def _share(place: int | None) -> float:
    return 0.0 if place is None else 1 / (DAMPING + place)
