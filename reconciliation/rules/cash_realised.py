"""What a payment in another currency gained or lost since its invoice was booked, once (T45).

The invoice is closed in its own currency. What it was worth in the books when it was booked leaves
the payables; what the bank took more or less is the realised difference, and there is no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_FURTHEST = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Settled:
    """One payment of an invoice: in the currency of the invoice, and in that of the books."""

    foreign: Decimal
    paid: Decimal


def is_plausible(*, worth: Decimal, paid: Decimal) -> bool:
    """Say whether a worth can be that of what was paid: of one sign, and no other invoice's."""
    return worth * paid > 0 and abs(paid - worth) <= abs(worth) * _FURTHEST


def realised(
    payments: Sequence[Settled], *, owed: Decimal, worth: Decimal, unit: Decimal = Decimal("0.01")
) -> tuple[Decimal, ...]:
    """Return the realised difference of each payment; together they leave nothing over (T46).

    Each payment takes its share of the worth, and what rounding leaves goes to the next, so that
    the shares of a paid invoice are its worth to the cent.
    """
    differences, foreign, taken = [], Decimal(0), Decimal(0)
    for each in payments:
        foreign += each.foreign
        until_now = (worth * foreign / owed).quantize(unit, ROUND_HALF_UP)
        differences.append(each.paid - (until_now - taken))
        taken = until_now
    return tuple(differences)
