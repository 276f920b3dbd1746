"""Reports of payment processors as rows under headings: found by what the headings say.

Every reader takes rows and gives payouts; what a row lacks is named with its line and its column.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from core.reasons import ReasonCode
from intake.formats import bank_text
from intake.rules.currencies import is_currency
from intake.rules.findings import FindingValue

_DELIMITERS: Final = (",", "\t", ";", "|")
_LONGEST_CELL: Final = 128 * 1024
_HEAD: Final = 64 * 1024
_MOMENT: Final = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
    r"\s*(.*)",
    re.S,
)
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})", re.ASCII)
# Names of zones that reports print, in hours from UTC; a name that means several is not here.
_ZONES: Final = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "JST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "SGT": 8,
    "HKT": 8,
}


class UnableToReadRow(ValueError):
    """One row lacks what it needs; the finding says which column, and why."""

    def __init__(self, finding: FindingValue) -> None:
        super().__init__(finding.text)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line, and its cells by heading, in small letters."""

    line: int
    cells: Mapping[str, str]

    def text(self, *names: str) -> str | None:
        """Return the first cell of these that says something."""
        for name in names:
            if said := bank_text.clean(self.cells.get(name)):
                return said
        return None

    def amount(self, name: str, *, comma: bool = False) -> Decimal | None:
        """Return an exact amount; a blank cell is `None`.

        :raises UnableToReadRow: what stands there is no amount.
        """
        said = self.text(name)
        if said is None:
            return None
        amount = decimal_of(said, comma=comma)
        if amount is None:
            raise self.unreadable(name, f"`{said[:40]}` is no amount")
        return amount

    def needed(self, name: str, *, comma: bool = False) -> Decimal:
        """Return an amount that must be there.

        :raises UnableToReadRow: it is blank, or no amount.
        """
        amount = self.amount(name, comma=comma)
        if amount is None:
            raise self.unreadable(name, "the amount is missing")
        return amount

    def currency(self, *names: str) -> str:
        """Return a currency that somebody knows.

        :raises UnableToReadRow: it is blank, or nobody knows it.
        """
        code = (self.text(*names) or "").upper()
        if not code:
            raise self.unreadable(names[0], "the currency is missing")
        if not is_currency(code):
            raise self.unreadable(names[0], f"nobody knows the currency `{code[:10]}`")
        return code

    def unreadable(self, name: str, reason: str) -> UnableToReadRow:
        """Return that this row cannot be kept."""
        return UnableToReadRow(bank_text.unreadable(self.line, name, reason))


@dataclass(slots=True)
class Report:
    """The rows of a report under one heading, and what was wrong with others."""

    headings: tuple[str, ...]
    heading_line: int
    rows: Sequence[Row]
    problems: list[FindingValue] = field(default_factory=list)

    def once(self, *names: str) -> Iterator[Row]:
        """Yield the rows, but for one that says again what another says under the same id (T85).

        An id that stands for two contents is named, and both rows are kept.
        """
        seen: dict[str, Row] = {}
        for row in self.rows:
            key = row.text(*names)
            before = seen.setdefault(key, row) if key is not None else row
            if before is not row:
                is_same = before.cells == row.cells
                self.problems.append(_stands_again(row, before, key or "", is_same=is_same))
                if is_same:
                    continue
            yield row


def _stands_again(row: Row, before: Row, key: str, *, is_same: bool) -> FindingValue:
    what = "; it counts once" if is_same else ", with other content; both are kept"
    return FindingValue(
        code=ReasonCode.DUPLICATE_LINE,
        text=f"Line {row.line}: the movement {key} stands on line {before.line} already{what}.",
        line=str(row.line),
        reference=key,
    )


def lines_of(content: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of every line that says something."""
    stream = io.StringIO(bank_text.decoded(content), newline="")
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(stream, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def first_line(content: bytes) -> tuple[str, list[str]]:
    """Return the delimiter that makes most cells of the first line, and those cells."""
    best: tuple[str, list[str]] = (",", [])
    head = content[:_HEAD]
    if len(content) > _HEAD:
        head = head.rpartition(b"\n")[0] or head  # never half a character
    for delimiter in _DELIMITERS:
        cells = next((cells for _, cells in lines_of(head, delimiter)), [])
        if len(cells) > len(best[1]):
            best = (delimiter, cells)
    return best


def folded(heading: str) -> str:
    """Return a heading as it is looked up: small letters, single blanks."""
    return " ".join(heading.strip().casefold().split())


def report_of(content: bytes, delimiter: str) -> Report:
    """Return the rows of a file that begins with its heading."""
    lines = lines_of(content, delimiter)
    number, heading = next(lines, (1, []))
    names = tuple(folded(name) for name in heading)
    found = list(lines)
    rows = [Row(line, dict(zip(names, cells, strict=False))) for line, cells in found]
    report = Report(names, number, rows)
    if found and _is_cut(content, found, len(names)):
        line, cells = found[-1]
        reason = f"the last row has {len(cells)} of {len(names)} cells: the file seems cut off"
        report.problems.append(bank_text.unreadable(line, names[len(cells)], reason))
    return report


def _is_cut(content: bytes, rows: Sequence[tuple[int, list[str]]], width: int) -> bool:
    """Say whether a file stops in the middle of a row: a short one that no line end closes."""
    is_short = len(rows[-1][1]) < width and any(len(cells) == width for _, cells in rows[:-1])
    return is_short and not content.rstrip(b" \t").endswith((b"\n", b"\r"))


def decimal_of(text: str, *, comma: bool = False) -> Decimal | None:
    """Return an exact amount that may carry a currency sign; `comma` says what the mark is."""
    plain = text.strip().strip("'").replace("\N{MINUS SIGN}", "-").replace("\xa0", "")
    plain = re.sub(r"^([+-]?)\s*[$€£¥]\s*", r"\1", plain)
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    if comma:
        plain = plain.replace(".", "").replace(" ", "").replace(",", ".")
    else:
        plain = plain.replace(",", "").replace(" ", "")
    return bank_text.amount_of(plain) if "," not in plain else None


def moment_of(text: str | None, zone: str | None = None) -> datetime | None:
    """Return a moment, with the zone that stands behind it or beside it; UTC where none does."""
    found = _MOMENT.fullmatch((text or "").strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, rest = found.groups()
    offset = offset_of(rest.strip() or zone)
    try:
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            min(int(second or 0), 59),
            tzinfo=offset or UTC,
        )
    except ValueError:
        return None


def offset_of(zone: str | None) -> timezone | None:
    """Return the offset that a zone is written as, such as `-0800` or `PST`."""
    name = (zone or "").strip().upper()
    if (found := _OFFSET.fullmatch(name)) is not None:
        span = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(span if found[1] == "+" else -span) if span < timedelta(hours=24) else None
    hours = _ZONES.get(name)
    return None if hours is None else timezone(timedelta(hours=hours))


def day_of(text: str | None) -> date | None:
    """Return the day of a moment, in the zone it is printed in."""
    moment = moment_of(text)
    return None if moment is None else moment.date()
