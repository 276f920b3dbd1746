"""How sure a share is: Wilson's interval, and Newcombe's for the difference of two."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many, with the interval in which the true share lies (95 %)."""

    right: int
    n: int

    @property
    def value(self) -> float | None:
        """Return the share, or None of nothing."""
        return None if not self.n else self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's score interval; of nothing it is everything."""
        return wilson(self.right, self.n)


@dataclass(frozen=True, slots=True)
class Delta:
    """How much better a share became, with its interval (95 %)."""

    value: float
    low: float
    high: float

    @property
    def is_worse(self) -> bool:
        """Whether it became worse beyond chance."""
        return self.high < 0

    @property
    def is_better(self) -> bool:
        """Whether it became better beyond chance."""
        return self.low > 0


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the interval of a share that was `right` times of `n`."""
    if n == 0:
        return 0.0, 1.0
    share, square = right / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    # The ends are exact where nothing or everything was right; arithmetic leaves them a hair off.
    low = 0.0 if right == 0 else max(middle - half, 0.0)
    high = 1.0 if right == n else min(middle + half, 1.0)
    return low, high


def delta(now: Share, before: Share) -> Delta | None:
    """Return how a share changed, or None where either side is of nothing."""
    if now.value is None or before.value is None:
        return None
    change = now.value - before.value
    (now_low, now_high), (then_low, then_high) = now.interval, before.interval
    down = sqrt((now.value - now_low) ** 2 + (then_high - before.value) ** 2)
    up = sqrt((now_high - now.value) ** 2 + (before.value - then_low) ** 2)
    return Delta(change, change - down, change + up)
