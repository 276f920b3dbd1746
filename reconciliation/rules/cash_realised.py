"""What a payment in another currency gained or lost since its invoice was booked, once (T45).

The invoice is closed in its own currency. What it was worth in the books when it was booked leaves
the payables; what the bank took more or less is the realised difference, and there is no other.
What the bank or the processor adds to the rate, where a policy says how much, is its fee (T47).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
_FURTHEST = Decimal("0.5")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Settled:
    """One payment of an invoice: in the currency of the invoice, and in that of the books."""

    foreign: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What one payment is booked as; the three add up to what was paid."""

    worth: Decimal
    spread: Decimal
    difference: Decimal


def is_plausible(*, worth: Decimal, paid: Decimal) -> bool:
    """Say whether a worth can be that of what was paid: of one sign, and no other invoice's."""
    return worth * paid > 0 and abs(paid - worth) <= abs(worth) * _FURTHEST


def shares(
    payments: Sequence[Settled],
    *,
    owed: Decimal,
    worth: Decimal,
    before: Settled = Settled(ZERO, ZERO),
    percent: Decimal = ZERO,
    unit: Decimal = _CENT,
) -> tuple[Share, ...]:
    """Return what each payment is booked as; together they leave nothing over (T46).

    Each payment takes its share of the worth, and what rounding leaves goes to the next, so that
    the shares of a paid invoice are its worth to the cent. `before` is what earlier payments
    settled, and the worth that was booked of it.
    """
    found, foreign, taken = [], before.foreign, before.paid
    for each in payments:
        foreign += each.foreign
        until_now = (worth * foreign / owed).quantize(unit, ROUND_HALF_UP)
        fee = spread(each.paid, percent=percent, unit=unit)
        found.append(Share(until_now - taken, fee, each.paid - fee - (until_now - taken)))
        taken = until_now
    return tuple(found)


def spread(paid: Decimal, *, percent: Decimal, unit: Decimal = _CENT) -> Decimal:
    """Return what was kept of a conversion, below zero: of what came in, or on top of what left."""
    rate = percent / 100
    fair = paid / (1 - rate) if paid > 0 else paid / (1 + rate)
    return (paid - fair).quantize(unit, ROUND_HALF_UP)
