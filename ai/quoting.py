"""The words of a passage that are nearest to a question, as they stand (pure)."""

import re
from typing import Final

LEAST: Final = 40  # characters; a shorter sentence is quoted with its neighbour
_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?]?")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")


def quote_for(passage: str, question: str) -> str:
    """Return the sentence of a passage that shares most words with a question, word for word."""
    spans = [each.span() for each in _SENTENCE.finditer(passage) if each.group().strip()]
    if not spans:
        return passage.strip()
    wanted = _stems(question)
    shared = [len(wanted & _stems(passage[start:end])) for start, end in spans]
    best = shared.index(max(shared))
    first = last = best
    while len(passage[spans[first][0] : spans[last][1]].strip()) < LEAST:
        if last + 1 < len(spans):
            last += 1
        elif first > 0:
            first -= 1
        else:
            break
    return passage[spans[first][0] : spans[last][1]].strip()


def _stems(text: str) -> set[str]:
    return {word[:5].casefold() for word in _WORD.findall(text)}
