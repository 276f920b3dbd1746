"""By when an amount is to be paid, where only the words below or behind it say so."""

import re
from datetime import date
from typing import Final

from intake.formats.page_labels import Found
from intake.formats.page_sums import Sum, meaning_of
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Segment

_BY: Final = re.compile(
    r"(?:(?:please )?(?:pay )?(?:by|before|no later than|on or before)|bis(?: zum)?|spätestens am"
    r"|(?:avant|jusqu['’]au|au plus tard)(?: le)?|antes del?|hasta el|entro il"
    r"|(?:vóór|uiterlijk)(?: op)?) (?=\d|[^\W\d]+ \d)(?P<day>.{6,24})",
    re.IGNORECASE,
)
_TERM: Final = re.compile(
    r"(?:bis|by|until|avant le|jusqu['’]au)(?: zum)? (?P<day>\d\S{5,9})(?= ).*"
    r"\b(?:netto|net|ohne abzug|sans escompte)\b",
    re.IGNORECASE,
)
_TAKEN: Final = re.compile(
    r"\b(?:wird am|werden am|(?P<plain>am|on)|sera pr[ée]lev[ée]e? le|pr[ée]l[eè]vement le"
    r"|se cargar[áa] el|addebitato il|ge[iï]ncasseerd op) (?P<day>\d{1,2}[./-]\d{1,2}[./-]\d{2,4})",
    re.IGNORECASE,
)
_DEBIT: Final = re.compile(
    r"eingezogen|abgebucht|einziehen|abbuchen|lastschrift|direct debit|debited|collected|pr[ée]lev"
    r"|cargar|addebit|incass",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"[,.;](?:\s|$)")
_SUMS: Final = frozenset({Sum.DUE, Sum.GROSS})
_LINES: Final = 2  # from the amount down
_SCORE: Final = 0.72


def below_the_sum(lines: tuple[Line, ...], manner: Manner) -> Found[date] | None:
    """The day that stands right under what is to be paid: "by 27 April 2026"."""
    found: dict[date, Found[date]] = {}
    for number, line in enumerate(lines):
        for segment in line.segments:
            match = _BY.fullmatch(segment.text.strip(" ."))
            day = manner.day(match["day"]) if match is not None else None
            if day is not None and _is_of_a_sum(lines[max(number - _LINES, 0) : number], segment):
                found[day] = Found(day, segment.text, line.page, segment.box, _SCORE)
    return next(iter(found.values())) if len(found) == 1 else None


def without_discount(lines: tuple[Line, ...], manner: Manner) -> Found[date] | None:
    """The day of the row "by 14 May, net" among those that grant a discount for less time."""
    found: dict[date, Found[date]] = {}
    for line in lines:
        match = _TERM.match(line.text)
        day = manner.day(match["day"]) if match is not None and "%" not in line.text else None
        if day is not None:
            found[day] = Found(day, line.text, line.page, line.segments[0].box, _SCORE)
    return next(iter(found.values())) if len(found) == 1 else None


def debited(lines: tuple[Line, ...], manner: Manner) -> Found[date] | None:
    """The day on which the seller takes the amount from the buyer's account."""
    found: dict[date, Found[date]] = {}
    for line, below in zip(lines, (*lines[1:], None), strict=False):  # no lines, none below
        match = _TAKEN.search(line.text)
        if match is None or not _is_debit(line, below, match):
            continue
        day = manner.day(match["day"])
        if day is not None:
            found[day] = Found(day, match["day"], line.page, line.segments[0].box, _SCORE)
    return next(iter(found.values())) if len(found) == 1 else None


def _is_debit(line: Line, below: Line | None, day: re.Match[str]) -> bool:
    """Whether a day is that of a debit; "on" alone may be said of a delivery beside it."""
    if day["plain"] is not None:
        before = _CLAUSE.split(line.text[: day.start()])[-1]
        behind = _CLAUSE.split(line.text[day.end() :])[0]
        return _DEBIT.search(f"{before} {behind}") is not None
    said = f"{line.text} {below.text}" if below is not None else line.text
    return _DEBIT.search(said) is not None


def _is_of_a_sum(above: tuple[Line, ...], segment: Segment) -> bool:
    """Whether an amount that is to be paid stands right above, in the same column."""
    for line in above:
        for each in line.segments:
            is_over = each.box[0] < segment.box[2] and segment.box[0] < each.box[2]
            meaning = meaning_of(each.text)
            if line.page == segment.page and is_over and meaning and meaning.role in _SUMS:
                return True
    return False
