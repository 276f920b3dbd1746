"""One cell of a table: what its text means, or why it cannot be read.

Dates are ISO dates, decimals have a point, moments say their offset. What is written another way is
refused with the reason: a guess between 1,500 and 1.5 is not ours to make (T44).
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

from intake.rules.currencies import is_currency

CellValue = str | Decimal | date | datetime | tuple[str, ...]

LONGEST_KEY: Final = 200
LONGEST_TEXT: Final = 20_000
_LONGEST_NUMBER: Final = 60
_LONGEST_SHOWN: Final = 60

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?P<offset>Z|z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_PERIOD = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_EXPONENT = re.compile(r"[+-]?[\d.]+[eE][+-]?\d+", re.ASCII)


class CellKind(StrEnum):
    """How the text of a column is read."""

    KEY = "key"  # an identifier: text with a limit
    TEXT = "text"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    DAY_OR_MOMENT = "day_or_moment"
    PERIOD = "period"
    CURRENCY = "currency"
    LIST = "list"


class UnreadableCell(ValueError):
    """The text of one cell is not what its column takes; the message says why."""


def shown(text: str) -> str:
    """Return the text as a message may quote it: short, and on one line."""
    plain = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for character in text[: _LONGEST_SHOWN + 1]
    )
    return plain if len(text) <= _LONGEST_SHOWN else f"{plain[:_LONGEST_SHOWN]}..."


def parse_key(text: str) -> str:
    """Read an identifier.

    :raises UnreadableCell: it is too long, or holds what no identifier holds.
    """
    if len(text) > LONGEST_KEY:
        raise UnreadableCell(f"it is longer than {LONGEST_KEY} characters")
    if not text.isprintable():
        raise UnreadableCell("it holds a character that cannot be printed")
    return text


def parse_text(text: str) -> str:
    """Read words.

    :raises UnreadableCell: they are too long, or hold a NUL character.
    """
    if len(text) > LONGEST_TEXT:
        raise UnreadableCell(f"it is longer than {LONGEST_TEXT:,} characters")
    if "\0" in text:
        raise UnreadableCell("it holds a NUL character")
    return text


def parse_decimal(text: str) -> Decimal:
    """Read an exact number with a decimal point, digit by digit.

    :raises UnreadableCell: it is written any other way.
    """
    if _DECIMAL.fullmatch(text) and len(text) <= _LONGEST_NUMBER:
        return Decimal(text)
    raise UnreadableCell(_why_no_decimal(text))


def parse_date(text: str) -> date:
    """Read an ISO date, such as 2025-03-31.

    :raises UnreadableCell: it is written another way, or is on no calendar.
    """
    if not _DATE.fullmatch(text):
        raise UnreadableCell("a date is written as year-month-day, such as 2025-03-31")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableCell("there is no such day") from error


def parse_moment(text: str) -> datetime:
    """Read a moment with its offset from UTC, such as 2025-03-31T18:05:00-04:00.

    :raises UnreadableCell: it is written another way, or says no offset.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise UnreadableCell("a moment is written such as 2025-03-31T18:05:00-04:00")
    if found["offset"] is None:
        raise UnreadableCell("the offset from UTC is missing, such as Z or -04:00")
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise UnreadableCell("there is no such day or time") from error
    if not 1 < moment.year < 9999:
        raise UnreadableCell("there is no such year in the books")
    return moment


def parse_day_or_moment(text: str) -> datetime:
    """Read a moment; of a day alone, its first moment in UTC.

    :raises UnreadableCell: it is neither.
    """
    if _DATE.fullmatch(text):
        return datetime.combine(parse_date(text), time.min, tzinfo=UTC)
    return parse_moment(text)


def parse_period(text: str) -> str:
    """Read a month, such as 2025-03.

    :raises UnreadableCell: it is written another way.
    """
    if not _PERIOD.fullmatch(text):
        raise UnreadableCell("a period is written as year-month, such as 2025-03")
    return text


def parse_currency(text: str) -> str:
    """Read an ISO 4217 code.

    :raises UnreadableCell: it is not three capital letters, or of no currency.
    """
    if not _CURRENCY.fullmatch(text):
        raise UnreadableCell("a currency is three capital letters, such as EUR")
    if not is_currency(text):
        raise UnreadableCell("nobody knows this currency")
    return text


def parse_list(text: str) -> tuple[str, ...]:
    """Read the parts of a list, which stand between semicolons.

    :raises UnreadableCell: it is too long, or holds a NUL character.
    """
    return tuple(part for part in (part.strip() for part in parse_text(text).split(";")) if part)


def parse_choice(text: str, allowed: tuple[str, ...]) -> str:
    """Read one word of a closed list, in any case.

    :raises UnreadableCell: the list does not have it.
    """
    word = text.lower()
    if word not in allowed:
        raise UnreadableCell(f"it is none of {', '.join(allowed)}")
    return word


READERS: Final[dict[CellKind, Callable[[str], CellValue]]] = {
    CellKind.KEY: parse_key,
    CellKind.TEXT: parse_text,
    CellKind.DECIMAL: parse_decimal,
    CellKind.DATE: parse_date,
    CellKind.MOMENT: parse_moment,
    CellKind.DAY_OR_MOMENT: parse_day_or_moment,
    CellKind.PERIOD: parse_period,
    CellKind.CURRENCY: parse_currency,
    CellKind.LIST: parse_list,
}


def _why_no_decimal(text: str) -> str:
    if len(text) > _LONGEST_NUMBER:
        return f"a number has at most {_LONGEST_NUMBER} characters"
    if _EXPONENT.fullmatch(text):
        return "a number is written out, without an exponent"
    if "," in text:
        return "the decimal mark is a point, and nothing stands between thousands"
    if any(character.isspace() for character in text) and any(map(str.isdigit, text)):
        return "nothing stands between the digits of a number"
    if text.startswith("(") or text.endswith("-") or text[:1] in "\u2212\u2013":
        return "a negative number starts with a hyphen, such as -12.50"
    if any(map(str.isdigit, text)) and "." not in text.strip("0123456789+-"):
        return "a number is digits and a decimal point, without a unit or a currency"
    return "it is not a number"
