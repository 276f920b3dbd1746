"""Labels on a page, and what stands behind, beside or below them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from intake.formats.page_lexicon import LABELS, LONGEST, STARTS, Role, letters
from intake.formats.page_words import Box, Line, Segment, Word, box_of

_T = TypeVar("_T")

_COLON: Final = re.compile(r"^(?P<label>[^\W\d_][^:]*:)(?P<rest>[^/\s].*)$")
_ADDRESS: Final = re.compile(r"https?:|mailto:|urn:", re.IGNORECASE)
_ENDS: Final = (":", "#", "=")
_FILL: Final = re.compile(r"[:.#=\-–—|]*")
_SLASHES: Final = frozenset({"/", "|"})
_CELL: Final = 2  # lines of a cell
_LINES_BELOW: Final = 3
_REACH: Final = 3.2  # of a label's height, down to the value below it
BEHIND, BESIDE, BELOW, SAID, INSIDE = (
    1.0,
    0.97,
    0.9,
    0.95,
    0.7,
)  # how well each place speaks for a value


@dataclass(frozen=True, slots=True)
class Found(Generic[_T]):
    """A value, the words it was read from, where they stand, and how much speaks for it."""

    value: _T
    text: str
    page: int
    box: Box
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """One label: where it stands, what it may mean, and the words behind it on its line."""

    roles: tuple[Role, ...]
    line: int  # its place among the lines
    segment: int
    page: int
    words: tuple[Word, ...]
    rest: tuple[Word, ...]  # of the same segment
    is_first: bool  # of its segment
    is_closed: bool  # a colon ends it

    @property
    def box(self) -> Box:
        """Around its words."""
        return box_of(self.words)

    @property
    def key(self) -> str:
        """Its letters; of one in two languages those of the first."""
        return _key(self.words)


class Labels:
    """All labels of one document, found once."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self.by_role: dict[Role, list[Label]] = {}
        self.starts: set[tuple[int, int]] = set()  # segments that begin with a label
        for number, line in enumerate(lines):
            for place, segment in enumerate(line.segments):
                for label in _labels_in(segment, number, place):
                    if label.is_first and not label.rest:
                        self.starts.add((number, place))
                    for role in label.roles:
                        self.by_role.setdefault(role, []).append(label)

    def of(self, *roles: Role) -> Iterator[Label]:
        """The labels that may mean one of these, in the order of the page."""
        for role in roles:
            yield from self.by_role.get(role, ())

    def values(
        self, label: Label, read: Callable[[str], tuple[_T, str] | None]
    ) -> Iterator[Found[_T]]:
        """What can be read behind, beside or below a label; the first place that has a value."""
        for words, place in self._places(label):
            text = " ".join(word.text for word in words)
            made = read(text)
            if made is None:
                continue
            value, shown = made
            score = place * (1.0 if label.is_first else SAID if label.is_closed else INSIDE)
            box = box_of(_words_of(words, shown) or words)
            yield Found(value, shown, label.page, box, score)
            return

    def below(
        self, label: Label, read: Callable[[str], tuple[_T, str] | None]
    ) -> Iterator[Found[_T]]:
        """What can be read in a cell below a label whose text goes on in a second line."""
        cells = list(self._below(label))[:_CELL]
        if _filled(label.rest) or len(cells) < _CELL:
            return
        words = tuple(word for cell in cells for word in cell)
        made = read(" ".join(word.text for word in words))
        if made is not None:
            yield Found(made[0], made[1], label.page, box_of(words), BELOW)

    def _places(self, label: Label) -> Iterator[tuple[tuple[Word, ...], float]]:
        rest = _filled(label.rest)
        if rest:
            yield rest, BEHIND
            return
        line = self.lines[label.line]
        following = line.segments[label.segment + 1 :]
        is_heading = bool(following) and (label.line, label.segment + 1) in self.starts
        below = [(words, BELOW) for words in self._below(label)]
        if is_heading and not label.is_closed:
            yield from below
            return
        if following and not is_heading:
            for count in (1, 2):
                words = _filled(tuple(word for part in following[:count] for word in part.words))
                if words:
                    yield words, BESIDE
        yield from below

    def _below(self, label: Label) -> Iterator[tuple[Word, ...]]:
        """Segments under the label, from near to far."""
        left, _, right, bottom = label.box
        height = label.words[0].height
        for line in self.lines[label.line + 1 : label.line + 1 + 2 * _LINES_BELOW]:
            top = line.segments[0].box[1]
            if line.page != label.page or top - bottom > _REACH * height:
                return
            for segment in line.segments:
                box = segment.box
                if (
                    box[0] < right + height
                    and box[2] > left - height / 2
                    and box[1] > bottom - height / 2
                ):
                    yield _under(segment, left, right)


def _under(segment: Segment, left: float, right: float) -> tuple[Word, ...]:
    """The words of a segment from where a label above it begins."""
    width = max(right - left, 1.0)
    words = tuple(word for word in segment.words if word.x1 > left - width / 4)
    return words or segment.words


def pieces(segment: Segment) -> tuple[Word, ...]:
    """The words of a segment, a label and a value that were run together taken apart."""
    made: list[Word] = []
    for word in segment.words:
        match = _COLON.match(word.text) if ":" in word.text else None
        if match is None or _ADDRESS.match(word.text):
            made.append(word)
            continue
        cut = word.x0 + (word.x1 - word.x0) * len(match["label"]) / len(word.text)
        made.append(Word(match["label"], word.x0, word.y0, cut, word.y1))
        made.append(Word(match["rest"], cut, word.y0, word.x1, word.y1))
    return tuple(made)


def _labels_in(segment: Segment, number: int, place: int) -> Iterator[Label]:
    words = _parted(pieces(segment))
    start = 0
    while start < len(words):
        end = _longest(words, start)
        if end == start:
            start += 1
            continue
        end = _in_two_languages(words, start, end)
        span = words[start:end]
        rest = () if _is_only_a_translation(words[end:]) else words[end:]
        is_closed = span[-1].text.endswith(_ENDS) or (bool(rest) and rest[0].text.startswith(_ENDS))
        roles = LABELS[_key(span)]
        yield Label(roles, number, place, segment.page, span, rest, start == 0, is_closed)
        start = end


def _key(words: tuple[Word, ...]) -> str:
    """The letters of a label; of one in two languages those of the first."""
    whole = letters("".join(word.text for word in words))
    if whole in LABELS:
        return whole
    first = next((n for n, word in enumerate(words) if n and word.text in _SLASHES), len(words))
    return letters("".join(word.text for word in words[:first]))


def _in_two_languages(words: tuple[Word, ...], start: int, end: int) -> int:
    """Where a label ends that says the same again in another language behind a slash."""
    if end >= len(words) - 1 or words[end].text not in _SLASHES:
        return end
    further = _longest(words, end + 1)
    if further == end + 1:
        return end
    one, two = LABELS[_key(words[start:end])], LABELS[_key(words[end + 1 : further])]
    return _in_two_languages(words, start, further) if {*one} & {*two} else end


def _is_only_a_translation(words: tuple[Word, ...]) -> bool:
    """Whether what follows a label says the same in other words: letters behind a slash."""
    return (
        bool(words)
        and words[0].text in _SLASHES
        and not any(sign.isdigit() for word in words for sign in word.text)
    )


def _parted(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Two labels that a slash runs together, taken apart."""
    if not any(["/" in word.text for word in words]):  # noqa: C419 - a list is faster
        return words
    made: list[Word] = []
    for word in words:
        if "/" not in word.text:
            made.append(word)
            continue
        left, slash, right = word.text.partition("/")
        if letters(left) not in STARTS or letters(right) not in STARTS:
            made.append(word)
            continue
        width = (word.x1 - word.x0) / len(word.text)
        x, y = word.x0 + width * len(left), word.x0 + width * (len(left) + 1)
        made.append(Word(left, word.x0, word.y0, x, word.y1))
        made.append(Word(slash, x, word.y0, y, word.y1))
        made.append(Word(right, y, word.y0, word.x1, word.y1))
    return tuple(each for each in made if each.text)


def _longest(words: tuple[Word, ...], start: int) -> int:
    """Where the longest label that begins here ends; where it begins, if there is none."""
    key, best = "", start
    for place in range(start, min(start + LONGEST, len(words))):
        text = words[place].text
        if not text.isalpha() and any(sign.isdigit() for sign in text):
            break
        key += letters(text)
        if key not in STARTS and key:
            break
        if key in LABELS and text not in _SLASHES:
            best = place + 1
        if text.endswith(":"):
            break
    return best


def _filled(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without the colons and dashes that lead to a value."""
    start = 0
    while start < len(words) and _FILL.fullmatch(words[start].text):
        start += 1
    return words[start:]


def _words_of(words: tuple[Word, ...], shown: str) -> tuple[Word, ...]:
    """Those of the words that make up the text of a value."""
    wanted = shown.split()
    for start in range(len(words) - len(wanted) + 1):
        span = words[start : start + len(wanted)]
        if all(part in word.text for word, part in zip(span, wanted, strict=True)):
            return span
    return tuple(word for word in words if word.text.strip(",;:()") in wanted)


def best(found: list[Found[_T]], *, margin: float = 0.04) -> Found[_T] | None:
    """The value for which most speaks; none where another has nearly as much."""
    ranked: dict[_T, Found[_T]] = {}
    for each in found:
        held = ranked.get(each.value)
        if held is None or each.score > held.score:
            ranked[each.value] = each
    order = sorted(ranked.values(), key=lambda each: -each.score)
    if not order or (len(order) > 1 and order[0].score - order[1].score < margin):
        return None
    return order[0]


def is_label(text: str) -> bool:
    """Whether a text is a label and nothing else, be it in two languages."""
    parts = [letters(part) for part in re.split(r"[/|]", re.split(r"[:\d]", text)[0])]
    return letters("".join(parts)) in LABELS or (bool(parts) and all(p in LABELS for p in parts))


def rivals(found: list[Found[_T]]) -> int:
    """How many different values were found."""
    return len({each.value for each in found})
