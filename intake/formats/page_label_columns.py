"""Columns of labels: words of a narrow column beside them are not run together with their names.

A letterhead that reaches as far as "Advertiser" in the column beside it would hide that label.
"""

from collections import defaultdict
from itertools import pairwise
from typing import Final

from intake.formats.page_lexicon import LABELS, letters
from intake.formats.page_words import Line, Segment, Word

_FEWEST: Final = 3  # labels below each other that make a column
_EXACT: Final = 0.15  # of a word's height: labels of one column begin at one place
_LONGEST: Final = 3  # words of a label inside other words


def parted(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines, with segments taken apart where a label of a column begins inside them."""
    edges = _edges(lines)
    if not edges:
        return lines
    return tuple(_parted(line, edges[line.page]) if line.page in edges else line for line in lines)


def _edges(lines: tuple[Line, ...]) -> dict[int, list[float]]:
    """Where columns of labels begin, for each page that has one."""
    starts: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        for segment in line.segments:
            if letters(segment.text) in LABELS:
                starts[line.page].append(segment.words[0].x0)
    made = {page: _shared(sorted(places)) for page, places in starts.items()}
    return {page: edges for page, edges in made.items() if edges}


def _shared(places: list[float]) -> list[float]:
    """The places at which enough labels begin."""
    runs: list[list[float]] = []
    for last, place in pairwise([float("-inf"), *places]):
        if place - last <= 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run[0] for run in runs if len(run) >= _FEWEST]


def _parted(line: Line, edges: list[float]) -> Line:
    made: list[Segment] = []
    for segment in line.segments:
        made += _halves(segment, edges)
    return line if len(made) == len(line.segments) else Line(line.page, tuple(made))


def _halves(segment: Segment, edges: list[float]) -> tuple[Segment, ...]:
    words = segment.words
    for place, word in enumerate(words[1:], 1):
        if not any(abs(word.x0 - edge) <= _EXACT * word.height + 1 for edge in edges):
            continue
        label = _label_at(words, place)
        if not label:
            continue
        end = label[-1].x1
        inside = [each for each in words[place:] if each not in label and each.x0 < end]
        own = [each for each in words[place:] if each not in inside]
        before = (*words[:place], *inside)
        return Segment(segment.page, before), Segment(segment.page, tuple(own))
    return (segment,)


def _label_at(words: tuple[Word, ...], place: int) -> tuple[Word, ...]:
    """The longest label that begins with this word, whatever stands inside its own width."""
    best: tuple[Word, ...] = ()
    for count in range(1, _LONGEST + 1):
        span = words[place : place + count]
        if letters("".join(word.text for word in span)) in LABELS:
            best = span
    return best
