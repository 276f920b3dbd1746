"""Puts two orders into one, and says what is close enough to answer (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# The usual constant of reciprocal rank fusion: it keeps the first places from ruling alone.
DAMPING: Final = 60
# Cosine from which a passage is about the question; measured in docs/measurements.md.
RELEVANT: Final = 0.35


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate: its place in either order, and the score of both."""

    passage_id: int
    score: float
    by_meaning: int | None
    by_words: int | None


def fused(by_meaning: Sequence[int], by_words: Sequence[int]) -> list[Ranked]:
    """Return all candidates, best first, by the sum of 1 / (60 + place)."""
    meaning = {passage: place for place, passage in enumerate(by_meaning, 1)}
    words = {passage: place for place, passage in enumerate(by_words, 1)}
    ranked = [
        Ranked(
            passage,
            sum(1 / (DAMPING + order[passage]) for order in (meaning, words) if passage in order),
            meaning.get(passage),
            words.get(passage),
        )
        for passage in {**meaning, **words}
    ]
    return sorted(ranked, key=lambda each: (-each.score, each.passage_id))
