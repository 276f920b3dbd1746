"""On which day a till receipt was printed, where its day and month cannot be taken for each other.

Which of them comes first is decided by what else the receipt shows: a date that leaves no choice,
the currency, the country's words (T44). Where nothing decides, the day stays unknown.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from intake.formats.page_words import Box, Line
from intake.formats.receipt_words import names_in, says

_CENTURY: Final = 2000
_LATEST_SHORT: Final = 60  # "75" behind a date is no year of a receipt
_MONTHS: Final = 12
_PLAIN: Final = re.compile(
    r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?=\D|$|\d{1,2}:\d{2})"
)
_YEAR_FIRST: Final = re.compile(
    r"(?<![\d./-])(\d{4})([./-]?)(\d{2})\2(\d{2})(?=\D|$|\d{1,2}:\d{2})"
)
_WORDED: Final = re.compile(
    r"(?<!\d)(\d{1,2})[ ./-]?([^\W\d_]{3,9})[ .,/'-]{0,2}(\d{4}|\d{2})(?=\D|$)"
)
_WORDED_FIRST: Final = re.compile(r"([^\W\d_]{3,9})[ .]{0,2}(\d{1,2})[, ]{1,2}(\d{4})(?!\d)")
_TIME: Final = re.compile(r"\d{1,2}:\d{2}")
_LABEL: Final = frozenset("date datum fecha data datetime tarikh dt invdate bizdate".split())  # noqa: SIM905
_MONTH_NAMES: Final = tuple(
    names.split()
    for names in (
        "jan ene gen", "feb fév fev", "mar mär mrt mac", "apr avr abr", "may mai mei mag",
        "jun juin giu", "jul juil lug", "aug aoû aou ago ogo", "sep set", "oct okt ott", "nov",
        "dec dez déc dic dis",
    )
)  # fmt: skip
_DAY_FIRST: Final = re.compile(
    r"\b(?:RM|RM ?\d[\d.,]*|MYR|SDN|BHD|GST|SST|EUR|GBP|CHF|MwSt|TVA|IVA|BTW|GmbH|SARL|Ltd)\b|[€£]",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    r"\b(?:USD|sales tax|(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]"
    r"|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?)\b|US\$"
)


@dataclass(frozen=True, slots=True)
class Day:
    """The day, where it stands, and whether something said which of several it is."""

    value: date
    text: str
    page: int
    box: Box
    is_sure: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """One date as printed: its meanings, day first and month first, and the line it stands on."""

    day_first: date | None
    month_first: date | None
    text: str
    line: Line
    box: Box
    is_labelled: bool
    has_time: bool


def day_of(lines: Sequence[Line]) -> Day | None:
    """The day of the receipt; none where none is printed or its order is open."""
    found = [each for line in lines for each in _dates(line)]
    text = "\n".join(line.text for line in lines)
    is_day_first = _order(found, text)
    meant = [(value, each) for each in found if (value := _meaning(each, is_day_first))]
    if not meant:
        return None
    counts = Counter(value for value, _ in meant)
    best = max(meant, key=lambda one: counts[one[0]] + 2 * one[1].is_labelled + one[1].has_time)
    value, where = best
    rivals = {other for other, each in meant if other != value and each.is_labelled}
    is_sure = (len(counts) == 1 or not rivals) and (
        where.is_labelled or where.has_time or counts[value] > 1
    )
    return Day(value, where.text, where.line.page, where.box, is_sure)


def _order(found: Sequence[_Found], text: str) -> bool | None:
    """Whether the day comes first; unknown where nothing tells."""
    orders = {
        each.month_first is None
        for each in found
        if (each.day_first is None) != (each.month_first is None)
    }
    if len(orders) == 1:
        return orders.pop()
    if orders:
        return None
    says_day, says_month = bool(_DAY_FIRST.search(text)), bool(_MONTH_FIRST.search(text))
    return None if says_day == says_month else says_day


def _meaning(found: _Found, is_day_first: bool | None) -> date | None:
    if found.day_first == found.month_first:
        return found.day_first
    if found.day_first is None or found.month_first is None:
        return found.day_first or found.month_first
    if is_day_first is None:
        return None
    return found.day_first if is_day_first else found.month_first


def _dates(line: Line) -> Iterator[_Found]:
    text = line.text
    is_labelled = says(names_in(text), _LABEL)
    has_time = bool(_TIME.search(text))
    for begins, ends, one, other in _meanings(text):
        if one is None and other is None:
            continue
        box = _box(line, begins, ends)
        yield _Found(one, other, text[begins:ends], line, box, is_labelled, has_time)


def _meanings(text: str) -> Iterator[tuple[int, int, date | None, date | None]]:
    """Where dates stand in a text and what each means, day first and month first."""
    for found in _PLAIN.finditer(text):
        one, other, year = int(found[1]), int(found[3]), _year(found[4])
        month_first = None if found[2] == "." else _day(year, one, other)
        yield found.start(), found.end(), _day(year, other, one), month_first
    for found in _YEAR_FIRST.finditer(text):
        value = _day(int(found[1]), int(found[3]), int(found[4]))
        yield found.start(), found.end(), value, value
    for found in _WORDED.finditer(text):
        value = _day(_year(found[3]), _month(found[2]), int(found[1]))
        yield found.start(), found.end(), value, value
    for found in _WORDED_FIRST.finditer(text):
        value = _day(int(found[3]), _month(found[1]), int(found[2]))
        yield found.start(), found.end(), value, value


def _year(text: str) -> int:
    return int(text) if len(text) == len("2026") else _CENTURY + int(text)


def _month(text: str) -> int:
    start = text.casefold()[:3]
    return next(
        (
            number
            for number, names in enumerate(_MONTH_NAMES, 1)
            if any(start == name[:3] for name in names)
        ),
        0,
    )


def _day(year: int, month: int, day: int) -> date | None:
    """The date if there is one, in the years of receipts."""
    if not _CENTURY <= year <= _CENTURY + _LATEST_SHORT or not 1 <= month <= _MONTHS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _box(line: Line, begins: int, ends: int) -> Box:
    """Around the words of a line that a piece of its text touches."""
    place, touched = 0, []
    for word in line.words:
        if place < ends and place + len(word.text) > begins:
            touched.append(word)
        place += len(word.text) + 1
    touched = touched or list(line.words)
    return (
        min(word.x0 for word in touched),
        min(word.y0 for word in touched),
        max(word.x1 for word in touched),
        max(word.y1 for word in touched),
    )
