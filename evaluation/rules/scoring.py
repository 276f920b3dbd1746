"""The scoring of the contract, section 5: field by field, code by code, what came of a file.

Identifiers and dates are exact after trimming; names are equal after Unicode folding, case and
white space; amounts are equal as decimals; lines are paired by best assignment on description,
quantity and net, then scored field by field. What is absent is not scored; what is null must come
out null.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from rapidfuzz.distance import Indel

from evaluation.rules.assignment import best_pairs
from evaluation.rules.labels import Label

Row = Mapping[str, str | None]

AMOUNTS = frozenset(
    {
        "line_total", "allowance_total", "charge_total", "net_total", "tax_total", "gross_total",
        "prepaid", "amount_due", "quantity", "unit_price", "price_base_quantity", "net",
        "tax_rate", "rate", "base", "tax",
    }
)  # fmt: skip
NAMES = frozenset({"seller_name", "buyer_name", "description", "payment_terms"})
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: what was read, what was found wrong, and where it went."""

    document_type: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    exceptions: frozenset[str] = frozenset()
    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One scored field; `place` tells lines apart."""

    name: str
    place: str
    is_right: bool
    expected: str | None
    actual: str | None


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """How right one file came out; what its label does not say is None."""

    label: Label
    fields: tuple[FieldScore, ...]
    document_type: FieldScore | None
    disposition: FieldScore | None
    found: frozenset[str] | None = None  # codes that are labelled and came
    missed: frozenset[str] | None = None
    invented: frozenset[str] | None = None

    @property
    def wrong(self) -> tuple[FieldScore, ...]:
        """Return everything that came out otherwise than labelled."""
        single = tuple(each for each in (self.document_type, self.disposition) if each)
        codes = tuple(
            FieldScore("exceptions", code, False, expected, actual)
            for group, expected, actual in (
                (self.missed, "raised", "not raised"), (self.invented, "not raised", "raised"),
            )
            for code in sorted(group or ())
        )  # fmt: skip
        return tuple(each for each in (*self.fields, *single) if not each.is_right) + codes


def score(label: Label, outcome: Outcome) -> DocumentScore:
    """Compare what came of a file with its label."""
    scored: list[FieldScore] = []
    for name, expected in label.fields.items():
        actual = outcome.fields.get(name)
        if name == "lines":
            scored += _rows("lines", expected, actual, ("description", "quantity", "net"))
        elif name == "tax_breakdown":
            scored += _rows("tax_breakdown", expected, actual, ("rate", "base", "tax"))
        else:
            scored.append(_field(name, name, expected, actual))
    labelled, came = label.exceptions, outcome.exceptions
    return DocumentScore(
        label=label,
        fields=tuple(scored),
        document_type=_exact("document_type", label.document_type, outcome.document_type),
        disposition=_exact("disposition", label.disposition, outcome.disposition),
        found=None if labelled is None else labelled & came,
        missed=None if labelled is None else labelled - came,
        invented=None if labelled is None else came - labelled,
    )


def are_equal(name: str, expected: str | None, actual: str | None) -> bool:
    """Say whether two values of a field are the same, by the kind of the field."""
    if expected is None or actual is None:
        return expected is None and actual is None
    if name in AMOUNTS:
        one, other = _decimal(expected), _decimal(actual)
        return one is not None and one == other
    if name in NAMES:
        return folded(expected) == folded(actual)
    return expected.strip() == actual.strip()


def folded(text: str) -> str:
    """Return a name without differences of Unicode form, case and white space."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", once)).strip()


def _exact(name: str, expected: str | None, actual: str | None) -> FieldScore | None:
    if expected is None:
        return None
    return FieldScore(name, name, expected == actual, expected, actual)


def _field(name: str, place: str, expected: str | None, actual: str | None) -> FieldScore:
    return FieldScore(name, place, are_equal(name.rpartition(".")[2], expected, actual),
                      expected, actual)  # fmt: skip


def _rows(
    name: str, expected: Sequence[Row] | None, actual: Sequence[Row] | None, keys: Sequence[str]
) -> list[FieldScore]:
    """Pair rows and score the labelled fields of each; a row too many or too few is one wrong."""
    wanted, came = list(expected or ()), list(actual or ())
    pairs = dict(_paired(wanted, came, keys))
    count = FieldScore(
        f"{name}.count", name, len(wanted) == len(came), str(len(wanted)), str(len(came))
    )
    scored = [count]
    for place, row in enumerate(wanted):
        other: Row = came[pairs[place]] if place in pairs else {}
        scored += [
            _field(f"{name}.{each}", f"{name}[{place + 1}].{each}", value, other.get(each))
            for each, value in row.items()
        ]
    return scored


def _paired(
    wanted: Sequence[Row], came: Sequence[Row], keys: Sequence[str]
) -> list[tuple[int, int]]:
    """Pair rows that are the same at once, and the others by best assignment."""
    waiting: dict[tuple[str | None, ...], list[int]] = {}
    for place, row in enumerate(came):
        waiting.setdefault(_key(row, keys), []).append(place)
    pairs, left = [], []
    for place, row in enumerate(wanted):
        same = waiting.get(_key(row, keys))
        if same:
            pairs.append((place, same.pop(0)))
        else:
            left.append(place)
    used = {other for _, other in pairs}
    free = [place for place in range(len(came)) if place not in used]
    costs = [[_distance(wanted[one], came[other], keys) for other in free] for one in left]
    return pairs + [(left[one], free[other]) for one, other in best_pairs(costs)]


def _key(row: Row, keys: Sequence[str]) -> tuple[str | None, ...]:
    made: list[str | None] = []
    for name in keys:
        value = row.get(name)
        if value is None:
            made.append(None)
        elif name in AMOUNTS:
            number = _decimal(value)
            made.append(value if number is None else str(number.normalize()))
        else:
            made.append(folded(value))
    return tuple(made)


def _distance(one: Row, other: Row, keys: Sequence[str]) -> float:
    """Return how unlike two rows are: each key adds between 0 and 1, a name by its letters."""
    total = 0.0
    for name in keys:
        mine, theirs = one.get(name), other.get(name)
        if name not in AMOUNTS and mine is not None and theirs is not None:
            total += Indel.normalized_distance(folded(mine), folded(theirs))
        else:
            total += 0.0 if are_equal(name, mine, theirs) else 1.0
    return total


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
