"""What processors withhold and have not given back: reserves by age, disputes one by one.

A reserve is given back oldest first, as rolling reserves are. A dispute that is won names the
payment or the order that was disputed; one that names neither is of the only open dispute of its
amount, or of none (T76, T77).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
RESERVE, DISPUTE = "reserve", "dispute"
AGES = (30, 60, 90)  # the last days of all age groups but the oldest


@dataclass(frozen=True, slots=True)
class Holding:
    """Where something is withheld."""

    processor: str
    account: str | None
    currency: str
    kind: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """One movement, or those of a day: below zero is withheld, above is given back."""

    where: Holding
    day: date | None
    amount: Decimal
    names: tuple[str, ...] = ()
    payout: int | None = None


@dataclass(slots=True)
class StillHeld:
    """One movement, or those of a day, as far as it was not given back."""

    day: date | None
    amount: Decimal  # above zero
    names: tuple[str, ...] = ()
    payout: int | None = None

    def days(self, today: date) -> int:
        """Return how long it is withheld; of a movement without a day nobody knows."""
        return (today - self.day).days if self.day else 0


@dataclass(slots=True)
class Held:
    """What is withheld in one place, the oldest first."""

    where: Holding
    items: list[StillHeld] = field(default_factory=list)
    not_from_here: Decimal = ZERO  # given back, and no report says that it was withheld

    @property
    def amount(self) -> Decimal:
        """All of it."""
        return sum((item.amount for item in self.items), ZERO)

    def by_age(self, today: date) -> list[Decimal]:
        """Return it by the age groups that `AGES` parts."""
        groups = [ZERO] * (len(AGES) + 1)
        for item in self.items:
            groups[sum(item.days(today) > last for last in AGES)] += item.amount
        return groups


def held(movements: Iterable[Withheld]) -> list[Held]:
    """Return what is withheld by place, from movements in the order of their days."""
    found: dict[Holding, Held] = {}
    for movement in movements:
        place = found.setdefault(movement.where, Held(movement.where))
        if movement.amount < 0:
            place.items.append(
                StillHeld(movement.day, -movement.amount, movement.names, movement.payout)
            )
        else:
            _give_back(place, movement)
    for place in found.values():
        place.items = [item for item in place.items if item.amount]
    return [place for place in found.values() if place.items or place.not_from_here]


def _give_back(place: Held, movement: Withheld) -> None:
    left = movement.amount
    for item in _candidates(place, movement):
        given = min(item.amount, left)
        item.amount -= given
        left -= given
        if not left:
            return
    place.not_from_here += left


def _candidates(place: Held, movement: Withheld) -> Sequence[StillHeld]:
    still = [item for item in place.items if item.amount]
    if place.where.kind == RESERVE:
        return still
    named = [item for item in still if set(item.names) & set(movement.names)]
    if named:
        return named
    alike = [item for item in still if item.amount == movement.amount]
    return alike if len(alike) == 1 else ()


def totals(places: Iterable[Held]) -> dict[tuple[str, str], Decimal]:
    """Return what is withheld by kind and currency, less what came from before."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for place in places:
        sums[place.where.kind, place.where.currency] += place.amount - place.not_from_here
    return dict(sums)
