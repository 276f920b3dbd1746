"""What a person may say a bank line belongs to: to the cent, and of one payer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from core.money import minor_units
from reconciliation.rules.cash_values import PartType

ZERO = Decimal(0)
_REST = (PartType.FEE, PartType.ADJUSTMENT)
_MOST_WORDS = 60
_NEAR_DAYS = 30


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


@dataclass(frozen=True, slots=True)
class Sought:
    """What a bank line says of itself."""

    amount: Decimal
    day: date
    text: str
    party: str | None = None
    currency: str | None = None
    other_amount: Decimal | None = None  # what was told to be paid, in another currency
    other_currency: str | None = None

    def asks_for(self, each: Candidate) -> bool:
        """Say whether a record comes to what the line pays, in the currency of the record."""
        if self.currency is None or each.currency == self.currency:
            return each.amount == self.amount
        return each.currency == self.other_currency and each.amount == self.other_amount


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line that belongs to no record: what it is, how much, and on which account."""

    type: PartType
    amount: Decimal
    account: str | None = None


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
    foreign: Decimal | None = (
        None  # what is paid of the records, where they are in another currency
    )

    @property
    def is_foreign(self) -> bool:
        """Say whether the records are in another currency than the line."""
        return any(each.currency != self.currency for each in self.chosen)

    @property
    def without_pieces(self) -> Decimal:
        """Return what the pieces leave of the line."""
        return self.amount - sum((each.amount for each in self.pieces), ZERO)

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
        if self.is_foreign:
            return False
        if len(self.chosen) != 1 or self.rest_type is not None or self.pieces:
            return False
        owed = self.chosen[0].amount
        return self.amount * owed > 0 and abs(self.amount) < abs(owed)

    @property
    def written_off(self) -> Decimal:
        """Return how much of the line is said to belong to no record."""
        return sum((abs(each.amount) for each in self.pieces), abs(self.rest))


def problem_with(choice: Choice, *, cap: Decimal, may_exceed: bool) -> str | None:
    """Return why the choice cannot stand, or None."""
    if not choice.chosen and choice.rest_type is None and not choice.pieces:
        return "Choose what the line belongs to, or say what it is."
    if len({each.currency for each in choice.chosen}) > 1:
        return "The records are in different currencies."
    if len({each.party for each in choice.chosen if each.party}) > 1:
        return "The records belong to different payers."
    if choice.is_part_payment:
        return None
    if choice.is_foreign and (problem := _problem_abroad(choice)):
        return problem
    if choice.rest and choice.rest_type is None:
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


def _problem_with_rest(choice: Choice, *, cap: Decimal, may_exceed: bool) -> str | None:
    if not choice.rest and not choice.pieces:
        return None
    types = [each.type for each in choice.pieces] + ([choice.rest_type] if choice.rest else [])
    if any(each not in _REST for each in types):
        return "What is left over is a fee or an adjustment."
    if any(not each.amount for each in choice.pieces):
        return "A part of nothing explains nothing: give each part its amount."
    if not choice.reason.strip():
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
    if choice.rest and choice.rest_type is not None:
        parts.append(Part(choice.rest_type, None, None, choice.rest, account=choice.rest_account))
    return tuple(parts)


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


def words_of(text: str) -> list[str]:
    """Return what may be a number in a text: its words with a digit, and neighbors put together."""
    words = [word.strip(".,;:()[]\"'") for word in text.split()]
    pairs = [a + b for a, b in pairwise(words)]
    triples = [
        a + b + c for a, b, c in zip(words, words[1:], words[2:], strict=False)
    ]  # "RE 2026 0815"
    found: dict[str, None] = {}
    for word in (*words, *pairs, *triples):
        if 4 <= len(word) <= 40 and re.search(r"[0-9]", word):
            found.setdefault(word)
            found.setdefault(word.upper())
    return list(found)[: _MOST_WORDS * 2]


def judged(sought: Sought, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with what speaks for each, and how much."""
    words = {plain(word) for word in words_of(sought.text)}
    return [_judged(sought, words, each) for each in found]


def _judged(sought: Sought, words: set[str], each: Candidate) -> Candidate:
    marks: list[tuple[int, str]] = []
    numbers = [number for number in map(plain, (each.record_id, *each.also.split())) if number]
    if any(number in words or _inside(number, words) for number in numbers):
        marks.append((5, "number in the text"))
    elif any(is_near(number, word) for number in numbers for word in words):
        marks.append((3, "number one sign away"))
    is_abroad = sought.currency is not None and each.currency != sought.currency
    if sought.asks_for(each):
        marks.append((4, f"amount equal in {each.currency}" if is_abroad else "amount equal"))
    elif each.amount * sought.amount > 0 and marks and not is_abroad:
        marks.append((0, f"amount differs by {sought.amount - each.amount}"))
    if each.party and _named(each.party, sought):
        marks.append((2, "payer named"))
    score = sum(weight for weight, _ in marks)
    if each.day is not None and score:
        days = (sought.day - each.day).days
        if abs(days) <= _NEAR_DAYS:
            score += 1 if days >= 0 else 0
            marks.append((0, f"{days} days later" if days >= 0 else f"{-days} days before"))
    return replace(each, evidence=tuple(text for _, text in marks), score=score)


def plain(text: str) -> str:
    """Return the letters and digits of a number alone."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _inside(number: str, words: set[str]) -> bool:
    digits = re.sub(r"[^0-9]", "", number)
    return len(digits) >= 5 and any(digits in word for word in words)


def is_near(one: str, other: str) -> bool:
    """Say whether two numbers of some length differ by one sign."""
    if min(len(one), len(other)) < 6 or abs(len(one) - len(other)) > 1:
        return False
    same = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    left, right = one[same:], other[same:]
    return (
        left[1:] in (right, right[1:])
        or right[1:] == left
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )


def _named(party: str, sought: Sought) -> bool:
    names = {plain(sought.party or ""), plain(sought.text)}
    first = plain(party.split(" ")[0])
    return any(plain(party) in name for name in names) or (
        len(first) >= 4 and any(first in name for name in names)
    )


def ranked(found: Sequence[Candidate], *, most: int = 50) -> list[Candidate]:
    """Return the candidates that have most to speak for them, in one order."""
    return sorted(found, key=lambda each: (-each.score, each.key))[:most]
