"""What a person may say a bank line belongs to: to the cent, and of one payer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.money import minor_units
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
    day: date | None = None
    also: str = ""
    score: int = 0
    closeness: int = 0  # orders what has equally much to speak for it


@dataclass(frozen=True, slots=True)
class Kept:
    """What a processor keeps of the records by the policy, signed as the bank sees it."""

    amount: Decimal
    account: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line that belongs to no record: what it is, how much, and on which account."""

    type: PartType
    amount: Decimal
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """Which share of what is written off is tax, and on which account that belongs."""

    share: Decimal | None
    account: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what a line is said to be."""

    type: PartType
    key: int | None
    record_id: str | None
    amount: Decimal
    record_amount: Decimal | None = None
    account: str | None = None
    other_line: int | None = None
    record_paid: Decimal | None = None  # in the currency of the record, where that is another


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for a line of this amount, and what the rest of it is."""

    amount: Decimal
    currency: str
    chosen: tuple[Candidate, ...]
    rest_type: PartType | None = None
    reason: str = ""
    pieces: tuple[Piece, ...] = ()
    rest_account: str | None = None
    tax: Tax | None = None  # where the rest is written off with the tax in it
    advance: str | None = None  # the account of advances, where the rest is one
    foreign: Decimal | None = None  # what is paid of records in another currency
    kept: Kept | None = None  # of a whole set: no write-off, the policy says how much it is

    @property
    def is_foreign(self) -> bool:
        """Say whether the records are in another currency than the line."""
        return any(each.currency != self.currency for each in self.chosen)

    @property
    def without_pieces(self) -> Decimal:
        """Return what the pieces, and what a processor keeps, leave of the line."""
        kept = self.kept.amount if self.kept else ZERO
        return self.amount - kept - sum((each.amount for each in self.pieces), ZERO)

    @property
    def open_abroad(self) -> Decimal:
        """Return what is open of the records, in their own currency."""
        return sum((each.amount for each in self.chosen), ZERO)

    @property
    def paid_abroad(self) -> Decimal:
        """Return what is paid of them: all that is open, where nothing else is said."""
        if self.foreign is None:
            return self.open_abroad
        return abs(self.foreign).copy_sign(self.open_abroad)

    @property
    def rest(self) -> Decimal:
        """Return what the chosen records and the pieces leave of the line."""
        if self.is_foreign:
            return ZERO
        return self.without_pieces - self.open_abroad

    @property
    def is_part_payment(self) -> bool:
        """Say whether the line pays a part of one record, the rest of which stays open."""
        if self.is_foreign or self.kept:
            return False
        if len(self.chosen) != 1 or self.rest_type or self.pieces or self.advance:
            return False
        owed = self.chosen[0].amount
        return self.amount * owed > 0 and abs(self.amount) < abs(owed)

    @property
    def written_off(self) -> Decimal:
        """Return how much of the line is said to belong to no record; an advance waits for one."""
        rest = ZERO if self.advance else abs(self.rest)
        return sum((abs(each.amount) for each in self.pieces), rest)


def problem_with(choice: Choice, *, cap: Decimal, may_exceed: bool) -> str | None:
    """Return why the choice cannot stand, or None."""
    if not (choice.chosen or choice.rest_type or choice.pieces or choice.advance):
        return "Choose what the line belongs to, or say what it is."
    if len({each.currency for each in choice.chosen}) > 1:
        return "The records are in different currencies."
    if len({each.party for each in choice.chosen if each.party}) > 1:
        return "The records belong to different payers."
    if choice.is_part_payment:
        return None
    if choice.is_foreign and (problem := _problem_abroad(choice)):
        return problem
    if choice.advance and (choice.rest_type or choice.rest * choice.amount <= 0):
        return "Nothing is left over that could be an advance."
    if choice.tax and (problem := _problem_with_tax(choice)):
        return problem
    if choice.rest and choice.rest_type is None and not choice.advance:
        return f"{choice.rest} {choice.currency} are left over: say what they are."
    return _problem_with_rest(choice, cap=cap, may_exceed=may_exceed)


def _problem_abroad(choice: Choice) -> str | None:
    """Return why records in another currency cannot be settled by this line (T46)."""
    paid, is_open, currency = choice.paid_abroad, choice.open_abroad, choice.chosen[0].currency
    if choice.rest_type is not None:
        return "In another currency nothing is left over: give a fee its amount, as a part."
    if not paid or paid * choice.without_pieces <= 0:
        return f"The line and {paid} {currency} go in different directions."
    if abs(paid) > abs(is_open):
        return f"Only {is_open} {currency} are open: more cannot be allocated."
    if paid != is_open and len(choice.chosen) > 1:
        return "Several records are paid whole: choose one that is paid in part."
    return None


def _problem_with_tax(choice: Choice) -> str | None:
    if choice.rest_type is not PartType.ADJUSTMENT or not choice.rest:
        return "Tax is split off an adjustment: nothing is left over that is one."
    if not choice.tax or choice.tax.share is None:
        return "The records that are chosen do not say what of them is tax."
    return None


def _problem_with_rest(choice: Choice, *, cap: Decimal, may_exceed: bool) -> str | None:
    if not choice.rest and not choice.pieces:
        return None
    is_rest = choice.rest and not choice.advance
    types = [each.type for each in choice.pieces] + ([choice.rest_type] if is_rest else [])
    if any(each not in _REST for each in types):
        return "What is left over is a fee or an adjustment."
    if any(not each.amount for each in choice.pieces):
        return "A part of nothing explains nothing: give each part its amount."
    if choice.written_off and not choice.reason.strip():
        return "Writing off needs a reason."
    if choice.written_off > cap and not may_exceed:
        return f"Writing off more than {cap} {choice.currency} needs an approver."
    return None


def parts_of(choice: Choice) -> tuple[Part, ...]:
    """Return the parts that explain the line to the cent."""
    if choice.is_part_payment:
        one = choice.chosen[0]
        return (Part(one.type, one.key, one.record_id, choice.amount, one.whole),)
    parts = (
        _parts_abroad(choice)
        if choice.is_foreign
        else [
            Part(each.type, each.key, each.record_id, each.amount, each.whole)
            for each in choice.chosen
        ]
    )
    parts += [
        Part(each.type, None, None, each.amount, account=each.account) for each in choice.pieces
    ]
    if choice.kept and choice.kept.amount:
        kept = choice.kept
        parts.append(Part(PartType.FEE, None, None, kept.amount, account=kept.account))
    return tuple(parts + _parts_of_rest(choice))


def _parts_of_rest(choice: Choice) -> list[Part]:
    """Return what is left over: an advance, or written off, its tax apart where that is said."""
    if not choice.rest:
        return []
    if choice.advance:
        return [Part(PartType.ADJUSTMENT, None, None, choice.rest, account=choice.advance)]
    if choice.rest_type is None:
        return []
    share = choice.tax.share if choice.tax else None
    unit = Decimal(1).scaleb(-minor_units(choice.currency))
    tax = (choice.rest * share).quantize(unit, ROUND_HALF_UP) if share else ZERO
    net = Part(choice.rest_type, None, None, choice.rest - tax, account=choice.rest_account)
    if not tax or choice.tax is None:
        return [net]
    return [net, Part(choice.rest_type, None, None, tax, account=choice.tax.account)]


def _parts_abroad(choice: Choice) -> list[Part]:
    """Return what of the line pays each record: by its share, and to the cent together."""
    unit = Decimal(1).scaleb(-minor_units(choice.currency))
    parts, foreign, given = [], ZERO, ZERO
    for each in choice.chosen:
        of_it = choice.paid_abroad if len(choice.chosen) == 1 else each.amount
        foreign += of_it
        share = choice.without_pieces * foreign / choice.paid_abroad
        until_now = share.quantize(unit, ROUND_HALF_UP)
        part = Part(each.type, each.key, each.record_id, until_now - given, each.whole)
        parts.append(replace(part, record_paid=of_it))
        given = until_now
    return parts


def moved(
    advance: Decimal, currency: str, chosen: Sequence[Candidate]
) -> tuple[tuple[Part, ...], str | None]:
    """Return what an advance settles of records that came since, in their order, or why it cannot.

    What no record takes stays an advance; more than it is never allocated.
    """
    if not chosen:
        return (), "Choose the invoice that the advance was for."
    if any(each.currency != currency for each in chosen):
        return (), "The advance is in another currency."
    if len({each.party for each in chosen if each.party}) > 1:
        return (), "The records belong to different payers."
    if any(each.type is PartType.JOURNAL for each in chosen):
        return (), "An entry is in the books already: choose the invoice itself."
    if any(each.amount * advance <= 0 for each in chosen):
        return (), "The advance and the record go in different directions."
    parts, left = [], advance
    for each in chosen:
        if not left:
            return (), "The advance is too small for all that was chosen."
        taken = min(left, each.amount, key=abs)
        parts.append(Part(each.type, each.key, each.record_id, taken, each.whole))
        left -= taken
    return tuple(parts), None
