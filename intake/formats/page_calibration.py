"""What a field's confidence is worth: how often values for which as much spoke were right.

Counted by `python -m benchmarks.page_confidence` on the pages that may be looked at while
developing: designs made from a seed, and one half of the outside pages. Documents of one design and
language, and printings of one invoice, count once. The confidence is the lower end of Wilson's
interval (95 %) of that share, so that few examples never make a value sure: where a step has fewer
than thirty documents, those below it count with it, because what less speaks for is not right more
often. Of fewer than ten the share is that of all fields together, at most the step's own edge, and
never sure. Neither is an amount that no arithmetic proves, however often it was right.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from math import sqrt
from typing import Final

STEPS: Final = ("0.96", "0.90", "0.80", "0.70", "0.60", "0.45", "0")
Counts = Mapping[str, tuple[int, int]]  # of a step: right, of so many

_Z: Final = 1.959963984540054  # two-sided 95 %
_SUREST: Final = 0.98
_FEW: Final = 10  # documents
_ENOUGH: Final = 30
_DOUBTED: Final = 0.89
_PROVABLE: Final = frozenset({"net_total", "tax_total", "gross_total"})
_CENT: Final = Decimal("0.01")
COUNTED: Final[Mapping[str, Counts]] = {
    "amount_due": {"0.90": (24, 24), "0.60": (3, 3)},
    "buyer_name": {
        "0.96": (32, 33),
        "0.90": (16, 16),
        "0.80": (54, 59),
        "0.70": (19, 19),
        "0.60": (30, 31),
        "0.45": (16, 18),
        "0": (3, 3),
    },
    "buyer_reference": {"0.96": (1, 1)},
    "currency": {"0.96": (104, 104), "0.80": (24, 24)},
    "delivery_date": {"0.96": (10, 10)},
    "due_date": {"0.96": (69, 69), "0.90": (30, 30), "0.70": (3, 3)},
    "gross_total": {"0.96": (94, 94), "0.80": (21, 21), "0.70": (20, 20)},
    "iban": {"0.96": (95, 95), "0.45": (5, 5)},
    "invoice_number": {"0.96": (78, 78), "0.90": (38, 38), "0.80": (2, 2), "0.70": (2, 2)},
    "issue_date": {
        "0.96": (79, 79),
        "0.90": (24, 24),
        "0.70": (46, 46),
        "0.60": (22, 22),
        "0": (3, 3),
    },
    "net_total": {"0.96": (94, 94), "0.80": (5, 5)},
    "prepaid": {"0.90": (12, 12)},
    "purchase_order": {"0.96": (71, 71), "0.90": (25, 25), "0.60": (2, 2), "0.45": (3, 3)},
    "seller_name": {
        "0.96": (13, 14),
        "0.90": (17, 17),
        "0.80": (54, 57),
        "0.70": (35, 35),
        "0.60": (40, 40),
        "0.45": (4, 4),
    },
    "seller_vat_id": {"0.96": (72, 72), "0.90": (7, 7), "0.70": (14, 14)},
    "tax_total": {"0.96": (93, 93), "0.80": (17, 17)},
}


def step_of(score: float) -> str:
    """How much speaks for a value, in steps."""
    return next(low for low in STEPS if score >= float(low))


@lru_cache(maxsize=1024)
def confidence(field: str, step: str) -> Decimal:
    """The chance that a value is right for which as much speaks; never more for less."""
    place = STEPS.index(step)
    sure = min(_confidence(COUNTED.get(field, {}), each) for each in range(place + 1))
    if place and field in _PROVABLE:
        sure = min(sure, _DOUBTED)
    return Decimal(str(min(sure, _SUREST))).quantize(_CENT)


def _confidence(counts: Counts, place: int) -> float:
    """The lower end for one step, with as many of the steps below as make enough documents."""
    right, n = 0, 0
    for step in STEPS[place:]:
        right, n = (
            one + two for one, two in zip((right, n), counts.get(step, (0, 0)), strict=True)
        )
        if n >= _ENOUGH:
            return _low(right, n)
    if n >= _FEW:
        return _low(right, n)
    return min(_low(*_together()[STEPS[place]]), float(STEPS[place]), _DOUBTED)


@lru_cache(maxsize=1)
def _together() -> Counts:
    return {
        step: (
            sum(counts.get(step, (0, 0))[0] for counts in COUNTED.values()),
            sum(counts.get(step, (0, 0))[1] for counts in COUNTED.values()),
        )
        for step in STEPS
    }


def _low(right: int, n: int) -> float:
    """The lower end of Wilson's interval."""
    if not n:
        return 0.0
    share, square = right / n, _Z * _Z
    middle = share + square / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max((middle - half) / (1 + square / n), 0.0)
