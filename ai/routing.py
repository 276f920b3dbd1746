"""Which model is asked first, and which after it: a ladder from small to large (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

LEAST_ASKED: Final = 20  # fewer answers say nothing about a model
_A_MILLION: Final = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one call used; what is sent is counted apart where the vendor keeps it for later."""

    sent: int = 0
    answered: int = 0
    kept: int = 0  # sent before, and read from the vendor's cache
    to_keep: int = 0  # sent, and written to that cache


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of each kind."""

    sent: Decimal
    answered: Decimal
    kept: Decimal
    to_keep: Decimal

    def of(self, used: Tokens) -> Decimal:
        """Return what these tokens cost, unrounded."""
        return (
            used.sent * self.sent
            + used.answered * self.answered
            + used.kept * self.kept
            + used.to_keep * self.to_keep
        ) / _A_MILLION

    def most(self, *, characters: int, tokens: int) -> Decimal:
        """Return a bound for one question: a token has at least one character."""
        dearest = max(self.sent, self.kept, self.to_keep)
        return (characters * dearest + tokens * self.answered) / _A_MILLION


@dataclass(frozen=True, slots=True)
class Rung:
    """One model of a ladder, and what it costs."""

    model: str
    price: Price


@dataclass(frozen=True, slots=True)
class Record:
    """How a model did with one version of a prompt: how many answers could be used."""

    asked: int
    passed: int

    def fails(self, bar: Decimal) -> bool:
        """Tell whether it is known to stay under the bar."""
        return self.asked >= LEAST_ASKED and self.passed < bar * self.asked


class UnableToRoute(ValueError):
    """A ladder or a list of prices that cannot be read."""


def price_of(sent: Decimal, answered: Decimal) -> Price:
    """Return a price with the vendor's usual shares for what its cache reads and writes."""
    return Price(sent, answered, sent / 10, sent * 5 / 4)


def prices_from(text: str) -> dict[str, Price]:
    """Read `MODEL SENT ANSWERED [KEPT TO_KEEP]; ...`.

    :raises UnableToRoute: a part is not of this form.
    """
    found = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        model, *figures = part.split()
        try:
            amounts = [Decimal(figure) for figure in figures]
        except InvalidOperation:
            amounts = []
        if len(amounts) not in (2, 4) or not all(a.is_finite() and a >= 0 for a in amounts):
            raise UnableToRoute(f"{part!r} is no price such as 'MODEL 1.00 5.00'.")
        sent, answered = amounts[:2]
        found[model] = Price(*amounts) if len(amounts) == 4 else price_of(sent, answered)
    return found


def ladders_from(text: str) -> dict[str, tuple[str, ...]]:
    """Read `MODEL, MODEL; PURPOSE: MODEL, ...`; the ladder without a purpose is for all others.

    :raises UnableToRoute: a ladder is empty, or two stand for one purpose.
    """
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        purpose, mark, models = part.rpartition(": ")
        names = tuple(filter(None, (each.strip() for each in models.split(","))))
        purpose = purpose.strip() if mark else ""
        if not names or purpose in found:
            raise UnableToRoute(f"{part!r} is no ladder such as 'PURPOSE: MODEL, MODEL'.")
        found[purpose] = names
    return found


def rungs_for(
    ladder: Sequence[Rung], records: Mapping[str, Record], *, bar: Decimal
) -> tuple[Rung, ...]:
    """Return the rungs to climb: from the smallest model that is not known to fail the bar.

    Where all of them fail it, the largest is asked: its answers are checked like any other.
    """
    for place, rung in enumerate(ladder):
        record = records.get(rung.model)
        if record is None or not record.fails(bar):
            return tuple(ladder[place:])
    return tuple(ladder[-1:])
