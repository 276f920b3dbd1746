"""Payouts that name no movements, reconciled by what stood with the processor (T74).

What came in by movements that no other payout settles, less what was paid out so far, is what is
left. No movement is linked to such a payout; where more was paid out than the movements bring, the
reports that are here do not hold all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where money stands: a processor, our account there, a currency."""

    processor: str
    account: str | None
    currency: str


@dataclass(frozen=True, slots=True)
class Step:
    """The movements of a day, or one payout that names none."""

    where: Standing
    day: date | None
    amount: Decimal
    payout: int | None = None
    payout_id: str = ""


@dataclass(frozen=True, slots=True)
class PaidFromBalance:
    """One such payout, and what stood with the processor before it and stands after it."""

    step: Step
    before: Decimal

    @property
    def after(self) -> Decimal:
        """What is left; below zero it was paid out of movements that are not here."""
        return self.before - self.step.amount


@dataclass(slots=True)
class RolledForward:
    """What came in, what was paid out and what is left in one place."""

    where: Standing
    movements: Decimal = ZERO
    payouts: list[PaidFromBalance] = field(default_factory=list)

    @property
    def paid_out(self) -> Decimal:
        """All payouts that name no movements."""
        return sum((each.step.amount for each in self.payouts), ZERO)

    @property
    def left(self) -> Decimal:
        """What stands with the processor by what is known here."""
        return self.movements - self.paid_out


def roll_forward(steps: Iterable[Step]) -> list[RolledForward]:
    """Return each place with its payouts, from steps by their day, movements before payouts."""
    found: dict[Standing, RolledForward] = {}
    for step in steps:
        place = found.setdefault(step.where, RolledForward(step.where))
        if step.payout is None:
            place.movements += step.amount
        else:
            place.payouts.append(PaidFromBalance(step, place.left))
    return [place for place in found.values() if place.payouts or place.movements]
