"""Words on a page and the lines, segments and neighbors they form."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from intake.rules.placed import Box as Box
from intake.rules.placed import Page as Page
from intake.rules.placed import Word as Word

_SAME_LINE: Final = 0.45  # of a word's height, between the middles of words on one line
_SPACE: Final = 0.4  # of a word's height: no wider inside a number
_HEAD: Final = re.compile(r"-?\d{1,3}(?: \d{3})*")
_TAIL: Final = re.compile(r"\d{3}(?:[.,]\d{1,4})?")
_SIDEWAYS: Final = 5  # letters above each other are text that runs upwards
_FEW: Final = 2
_TURNED: Final = 1.8  # times as tall as wide: three letters that stand upright never are
_GAP: Final = 0.75  # of a word's height: wider is another column


@dataclass(frozen=True)
class Segment:
    """Words of one line that stand close together; `page` counts from 1."""

    page: int
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        """Around all its words."""
        return box_of(self.words)


@dataclass(frozen=True)
class Line:
    """One line across the page: its segments from left to right."""

    page: int
    segments: tuple[Segment, ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words from left to right."""
        return tuple(word for segment in self.segments for word in segment.words)

    @cached_property
    def text(self) -> str:
        """All words with single spaces."""
        return " ".join(segment.text for segment in self.segments)


def box_of(words: Sequence[Word]) -> Box:
    """The box around words."""
    if len(words) == 1:
        return (words[0].x0, words[0].y0, words[0].x1, words[0].y1)
    return (
        min([word.x0 for word in words]),
        min([word.y0 for word in words]),
        max([word.x1 for word in words]),
        max([word.y1 for word in words]),
    )


def lines_of(pages: Iterable[Page]) -> tuple[Line, ...]:
    """The lines of all pages from top to bottom."""
    return tuple(
        Line(number, tuple(Segment(number, words) for words in _segments(group)))
        for number, page in enumerate(pages, 1)
        for group in _rows(upright(page.words))
    )


def upright(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without text that runs up or down the page, whole or letter by letter."""
    level = _without_turned(words)
    kept: list[Word] = []
    run: list[Word] = []
    for word in level:
        if run and not _goes_on(run[-1], word):
            kept += run if len(run) < _SIDEWAYS else ()
            run = []
        run.append(word)
    kept += run if len(run) < _SIDEWAYS else ()
    return tuple(kept)


def _without_turned(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without those far taller than wide, and the short ones in line with them."""
    bands = {
        (round(word.x0), round(word.x1))
        for word in words
        if len(word.text) > _FEW and word.height > _TURNED * (word.x1 - word.x0)
    }
    if not bands:
        return words
    return tuple(
        word
        for word in words
        if (round(word.x0), round(word.x1)) not in bands or word.x1 - word.x0 > word.height
    )


def _goes_on(last: Word, word: Word) -> bool:
    """Whether a few letters stand right above or below the last few."""
    if len(word.text) > _FEW or len(last.text) > _FEW:
        return False
    apart = abs(word.middle - last.middle)
    is_aligned = word.x0 < last.x1 and last.x0 < word.x1
    return is_aligned and 0 < apart < 2 * max(word.height, last.height)


def _rows(words: tuple[Word, ...]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    total, height = 0.0, 0.0  # of the middles of the last row; of its first word
    for word in sorted(words, key=lambda each: each.y0 + each.y1):
        middle, own = (word.y0 + word.y1) / 2, word.y1 - word.y0
        least = own if own < height else height
        if rows and abs(middle - total / len(rows[-1])) <= _SAME_LINE * least:
            rows[-1].append(word)
            total += middle
        else:
            rows.append([word])
            total, height = middle, own
    for above, below in pairwise(rows):
        _give_down(above, below)
    return [_joined(sorted(row, key=lambda each: each.x0)) for row in rows]


def _give_down(above: list[Word], below: list[Word]) -> None:
    """Move the lowest words of a row to the next one where they stand nearer to that.

    Columns whose lines are not level would draw a value away from the label beside it.
    """
    while len(above) > 1:
        last = above[-1]
        rest = sum(word.middle for word in above[:-1]) / (len(above) - 1)
        nearest = min(below, key=lambda word: abs(word.middle - last.middle))
        apart = abs(last.middle - nearest.middle)
        if apart >= abs(last.middle - rest) / 2 or apart > _SAME_LINE * nearest.height:
            return
        below.insert(0, above.pop())


def _joined(row: list[Word]) -> list[Word]:
    """Thousands that are set apart by a thin or hard space are one number."""
    words: list[Word] = []
    for word in row:
        last = words[-1] if words else None
        if (
            last is not None
            and word.text[0].isdecimal()
            and last.text[-1].isdecimal()
            and _HEAD.fullmatch(last.text)
            and _TAIL.fullmatch(word.text)
            and 0 <= word.x0 - last.x1 <= _SPACE * word.height
        ):
            text = f"{last.text} {word.text}"
            words[-1] = Word(text, last.x0, min(last.y0, word.y0), word.x1, max(last.y1, word.y1))
        else:
            words.append(word)
    return words


def _segments(row: list[Word]) -> list[tuple[Word, ...]]:
    groups: list[list[Word]] = []
    end, height = 0.0, 0.0  # of the last word
    for word in row:
        own = word.y1 - word.y0
        if groups and word.x0 - end <= _GAP * (own if own < height else height):
            groups[-1].append(word)
        else:
            groups.append([word])
        end, height = word.x1, own
    return [tuple(group) for group in groups]
