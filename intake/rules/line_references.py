"""References of bank lines in tables: one that says two things is named, no line is lost."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.findings import FindingValue

_MOST: Final = 20
_DAYS: Final = 10_000_000  # more than there are days in any calendar


@dataclass(frozen=True, slots=True)
class Told:
    """What one line says under its reference."""

    line: int
    amount: Decimal
    day: date
    is_alike: bool = False  # says what an earlier line of the file says: another movement (T81)


@dataclass(slots=True)
class References:
    """The references of one account, as a file of perhaps a million lines goes on."""

    _first: dict[str, int] = field(default_factory=dict)  # its line and day in one number
    _again: defaultdict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))

    def note(self, reference: str, told: Told) -> None:
        """Take the next line."""
        if reference in self._first:
            self._again[reference].append(told)
        else:
            self._first[reference] = told.line * _DAYS + told.day.toordinal()

    def is_alone(self, reference: str, day: date) -> bool:
        """Say whether no other line of the file so far has this reference on this day."""
        again = self._again.get(reference, ())
        is_first = self._first[reference] % _DAYS == day.toordinal()
        return is_first + sum(told.day == day for told in again) == 1

    def has(self, reference: str) -> bool:
        """Say whether some line has this reference."""
        return reference in self._first

    def repeated(self) -> list[FindingValue]:
        """Return the references that say two things on one day (T85); all lines are kept.

        One that comes back on another day is another movement, an instalment perhaps.
        """
        twice = {name: others for name in self._again if (others := self._others(name))}
        found = [_repeated(name, others) for name, others in islice(twice.items(), _MOST)]
        if (more := len(twice) - _MOST) > 0:
            text = f"{more:,} further references stand on several lines; all are kept."
            found.append(FindingValue(code=ReasonCode.DUPLICATE_LINE, text=text, field="reference"))
        return found

    def _others(self, reference: str) -> list[Told]:
        """Return the lines that say something else than one before them on their day."""
        days = {self._first[reference] % _DAYS}
        others = []
        for told in self._again[reference]:
            if told.day.toordinal() in days and not told.is_alike:
                others.append(told)
            days.add(told.day.toordinal())
        return others


def _repeated(reference: str, others: list[Told]) -> FindingValue:
    told = others[0]
    rest = f", as {len(others) - 1} more do" if len(others) > 1 else ""
    return FindingValue(
        code=ReasonCode.DUPLICATE_LINE,
        text=(
            f"Line {told.line}: the reference {reference} stands on another line of {told.day}"
            f" already, here for {decimal_text(told.amount)}{rest}; all are kept."
        ),
        field="reference",
        line=str(told.line),
        actual=decimal_text(told.amount),
        reference=reference,
    )


def corrected(reference: str, before: Decimal, now: Told) -> FindingValue:
    """Return that a line is told again on its day with another content, which counts."""
    return FindingValue(
        code=ReasonCode.DUPLICATE_LINE,
        text=(
            f"Line {now.line}: {reference} of {now.day} was here with {decimal_text(before)} and"
            f" is corrected to {decimal_text(now.amount)} or in its words; the newer counts."
        ),
        field="reference",
        line=str(now.line),
        expected=decimal_text(before),
        actual=decimal_text(now.amount),
        reference=reference,
    )
