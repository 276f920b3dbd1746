"""The months the demonstration tells of: two full ones and the one that is running."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, cut off at the day the story ends."""

    first: date
    last: date

    @property
    def period(self) -> str:
        """The month as the books name it."""
        return f"{self.first:%Y-%m}"

    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]

    def contains(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Timeline:
    """``today`` and the months before it."""

    today: date

    def month(self, back: int) -> Month:
        """The month so many before the running one (0)."""
        index = self.today.year * 12 + self.today.month - 1 - back
        first = date(index // 12, index % 12 + 1, 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return Month(first, min(last, self.today))

    @property
    def told(self) -> list[Month]:
        """The two full months and the running one, oldest first."""
        return [self.month(2), self.month(1), self.month(0)]

    def month_of(self, day: date) -> Month:
        """The told month that holds the day."""
        return next(month for month in self.told if month.contains(day))


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta({5: 2, 6: 1}.get(day.weekday(), 0))


def earlier_workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta({5: 1, 6: 2}.get(day.weekday(), 0))
