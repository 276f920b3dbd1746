"""The lines of an invoice on its page, across pages, with what is wrapped around their figures.

A heading names the columns; whatever line has a figure that the row above already has begins the
next row; lines of words belong to the row they stand beside. Sub-totals, carried amounts and
repeated headings are no rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from intake.formats import page_bare, page_blocks, page_places
from intake.formats.page_columns import Heading, Headings
from intake.formats.page_details import described
from intake.formats.page_open_table import Open, add, is_sum
from intake.formats.page_rows import Row
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Word
from intake.rules.reading import InvoiceLine

_PAGE: Final = re.compile(
    r"\b(?:seite|page|pagina|página|blatt|strona|pág\.?)\s*:?\s*\d+\s*(?:von|of|/|de|di|van|sur|z)\s*\d+",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_MONEY: Final = re.compile(r"\d[.,]\d{2}\b|[€$£¥]\s?\d")
_FEW: Final = 12  # words
_MOST: Final = 0.75  # of the rows agree with themselves in a table that a person may see


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, their words on the first page, and how many agree with their own figures."""

    lines: tuple[InvoiceLine, ...]
    page: int
    words: tuple[Word, ...]
    agreeing: int
    is_inclusive: bool = False  # its amounts are named as with tax
    proven: int = 0  # rows in which quantity by price is the amount
    has_unread: bool = False  # a line that ends like a row was taken for words
    is_clear: bool = True  # no row has a figure that is not understood, or two meanings of a price

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


def tables_of(lines: tuple[Line, ...], manner: Manner) -> list[Table]:
    """Every table of priced rows, in the order of the pages."""
    found: list[Open] = []
    current: Open | None = None
    aside = _running(lines)
    headings = Headings(lines)
    number = 0
    while number < len(lines):
        heading = headings.at(number)
        if heading is not None:
            below = [each for each in _below(lines, headings, heading) if not is_sum(each)]
            heading = page_places.settled(heading, below, manner)
            current = _opened(found, current, heading, lines[number].page)
            number = heading.last + 1
            continue
        if current is not None and number not in aside:
            add(current, lines[number], manner)
        number += 1
    return [table for each in found if (table := _closed(each)) is not None]


def bare_table(lines: tuple[Line, ...], manner: Manner, sums: frozenset[Decimal]) -> Table | None:
    """A table without a heading, where its figures show which column holds what."""
    found = page_bare.heading_of(lines, manner, sums)
    if found is None:
        return None
    heading, places = found
    table = Open(heading, lines[places[0]].page)
    aside = _running(lines)
    for number in places:
        if number not in aside:
            add(table, lines[number], manner)
    made = _closed(table)
    is_alone = made is not None and len(made.lines) == 1
    return replace(made, is_clear=False) if made is not None and is_alone else made


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
    edges = _edges(lines)
    for same in places.values():
        if len({lines[number].page for number in same}) > 1:
            found.update(
                number
                for number in same
                if not edges[lines[number].page][0] <= number <= edges[lines[number].page][1]
            )
    return frozenset(found)


def _edges(lines: tuple[Line, ...]) -> dict[int, tuple[int, int]]:
    """The first and the last line with an amount on each page: what runs stands outside."""
    found: dict[int, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        first, last = found.get(line.page, (len(lines), -1))
        if _MONEY.search(line.text):
            first, last = min(first, number), number
        found[line.page] = (first, last)
    return found


def _opened(found: list[Open], current: Open | None, heading: Heading, page: int) -> Open:
    """A repeated heading goes on with its table; another one opens another."""
    if current is not None and current.heading.kinds == heading.kinds:
        current.heading, current.page, current.is_over = heading, page, False
        return current
    opened = Open(heading, page)
    found.append(opened)
    return opened


def _closed(table: Open) -> Table | None:
    """The finished table; `None` without a row."""
    rows = [row for row in table.rows if row.has("net") or row.has("gross")]
    if not rows:
        return None
    page_blocks.share_out(table.rows, table.loose, table.borders, _begins(table.heading))
    for row in rows:
        row.find_base()
    lines = tuple(_numbered(described(row, table.heading) for row in rows))
    proven = sum(row.agrees for row in rows)
    agreeing = sum(_is_right(row, table.heading) for row in rows)
    page = rows[0].line.page
    words = tuple(word for row in rows if row.line.page == page for word in row.words)
    is_inclusive = not any(row.has("net") for row in rows)
    is_clear = not any(row.is_unread or row.is_reduced for row in rows)
    return Table(lines, page, words, agreeing, is_inclusive, proven, table.has_unread, is_clear)


def _begins(heading: Heading) -> float | None:
    """Where descriptions begin, if other columns stand left of them."""
    first = heading.columns[0]
    words = next(column for column in heading.columns if column.kind == "description")
    return None if first is words or not heading.is_settled else words.x0


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
