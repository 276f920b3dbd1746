"""How alike two cases are, for showing what was done before (pure)."""

from dataclasses import dataclass
from decimal import Decimal

_CODES, _VENDOR, _SIZE, _CLASS = Decimal(60), Decimal(20), Decimal(10), Decimal(10)


@dataclass(frozen=True, slots=True)
class Traits:
    """What two cases are compared by."""

    codes: frozenset[str]
    vendor_id: str | None
    case_class: str
    amount: Decimal | None


def likeness(one: Traits, other: Traits) -> int:
    """Return how alike two cases are, in percent.

    What is wrong counts 60, the vendor 20, the amount and the kind of case 10 each.
    """
    either = one.codes | other.codes
    shared = Decimal(len(one.codes & other.codes)) / len(either) if either else Decimal(1)
    same_vendor = one.vendor_id is not None and one.vendor_id == other.vendor_id
    total = _CODES * shared + _VENDOR * same_vendor
    total += _SIZE * _size(one.amount, other.amount) + _CLASS * (one.case_class == other.case_class)
    return int(total)


def _size(one: Decimal | None, other: Decimal | None) -> Decimal:
    """Return the smaller amount's share of the larger."""
    if one is None or other is None or one <= 0 or other <= 0:
        return Decimal(0)
    return min(one, other) / max(one, other)
