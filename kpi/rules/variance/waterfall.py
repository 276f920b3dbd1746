"""A waterfall from plan over the drivers to actual, as finished coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, LEFT, RIGHT, ROW, BAR, TOP = 720, 190, 120, 34, 20, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One step, or one end, of the waterfall."""

    label: str
    value: str
    kind: str  # total, up, down or open
    x: int
    y: int
    width: int
    label_y: int
    value_x: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The chart: lies on its side, so that long names have room."""

    width: int
    height: int
    bar_height: int
    row_height: int
    label_x: int
    zero_x: int
    bars: tuple[Bar, ...]


def waterfall(
    plan: Decimal, steps: Sequence[tuple[str, str, Decimal]], actual: Decimal, *, words: "Words"
) -> Waterfall:
    """Draw the steps; each is a label, the text of its amount and the amount."""
    levels = [plan]
    for _, _, amount in steps:
        levels.append(levels[-1] + amount)
    low, high = _window([*levels, actual])
    frame = _Frame(low, high)
    bars = [_bar(frame, 0, words.plan, words.plan_value, "total", low, plan)]
    for number, (label, value, amount) in enumerate(steps, start=1):
        kind = "open" if label == words.unexplained else ("up" if amount > 0 else "down")
        start = levels[number - 1]
        bars.append(_bar(frame, number, label, value, kind, start, start + amount))
    end = len(steps) + 1
    bars.append(_bar(frame, end, words.actual, words.actual_value, "total", low, actual))
    height = TOP * 2 + ROW * (end + 1)
    return Waterfall(WIDTH, height, BAR, ROW, LEFT - 12, frame.x(low), tuple(bars))


@dataclass(frozen=True, slots=True)
class Words:
    """What the ends are called, and their amounts in words."""

    plan: str
    plan_value: str
    actual: str
    actual_value: str
    unexplained: str


class _Frame:
    def __init__(self, low: Decimal, high: Decimal) -> None:
        self.low = low
        self.span = (high - low) or Decimal(1)

    def x(self, value: Decimal) -> int:
        return LEFT + int((value - self.low) / self.span * (WIDTH - LEFT - RIGHT))


def _window(levels: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Begin at zero unless the steps would be too small to see; then say so by an axis of its own.

    The bars of the two ends are cut off at the left where the steps need the room.
    """
    low, high = min(levels), max(levels)
    spread = high - low
    if low > 0 and spread * 3 < high:
        return low - spread / 2, high
    if high < 0 and spread * 3 < -low:
        return low - spread / 8, high + spread / 2
    return min(low, Decimal(0)), max(high, Decimal(0))


def _bar(
    frame: _Frame, number: int, label: str, value: str, kind: str, start: Decimal, end: Decimal
) -> Bar:
    left, right = sorted((frame.x(start), frame.x(end)))
    y = TOP + number * ROW
    right = max(right, left + 2)
    return Bar(label, value, kind, left, y, right - left, y + BAR - 5, right + 6)
