"""References of bank lines in tables: one that stands on several lines is named, none is lost."""

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

    def has(self, reference: str) -> bool:
        """Say whether some line has this reference."""
        return reference in self._first

    def is_alone(self, reference: str, day: date) -> bool:
        """Say whether no other line of the file so far has this reference on this day."""
        again = self._again.get(reference, ())
        is_first = self._first[reference] % _DAYS == day.toordinal()
        return is_first + sum(told.day == day for told in again) == 1

    def repeated(self) -> list[FindingValue]:
        """Return the references that stand on more than one line (T85); all lines are kept."""
        found = [
            _repeated(name, self._first[name] // _DAYS, told)
            for name, told in islice(self._again.items(), _MOST)
        ]
        if (more := len(self._again) - _MOST) > 0:
            text = f"{more:,} further references stand on several lines; all are kept."
            found.append(FindingValue(code=ReasonCode.DUPLICATE_LINE, text=text, field="reference"))
        return found


def _repeated(reference: str, first: int, again: list[Told]) -> FindingValue:
    second = again[0]
    rest = f" and on {len(again) - 1} more" if len(again) > 1 else ""
    return FindingValue(
        code=ReasonCode.DUPLICATE_LINE,
        text=(
            f"Line {second.line}: the reference {reference} stands on line {first} already{rest},"
            f" here for {decimal_text(second.amount)}; all are kept."
        ),
        field="reference",
        line=str(second.line),
        actual=decimal_text(second.amount),
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
