"""Where the columns of a table stand: learned from what is printed in them, not from names alone.

A name is set left, right or in the middle above its column; figures keep a common edge and words
a common beginning. Edges that most rows share are the column's; a heading only says in which
order the columns come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Final

from intake.formats.page_columns import NUMERIC, Column, Heading, apart, rank
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Word

_MOST_LINES: Final = 60  # of a table are looked at
_SAME: Final = 2.0  # points between two edges that are one
_HALF: Final = 0.5
_CENT: Final = Decimal("0.01")
_SHARE: Final = 0.6  # of the rows begin a column of words at one place
_NEAR: Final = 2.2  # of a word's height: no further from its heading is a figure of a column
_MARGIN: Final = 0.5
_COUNTED: Final = frozenset("0123456789.")
_MOST_STARTS: Final = 7
_FOLLOWS: Final = 0.45  # of a word's height: words that close go on


def settled(heading: Heading, lines: Sequence[Line], manner: Manner) -> Heading:
    """The heading with its columns where the lines below it have them."""
    rows = _rows(heading, lines[:_MOST_LINES], manner)
    if not rows:
        return heading
    heading = _by_product(heading, rows, manner)
    columns = list(heading.columns)
    priced = [line for line in rows if _is_priced(line, columns, manner)]
    for place, column in enumerate(columns):
        if column.kind in NUMERIC:
            columns[place] = _with_figures(column, heading, rows, manner)
    is_settled = True
    for first, last in _runs(columns):
        placed = _words(columns, first, last, priced or rows)
        is_settled = is_settled and placed != columns[first:last]
        columns[first:last] = placed
    return replace(heading, columns=tuple(columns), is_settled=is_settled)


def _is_priced(line: Line, columns: list[Column], manner: Manner) -> bool:
    """Whether a line has more than an amount: a discount below a row has not."""
    factors = [each for each in columns if each.kind in {"quantity", "price"}]
    return not factors or any(
        _figure_under(line, each, manner, columns) is not None for each in factors
    )


def _by_product(heading: Heading, rows: list[Line], manner: Manner) -> Heading:
    """The heading with the columns that make quantity by price the amount, whatever their names.

    A column without a known name is the amount where no name is one; it is the quantity where the
    one that is called so makes no amount: ordered beside delivered.
    """
    columns = list(heading.columns)
    kinds = [column.kind for column in columns]
    if "price" not in kinds or "other" not in kinds:
        return heading
    made = _products(columns, kinds, rows, manner)
    for kind in ("net", "quantity"):
        known = kinds.index(kind) if kind in kinds else None
        if known is not None and made == len(rows):
            return heading
        for place in [place for place, each in enumerate(kinds) if each == "other"]:
            tried = [*kinds]
            tried[place] = kind
            if known is not None:
                tried[known] = "other"
            if _products(columns, tried, rows, manner) > made:
                named = zip(columns, tried, strict=True)
                return replace(
                    heading, columns=tuple(replace(each, kind=name) for each, name in named)
                )
    return heading


def _products(columns: list[Column], kinds: list[str], rows: list[Line], manner: Manner) -> int:
    """On how many lines the columns of these kinds hold two factors and their product."""
    by_kind = dict(zip(kinds, columns, strict=True))
    if not {"quantity", "price", "net"} <= by_kind.keys():
        return 0
    return sum(_is_product(line, by_kind, columns, manner) for line in rows)


def _is_product(
    line: Line, by_kind: dict[str, Column], columns: list[Column], manner: Manner
) -> bool:
    quantity, price, net = (
        _figure_under(line, each, manner, columns)
        for each in (by_kind["quantity"], by_kind["price"], by_kind["net"])
    )
    if quantity is None or price is None or net is None:
        return False
    return abs(quantity * price - net) <= _CENT


def _figure_under(
    line: Line, column: Column, manner: Manner, columns: Sequence[Column]
) -> Decimal | None:
    """The one figure of a line that stands nearest to this column."""
    figured = [each for each in columns if each.kind in NUMERIC or each.kind == "other"]
    found = [
        figure.value
        for word in line.words
        if apart(word, column) <= word.height
        and (figure := manner.figure(word.text)) is not None
        and min(figured, key=lambda each: rank(word, each)) is column
    ]
    return found[0] if len(found) == 1 else None


def _rows(heading: Heading, lines: Iterable[Line], manner: Manner) -> list[Line]:
    """The lines with a figure in the last column of amounts."""
    amounts = [column for column in heading.columns if column.kind in {"net", "gross", "price"}]
    if not amounts:
        return []
    last = amounts[-1]
    return [line for line in lines if any(_is_under(word, last, manner) for word in line.words)]


def _is_under(word: Word, column: Column, manner: Manner) -> bool:
    return apart(word, column) <= word.height and manner.figure(word.text) is not None


def _with_figures(column: Column, heading: Heading, rows: list[Line], manner: Manner) -> Column:
    """As wide as the figures that share an edge below its name."""
    figured = [each for each in heading.columns if each.kind in NUMERIC or each.kind == "other"]
    words = [
        word
        for line in rows
        for word in line.words
        if apart(word, column) <= _NEAR * word.height
        and min(figured, key=lambda each: rank(word, each)) is column
        and manner.figure(word.text.rstrip("%*")) is not None
    ]
    kept = max((_sharing(words, edge) for edge in ("x1", "x0")), key=len)
    if len(kept) < _HALF * len(words) or not kept:
        kept = [word for word in words if apart(word, column) == 0]
    x0 = min([column.x0, *(word.x0 for word in kept)])
    x1 = max([column.x1, *(word.x1 for word in kept)])
    return replace(column, x0=x0, x1=x1)


def _sharing(words: list[Word], edge: str) -> list[Word]:
    """The most of these words whose edges are one."""
    ordered = sorted(words, key=lambda word: getattr(word, edge))
    best: list[Word] = []
    first = 0
    for place, word in enumerate(ordered):
        while getattr(word, edge) - getattr(ordered[first], edge) > _SAME:
            first += 1
        if place - first + 1 > len(best):
            best = ordered[first : place + 1]
    return best


def _runs(columns: list[Column]) -> list[tuple[int, int]]:
    """Columns of words that stand beside each other, as slices; the unit of a quantity is none."""
    found: list[tuple[int, int]] = []
    first: int | None = None
    for place, column in enumerate([*columns, None]):
        is_words = column is not None and column.kind not in NUMERIC and column.kind != "unit"
        if is_words and first is None:
            first = place
        elif not is_words and first is not None:
            if any(each.kind == "description" for each in columns[first:place]):
                found.append((first, place))
            first = None
    return found


def _words(columns: list[Column], first: int, last: int, rows: list[Line]) -> list[Column]:
    """The columns of one run with the places where their words begin."""
    run = columns[first:last]
    left = columns[first - 1].x1 if first else float("-inf")
    right = columns[last].x0 if last < len(columns) else float("inf")
    inside = [[word for word in line.words if left < word.x0 < right] for line in rows]
    inside = [words for words in inside if words]
    if not inside:
        return run
    starts = _starts(run, inside)
    if starts is None:
        return run
    ends = [*starts[1:], max(right, starts[-1] + 1)]
    reach = max(word.x1 for words in inside for word in words)
    return [
        replace(column, x0=start - _MARGIN, x1=min(end - 2 * _MARGIN, max(reach, column.x1)))
        for column, start, end in zip(run, starts, ends, strict=True)
    ]


def _starts(run: list[Column], inside: list[list[Word]]) -> list[float] | None:
    """Where each column of a run begins; `None` where the rows do not show it."""
    counted = _counted(run, inside)
    rest = [words[1:] if counted is not None else words for words in inside]
    rest = [words for words in rest if words]
    wanted = run[1:] if counted is not None else run
    if not wanted:
        return None if counted is None else [counted]
    found = common(rest)
    if len(found) < len(wanted):
        return None
    chosen = max(
        combinations(found[:_MOST_STARTS], len(wanted)), key=lambda each: _fitness(each, wanted)
    )
    starts = [start for start, _ in chosen]
    return starts if counted is None else [counted, *starts]


def _counted(run: list[Column], inside: list[list[Word]]) -> float | None:
    """Where positions begin, if most rows begin with one."""
    if run[0].kind != "position" or len(run) < len(("position", "description")):
        return None
    firsts = [words[0] for words in inside if len(words) > 1 and set(words[0].text) <= _COUNTED]
    if len(firsts) < _SHARE * len(inside):
        return None
    return min(word.x0 for word in firsts)


def common(rows: list[list[Word]]) -> list[tuple[float, float]]:
    """Places where words begin in most rows, each with the widest space before it."""
    begins: list[tuple[float, float, int]] = []
    for number, words in enumerate(rows):
        last: Word | None = None
        for word in words:
            space = 99.0 if last is None else (word.x0 - last.x1) / word.height
            begins.append((word.x0, space, number))
            last = word
    begins.sort()
    groups: list[list[tuple[float, float, int]]] = []
    for begin in begins:
        if groups and begin[0] - groups[-1][0][0] <= _SAME:
            groups[-1].append(begin)
        else:
            groups.append([begin])
    wanted = _SHARE * len(rows)
    return [
        (group[0][0], max(space for _, space, _ in group))
        for group in groups
        if len({number for *_, number in group}) >= wanted
        and max(space for _, space, _ in group) > _FOLLOWS
    ]


def _fitness(chosen: tuple[tuple[float, float], ...], run: list[Column]) -> float:
    """How well these beginnings are those columns: near their names, with space before them."""
    total = 0.0
    for (start, space), column in zip(chosen, run, strict=True):
        total += min(space, 3.0)
        total += 2.0 if abs(start - column.x0) <= _SAME else 0.0
        total -= abs(start - column.x0) / 200
    return total
