"""Tables as text (CSV): UTF-8, a heading row, one row a line or, inside quotes, several.

The rows are read as they are asked for, so a file of a million rows takes no more memory than its
bytes. A line that cannot be taken apart becomes a row that says why; the others go on.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from core.reasons import ReasonCode
from intake.formats import workbooks
from intake.rules.cells import shown
from intake.rules.findings import FindingValue, ReadFile, Table, TableRow
from intake.rules.reading import DocumentType
from intake.rules.tables import Heading, kind_of, read_heading, row_problem

_DELIMITERS: Final = (",", ";", "\t")
_BOM: Final = "\ufeff".encode()
_STEP: Final = 1024 * 1024
_LONGEST_HEADING: Final = 64 * 1024
_LONGEST_RECORD: Final = 128 * 1024  # characters; also the limit of the csv module
_MOST_RESTARTS: Final = 100


def read(content: bytes) -> ReadFile:
    """Read a table from CSV or XLSX; a refusal names what is wrong with the file."""
    if workbooks.is_workbook(content):
        return workbooks.read(content)
    wrong = _wrong_encoding(content)
    if wrong is not None:
        return _refused(wrong)
    found = _find_heading(content)
    if found is None:
        return _refused(
            FindingValue(code=ReasonCode.EMPTY_FILE, text="The file holds nothing but blank lines.")
        )
    delimiter, line, cells = found
    heading = read_heading(cells, line)
    if isinstance(heading, FindingValue):
        return _refused(heading, is_table=kind_of(cells) is not None)
    rows = CsvRows(content=content, delimiter=delimiter, heading=heading, heading_line=line)
    return ReadFile(
        document_type=DocumentType.TABLE, format="csv", table=Table(kind=heading.kind, rows=rows)
    )


def sniff(content: bytes) -> str | None:
    """Return the table that this file is by its headings, complete or clearly meant."""
    if workbooks.is_workbook(content):
        return workbooks.sniff(content)
    found = _find_heading(content)
    return None if found is None else kind_of(found[2])


@dataclass(frozen=True, slots=True)
class CsvRows:
    """The rows under a heading, read anew each time they are gone through."""

    content: bytes
    delimiter: str
    heading: Heading
    heading_line: int

    def __iter__(self) -> Iterator[TableRow]:
        for first, last, cells in _records(self.content, self.delimiter):
            if first <= self.heading_line:
                continue
            if isinstance(cells, str):
                yield _unreadable(first, last, cells)
            elif any(map(str.strip, cells)):
                yield fit(self.heading, first, cells)


def fit(heading: Heading, line: int, cells: list[str]) -> TableRow:
    """Put the cells under their headings; blank cells too many do not matter."""
    width = heading.width
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        cells = cells[:width]
    if len(cells) != width:
        return _unreadable(line, line, f"it has {len(cells)} cells where the heading has {width}")
    if any("\0" in cell for cell in cells):
        return _unreadable(line, line, "it holds a NUL character")
    return heading.row(line, cells)


def _unreadable(first: int, last: int, reason: str) -> TableRow:
    problem = row_problem(first, reason)
    if last > first:
        text = f"Lines {first} to {last}: {reason}."
        problem = replace(problem, text=text, line=str(first))
    return TableRow(line=first, values={}, extra={}, problem=problem)


def _records(content: bytes, delimiter: str) -> Iterator[tuple[int, int, list[str] | str]]:
    """Yield (first line, last line, cells); of a record that is no record, the reason.

    A quote that is never closed would swallow what follows: only its own line is given up, and
    reading starts again on the next. After many such lines the rest is taken as it comes.
    """
    lines = _Lines(content)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    restarts = 0
    while True:
        lines.taken.clear()
        first = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong) as error:
            reason = _why(error)
            if len(lines.taken) > 1 and restarts < _MOST_RESTARTS:
                restarts += 1
                lines.give_back(len(lines.taken) - 1)
            yield first, lines.number, reason
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        yield first, lines.number, cells


class _TooLong(Exception):
    """A line or a quoted cell goes on for longer than any row does."""


class _Lines:
    """The lines of a file with their numbers; the last ones taken can be given back."""

    def __init__(self, content: bytes) -> None:
        start = len(_BOM) if content.startswith(_BOM) else 0
        stream = io.BytesIO(content)
        stream.seek(start)
        self._text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._waiting:
            line = self._waiting.popleft()
        else:
            line = self._text.readline(_LONGEST_RECORD)
            if not line:
                raise StopIteration
            if len(line) >= _LONGEST_RECORD and not line.endswith(("\n", "\r")):
                self._skip_line()
                self.number += 1
                raise _TooLong
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self, count: int) -> None:
        """Let the last lines be read again."""
        self._waiting.extendleft(reversed(self.taken[-count:]))
        self.number -= count

    def _skip_line(self) -> None:
        while line := self._text.readline(_LONGEST_RECORD):
            if line.endswith(("\n", "\r")):
                return


def _why(error: Exception) -> str:
    text = str(error)
    if isinstance(error, _TooLong) or "field limit" in text:
        return f"it is longer than {_LONGEST_RECORD:,} characters"
    if "unexpected end" in text:
        return "a quote is opened and never closed"
    if "expected after" in text:
        return "a quote stands inside a cell that is not quoted as a whole"
    if "new-line character" in text:
        return "a carriage return stands inside a cell without quotes"
    return f"it cannot be taken apart ({shown(text)})"


def _find_heading(content: bytes) -> tuple[str, int, list[str]] | None:
    """Return (delimiter, line, cells) of the first line that is not blank.

    A comma unless only another delimiter makes a table of it.
    """
    best: tuple[str, int, list[str]] | None = None
    for delimiter in _DELIMITERS:
        found = _first_record(content[:_LONGEST_HEADING], delimiter)
        if found is None:
            continue
        line, cells = found
        if kind_of(cells) is not None:
            return delimiter, line, cells
        if best is None or len(cells) > len(best[2]):
            best = (delimiter, line, cells)
    return best


def _first_record(content: bytes, delimiter: str) -> tuple[int, list[str]] | None:
    for first, _last, cells in _records(content, delimiter):
        if isinstance(cells, str):
            return first, [cells]
        if any(cell.strip() for cell in cells):
            return first, cells
    return None


def _wrong_encoding(content: bytes) -> FindingValue | None:
    """Return which encoding the file has where it is not UTF-8, and where that shows."""
    name = _sixteen_bits(content)
    if name is not None:
        return _not_utf8(name, "1")
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, max(len(content), 1), _STEP):
        part = content[start : start + _STEP]
        try:
            decoder.decode(part, final=start + _STEP >= len(content))
        except UnicodeDecodeError as error:
            # What the decoder held back from the part before belongs to what it complains about.
            place = start + len(part) - len(error.object) + error.start
            return _not_utf8(_eight_bits(content), str(content.count(b"\n", 0, place) + 1))
    return None


def _not_utf8(name: str, line: str) -> FindingValue:
    return FindingValue(
        code=ReasonCode.WRONG_TABLE,
        text=f"Line {line} is not UTF-8; the file looks like {name}. Save it as UTF-8.",
        line=line,
        expected="UTF-8",
        actual=name,
    )


def _sixteen_bits(content: bytes) -> str | None:
    """Return UTF-16 where a mark says so, or where every other byte of the start is zero."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    lead = content[:256]
    half = len(lead) // 2
    if half >= 2 and max(lead[::2].count(0), lead[1::2].count(0)) * 10 > half * 9:
        return "UTF-16"
    return None


def _eight_bits(content: bytes) -> str:
    """Return the name of the encoding: only Windows puts letters and marks at 0x80 to 0x9F."""
    if any(code in content for code in _WINDOWS_ONLY):
        return "Windows-1252"
    return "ISO 8859-1 (Latin-1)"


_WINDOWS_ONLY: Final = tuple(bytes([code]) for code in range(0x80, 0xA0))


def _refused(problem: FindingValue, *, is_table: bool = True) -> ReadFile:
    return ReadFile(
        document_type=DocumentType.TABLE if is_table else DocumentType.OTHER,
        format="csv",
        findings=(problem,),
        refusal=problem.code,
    )
