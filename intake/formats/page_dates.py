"""Dates as pages print them; day before month only where the document shows which (T44)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

_MONTH_WORDS: Final = (
    "jan januar january januari janvier janv enero ene gennaio gen janeiro stycznia styczen",
    "feb februar february februari fevrier fevr febrero febbraio fevereiro fev lutego luty",
    "mar marz maerz march maart mars marzo mrt marco marca marzec",
    "apr april avril avr abril abr aprile kwietnia kwiecien",
    "may mai mei mayo maggio mag maio maja maj",
    "jun juni june juin junio giugno giu junho czerwca czerwiec",
    "jul juli july juillet juil julio luglio lug julho lipca lipiec",
    "aug august augustus aout agosto ago sierpnia sierpien",
    "sep sept september septembre septiembre settembre set setembro wrzesnia wrzesien",
    "oct okt oktober october octobre octubre ottobre ott outubro out pazdziernika",
    "nov november novembre noviembre novembro listopada listopad",
    "dec dez dezember december decembre diciembre dic dicembre dezembro grudnia grudzien",
)
_MONTHS: Final = {
    word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()
}
_ISO: Final = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_NUMERIC: Final = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d])")
_SPACED: Final = re.compile(r"(?<!\d)(\d{1,2})([./-]) (\d{1,2})\2 (\d{4})(?!\d)")
_DAY_MONTH: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º|°)?[ -]?(?:de |of )?([^\W\d_]{3,12})\.?,?"
    r"(?: de(?:l)?)?[ -]?,? ?(\d{4}|\d{2})(?!\d)"
)
_MONTH_DAY: Final = re.compile(
    r"([^\W\d_]{3,10})\.?[ -](\d{1,2})(?:st|nd|rd|th)?(?: ?, ?| |-)(\d{4})(?!\d)"
)
_LAST_MONTH: Final = 12
_CENTURY: Final = 2000
_HALF: Final = 70
_YEARS: Final = range(1970, 2100)


def day_in(text: str, *, is_day_first: bool | None) -> date | None:
    """The first date in a text, if its order of day and month is certain."""
    for found in days_in(text, is_day_first=is_day_first):
        return found
    return None


def days_in(text: str, *, is_day_first: bool | None) -> Iterator[date | None]:
    """Every date in a text in its order; `None` where day and month could change places."""
    text = " ".join(text.split())
    found = [
        (match.start(), _numeric(match, is_day_first))
        for pattern in (_NUMERIC, _SPACED)
        for match in pattern.finditer(text)
    ]
    found += [(match.start(), _made(match[1], match[3], match[4])) for match in _ISO.finditer(text)]
    found += [
        (match.start(), _made(_year(match[3]), month, match[1]))
        for match in _DAY_MONTH.finditer(text)
        if (month := _month(match[2])) is not None
    ]
    found += [
        (match.start(), _made(match[3], month, match[2]))
        for match in _MONTH_DAY.finditer(text)
        if (month := _month(match[1])) is not None
    ]
    for _, day in sorted(found, key=lambda each: each[0]):
        yield day


def has_date(text: str) -> bool:
    """Whether a text holds a date in any order."""
    return any(True for _ in days_in(text, is_day_first=None))


def order_in(texts: Iterable[str]) -> bool | None:
    """Whether days come first: `True` or `False` where some date shows it and none the other."""
    shown = {
        order
        for text in texts
        if "/" in text or "-" in text
        for match in _NUMERIC.finditer(text)
        if (order := _order(match)) is not None
    }
    return shown.pop() if len(shown) == 1 else None


def _order(match: re.Match[str]) -> bool | None:
    one, two = int(match[1]), int(match[3])
    if match[2] == "." or max(one, two) > 31:
        return None
    if one > _LAST_MONTH >= two > 0:
        return True
    return False if two > _LAST_MONTH >= one > 0 else None


def _numeric(match: re.Match[str], is_day_first: bool | None) -> date | None:
    one, mark, two = int(match[1]), match[2], int(match[3])
    if mark == "." or one == two or one > _LAST_MONTH:
        is_day_first = True
    elif two > _LAST_MONTH:
        is_day_first = False
    if is_day_first is None:
        return None
    day, month = (one, two) if is_day_first else (two, one)
    return _made(_year(match[4]), month, day)


def _year(text: str) -> int:
    year = int(text)
    if year >= _HALF * 10:
        return year
    return year + _CENTURY if year < _HALF else year + _CENTURY - 100


def _month(word: str) -> int | None:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return _MONTHS.get("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _made(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if made.year in _YEARS else None
