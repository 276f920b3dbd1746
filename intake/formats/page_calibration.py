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
        "0.90": (19, 19),
        "0.80": (57, 60),
        "0.70": (17, 17),
        "0.60": (38, 39),
        "0.45": (15, 19),
        "0": (3, 3),
    },
    "buyer_reference": {"0.96": (1, 1)},
    "currency": {"0.96": (116, 116), "0.80": (26, 26)},
    "delivery_date": {"0.96": (10, 10)},
    "due_date": {"0.96": (77, 77), "0.90": (33, 33), "0.70": (5, 5)},
    "gross_total": {"0.96": (109, 109), "0.80": (22, 22), "0.70": (19, 19)},
    "iban": {"0.96": (108, 108), "0.45": (5, 5)},
    "invoice_number": {"0.96": (86, 86), "0.90": (43, 43), "0.80": (4, 4), "0.70": (2, 2)},
    "issue_date": {
        "0.96": (82, 82),
        "0.90": (27, 27),
        "0.70": (43, 43),
        "0.60": (20, 20),
        "0": (4, 4),
    },
    "net_total": {"0.96": (109, 109), "0.80": (6, 6)},
    "prepaid": {"0.90": (12, 12)},
    "purchase_order": {"0.96": (79, 79), "0.90": (27, 27), "0.60": (3, 3), "0.45": (3, 3)},
    "seller_name": {
        "0.96": (14, 15),
        "0.90": (23, 23),
        "0.80": (56, 59),
        "0.70": (42, 42),
        "0.60": (39, 39),
        "0.45": (5, 5),
    },
    "seller_vat_id": {"0.96": (76, 76), "0.90": (8, 8), "0.80": (1, 1), "0.70": (20, 20)},
    "tax_total": {"0.96": (108, 108), "0.80": (17, 17)},
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
