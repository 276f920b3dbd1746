"""Which days a period covers: months, or a retailer's weeks with a 53rd now and then (T99).

A retail year ends on one weekday near a day of the year; its quarters hold 13 weeks, cut 4-5-4,
4-4-5 or 5-4-4. A year with a week more has it in its last period, and the year after it begins a
week later against the sun: week for week it compares with the year before moved by one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal

WEEK = timedelta(days=7)
_YEAR_OF_WEEKS = timedelta(days=364)
_WEEKS_A_YEAR = 52


class Pattern(StrEnum):
    """How the year is cut."""

    MONTHS = "months"
    W454 = "4-5-4"
    W445 = "4-4-5"
    W544 = "5-4-4"


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day of a stretch."""

    first: date
    last: date

    @property
    def weeks(self) -> int:
        """Return the whole weeks in it."""
        return ((self.last - self.first).days + 1) // 7

    def holds(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first <= day <= self.last

    def moved(self, by: timedelta) -> "Window":
        """Return the same stretch earlier or later."""
        return Window(self.first + by, self.last + by)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of an installation's books.

    `first_label` is the month that names the year's first period: 2 where the period of February
    is "2026-02", 1 where the first of twelve is "2026-01" whenever it begins.
    """

    pattern: Pattern = Pattern.MONTHS
    year_ends_near: str = "01-31"
    year_end_rule: Literal["nearest", "last"] = "nearest"
    year_end_weekday: int = 5  # Monday is 0
    first_label: int = 2
    minds_easter: bool = True

    @property
    def has_weeks(self) -> bool:
        """Say whether periods are made of weeks."""
        return self.pattern is not Pattern.MONTHS

    def window(self, period: str) -> Window:
        """Return the days of a period."""
        if not self.has_weeks:
            first = date(int(period[:4]), int(period[5:]), 1)
            return Window(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        year, place = self._place(period)
        return _windows(self, year)[place]

    def period_of(self, day: date) -> str:
        """Return the period that a day lies in."""
        if not self.has_weeks:
            return f"{day.year:04d}-{day.month:02d}"
        for year in (day.year, day.year - 1, day.year + 1):
            for place, window in enumerate(_windows(self, year)):
                if window.holds(day):
                    return self._label(year, place)
        raise AssertionError("Every day lies in a year.")

    def week_53(self, period: str) -> Window | None:
        """Return the 53rd week, where a period holds one."""
        if not self.has_weeks:
            return None
        year, place = self._place(period)
        window = _windows(self, year)[place]
        first = _ends(self, year - 1) + timedelta(days=1) + WEEK * _WEEKS_A_YEAR
        return Window(first, first + WEEK - timedelta(days=1)) if first <= window.last else None

    def restated(self, period: str) -> Window | None:
        """Return last year's days week for week, where they are not those of last year's period."""
        if not self.has_weeks or self.week_53(period):
            return None
        moved = self.window(period).moved(-_YEAR_OF_WEEKS)
        return None if moved == self.window(shifted(period, -12)) else moved

    def easter_in(self, period: str) -> str | None:
        """Return the period of Easter in the year that a period lies in, by the sun."""
        if not self.minds_easter:
            return None
        return self.period_of(easter_sunday(self.window(period).first.year))

    def easter_apart(self, period: str) -> tuple[str, str] | None:
        """Return the two neighbors between which Easter moved since last year, if one is this."""
        now, then = self.easter_in(period), self.easter_in(shifted(period, -12))
        if now is None or then is None or now == shifted(then, 12):
            return None
        pair = sorted((now, shifted(then, 12)))
        return (pair[0], pair[1]) if period in pair and pair[1] == shifted(pair[0], 1) else None

    def _place(self, period: str) -> tuple[int, int]:
        year, month = int(period[:4]), int(period[5:])
        is_next = month < self.first_label
        return year - is_next, (month - self.first_label) % 12

    def _label(self, year: int, place: int) -> str:
        month = self.first_label + place
        return f"{year + (month > 12):04d}-{(month - 1) % 12 + 1:02d}"


MONTHS = Calendar()


def shifted(period: str, months: int) -> str:
    """Return the period so many periods later, or earlier."""
    count = int(period[:4]) * 12 + int(period[5:]) - 1 + months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the computus of Meeus and Butcher)."""
    century, rest = divmod(year, 100)
    golden, leap = year % 19, century // 4
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _ends(calendar: Calendar, year: int) -> date:
    """Return the last day of a retail year; it is called after the year most of it lies in."""
    month, day = (int(part) for part in calendar.year_ends_near.split("-"))
    last_of_month = (date(2001, month, 1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    near = date(year + (month <= 6), month, min(day, last_of_month.day))
    back = timedelta(days=(near.weekday() - calendar.year_end_weekday) % 7)
    before = near - back
    is_after_nearer = calendar.year_end_rule == "nearest" and back.days > 3
    return before + WEEK if is_after_nearer else before


@lru_cache(maxsize=256)
def _windows(calendar: Calendar, year: int) -> tuple[Window, ...]:
    first, last = _ends(calendar, year - 1) + timedelta(days=1), _ends(calendar, year)
    found = []
    for weeks in [int(part) for part in calendar.pattern.value.split("-")] * 4:
        found.append(Window(first, first + WEEK * weeks - timedelta(days=1)))
        first = found[-1].last + timedelta(days=1)
    return (*found[:-1], Window(found[-1].first, last))
