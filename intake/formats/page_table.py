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

from intake.formats import page_bare, page_blocks, page_places, page_rows
from intake.formats.page_columns import Heading, Headings
from intake.formats.page_details import described
from intake.formats.page_rows import Row
from intake.formats.page_sums import Sum, meaning_of, speaks_of_sum
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Word
from intake.rules.reading import InvoiceLine

_PLAIN: Final = 0.6  # how plainly words must name a sum to be no description
_PAGE: Final = re.compile(
    r"\b(?:seite|page|pagina|página|blatt|strona|pág\.?)\s*:?\s*\d+\s*(?:von|of|/|de|di|van|sur|z)\s*\d+",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_MONEY: Final = re.compile(r"\d[.,]\d{2}\b")
_FEW: Final = 12  # words
_MOST: Final = 0.75  # of the rows agree with themselves in a table that a person may see
_MOST_ROWS: Final = 5_000
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, where they stand, and how many of them agree with their own figures."""

    lines: tuple[InvoiceLine, ...]
    page: int
    words: tuple[Word, ...]
    agreeing: int
    is_inclusive: bool = False  # its amounts are named as with tax
    proven: int = 0  # rows in which quantity by price is the amount
    has_unread: bool = False  # a line that ends like a row was taken for words

    @property
    def total(self) -> Decimal:
        """The rows together."""
        return sum((line.net or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def is_sound(self) -> bool:
        """Whether quantity by price is the amount in every row that has all three."""
        return self.agreeing == len(self.lines)

    @property
    def is_plain(self) -> bool:
        """Whether hardly a row contradicts itself, and most are proved by their own figures."""
        return (
            not self.has_unread
            and self.agreeing >= _MOST * len(self.lines)
            and 2 * self.proven >= len(self.lines)
        )


@dataclass(slots=True)
class _Open:
    """A table while its rows are found."""

    heading: Heading
    page: int
    rows: list[Row] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)
    borders: list[Line] = field(default_factory=list)  # sums between the rows
    counted: int = 0  # rows that an earlier sum holds
    is_over: bool = False
    has_unread: bool = False  # a line that ends like a row was taken for words


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
            below = [each for each in _below(lines, headings, heading) if not _is_sum(each)]
            heading = page_places.settled(heading, below, manner)
            current = _opened(found, current, heading, lines[number].page)
            number = heading.last + 1
            continue
        if current is not None and number not in aside:
            _line(current, lines[number], manner)
        number += 1
    return [table for each in found if (table := _closed(each)) is not None]


def bare_table(lines: tuple[Line, ...], manner: Manner, sums: frozenset[Decimal]) -> Table | None:
    """A table without a heading, where its figures show which column holds what."""
    found = page_bare.heading_of(lines, manner, sums)
    if found is None:
        return None
    heading, places = found
    table = _Open(heading, lines[places[0]].page)
    aside = _running(lines)
    for number in places:
        if number not in aside:
            _line(table, lines[number], manner)
    return _closed(table)


def _below(lines: tuple[Line, ...], headings: Headings, heading: Heading) -> list[Line]:
    """The lines of the page from a heading to the next one."""
    found: list[Line] = []
    page = lines[heading.last].page
    for number in range(heading.last + 1, len(lines)):
        if lines[number].page != page or headings.at(number) is not None:
            break
        found.append(lines[number])
    return found


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
        current.heading, current.page, current.is_over = heading, page, False
        return current
    opened = _Open(heading, page)
    found.append(opened)
    return opened


def _line(table: _Open, line: Line, manner: Manner) -> None:
    """One line below a heading: a row, a part of one, words beside one, a sum, or the end."""
    table.page = line.page
    cells = page_rows.cells_of(line, table.heading, manner)
    figures = page_rows.figures_in(cells, manner)
    if figures == {"net"} and not page_rows.is_money(cells["net"], manner):
        figures = frozenset()
    if _is_partial(table, line, cells, figures, manner):
        return
    if _is_sum(line, figures) or _is_beside(line, figures, table.heading):
        table.borders.append(line)
        table.is_over = True
        return
    if not figures or _is_aside(table, figures, cells):
        if not table.is_over:
            _words_only(table, line, cells, manner)
        return
    if not _begins(table, figures):
        if not table.is_over:
            page_rows.take(table.rows[-1], cells, manner)
            table.rows[-1].more.append(line)
        return
    row = Row(line)
    page_rows.take(row, cells, manner)
    if table.is_over and not _reopens(table, row):
        return
    table.is_over = False
    if len(table.rows) < _MOST_ROWS:
        table.rows.append(row)


def _is_partial(
    table: _Open,
    line: Line,
    cells: dict[str, list[Word]],
    figures: frozenset[str],
    manner: Manner,
) -> bool:
    """Whether a line says what the rows above it are together: a sub-total, a carried amount.

    Rows may follow; what follows and is no plain row belongs to the sums of the document.
    """
    kind = next((each for each in ("net", "gross") if each in figures), None)
    if kind is None or not table.rows or not table.rows[-1].has(kind):
        return False
    value = manner.number(page_rows.bare(cells[kind]))
    amounts = [row.figures.get(kind, _NOTHING) for row in table.rows]
    part = sum(amounts[table.counted :], _NOTHING)
    if value is None or value not in {part, sum(amounts, _NOTHING)}:
        return False
    is_named = any(speaks_of_sum(segment.text) for segment in line.segments)
    is_alone = len(figures) == 1 and len(amounts) - table.counted > 1
    if not is_alone and (not is_named or _agrees(line, cells, manner)):
        return False
    table.borders.append(line)
    table.counted = len(table.rows)
    table.is_over = True
    return True


def _agrees(line: Line, cells: dict[str, list[Word]], manner: Manner) -> bool:
    row = Row(line)
    page_rows.take(row, cells, manner)
    return row.agrees


def _is_beside(line: Line, figures: frozenset[str], heading: Heading) -> bool:
    """Whether an amount alone has its words right of where descriptions stand: a sum's name."""
    if not figures or not figures <= {"net", "gross"}:
        return False
    words = next(column for column in heading.columns if column.kind == "description")
    first = line.words[0]
    return heading.is_settled and first.x0 > words.x1 and any(map(str.isalpha, first.text))


def _reopens(table: _Open, row: Row) -> bool:
    """Whether a row goes on with the table after a sum."""
    if row.agrees:
        return True
    is_priced = "price" in table.heading.kinds and any(each.has("price") for each in table.rows)
    return not is_priced and row.has("quantity") and row.has("net") and "description" in row.cells


def _words_only(table: _Open, line: Line, cells: dict[str, list[Word]], manner: Manner) -> None:
    """A line without figures: a rate or a code of the row it belongs to, and words."""
    table.loose.append(line)
    table.has_unread = table.has_unread or _is_unread(line, manner)
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


def _is_unread(line: Line, manner: Manner) -> bool:
    """Whether a line that was taken for words ends like a row, in an amount behind a figure."""
    figures = [found for word in line.words if (found := manner.figure(word.text)) is not None]
    return len(figures) > 1 and figures[-1].decimals == manner.decimals > 0


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


def _is_sum(line: Line, figures: frozenset[str] = frozenset()) -> bool:
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


def _closed(table: _Open) -> Table | None:
    """The finished table; `None` without a row."""
    rows = [row for row in table.rows if row.has("net") or row.has("gross")]
    if not rows:
        return None
    page_blocks.share_out(table.rows, table.loose, table.borders)
    lines = tuple(_numbered(described(row, table.heading) for row in rows))
    for row in rows:
        row.find_base()
    proven = sum(row.agrees for row in rows)
    agreeing = sum(_is_right(row, table.heading) for row in rows)
    words = tuple(word for row in rows for word in row.words)
    is_inclusive = not any(row.has("net") for row in rows)
    return Table(lines, rows[0].line.page, words, agreeing, is_inclusive, proven, table.has_unread)


def _is_right(row: Row, heading: Heading) -> bool:
    """Whether a row agrees with itself, or has but an amount, or no more than its table has."""
    if row.agrees:
        return True
    factors = [kind for kind in ("quantity", "price") if kind in heading.kinds]
    return len(factors) < len(("quantity", "price")) or not any(map(row.has, factors))


def _numbered(lines: Iterator[InvoiceLine]) -> Iterator[InvoiceLine]:
    """Lines without a position are counted."""
    for number, line in enumerate(lines, 1):
        yield line if line.line else replace(line, line=str(number))
