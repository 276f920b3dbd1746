"""Where the lines of a chart lie. A page draws them as they are; the figures stand beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.rules.wording import shown

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 76, 40, 16, 28
STEPS = 4
ZERO = Decimal(0)
_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Line:
    """What one line shows: a value for every label, unknown ones left out."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One point."""

    x: int
    y: int
    label: str
    shown: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line, drawn; its number chooses its color."""

    name: str
    number: int
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and the table that says the same."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    target: Tick | None
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - 8

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(series.dots for series in self.series)


def chart(
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    *,
    unit: str,
    target: Decimal | None = None,
) -> Chart:
    """Draw lines over labels, from zero (or below) up to a round number."""
    known = [value for line in lines for value in line.values if value is not None]
    top = _round_up(max([*known, target or ZERO, ZERO]))
    bottom = -_round_up(-min([*known, ZERO])) if known and min(known) < 0 else ZERO
    if top == bottom:
        top = bottom + 1
    frame = _Frame(len(labels), bottom, top)
    every = max(1, -(-len(labels) // 8))
    return Chart(
        title=title,
        labels=tuple(labels),
        series=tuple(
            _series(line, number, labels, frame, unit) for number, line in enumerate(lines, start=1)
        ),
        across=tuple(
            Tick(frame.x(place), label)
            for place, label in enumerate(labels)
            if (len(labels) - 1 - place) % every == 0
        ),
        up=tuple(
            Tick(frame.y(value), shown(value, unit) if value else "0")
            for step in range(STEPS + 1)
            for value in [bottom + (top - bottom) * step / STEPS]
        ),
        target=None if target is None else Tick(frame.y(target), f"Target {shown(target, unit)}"),
        head=tuple(line.name for line in lines),
        rows=tuple(
            (label, tuple(shown(line.values[place], unit) for line in lines))
            for place, label in enumerate(labels)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    count: int
    bottom: Decimal
    top: Decimal

    def x(self, place: int) -> int:
        wide = WIDTH - LEFT - RIGHT
        return LEFT + (wide // 2 if self.count < 2 else wide * place // (self.count - 1))

    def y(self, value: Decimal) -> int:
        high = HEIGHT - TOP - BOTTOM
        return TOP + int(high * (self.top - value) / (self.top - self.bottom))


def _series(line: Line, number: int, labels: Sequence[str], frame: _Frame, unit: str) -> Series:
    dots = tuple(
        Dot(frame.x(place), frame.y(value), labels[place], shown(value, unit))
        for place, value in enumerate(line.values)
        if value is not None
    )
    steps, is_joined = [], False
    for place, value in enumerate(line.values):
        if value is None:
            is_joined = False
            continue
        steps.append(f"{'L' if is_joined else 'M'}{frame.x(place)} {frame.y(value)}")
        is_joined = True
    return Series(line.name, number, " ".join(steps), dots)


def _round_up(value: Decimal) -> Decimal:
    """Return the next number that reads well on an axis."""
    if value <= 0:
        return ZERO
    size = Decimal(1).scaleb(value.adjusted())
    return next(size * step for step in _NICE if size * step >= value)
