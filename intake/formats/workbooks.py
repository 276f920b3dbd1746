"""Tables in Excel workbooks (XLSX): the same headings as in CSV, a table a sheet.

Cells become the text that CSV would have: a date as an ISO date, a number with the digits that
Excel keeps (fifteen) and no more, a formula as the value it had when the file was saved.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from core.reasons import ReasonCode
from intake.formats import archives
from intake.rules.findings import FindingValue, ReadFile, Table, TableRow
from intake.rules.reading import DocumentType
from intake.rules.tables import LOAD_ORDER, Heading, kind_of, read_heading

_Cell = int | float | str | bool | time | date | datetime | timedelta
_LIMITS: Final = archives.Limits(
    members=1_000, total_bytes=600 * 1024 * 1024, member_bytes=400 * 1024 * 1024, ratio=400
)
_MOST_SHEETS: Final = 100
_MOST_CELLS: Final = 6_000_000
_LARGEST_SNIFFED: Final = 2 * 1024 * 1024
_EXACT_INTEGERS: Final = 2**53
_REFERENCE: Final = re.compile(rb'\br=["\'](?=[A-Z])([A-Z]{1,3})(\d{1,7})["\']')


def is_workbook(content: bytes) -> bool:
    """Say whether these bytes are an Excel workbook of today's form."""
    return archives.has_member(content, "xl/workbook.xml")


def sniff(content: bytes) -> str | None:
    """Return the table of the first sheet that is one; a large workbook is not opened for it."""
    if len(content) > _LARGEST_SNIFFED:
        return None
    result = read(content)
    if result.table is not None:
        return result.table.kind
    return next((found.reference for found in result.findings if found.reference), None)


def read(content: bytes) -> ReadFile:
    """Read the sheets that are tables; the others are passed over if there is one at all."""
    extent = _Extent()
    unsafe = archives.problem_within(content, _LIMITS, look=extent.look) or extent.problem()
    if unsafe is not None:
        return _refused([unsafe])
    try:
        tables, problems, strangers = _sheets(content)
    except PasswordError:
        return _refused([_problem(ReasonCode.UNREADABLE, "The workbook is locked by a password.")])
    except (CalamineError, ValueError, OSError) as error:
        return _refused([_problem(ReasonCode.UNREADABLE, f"The workbook is damaged: {error}.")])
    if not tables:
        nothing = _problem(ReasonCode.EMPTY_FILE, "The workbook holds nothing.")
        return _refused(problems or strangers or [nothing], is_table=bool(problems))
    first, *others = sorted(tables, key=lambda table: LOAD_ORDER.index(table.kind))
    return ReadFile(
        document_type=DocumentType.TABLE,
        format="xlsx",
        table=first,
        further_tables=tuple(others),
        findings=tuple(problems),
    )


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of one sheet, read anew each time they are gone through."""

    content: bytes
    sheet: int
    heading: Heading
    heading_line: int

    def __iter__(self) -> Iterator[TableRow]:
        book = CalamineWorkbook.from_filelike(io.BytesIO(self.content))
        for line, cells in _lines(book.get_sheet_by_index(self.sheet)):
            if line > self.heading_line and any(cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> TableRow:
        width = self.heading.width
        return self.heading.row(line, (cells + [""] * width)[:width])


class _Extent:
    """How far the sheets reach. A cell far off makes a reader take room for all before it."""

    def __init__(self) -> None:
        self._tail = b""
        self._name = ""
        self._far = {"": (1, 1)}

    def look(self, name: str, part: bytes) -> None:
        """Note the farthest row and column that this part of a sheet names."""
        if not name.startswith("xl/worksheets/"):
            return
        text = (self._tail if name == self._name else b"") + part
        self._name, self._tail = name, text[-24:]
        row, column = self._far.get(name, (1, 1))
        for letters, digits in _REFERENCE.findall(text):
            row = max(row, int(digits))
            column = max(column, _column_number(letters))
        self._far[name] = (row, column)

    def problem(self) -> FindingValue | None:
        """Return why the workbook may not be opened, or `None`."""
        cells = max(row * column for row, column in self._far.values())
        if cells <= _MOST_CELLS:
            return None
        return _problem(
            ReasonCode.TOO_LARGE,
            f"A sheet spans {cells:,} cells, blank ones too; it may span {_MOST_CELLS:,}.",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(content: bytes) -> tuple[list[Table], list[FindingValue], list[FindingValue]]:
    """Return the tables, what is wrong with sheets meant as tables, and with all others."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    tables: list[Table] = []
    problems: list[FindingValue] = []
    strangers: list[FindingValue] = []
    if len(book.sheet_names) > _MOST_SHEETS:
        text = f"Only the first {_MOST_SHEETS} of {len(book.sheet_names):,} sheets are read."
        problems.append(_problem(ReasonCode.TOO_LARGE, text))
    for place, name in enumerate(book.sheet_names[:_MOST_SHEETS]):
        found = next(
            ((line, cells) for line, cells in _lines(book.get_sheet_by_index(place)) if any(cells)),
            None,
        )
        if found is None:
            continue
        line, cells = found
        heading = read_heading(_without_blank_end(cells), line)
        if isinstance(heading, Heading):
            rows = SheetRows(content=content, sheet=place, heading=heading, heading_line=line)
            tables.append(Table(kind=heading.kind, rows=rows))
            continue
        named = _on_sheet(heading, name)
        (problems if kind_of(cells) is not None else strangers).append(named)
    return tables, problems, strangers


def _lines(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the numbers they have on the sheet, cells as text."""
    if sheet.start is not None:
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            yield line, [text_of(cell) for cell in cells]


def text_of(cell: _Cell) -> str:
    """Return a typed cell as the text that a CSV would have."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _number(value: float) -> str:
    """Return the digits Excel shows: a double holds fifteen of them truly, the rest is noise."""
    if value.is_integer() and abs(value) <= _EXACT_INTEGERS:
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f")


def _without_blank_end(cells: Sequence[str]) -> list[str]:
    trimmed = list(cells)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _on_sheet(problem: FindingValue, name: str) -> FindingValue:
    return FindingValue(
        code=problem.code,
        text=f"Sheet {name}: {problem.text}",
        field=problem.field,
        line=problem.line,
        expected=problem.expected,
        reference=problem.reference,
    )


def _problem(code: ReasonCode, text: str) -> FindingValue:
    return FindingValue(code=code, text=text)


def _refused(problems: list[FindingValue], *, is_table: bool = True) -> ReadFile:
    return ReadFile(
        document_type=DocumentType.TABLE if is_table else DocumentType.OTHER,
        format="xlsx",
        findings=tuple(problems),
        refusal=problems[0].code,
    )
