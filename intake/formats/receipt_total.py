"""What a till receipt comes to: the amount that its own arithmetic proves.

A total stands beside its label, after rounding; what was given less the change is the same; so are
the parts, the items, and the taxed amounts with their taxes. Each of these is a proof of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from intake.formats.receipt_words import Amount, Role, Row

_LABELLED: Final = {Role.TOTAL: 3, Role.SUBTOTAL: 1, Role.TENDER: 1}
_PROOF: Final = 3
_REPEATED: Final = 1
_MOST_PARTS: Final = 6
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Total:
    """The total, the row it stands on, how many proofs it has, and what it is made of."""

    value: Decimal
    amount: Amount
    row: Row
    proofs: frozenset[str]
    is_alone: bool  # no other amount is nearly as good
    tax: tuple[Amount, Row] | None = None
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    """The amounts of a receipt by role."""

    rows: tuple[Row, ...]

    def of(self, role: Role) -> list[tuple[Amount, Row]]:
        return [(row.last, row) for row in self.rows if row.role is role and row.last is not None]

    def values(self, role: Role) -> list[Decimal]:
        return [amount.value for amount, _ in self.of(role)]

    def strict(self, role: Role) -> list[Decimal]:
        return [amount.value for amount, _ in self.of(role) if not amount.is_mended]


def total_of(rows: tuple[Row, ...]) -> Total | None:
    """The total of a receipt; none where nothing is labelled as one and nothing proves one."""
    parts = _Parts(rows)
    scores: dict[Decimal, int] = {}
    for role, weight in _LABELLED.items():
        for value in set(parts.values(role)):
            if value > 0:
                scores[value] = scores.get(value, 0) + weight
    for value in _less_change(parts):
        scores.setdefault(value, 0)
    proofs = {value: frozenset(_proofs(value, parts)) for value in scores}
    for value, found in proofs.items():
        scores[value] += _PROOF * len(found) + _REPEATED * (_printed(value, rows) > 1)
    ranked = sorted(scores, key=lambda value: (scores[value], value), reverse=True)
    for best in ranked:
        place = _place(best, parts)
        if place is None or not (proofs[best] or place[1].role is Role.TOTAL):
            continue
        others = [value for value in ranked if value != best]
        is_alone = max((scores[value] for value in others), default=0) < scores[best]
        is_alone = is_alone and not (
            "cash" not in proofs[best] and _is_paid_otherwise(others, proofs)
        )
        tax = _tax(best, parts)
        return Total(best, *place, proofs[best], is_alone, tax, _is_paid(best, parts))
    return None


def _less_change(parts: _Parts) -> Iterator[Decimal]:
    """What was given less the change, where that stands somewhere: its label may be lost."""
    for given in parts.values(Role.TENDER):
        for back in parts.values(Role.CHANGE):
            value = given - back
            if value > 0 and back and _printed(value, parts.rows):
                yield value


def _place(value: Decimal, parts: _Parts) -> tuple[Amount, Row] | None:
    """Where the total stands: last among those labelled so, and printed as it is."""
    for role in (Role.TOTAL, Role.TENDER, Role.SUBTOTAL, Role.ITEM, Role.COUNT):
        found = [each for each in parts.of(role) if each[0].value == value]
        as_printed = [each for each in found if not each[0].is_mended]
        if found:
            return (as_printed or found)[-1]
    return None


def _proofs(value: Decimal, parts: _Parts) -> Iterator[str]:
    """The names of the sums that come to this value."""
    if _by_cash(value, parts):
        yield "cash"
    if _by_parts(value, parts):
        yield "parts"
    if _by_summary(value, parts):
        yield "summary"
    if _by_items(value, parts):
        yield "items"


def _by_cash(value: Decimal, parts: _Parts) -> bool:
    """What was given, less the change."""
    given, back = parts.values(Role.TENDER), parts.values(Role.CHANGE)
    if any(one - other == value for one in given for other in back):
        return True
    return not back and value in given and value in parts.strict(Role.TOTAL)


def _is_paid_otherwise(values: Iterable[Decimal], proofs: Mapping[Decimal, frozenset[str]]) -> bool:
    """Whether the cash says that it came to something else."""
    return any("cash" in proofs[value] for value in values)


def _is_paid(value: Decimal, parts: _Parts) -> bool:
    return _by_cash(value, parts)


def _by_parts(value: Decimal, parts: _Parts) -> bool:
    """A sum before tax, charges, discounts and rounding, together with some of them."""
    added = [(each, 1) for role in (Role.TAX, Role.CHARGE) for each in parts.values(role) if each]
    added += [(abs(each), -1) for each in parts.values(Role.DISCOUNT) if each]
    added += [(each, 1) for each in parts.values(Role.ROUNDING) if each]
    added = added[:_MOST_PARTS]
    ends = max(
        (row.number for amount, row in parts.of(Role.TOTAL) if amount.value == value), default=0
    )
    bases = {
        amount.value
        for role in (Role.SUBTOTAL, Role.TOTAL)
        for amount, row in parts.of(role)
        if amount.value != value and (row.number < ends or not ends)
    }
    for count in range(1, len(added) + 1):
        for some in combinations(added, count):
            if value - sum((each * sign for each, sign in some), _ZERO) in bases:
                return True
    return False


def _by_summary(value: Decimal, parts: _Parts) -> bool:
    """The taxed amounts and their taxes, as the table at the foot has them."""
    pairs = [
        tuple(amount.value for amount in row.amounts[-2:])
        for row in parts.rows
        if row.role is Role.SUMMARY and len(row.amounts) >= len(("base", "tax"))
    ]
    roundings = {_ZERO, *parts.values(Role.ROUNDING)}
    sums = {sum(pair, _ZERO) for pair in pairs} | {sum(map(sum, pairs), _ZERO)}
    return any(one + rounding == value for one in sums for rounding in roundings if one)


def _by_items(value: Decimal, parts: _Parts) -> bool:
    """The lines of goods above the first sum."""
    items = _goods(parts.rows)
    if not items:
        return False
    together = sum(items, _ZERO)
    return any(together + each == value for each in {_ZERO, *parts.values(Role.ROUNDING)})


def _goods(rows: Sequence[Row]) -> list[Decimal]:
    goods: list[Decimal] = []
    for row in rows:
        if row.role in {Role.SUBTOTAL, Role.TOTAL, Role.TENDER} and row.amounts:
            break
        if row.role is Role.ITEM and row.last is not None and not row.last.is_mended:
            goods.append(row.last.value)
    return goods


def _printed(value: Decimal, rows: Iterable[Row]) -> int:
    """On how many rows the value stands as the last amount."""
    return sum(1 for row in rows if row.last is not None and row.last.value == value)


def _tax(value: Decimal, parts: _Parts) -> tuple[Amount, Row] | None:
    """The tax that makes the total of a sum before tax, where exactly one does."""
    bases = {*parts.values(Role.SUBTOTAL), *parts.values(Role.TOTAL), *_summary_bases(parts)}
    found = [
        (amount, row)
        for amount, row in parts.of(Role.TAX)
        if not amount.is_mended and amount.value >= 0 and value - amount.value in bases
    ]
    return found[-1] if len({amount.value for amount, _ in found}) == 1 else None


def _summary_bases(parts: _Parts) -> Iterator[Decimal]:
    for row in parts.rows:
        if row.role is Role.SUMMARY and len(row.amounts) >= len(("base", "tax")):
            yield row.amounts[-2].value
