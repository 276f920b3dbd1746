"""Which of a few amounts add up to another: an answer only where there is exactly one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_MOST = 20  # a million sums; larger blocks are not searched at all


def subsets_that_sum(amounts: Sequence[int], wanted: int, *, most: int = 2) -> list[int]:
    """Return the subsets that add up to what is wanted, each as a bit mask, at most `most`.

    Every subset is looked at, not only the smallest: a smallest one may be unique and wrong.

    :raises ValueError: there are too many amounts to look at every subset.
    """
    if len(amounts) > _MOST:
        raise ValueError(f"{len(amounts)} amounts have too many subsets.")
    import numpy as np

    # Each half has few sums; a subset of all is one of the first half and what is missing to it.
    half = len(amounts) // 2
    low, high = _sums(amounts[:half]), _sums(amounts[half:])
    order = np.argsort(low, kind="stable")
    ordered, missing = low[order], wanted - high
    start = np.searchsorted(ordered, missing, "left")
    end = np.searchsorted(ordered, missing, "right")
    found: list[int] = []
    for place in np.flatnonzero(end > start)[:most].tolist():
        masks = np.sort(order[start[place] : end[place]])[:most]
        found += [int(mask) | place << half for mask in masks]
    return found[:most]


def _sums(amounts: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return the sum of every subset, at the place that its bits name."""
    import numpy as np

    sums = np.zeros(1, dtype=np.int64)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    return sums


def only_subset(amounts: Sequence[int], wanted: int) -> tuple[int, ...] | None:
    """Return the places of the one subset that adds up to what is wanted, or None."""
    if len(amounts) > _MOST:
        return None
    found = subsets_that_sum(amounts, wanted)
    return places_of(found[0]) if len(found) == 1 else None


def places_of(mask: int) -> tuple[int, ...]:
    """Return the places of the bits that are set."""
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)


def chance_of_a_hit(amounts: Sequence[int]) -> Decimal:
    """Return how many subsets of such amounts hit one given sum by chance, as an upper guess."""
    span = sum(abs(amount) for amount in amounts)
    return Decimal(2 ** len(amounts)) / span if span else Decimal(1)
