"""A table while its rows are found: what each line below a heading is to it.

A line is a row, a part of one, words beside one, what is taken off one, a sum of rows, or the end.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from intake.formats import page_rows
from intake.formats.page_columns import NUMERIC, Heading, is_of_taxes
from intake.formats.page_rows import DETAIL, Row
from intake.formats.page_sums import Sum, meaning_of, speaks_of_sum
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Segment, Word

_PLAIN: Final = 0.6  # how plainly words must name a sum to be no description
_MOST_ROWS: Final = 5_000
_NOTHING: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_MONEY: Final = re.compile(r"\d[.,]\d{2}\b|[€$£¥]\s?\d")
_GTIN: Final = re.compile(r"\d{12,14}")
_SENTENCE: Final = 6  # words that run over the columns of figures: no description
_FAR: Final = 2.6  # of a line's height: further away is no part of a row
_PARTS: Final = frozenset(
    {"rate", "item", "position", "unit", "other", "buyer_item", "codes", "gtin"}
)


@dataclass(slots=True)
class Open:
    """A table while its rows are found."""

    heading: Heading
    page: int
    rows: list[Row] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)
    borders: list[Line] = field(default_factory=list)  # sums between the rows
    counted: int = 0  # rows that an earlier sum holds
    is_over: bool = False
    has_taxes: bool = False  # below its rows those of the taxes have begun
    prose: float | None = None  # where a sentence before the first row begins
    has_unread: bool = False  # a line that ends like a row was taken for words


def add(table: Open, line: Line, manner: Manner) -> None:
    """One line below a heading: a row, a part of one, words beside one, a sum, or the end."""
    table.page = line.page
    cells = page_rows.cells_of(line, table.heading, manner)
    figures = page_rows.figures_in(cells, manner)
    if "net" in figures and not page_rows.is_money(cells["net"], manner):
        figures -= frozenset() if _agrees(line, cells, manner) else {"net"}
    if _is_partial(table, line, cells, figures, manner):
        return
    if _is_taken_off(table, line, cells, manner):
        return
    if table.rows and is_of_taxes(line):
        table.has_taxes = True
    if table.has_taxes:
        table.borders.append(line)
        return
    if is_sum(line, figures) or _is_beside(line, figures, table.heading):
        table.borders.append(line)
        table.is_over = True
    elif not figures or _is_aside(table, figures, cells):
        _words_only(table, line, cells, manner)
    else:
        _row(table, line, cells, figures, manner)


def _row(
    table: Open,
    line: Line,
    cells: dict[str, list[Word]],
    figures: frozenset[str],
    manner: Manner,
) -> None:
    """A line with figures: it goes on with the last row, or begins the next."""
    if not _begins(table, figures):
        if not table.is_over:
            _take_more(table.rows[-1], line, cells, manner)
        return
    row = Row(line)
    page_rows.take(row, cells, manner)
    if table.is_over and not _reopens(table, row):
        return
    table.is_over = False
    if len(table.rows) < _MOST_ROWS:
        table.rows.append(row)


def _take_more(row: Row, line: Line, cells: dict[str, list[Word]], manner: Manner) -> None:
    """Further figures of a row; what is called by a name beside them is no part of its words."""
    words = cells.get("description", [])
    if DETAIL.match(" ".join(word.text for word in words)) is not None and row.is_described:
        row.further.append(Line(line.page, (Segment(line.page, tuple(words)),)))
        cells = {kind: each for kind, each in cells.items() if kind != "description"}
    page_rows.take(row, cells, manner)
    row.more.append(line)


def _is_partial(
    table: Open,
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


def _is_taken_off(table: Open, line: Line, cells: dict[str, list[Word]], manner: Manner) -> bool:
    """A discount of the row above, in percent of its amount: it belongs to that row."""
    row = table.rows[-1] if table.rows and not table.is_over else None
    names = [meaning_of(segment.text) for segment in line.segments]
    is_named = any(each and each.role is Sum.ALLOWANCE for each in names)
    if row is not None and _is_what_is_left(row, line, cells, manner):
        row.parts.append(line)
        return True
    if row is None or not row.has("net") or row.reduction or not is_named or "net" not in cells:
        return False
    value = manner.number(page_rows.bare(cells["net"]))
    share = page_rows.share_in(line, manner)
    if value is None or share is None or row.line.page != line.page:
        return False
    net = row.figures["net"]
    if _is_off_already(row, abs(value)):
        row.reduction = abs(value)
        row.more.append(line)
        return True
    step = abs(net) / 2000 + _CENT  # a share is printed with one decimal
    if abs(abs(net) * share / 100 - abs(value)) > step:
        return False
    row.reduction = abs(value)
    row.figures["net"] = net - abs(value) if net >= 0 else net + abs(value)
    row.more.append(line)
    return True


def _is_off_already(row: Row, value: Decimal) -> bool:
    """Whether only with what a line below takes off quantity by price is the amount of the row."""
    if row.agrees or not row.has("price"):
        return False
    row.reduction = value
    is_it = row.agrees
    row.reduction = None
    return is_it


def _is_what_is_left(row: Row, line: Line, cells: dict[str, list[Word]], manner: Manner) -> bool:
    """Whether a line below a discount says what is left of the row: its net value."""
    if row.reduction is None or "net" not in cells:
        return False
    is_named = any(speaks_of_sum(segment.text) for segment in line.segments)
    return is_named and manner.number(page_rows.bare(cells["net"])) == row.figures["net"]


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


def _reopens(table: Open, row: Row) -> bool:
    """Whether a row goes on with the table after a sum."""
    if row.agrees:
        return True
    is_priced = "price" in table.heading.kinds and any(each.has("price") for each in table.rows)
    return not is_priced and row.has("quantity") and row.has("net") and "description" in row.cells


def _words_only(table: Open, line: Line, cells: dict[str, list[Word]], manner: Manner) -> None:
    """A line without figures: a rate or a code of the row it belongs to, and words."""
    if table.is_over or (not table.rows and _is_prose(table, line)):
        return
    if _is_stray_sum(table, line, manner) or _is_title(table, line) or _is_caption(cells):
        table.borders.append(line)
        return
    table.loose.append(line)
    table.has_unread = table.has_unread or _is_unread(line, manner)
    if not table.rows:
        return
    row = table.rows[-1]
    if not set(cells) <= _PARTS:
        if line.page == row.line.page and _is_near(row, line):
            page_rows.take(row, _codes_beside(cells), manner)
        return
    if line.page == row.line.page and _is_near(row, line):
        page_rows.take(row, cells, manner)
        row.parts.append(line)
        table.loose.pop()


def _is_caption(cells: dict[str, list[Word]]) -> bool:
    """Whether words begin where rows are numbered and are alone: what stands below is titled."""
    head = cells.get("position")
    if head is None or not set(cells) <= {"position", "item", "buyer_item"}:
        return False
    is_text = sum(map(len, cells.values())) > 1 and all(map(str.isalpha, head[0].text.rstrip("-:")))
    return is_text and not any(sign.isdigit() for word in head for sign in word.text)


def _codes_beside(cells: dict[str, list[Word]]) -> dict[str, list[Word]]:
    """The GTIN of a row that stands below its number, where more words stand beside it."""
    return {
        kind: words
        for kind, words in cells.items()
        if kind in {"item", "gtin", "codes"}
        and all(_GTIN.fullmatch(word.text) is not None for word in words)
    }


def _is_near(row: Row, line: Line) -> bool:
    last = max(each.words[0].middle for each in [*row.lines, *row.parts])
    return line.words[0].middle - last <= _FAR * line.words[0].height


def _is_stray_sum(table: Open, line: Line, manner: Manner) -> bool:
    """Whether what the rows are together stands alone in no column: carried to the next page."""
    figures = [found for word in line.words if (found := manner.number(word.text)) is not None]
    total = sum((row.figures.get("net", _NOTHING) for row in table.rows), _NOTHING)
    return len(table.rows) > 1 and bool(total) and figures == [total]


def _is_title(table: Open, line: Line) -> bool:
    """Whether words run from the first column of codes on into that of descriptions."""
    first = table.heading.columns[0]
    words = next(column for column in table.heading.columns if column.kind == "description")
    head = line.words[0]
    if first is words or not table.heading.is_settled or len(line.segments) > 1:
        return False
    runs_on = head.x0 <= first.x1 and line.words[-1].x1 > words.x0
    return runs_on and not any(map(str.isdigit, head.text)) and any(map(str.isalpha, head.text))


def _is_prose(table: Open, line: Line) -> bool:
    """Whether a line before the first row is a sentence, or goes on with one."""
    begins = line.segments[0].box[0]
    if _is_sentence(line, table.heading) or begins == table.prose:
        table.prose = begins
        return True
    return False


def _is_sentence(line: Line, heading: Heading) -> bool:
    """Whether a line before the first row runs on over the columns of figures."""
    figures = [column.x0 for column in heading.columns if column.kind in NUMERIC]
    first = line.segments[0]
    right = min((x0 for x0 in figures if x0 > first.box[0]), default=first.box[2])
    return len(first.words) >= _SENTENCE and first.box[2] > right + first.words[0].height


def _is_unread(line: Line, manner: Manner) -> bool:
    """Whether a line that was taken for words ends like a row, in an amount behind a figure."""
    figures = [found for word in line.words if (found := manner.figure(word.text)) is not None]
    return len(figures) > 1 and figures[-1].decimals == manner.decimals > 0


def _is_aside(table: Open, figures: frozenset[str], cells: dict[str, list[Word]]) -> bool:
    """A price or a quantity alone below a row that has its own is said beside it."""
    row = table.rows[-1] if table.rows else None
    if row is None or row.line.page != table.page:
        return False
    if figures == {"price"}:
        return row.has("price")
    if not figures & {"net", "gross"} and _has_less(table, cells):
        return _is_full(row, table.heading)
    if figures != {"quantity"} or not row.has("quantity"):
        return False
    return not row.has("net") or not set(cells) & {"unit", "rate", "position"}


def _has_less(table: Open, cells: dict[str, list[Word]]) -> bool:
    """Whether a line has neither the number nor the tax rate that all rows have."""
    if not all("position" in row.cells and row.has("rate") for row in table.rows):
        return False
    return not {"position", "rate"} & set(cells)


def _begins(table: Open, figures: frozenset[str]) -> bool:
    if not table.rows or table.rows[-1].line.page != table.page:
        return True
    row = table.rows[-1]
    return any(row.has(kind) for kind in figures) or _is_full(row, table.heading)


def _is_full(row: Row, heading: Heading) -> bool:
    wanted = {"quantity", "price", "net"} & heading.kinds
    return all(row.has(kind) for kind in wanted)


def is_sum(line: Line, figures: frozenset[str] = frozenset()) -> bool:
    """Whether the words of a line name a sum; a row with all its figures is none."""
    if {"quantity", "price"} <= figures:
        return False
    names = [meaning_of(segment.text) for segment in line.segments]
    plain = [each for each in names if each is not None and each.weight >= _PLAIN]
    found = sum(each.role not in {Sum.CHARGE, Sum.ALLOWANCE} for each in plain)
    has_amount = bool(figures) or _MONEY.search(line.text) is not None
    return found > (0 if has_amount else 1)
