"""How many of one unit make another: fixed measures, and the dated packs of an item.

A factor that is missing or has two answers is `None`, and the case says `UOM_UNRESOLVED`: nothing
is guessed. A factor is kept as a fraction, so that a third of a case stays exact until the end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intake.rules.units import unit_key

ONE = Decimal(1)

# Measure and size in the smallest unit of that measure. Days are not hours: a working day differs.
_FIXED: dict[str, tuple[str, Decimal]] = {
    "C62": ("count", ONE),
    "PR": ("count", Decimal(2)),
    "DZN": ("count", Decimal(12)),
    "CEN": ("count", Decimal(100)),
    "GRO": ("count", Decimal(144)),
    "MIL": ("count", Decimal(1000)),
    "MGM": ("mass", Decimal("0.001")),
    "GRM": ("mass", ONE),
    "KGM": ("mass", Decimal(1000)),
    "DTN": ("mass", Decimal(100_000)),
    "TNE": ("mass", Decimal(1_000_000)),
    "ONZ": ("mass", Decimal("28.349523125")),
    "LBR": ("mass", Decimal("453.59237")),
    "MLT": ("volume", ONE),
    "CMQ": ("volume", ONE),
    "CLT": ("volume", Decimal(10)),
    "DLT": ("volume", Decimal(100)),
    "LTR": ("volume", Decimal(1000)),
    "DMQ": ("volume", Decimal(1000)),
    "GLL": ("volume", Decimal("3785.411784")),
    "HLT": ("volume", Decimal(100_000)),
    "MTQ": ("volume", Decimal(1_000_000)),
    "MMT": ("length", ONE),
    "CMT": ("length", Decimal(10)),
    "INH": ("length", Decimal("25.4")),
    "DMT": ("length", Decimal(100)),
    "FOT": ("length", Decimal("304.8")),
    "YRD": ("length", Decimal("914.4")),
    "MTR": ("length", Decimal(1000)),
    "KMT": ("length", Decimal(1_000_000)),
    "CMK": ("area", ONE),
    "DMK": ("area", Decimal(100)),
    "FTK": ("area", Decimal("929.0304")),
    "MTK": ("area", Decimal(10_000)),
    "SEC": ("time", ONE),
    "MIN": ("time", Decimal(60)),
    "HUR": ("time", Decimal(3600)),
    "WHR": ("energy", ONE),
    "KWH": ("energy", Decimal(1000)),
    "MWH": ("energy", Decimal(1_000_000)),
}


@dataclass(frozen=True, slots=True)
class Pack:
    """How many base units of an item one pack holds, from a day on; no day means always."""

    uom: str
    size: Decimal
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """An exact ratio: this many of the target unit in one of the source unit."""

    numerator: Decimal = ONE
    denominator: Decimal = ONE

    def times(self, quantity: Decimal) -> Decimal:
        """Convert a quantity, dividing last."""
        return quantity * self.numerator / self.denominator

    @property
    def inverse(self) -> "Factor":
        """The way back."""
        return Factor(self.denominator, self.numerator)

    @property
    def is_one(self) -> bool:
        """Whether nothing changes."""
        return self.numerator == self.denominator


SAME = Factor()


def factor(
    source: str | None,
    target: str | None,
    *,
    packs: Iterable[Pack] = (),
    base_uom: str | None = None,
    on: date | None = None,
) -> Factor | None:
    """Return how many `target` one `source` is on a day, or None where that is not known.

    No unit on either side is the same unit; a unit on one side only is not known.
    """
    if source == target:
        return SAME
    source_key, target_key = unit_key(source), unit_key(target)
    if source_key is None or target_key is None:
        return None
    if source_key == target_key:
        return SAME
    if (fixed := _fixed(source_key, target_key)) is not None:
        return fixed
    base_key = unit_key(base_uom)
    if base_key is None:
        return None
    known = tuple(packs)
    source_size = _in_base(source_key, base_key, known, on)
    target_size = _in_base(target_key, base_key, known, on)
    if source_size is None or target_size is None:
        return None
    return Factor(
        source_size.numerator * target_size.denominator,
        source_size.denominator * target_size.numerator,
    )


def convert(
    quantity: Decimal,
    source: str | None,
    target: str | None,
    *,
    packs: Iterable[Pack] = (),
    base_uom: str | None = None,
    on: date | None = None,
) -> Decimal | None:
    """Convert a quantity from one unit to another, or None where the factor is not known."""
    ratio = factor(source, target, packs=packs, base_uom=base_uom, on=on)
    return None if ratio is None else ratio.times(quantity)


def _fixed(source_key: str, target_key: str) -> Factor | None:
    source, target = _FIXED.get(source_key), _FIXED.get(target_key)
    if source is None or target is None or source[0] != target[0]:
        return None
    return Factor(source[1], target[1])


def _in_base(unit: str, base_key: str, packs: tuple[Pack, ...], on: date | None) -> Factor | None:
    """Return how many base units one unit is: the item's own pack first, then a fixed measure."""
    if unit == base_key:
        return SAME
    alike = [pack for pack in packs if unit_key(pack.uom) == unit and pack.size > 0]
    if not alike:
        return _fixed(unit, base_key)
    # Without a day, only a size that never changed is an answer. The first size we ever knew also
    # holds for the time before: master data is often loaded after the orders it describes.
    latest = alike
    if on is not None:
        starts = [pack.valid_from or date.min for pack in alike]
        start = max((day for day in starts if day <= on), default=min(starts))
        latest = [pack for pack in alike if (pack.valid_from or date.min) == start]
    sizes = {pack.size for pack in latest}
    return Factor(sizes.pop()) if len(sizes) == 1 else None
