"""Where a value stands among the words around it, and which words stand there on another page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.formats import anchor_values
from intake.formats.page_words import Box, Line, Word, box_of
from intake.rules.anchors import Spot
from intake.rules.layouts import folded, has_figure

_LONGEST_LABEL: Final = 6
_GAP: Final = 1.2  # of a word's height, between two words of one label
_FARTHEST_ABOVE: Final = 45  # points
_ALIGNED: Final = 8  # points
_SAME_HEIGHT: Final = 6  # points
_SAME_PLACE: Final = 12  # points
_PERCENT: Final = "%"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row on one line."""

    page: int
    line: int  # its place among all lines
    start: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """Around all of them."""
        return box_of(self.words)

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        box = self.box
        return (box[1] + box[3]) / 2


def runs_of(lines: tuple[Line, ...], most: int) -> Iterator[Run]:
    """Every row of words on every line, up to so many of them."""
    for number, line in enumerate(lines):
        words = line.words
        for start in range(len(words)):
            for count in range(1, 1 + min(most, len(words) - start)):
                yield Run(line.page, number, start, words[start : start + count])


def spot_of(run: Run, lines: tuple[Line, ...]) -> Spot:
    """What leads to these words: the label before them, the one above them, and their place."""
    above = _label_above(run, lines)
    box = run.box
    left, right, below = 0, 0, 0
    if above is not None:
        left, right = round(box[0] - above.box[0]), round(box[2] - above.box[2])
        below = round(run.middle - above.middle)
    return Spot(
        before=_label_before(run, lines),
        above=() if above is None else _label(above.words),
        left=left,
        right=right,
        below=below,
        page=run.page,
        place=(round(box[0]), round(box[2]), round(run.middle)),
        count=len(run.words),
    )


def is_rate(run: Run, lines: tuple[Line, ...]) -> bool:
    """Whether a per cent sign stands behind the words."""
    behind = lines[run.line].words[run.start + len(run.words) :][:1]
    return any(word.text.startswith(_PERCENT) for word in behind)


def _label(words: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(text for text in _texts(words) if text)


def _texts(words: tuple[Word, ...]) -> list[str]:
    """The words as labels are compared: a rate in a label may be another on the next page."""
    texts = [folded(word.text) for word in words]
    for place, text in enumerate(texts):
        following = texts[place + 1] if place + 1 < len(texts) else ""
        if text.endswith(_PERCENT) or (has_figure(text) and following == _PERCENT):
            texts[place] = ""
    return ["" if text == _PERCENT else text for text in texts]


def _label_before(run: Run, lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The words without figures right before the value, as far as they stand together."""
    words = list(lines[run.line].words[: run.start])
    while words and anchor_values.is_filler(words[-1].text):
        words.pop()
    label: list[Word] = []
    texts = _texts(tuple(words))
    for word, text in zip(reversed(words), reversed(texts), strict=True):
        is_apart = label and label[-1].x0 - word.x1 > _GAP * word.height
        if is_apart or has_figure(text) or len(label) == _LONGEST_LABEL:
            break
        label.append(word)
    return _label(tuple(reversed(label)))


def _label_above(run: Run, lines: tuple[Line, ...]) -> Run | None:
    """The nearest words above the value, if they hold no figure."""
    box = run.box
    for number in range(run.line - 1, -1, -1):
        line = lines[number]
        if line.page != run.page:
            return None
        start = 0
        for segment in line.segments:
            here = Run(line.page, number, start, segment.words)
            start += len(segment.words)
            if not (here.box[0] < box[2] and box[0] < here.box[2]):
                continue
            is_far = run.middle - here.middle > _FARTHEST_ABOVE
            label = _label(here.words)
            is_label = bool(label) and not any(has_figure(text) for text in label)
            return here if is_label and not is_far else None
    return None


def candidates(spot: Spot, lines: tuple[Line, ...], most: int) -> Iterator[tuple[str, Run]]:
    """The words that may be the value, and what led to them: `before`, `above` or `place`."""
    if spot.before:
        for label in _labels(spot.before, lines):
            yield from (("before", run) for run in _behind(label, lines, spot, most))
    if spot.above:
        for label in _labels(spot.above, lines):
            yield from (("above", run) for run in _under(label, lines, spot, most))
    if not (spot.before or spot.above):
        yield from (("place", run) for run in _in_place(lines, spot, most))


def _labels(wanted: tuple[str, ...], lines: tuple[Line, ...]) -> Iterator[Run]:
    for number, line in enumerate(lines):
        words = line.words
        texts = _texts(words)
        for start in range(len(words)):
            if texts[start] != wanted[0]:
                continue
            end = _end(texts, start, wanted)
            if end is not None:
                yield Run(line.page, number, start, words[start:end])


def _end(texts: list[str], start: int, wanted: tuple[str, ...]) -> int | None:
    """Where the words end that say the label; marks between them say nothing."""
    left = list(wanted)
    for place in range(start, len(texts)):
        if not texts[place]:
            continue
        if texts[place] != left.pop(0):
            return None
        if not left:
            end = place + 1
            while end < len(texts) and not texts[end]:
                end += 1
            return end
    return None


def _behind(label: Run, lines: tuple[Line, ...], spot: Spot, most: int) -> Iterator[Run]:
    words = lines[label.line].words
    start = label.start + len(label.words)
    texts = _texts(words)
    while start < len(words) and (not texts[start] or anchor_values.is_filler(words[start].text)):
        start += 1
    yield from _counted(label.page, label.line, start, words, spot.count, most)


def _under(label: Run, lines: tuple[Line, ...], spot: Spot, most: int) -> Iterator[Run]:
    left, right = label.box[0] + spot.left, label.box[2] + spot.right
    for number in range(label.line + 1, len(lines)):
        line = lines[number]
        if line.page != label.page:
            return
        if abs(_middle(line) - label.middle - spot.below) <= _SAME_HEIGHT:
            yield from _aligned(number, line, (left, right), spot.count, most)


def _in_place(lines: tuple[Line, ...], spot: Spot, most: int) -> Iterator[Run]:
    left, right, middle = spot.place
    for number, line in enumerate(lines):
        if line.page == spot.page and abs(_middle(line) - middle) <= _SAME_PLACE:
            yield from _aligned(number, line, (left, right), spot.count, most)


def _aligned(
    number: int, line: Line, edges: tuple[float, float], count: int, most: int
) -> Iterator[Run]:
    """Words that begin at the left edge or end at the right one."""
    words = line.words
    for start, word in enumerate(words):
        if abs(word.x0 - edges[0]) <= _ALIGNED:
            yield from _counted(line.page, number, start, words, count, most)
        if abs(word.x1 - edges[1]) <= _ALIGNED:
            for size in _sizes(count, most):
                if size <= start + 1:
                    first = start + 1 - size
                    yield Run(line.page, number, first, words[first : start + 1])


def _counted(
    page: int, number: int, start: int, words: tuple[Word, ...], count: int, most: int
) -> Iterator[Run]:
    for size in _sizes(count, most):
        if start + size <= len(words):
            yield Run(page, number, start, words[start : start + size])


def _sizes(count: int, most: int) -> list[int]:
    """How many words to try: as many as were learned, then fewer and more."""
    return [count, *(size for size in range(1, most + 1) if size != count)]


def _middle(line: Line) -> float:
    return sum(word.middle for word in line.words) / len(line.words)


def is_in_place(run: Run, spot: Spot) -> bool:
    """Whether the words stand about where the spot was."""
    box = run.box
    is_near = min(abs(box[0] - spot.place[0]), abs(box[2] - spot.place[1])) <= _ALIGNED
    return is_near and abs(run.middle - spot.place[2]) <= _FARTHEST_ABOVE
