"""Which row of a table a line of words belongs to: told by the space above and below it.

What is wrapped stands closer to its row than rows stand to each other; a heading of a group stands
alone between two rows and belongs to neither.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from intake.formats.page_rows import Row
from intake.formats.page_words import Line

_WIDER: Final = 1.12  # of the tightest space: no longer the same space
_OF_ROWS: Final = 0.93  # of the space between two rows
_FAR: Final = 2.6  # of a line's height: further away is no part of a row
_LEAST: Final = 0.8  # of a line's height: closer stand parts of one line, not two
_CLOSER: Final = 0.8
_TITLE: Final = 1.5  # of a line's height: words so far above the first row are not wrapped
_APART: Final = 1.8  # times the tightest space: lines of two texts, however far rows stand apart
_LOOSE: Final = 1.7  # of a line's height: no space between lines of one text


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the table: of a row, of words, or a border such as a sum or a heading."""

    line: Line
    row: Row | None = None
    is_words: bool = False

    @property
    def middle(self) -> float:
        return self.line.words[0].middle


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines of words between two others, with the spaces before, between and behind them."""

    above: _Entry | None
    lines: tuple[_Entry, ...]
    below: _Entry | None

    @property
    def gaps(self) -> list[float]:
        every = [self.above, *self.lines, self.below]
        return [
            two.middle - one.middle if one and two else float("inf") for one, two in pairwise(every)
        ]


def share_out(
    rows: Sequence[Row], loose: Sequence[Line], borders: Sequence[Line], begins: float | None
) -> None:
    """Give each row the lines of words that belong to it.

    Words that begin where descriptions do, right of other columns, are no heading of a group.
    """
    entries = [_Entry(line, row) for row in rows for line in row.lines]
    entries += [_Entry(line, is_words=True) for line in loose]
    entries += [_Entry(line) for line in borders]
    pages = sorted({entry.line.page for entry in entries})
    by_page = [
        sorted((e for e in entries if e.line.page == page), key=lambda each: each.middle)
        for page in pages
    ]
    spaces = _spaces(by_page, begins)
    has_words = all("description" in row.cells for row in rows)
    runs = [run for page in by_page for run in _runs(page)]
    runs = [run for run in runs if not (has_words and spaces.is_title(run))]
    is_upward = _is_upward(runs, spaces.wide)
    for run in runs:
        _divide(run, spaces.wide, has_words=has_words, is_upward=is_upward)


def _is_upward(runs: list[_Run], wide: float) -> bool:
    """Whether words are wrapped above their rows: some stand above a first, none below a last."""
    above = [run for run in runs if (run.above is None or run.above.row is None) and run.below]
    below = [run for run in runs if run.above and run.above.row and _ends(run)]
    has_above = any(run.below and run.below.row and _is_close(run, -1, wide) for run in above)
    return has_above and not any(_is_close(run, 0, wide) for run in below)


def _ends(run: _Run) -> bool:
    return run.below is None or run.below.row is None


def _is_close(run: _Run, place: int, wide: float) -> bool:
    height = run.lines[place].line.words[0].height
    return run.gaps[place] < min(wide, _LOOSE * height)


@dataclass(frozen=True, slots=True)
class _Spaces:
    """How far apart rows stand, and from which space on two lines are apart."""

    rows: float
    wide: float
    begins: float | None  # where descriptions begin, if other columns stand left of them

    def is_title(self, run: _Run) -> bool:
        """Whether words before the first row, or behind a sum, are as far from it as rows are."""
        above = run.above.row if run.above else None
        if above is not None or run.below is None:
            return False
        if self.begins is not None and run.lines[-1].line.words[0].x0 >= self.begins:
            return run.gaps[-1] >= _LOOSE * run.below.line.words[0].height
        return run.gaps[-1] >= min(_OF_ROWS * self.rows, _TITLE * run.below.line.words[0].height)


def _spaces(pages: list[list[_Entry]], begins: float | None) -> _Spaces:
    """Measured from the table itself; nothing is wide where all lines stand alike."""
    words: list[tuple[float, float]] = []
    between: list[float] = []
    for page in pages:
        steps = [(two.middle - one.middle, one, two) for one, two in pairwise(page)]
        words += _near_rows(steps)
        words += _near_rows([(gap, two, one) for gap, one, two in reversed(steps)])
        between += [
            gap for gap, one, two in steps if one.row and two.row and one.row is not two.row
        ]
    rows = min(between, default=float("inf"))
    if not words:
        return _Spaces(rows, float("inf"), begins)
    tight, height = min(words)
    if between and (rows > _WIDER * tight or tight >= _LOOSE * height):
        return _Spaces(rows, min(_OF_ROWS * rows, max(_APART * tight, _LOOSE * height)), begins)
    wide = _WIDER * _WIDER * tight if not between else float("inf")
    return _Spaces(rows, wide, begins)


def _near_rows(
    steps: Iterable[tuple[float, _Entry, _Entry]],
) -> Iterator[tuple[float, float]]:
    """The spaces from each row to the words that follow it closely, with the height of a line."""
    is_near = False
    for gap, one, two in steps:
        height = one.line.words[0].height
        is_near = (one.row is not None or is_near) and two.is_words and gap <= _FAR * height
        if is_near and gap >= _LEAST * height:
            yield gap, height


def _runs(page: list[_Entry]) -> Iterator[_Run]:
    above: _Entry | None = None
    lines: list[_Entry] = []
    for entry in page:
        if entry.is_words:
            lines.append(entry)
            continue
        if lines:
            yield _Run(above, tuple(lines), entry)
        above, lines = entry, []
    if lines:
        yield _Run(above, tuple(lines), None)


def _divide(run: _Run, wide: float, *, has_words: bool, is_upward: bool) -> None:
    """The lines close to the row above go to it, those close to the row below to that one."""
    gaps = run.gaps
    apart = [place for place, gap in enumerate(gaps) if gap >= wide]
    above = run.above.row if run.above else None
    below = run.below.row if run.below else None
    if not apart and above and below and not has_words:
        apart = [max(range(len(gaps)), key=lambda place: gaps[place])]
    if is_upward and not apart and below is not None:
        apart = [0]
    first, last = _borders(apart, len(run.lines), above, below)
    for place, entry in enumerate(run.lines):
        height = entry.line.words[0].height
        if place < first and above is not None and _reaches(gaps[: place + 1], height):
            above.beside.append(entry.line)
        elif place >= last and below is not None and _reaches(gaps[place + 1 :], height):
            below.beside.append(entry.line)
        elif place >= first and above is not None and _is_closer(gaps, place, height):
            above.further.append(entry.line)


def _borders(apart: list[int], count: int, above: Row | None, below: Row | None) -> tuple[int, int]:
    """Before which line the words of the row above end, and where those of the one below begin.

    A row without a word of its own takes the words next to it, however far.
    """
    if apart and apart[0] == 0 and above is not None and not above.is_described:
        apart = apart[1:]
    if apart and apart[-1] == count and below is not None and not below.is_described:
        apart = apart[:-1] if above is None or above.is_described else apart
    if apart:
        return apart[0], apart[-1]
    return (count, count) if above is not None else (0, 0)


def _reaches(gaps: list[float], height: float) -> bool:
    return all(gap <= _FAR * height for gap in gaps)


def _is_closer(gaps: list[float], place: int, height: float) -> bool:
    """Whether a line that stands apart is nearer to the row above than to what follows."""
    before, behind = max(gaps[: place + 1]), max(gaps[place + 1 :])
    return before <= _FAR * height and before <= _CLOSER * behind
