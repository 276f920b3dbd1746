"""How often each way of matching cash was right: what `confidence` of a match says.

Counted twice: on made-up worlds (`benchmarks.cash_precision`), and in this installation, where a
match that a person took back was wrong. Once enough matches stand here, they alone count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from math import sqrt

ENOUGH = 1_000
_Z = 1.959964
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Counted:
    """So many matches, and so many of them wrong."""

    n: int = 0
    wrong: int = 0

    @property
    def confidence(self) -> Decimal:
        """Return the chance that the next one is right; a half where nothing was counted."""
        return (Decimal(self.n - self.wrong + 1) / (self.n + 2)).quantize(_PLACES, ROUND_DOWN)

    @property
    def interval(self) -> tuple[float, float]:
        """Return between what the share of right ones lies, with 95 % certainty."""
        if self.n == 0:
            return 0.0, 1.0
        share, square = (self.n - self.wrong) / self.n, _Z * _Z
        middle = share + square / (2 * self.n)
        half = _Z * sqrt(share * (1 - share) / self.n + square / (4 * self.n * self.n))
        low, high = ((middle + sign * half) / (1 + square / self.n) for sign in (-1, 1))
        return max(low, 0.0), 1.0 if self.wrong == 0 else min(high, 1.0)

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.n + other.n, self.wrong + other.wrong)


@dataclass(frozen=True, slots=True)
class Precision:
    """One way of matching: counted on made-up worlds or on history, and in this installation."""

    strategy: str
    before: Counted
    here: Counted

    @property
    def counts(self) -> Counted:
        """Return what its confidence rests on."""
        if self.here.n >= ENOUGH:
            return self.here
        return self.before + self.here if self.is_rule else self.before

    @property
    def is_rule(self) -> bool:
        """Say whether people wrote it: its history is of this installation, too."""
        return self.strategy.startswith("rule:")


COUNTED: Mapping[str, Counted] = {
    "amount_and_payer": Counted(2528, 0),
    "amount_on_account": Counted(1208, 0),
    "announced_parts": Counted(2999, 0),
    "bank_fee": Counted(2000, 0),
    "batched": Counted(3015, 0),
    "deposit_over_or_short": Counted(389, 0),
    "discount_and_payer": Counted(226, 1),
    "exact_reference": Counted(40337, 0),
    "instalments": Counted(2390, 0),
    "instructed_amount": Counted(1163, 0),
    "interest": Counted(2000, 0),
    "near_reference": Counted(1913, 0),
    "near_reference_and_short_amount": Counted(213, 0),
    "near_reference_of_rare_amount": Counted(26, 0),
    "own_transfer": Counted(636, 0),
    "payout_less_slipped": Counted(1511, 0),
    "payout_of_days": Counted(3701, 0),
    "reference_and_short_amount": Counted(1353, 0),
    "reference_in_pieces": Counted(2556, 0),
    "reference_in_text": Counted(31630, 0),
    "remitted": Counted(1002, 0),
    "returned_payment": Counted(2402, 0),
    "several_references": Counted(1214, 0),
    "short_reference_in_text": Counted(2768, 2),
    "subset_of_payer": Counted(997, 0),
}

# What no run decides by itself: nothing matched, or offered to a person.
NOT_MATCHED: Mapping[str, Decimal] = {
    "reference_but_other_amount": Decimal("0.5"),
    "equally_good": Decimal("0.5"),
    "none": Decimal(0),
    "itemized": Decimal(1),
    "out_of_balance": Decimal(0),
    "not_itemized": Decimal(0),
}


def of_history(tried: object, name: str) -> Counted:
    """Return how a rule did on the lines that were settled when it was tried."""
    rows = tried.get("rules", []) if isinstance(tried, Mapping) else []
    for row in rows:
        if row.get("name") == name:
            wrong = row["against_people"] + row["against_engine"]
            return Counted(row["lines"] - row["open"], wrong)
    return Counted()
