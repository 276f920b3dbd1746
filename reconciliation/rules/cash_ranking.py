"""Which open records a person is shown beside a bank line, and what speaks for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from reconciliation.rules.cash_desk import Candidate

_MOST_WORDS = 60
_NEAR_DAYS = 30


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


def ranked(
    found: Sequence[Candidate], *, near: Sought | None = None, most: int = 50
) -> list[Candidate]:
    """Return the candidates that have most to speak for them; alike, the nearest amount first."""

    def place(each: Candidate) -> tuple[int, bool, Decimal, int]:
        is_abroad = near is not None and near.currency not in {None, each.currency}
        gap = Decimal(0) if near is None else abs(each.amount - near.amount)
        return -each.score, is_abroad, gap, each.key

    return sorted(found, key=place)[:most]


def equally_good(found: Sequence[Candidate]) -> frozenset[int]:
    """Return the keys of the records that have most to speak for them, where they are several."""
    best = [each.key for each in found if each.score == max(other.score for other in found)]
    return frozenset(best) if len(best) > 1 else frozenset()
