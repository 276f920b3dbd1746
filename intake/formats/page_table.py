"""The lines of an invoice on its page, across pages, with what is wrapped around their figures.

A heading names the columns; whatever line has a figure that the row above already has begins the
next row; lines of words belong to the row they stand beside. Sub-totals, carried amounts and
repeated headings are no rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from intake.formats import page_rows
from intake.formats.page_columns import Heading, Headings
from intake.formats.page_details import described
from intake.formats.page_rows import Row
from intake.formats.page_sums import Sum, meaning_of
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Word
from intake.rules.reading import InvoiceLine

_FAR: Final = 1.6  # of a line's height: further away is no part of a row
_PLAIN: Final = 0.6  # how plainly words must name a sum to be no description
_PAGE: Final = re.compile(
    r"\b(?:seite|page|pagina|página|blatt|strona|pág\.?)\s*:?\s*\d+\s*(?:von|of|/|de|di|van|sur|z)\s*\d+",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_MONEY: Final = re.compile(r"\d[.,]\d{2}\b")
_FEW: Final = 12  # words
_MOST_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, where they stand, and how many of them agree with their own figures."""

    lines: tuple[InvoiceLine, ...]
    page: int
    words: tuple[Word, ...]
    agreeing: int
    is_inclusive: bool = False  # its amounts are named as with tax

    @property
    def total(self) -> Decimal:
        """The rows together."""
        return sum((line.net or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def is_sound(self) -> bool:
        """Whether quantity by price is the amount in every row that has all three."""
        return self.agreeing == len(self.lines)


@dataclass(slots=True)
class _Open:
    """A table while its rows are found."""

    heading: Heading
    page: int
    rows: list[Row] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)
    is_over: bool = False


def tables_of(lines: tuple[Line, ...], manner: Manner) -> list[Table]:
    """Every table of priced rows, in the order of the pages."""
    found: list[_Open] = []
    current: _Open | None = None
    aside = _running(lines)
    headings = Headings(lines)
    number = 0
    while number < len(lines):
        heading = headings.at(number)
        if heading is not None:
            current = _opened(found, current, heading, lines[number].page)
            number = heading.last + 1
            continue
        if current is not None and number not in aside:
            _line(current, lines[number], manner)
        number += 1
    for each in found:
        _settle(each)
    return [table for each in found if (table := _closed(each)) is not None]


def _running(lines: tuple[Line, ...]) -> frozenset[int]:
    """Lines that count pages, and those that stand in the same place on several."""
    places: dict[tuple[str, int], list[int]] = {}
    found: set[int] = set()
    for number, line in enumerate(lines):
        text = line.text
        if _PAGE.search(text) and len(line.words) <= _FEW:
            found.add(number)
        places.setdefault((_DIGITS.sub("0", text), round(line.segments[0].box[1] / 4)), []).append(
            number
        )
    for same in places.values():
        if len({lines[number].page for number in same}) > 1:
            found.update(number for number in same if not _MONEY.search(lines[number].text))
    return frozenset(found)


def _opened(found: list[_Open], current: _Open | None, heading: Heading, page: int) -> _Open:
    """A repeated heading goes on with its table; another one opens another."""
    if current is not None and current.heading.kinds == heading.kinds:
        _settle(current)
        current.heading, current.page, current.is_over = heading, page, False
        return current
    opened = _Open(heading, page)
    found.append(opened)
    return opened


def _line(table: _Open, line: Line, manner: Manner) -> None:
    """One line below a heading: a row, a part of one, words beside one, or the end."""
    if line.page != table.page:
        _settle(table)
        table.page = line.page
    cells = page_rows.cells_of(line, table.heading, manner)
    figures = page_rows.figures_in(cells, manner)
    if figures == {"net"} and not page_rows.is_money(cells["net"], manner):
        figures = frozenset()
    if _is_sum(line, figures):
        _settle(table)
        table.is_over = True
        return
    if not figures or _is_aside(table, figures, cells):
        if not table.is_over:
            _words_only(table, line, cells, manner)
        return
    if not _begins(table, figures):
        if not table.is_over:
            page_rows.take(table.rows[-1], cells, manner)
        return
    row = Row(line)
    page_rows.take(row, cells, manner)
    if table.is_over and not row.agrees:
        return
    table.is_over = False
    if len(table.rows) < _MOST_ROWS:
        table.rows.append(row)


def _words_only(table: _Open, line: Line, cells: dict[str, list[Word]], manner: Manner) -> None:
    """A line without figures: a rate or a code of the row it belongs to, and words."""
    table.loose.append(line)
    if table.rows and set(cells) <= {
        "rate",
        "item",
        "position",
        "unit",
        "other",
        "buyer_item",
        "codes",
    }:
        row = table.rows[-1]
        if line.page == row.line.page:
            page_rows.take(row, cells, manner)
            table.loose.pop()


def _is_aside(table: _Open, figures: frozenset[str], cells: dict[str, list[Word]]) -> bool:
    """A price or a quantity alone below a row that has its own is said beside it."""
    row = table.rows[-1] if table.rows else None
    if row is None or row.line.page != table.page:
        return False
    if figures == {"price"}:
        return row.has("price")
    if figures != {"quantity"} or not row.has("quantity"):
        return False
    return not row.has("net") or not set(cells) & {"unit", "rate", "position"}


def _begins(table: _Open, figures: frozenset[str]) -> bool:
    if not table.rows or table.rows[-1].line.page != table.page:
        return True
    row = table.rows[-1]
    return any(row.has(kind) for kind in figures) or _is_full(row, table.heading)


def _is_full(row: Row, heading: Heading) -> bool:
    wanted = {"quantity", "price", "net"} & heading.kinds
    return all(row.has(kind) for kind in wanted)


def _is_sum(line: Line, figures: frozenset[str]) -> bool:
    """Whether the words of a line name a sum; a row with all its figures is none."""
    if {"quantity", "price"} <= figures:
        return False
    for segment in line.segments:
        meaning = meaning_of(segment.text)
        if meaning is None:
            continue
        if meaning.weight >= _PLAIN and meaning.role not in {Sum.CHARGE, Sum.ALLOWANCE}:
            return True
    return False


def _settle(table: _Open) -> None:
    """Loose words go to the row they stand beside.

    Where rows have no words on the line of their figures, the words stand around that line, and
    each loose line belongs to the figures nearest to it.
    """
    for line in table.loose:
        near = [row for row in table.rows if row.line.page == line.page]
        if near:
            row = _owner(near, line.words[0].middle)
            reached = [row.middle, *(other.words[0].middle for other in row.beside)]
            reached += [word.middle for word in row.words]
            gap = min(abs(each - line.words[0].middle) for each in reached)
            if gap <= _FAR * line.words[0].height * (1 if row.beside else 2):
                row.beside.append(line)
    table.loose.clear()


def _owner(rows: list[Row], middle: float) -> Row:
    above = [row for row in rows if row.middle <= middle]
    if above and all("description" in row.cells for row in rows):
        return above[-1]
    return min(rows, key=lambda each: abs(each.middle - middle))


def _closed(table: _Open) -> Table | None:
    """The finished table; `None` without a row."""
    rows = [row for row in table.rows if row.has("net") or row.has("gross")]
    if not rows:
        return None
    lines = tuple(_numbered(described(row, table.heading) for row in rows))
    agreeing = sum(row.agrees or not (row.has("quantity") and row.has("price")) for row in rows)
    words = tuple(word for row in rows for word in row.words)
    is_inclusive = not any(row.has("net") for row in rows)
    return Table(lines, rows[0].line.page, words, agreeing, is_inclusive)


def _numbered(lines: Iterator[InvoiceLine]) -> Iterator[InvoiceLine]:
    """Lines without a position are counted."""
    for number, line in enumerate(lines, 1):
        yield line if line.line else replace(line, line=str(number))
