"""What a person may say a bank line belongs to: to the cent, and of one payer."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reconciliation.rules.cash_values import PartType

ZERO = Decimal(0)
_REST = (PartType.FEE, PartType.ADJUSTMENT)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One open record beside a bank line, and what speaks for it."""

    key: int
    type: PartType
    record_id: str
    amount: Decimal
    currency: str
    whole: Decimal | None = None  # where a part of it is settled already
    party: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what a line is said to be."""

    type: PartType
    key: int | None
    record_id: str | None
    amount: Decimal
    record_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for a line of this amount, and what the rest of it is."""

    amount: Decimal
    currency: str
    chosen: tuple[Candidate, ...]
    rest_type: PartType | None = None
    reason: str = ""

    @property
    def rest(self) -> Decimal:
        """Return what the chosen records leave of the line."""
        return self.amount - sum((each.amount for each in self.chosen), ZERO)

    @property
    def is_part_payment(self) -> bool:
        """Say whether the line pays a part of one record, the rest of which stays open."""
        if len(self.chosen) != 1 or self.rest_type is not None:
            return False
        owed = self.chosen[0].amount
        return self.amount * owed > 0 and abs(self.amount) < abs(owed)


def problem_with(choice: Choice, *, cap: Decimal, may_exceed: bool) -> str | None:
    """Return why the choice cannot stand, or None."""
    if not choice.chosen and choice.rest_type is None:
        return "Choose what the line belongs to, or say what it is."
    if any(each.currency != choice.currency for each in choice.chosen):
        return "A record in another currency cannot settle this line by hand."
    if len({each.party for each in choice.chosen if each.party}) > 1:
        return "The records belong to different payers."
    if choice.is_part_payment:
        return None
    if choice.rest and choice.rest_type is None:
        return f"{choice.rest} {choice.currency} are left over: say what they are."
    return _problem_with_rest(choice, cap=cap, may_exceed=may_exceed)


def _problem_with_rest(choice: Choice, *, cap: Decimal, may_exceed: bool) -> str | None:
    if not choice.rest:
        return None
    if choice.rest_type not in _REST:
        return "What is left over is a fee or an adjustment."
    if not choice.reason.strip():
        return "Writing off needs a reason."
    if abs(choice.rest) > cap and not may_exceed:
        return f"Writing off more than {cap} {choice.currency} needs an approver."
    return None


def parts_of(choice: Choice) -> tuple[Part, ...]:
    """Return the parts that explain the line to the cent."""
    if choice.is_part_payment:
        one = choice.chosen[0]
        return (Part(one.type, one.key, one.record_id, choice.amount, one.whole),)
    parts = [
        Part(each.type, each.key, each.record_id, each.amount, each.whole) for each in choice.chosen
    ]
    if choice.rest and choice.rest_type is not None:
        parts.append(Part(choice.rest_type, None, None, choice.rest))
    return tuple(parts)


def ranked(found: Sequence[Candidate], *, most: int = 12) -> list[Candidate]:
    """Return the candidates that have most to speak for them, in one order."""
    return sorted(found, key=lambda each: (-len(each.evidence), each.key))[:most]
