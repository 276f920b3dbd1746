"""The balance that some files print beside every line: does each follow from the one before?

Files begin with the oldest line or with the newest: their days say which, and within one day the
way that fits better counts. Rows in no order prove nothing, and nothing is said of them.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from intake.rules.findings import FindingValue
from intake.rules.statements import running_gap

_MOST: Final = 20


@dataclass(slots=True)
class _Way:
    """One way through the file: whether the days go along with it, and where balances jump."""

    fits: bool = True
    jumps: int = 0
    found: list[FindingValue] = field(default_factory=list)

    def hold(self, line: int, *, before: Decimal, amount: Decimal, balance: Decimal) -> None:
        if before + amount == balance:
            return
        self.jumps += 1
        if len(self.found) < _MOST:
            self.found.append(running_gap(line, before=before, amount=amount, balance=balance))


@dataclass(slots=True)
class RunningBalance:
    """The lines of one account in the order of a file."""

    _down: _Way = field(default_factory=_Way)  # the oldest line first
    _up: _Way = field(default_factory=_Way)  # the newest line first
    _day: date | None = None
    _last: tuple[int, Decimal] | None = None  # the line that had a balance, and the balance
    _older: Decimal = Decimal(0)  # what moved after it, going down
    _newer: Decimal = Decimal(0)  # what moved up to it and after, going up

    def follow(
        self, line: int, day: date | None, amount: Decimal | None, balance: Decimal | None
    ) -> None:
        """Take the next line."""
        if amount is None or day is None:
            return
        if self._day is not None:
            self._down.fits = self._down.fits and day >= self._day
            self._up.fits = self._up.fits and day <= self._day
        self._day = day
        if balance is None:
            self._older += amount
            self._newer += amount
            return
        if self._last is not None:
            number, standing = self._last
            moved = self._older + amount
            self._down.hold(line, before=standing, amount=moved, balance=balance)
            self._up.hold(number, before=balance, amount=self._newer, balance=standing)
        self._last, self._older, self._newer = (line, balance), Decimal(0), amount

    def gaps(self) -> list[FindingValue]:
        """Return where lines are missing."""
        ways = [way for way in (self._down, self._up) if way.fits]
        return min(ways, key=lambda way: way.jumps).found if ways else []
