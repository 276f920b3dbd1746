"""A table without names above its columns: what each column holds is found by arithmetic.

Where quantity by price is the amount on most lines that end in one, those figures are the columns.
Where there is but an amount behind words, the lines above a printed sum that add up to it are the
rows. Nothing else is taken for a table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from intake.formats.page_columns import Column, Heading
from intake.formats.page_places import common
from intake.formats.page_sums import Sum, meaning_of
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Word

_SAME: Final = 2.5  # points between two edges that are one
_PLAIN: Final = 0.6
_CENT: Final = Decimal("0.01")
_MOST_FIGURES: Final = 7  # on a line
_MOST_ROWS: Final = 60
_CLOSE: Final = 12  # of a line's height, from one row alone to its sum
_SHARE: Final = 0.6
_MARGIN: Final = 0.5
_CODE: Final = frozenset("0123456789-./")
_SUMS: Final = frozenset({Sum.LINES, Sum.NET, Sum.GROSS})


@dataclass(frozen=True, slots=True)
class _Priced:
    """A line that ends in an amount, and the two figures that make it, if there are two."""

    place: int
    line: Line
    amount: Word
    value: Decimal
    quantity: Word | None = None
    price: Word | None = None


def heading_of(
    lines: tuple[Line, ...], manner: Manner, sums: frozenset[Decimal]
) -> tuple[Heading, range] | None:
    """Columns as if a heading named them, and the lines they are for; `None` if nothing adds up."""
    amounts = [found for place in range(len(lines)) if (found := _priced(lines, place, manner))]
    proven = [each for each in amounts if each.quantity is not None]
    if proven:
        edge = max(proven, key=lambda each: _count(proven, each.amount.x1)).amount.x1
        rows = [each for each in proven if abs(each.amount.x1 - edge) <= _SAME]
        heading = _heading(rows)
        return None if heading is None else (heading, range(rows[0].place, len(lines)))
    for rows in _adding_up(lines, amounts, sums):
        heading = _heading(rows)
        if heading is not None:
            return heading, range(rows[0].place, rows[-1].place + 1)
    return None


def _count(rows: list[_Priced], edge: float) -> int:
    return sum(abs(each.amount.x1 - edge) <= _SAME for each in rows)


def _priced(lines: tuple[Line, ...], place: int, manner: Manner) -> _Priced | None:
    """A line that ends in an amount and is no sum."""
    line = lines[place]
    figures = _figures(line, manner)
    if not figures or len(figures) > _MOST_FIGURES or _is_sum(line):
        return None
    amount, value, decimals = figures[-1]
    if decimals != manner.decimals or not _ends(line, amount):
        return None
    for (one, first, _), (two, second, _) in _pairs(figures[:-1]):
        if abs(first * second - value) <= _CENT and value:
            return _Priced(place, line, amount, value, *_which(one, two, figures))
    return _Priced(place, line, amount, value)


def _pairs(
    figures: list[tuple[Word, Decimal, int]],
) -> Iterator[tuple[tuple[Word, Decimal, int], tuple[Word, Decimal, int]]]:
    """Two figures of a line, those that stand next to the amount first."""
    every = list(combinations(figures, 2))
    yield from reversed(every)


def _which(one: Word, two: Word, figures: list[tuple[Word, Decimal, int]]) -> tuple[Word, Word]:
    """Which of two factors is the quantity: the one without the decimals of money, or the first."""
    decimals = {id(word): count for word, _, count in figures}
    if decimals[id(one)] > 0 and decimals[id(two)] == 0:
        return two, one
    return one, two


def _figures(line: Line, manner: Manner) -> list[tuple[Word, Decimal, int]]:
    found = []
    words = line.words
    for place, word in enumerate(words):
        figure = manner.figure(word.text)
        is_share = place + 1 < len(words) and words[place + 1].text.startswith("%")
        if figure is not None and not is_share:
            found.append((word, figure.value, figure.decimals))
    return found


def _ends(line: Line, amount: Word) -> bool:
    """Whether nothing but the sign of a currency stands behind."""
    behind = [word for word in line.words if word.x0 > amount.x0]
    return len(behind) <= 1 and all(len(word.text) <= len("EUR") for word in behind)


def _is_sum(line: Line) -> bool:
    for segment in line.segments:
        meaning = meaning_of(segment.text)
        if meaning is not None and meaning.weight >= _PLAIN and meaning.role is not Sum.CHARGE:
            return True
    return False


def _adding_up(
    lines: tuple[Line, ...], amounts: list[_Priced], sums: frozenset[Decimal]
) -> Iterator[list[_Priced]]:
    """Lines right above a sum that are it together."""
    by_place = {each.place: each for each in amounts}
    for place, line in enumerate(lines):
        stated = _stated(line, sums)
        if not stated:
            continue
        rows: list[_Priced] = []
        total = Decimal(0)
        for above in range(place - 1, max(place - _MOST_ROWS, -1), -1):
            each = by_place.get(above)
            if each is None or not _has_words(each):
                continue
            if rows and abs(each.amount.x1 - rows[-1].amount.x1) > _SAME:
                break
            rows.append(each)
            total += each.value
            if total in stated and (len(rows) > 1 or _is_its_sum(line, rows[0])):
                yield rows[::-1]
                break


def _is_its_sum(line: Line, row: _Priced) -> bool:
    """Whether a row alone stands close above the sum that says the same, amount over amount."""
    height = row.line.words[0].height
    gap = line.words[0].y0 - row.line.words[0].y1
    is_under = any(abs(word.x1 - row.amount.x1) <= _SAME for word in line.words)
    return line.page == row.line.page and gap <= _CLOSE * height and is_under


def _stated(line: Line, sums: frozenset[Decimal]) -> frozenset[Decimal]:
    """The sums that a line names, where it names one."""
    names = [meaning_of(segment.text) for segment in line.segments]
    if not any(each and each.role in _SUMS and each.weight >= _PLAIN for each in names):
        return frozenset()
    return sums


def _has_words(each: _Priced) -> bool:
    return any(
        sum(map(str.isalpha, word.text)) > 1 for word in each.line.words if word.x1 < each.amount.x0
    )


def _heading(rows: Sequence[_Priced]) -> Heading | None:
    """The columns of these rows, figures where they stand and words between; `None` without."""
    figures = [("net", [each.amount for each in rows])]
    if rows[0].quantity is not None:
        figures.append(("quantity", [each.quantity for each in rows if each.quantity]))
        figures.append(("price", [each.price for each in rows if each.price]))
    columns = [_column(kind, words) for kind, words in figures]
    columns.sort(key=lambda each: each.x0)
    texts = _texts(rows, columns)
    if not texts:
        return None
    every = sorted([*columns, *texts], key=lambda each: each.x0)
    first = rows[0].place
    return Heading(tuple(every), first, first - 1)


def _column(kind: str, words: Sequence[Word]) -> Column:
    return Column(kind, min(word.x0 for word in words), max(word.x1 for word in words))


def _texts(rows: Sequence[_Priced], figures: list[Column]) -> list[Column]:
    """Columns of words: the widest run of words before or between the figures, taken apart."""
    edges = [float("-inf"), *(each.x1 for each in figures)]
    ends = [*(each.x0 for each in figures), float("inf")]
    runs = [
        [[word for word in each.line.words if left < word.x0 and word.x1 < right] for each in rows]
        for left, right in zip(edges, ends, strict=True)
    ]
    letters = [
        sum(len(word.text) for words in run for word in words if not word.text.isdigit())
        for run in runs
    ]
    place = max(range(len(runs)), key=letters.__getitem__)
    run = [words for words in runs[place] if words]
    if not run:
        return []
    starts = [start for start, _ in common(run)] or [min(w.x0 for words in run for w in words)]
    ends_of = [*starts[1:], min(ends[place], max(w.x1 for words in run for w in words) + 1)]
    kinds = _kinds(starts, ends_of, run)
    return [
        Column(kind, start - _MARGIN, end - 2 * _MARGIN)
        for kind, start, end in zip(kinds, starts, ends_of, strict=True)
    ]


def _kinds(starts: list[float], ends: list[float], run: list[list[Word]]) -> list[str]:
    """The widest is the description; before it stand a position and the number of the item."""
    cells = [
        [[w.text for w in words if start - 1 <= w.x0 < end] for words in run]
        for start, end in zip(starts, ends, strict=True)
    ]
    sizes = [sum(len(text) for words in cell for text in words) for cell in cells]
    middle = max(range(len(starts)), key=sizes.__getitem__)
    kinds = ["other"] * len(starts)
    kinds[middle] = "description"
    for place in range(middle):
        texts = ["".join(words) for words in cells[place] if words]
        is_counted = all(set(text) <= _CODE for text in texts) and place == 0
        is_code = all(any(map(str.isdigit, text)) for text in texts)
        if is_counted and max(map(len, texts), default=9) <= len("1.10"):
            kinds[place] = "position"
        elif is_code and "item" not in kinds:
            kinds[place] = "item"
    return kinds
