"""The words of one row before they go to their columns: what was run together, and whose signs."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from intake.formats.page_columns import NUMERIC, Column, apart
from intake.formats.page_values import CURRENCY_CODES, DOLLAR, SYMBOLS, Manner
from intake.formats.page_words import Word
from intake.rules.units import unit_code

CURRENCY: Final = frozenset({*CURRENCY_CODES, *SYMBOLS, DOLLAR, "Rs."})
_GLUED: Final = re.compile(r"(\d+(?:[.,]\d+)?)([^\W\d_]{1,5}\.?)")


def parted(words: Sequence[Word], columns: tuple[Column, ...], manner: Manner) -> Iterator[Word]:
    """The words; two numbers that were taken for one are taken apart at their space."""
    for word in words:
        glued = _GLUED.fullmatch(word.text)
        if glued is not None and unit_code(glued[2]) and _is_counted(word, columns):
            yield from _halves(word, glued[1], glued[2])
            continue
        head, _, tail = word.text.rpartition(" ")
        if not head:
            yield word
            continue
        over = [each for each in columns if each.kind in NUMERIC and apart(word, each) == 0]
        is_one = len(over) < len(("quantity", "price")) and manner.figure(word.text) is not None
        if is_one:
            yield word
            continue
        yield from _halves(word, head, tail)


def _halves(word: Word, head: str, tail: str) -> Iterator[Word]:
    size = (word.x1 - word.x0) / len(word.text)
    yield Word(head, word.x0, word.y0, word.x0 + size * len(head), word.y1)
    yield Word(tail, word.x1 - size * len(tail), word.y0, word.x1, word.y1)


def _is_counted(word: Word, columns: tuple[Column, ...]) -> bool:
    """Whether a word stands where quantities do."""
    nearest = min(columns, key=lambda each: apart(word, each))
    return nearest.kind in {"quantity", "unit"} and apart(word, nearest) <= word.height


def is_sign_of(word: Word, behind: Word | None, manner: Manner) -> bool:
    """Whether a word is the sign of a currency before its amount."""
    if word.text not in CURRENCY or behind is None:
        return False
    figure = manner.figure(behind.text)
    return figure is not None and figure.decimals == manner.decimals
