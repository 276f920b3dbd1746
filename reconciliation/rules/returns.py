"""What a credit note gives back of the receipts that its invoice was paid for (T32).

What was billed beyond the receipts is credited first: nothing that arrived stands behind it. The
rest frees receipts, those that were used last before the others, and never more than was used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reconciliation.rules.units import Factor

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class UsedReceipt:
    """What an invoice used of a receipt line and no credit note gave back, in the receipt's unit.

    `ratio` makes it the unit of the order.
    """

    receipt_line: int
    quantity: Decimal
    ratio: Factor


@dataclass(frozen=True, slots=True)
class Freed:
    """What is free again of one receipt line: in the order's unit, and in its own."""

    receipt_line: int
    quantity: Decimal
    of_receipt: Decimal


def given_back(
    credited: Decimal, billed: Decimal, used: Sequence[UsedReceipt]
) -> tuple[Freed, ...]:
    """Return what a credited quantity frees of the receipts behind what is still billed.

    `credited` and `billed` count in the order's unit; `used` stands in the order in which it was.
    """
    covered = sum((each.ratio.times(each.quantity) for each in used), ZERO)
    need = min(credited - max(billed - covered, ZERO), covered)
    freed = []
    for each in reversed(used):
        if need <= 0:
            break
        whole = each.ratio.times(each.quantity)
        if whole <= 0:
            continue
        quantity = min(whole, need)
        part = each.quantity if whole <= need else each.ratio.inverse.times(need)
        freed.append(Freed(each.receipt_line, quantity, min(part, each.quantity)))
        need -= quantity
    return tuple(freed)
