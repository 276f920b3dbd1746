"""Which open records a person is shown beside a bank line, and what speaks for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import JaroWinkler

from core.money import minor_units
from reconciliation.rules.cash_desk import Candidate
from reconciliation.rules.cash_offers import Wanted, what_remains
from reconciliation.rules.cash_values import DEFAULT_CASH, CashSettings, PartType

_MOST_WORDS = 60
_NEAR_DAYS = 30
NUMBER_IN_TEXT = "number in the text"
PAYER_NAMED = "payer named"
_IN_PARTS = 3
_ALIKE = 0.85  # names that differ in a few letters
_LEAST, _MOST = Decimal("0.70"), Decimal("1.10")  # what is paid of what is owed, roughly


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


def judged(
    sought: Sought, found: Sequence[Candidate], settings: CashSettings = DEFAULT_CASH
) -> list[Candidate]:
    """Return the candidates with what speaks for each, and how much."""
    words = {plain(word) for word in words_of(sought.text)}
    return [_judged(sought, words, each, settings) for each in found]


def _judged(sought: Sought, words: set[str], each: Candidate, settings: CashSettings) -> Candidate:
    likeness = _likeness(each.party, sought)
    marks = [*_by_number(words, each), *_by_name(each, likeness, sought)]
    amount = _by_amount(sought, each, settings)
    if amount and (marks or amount[0]):
        marks.insert(1 if marks and marks[0][0] >= 3 else 0, amount)
    score = sum(weight for weight, _ in marks)
    if each.day is not None and score:
        days = (sought.day - each.day).days
        if abs(days) <= _NEAR_DAYS:
            score += 1 if days >= 0 else 0
            marks.append((0, f"{days} days later" if days >= 0 else f"{-days} days before"))
    evidence = tuple(text for _, text in marks)
    return replace(
        each, evidence=evidence, score=score, closeness=_closeness(sought, each, likeness)
    )


def left_to_pay(sought: Sought, each: Candidate) -> Decimal | None:
    """Return what a line leaves of a record that it may pay in part, or None."""
    is_named = NUMBER_IN_TEXT in each.evidence or PAYER_NAMED in each.evidence
    if not is_named or each.currency != sought.currency or each.amount * sought.amount <= 0:
        return None
    return each.amount - sought.amount if abs(each.amount) > abs(sought.amount) else None


def paid_in_parts(each: Candidate, other: Decimal, day: date) -> Candidate:
    """Return a record that this line and another one of the payer pay together."""
    said = f"the rest, {other:,}, came in another payment of {day:%d %b}"
    return replace(each, evidence=(*each.evidence, said), score=each.score + _IN_PARTS)


def _by_number(words: set[str], each: Candidate) -> list[tuple[int, str]]:
    numbers = [number for number in map(plain, (each.record_id, *each.also.split())) if number]
    if any(number in words or _inside(number, words) for number in numbers):
        return [(5, NUMBER_IN_TEXT)]
    if any(is_near(number, word) for number in numbers for word in words):
        return [(3, "number one sign away")]
    return []


def _by_name(each: Candidate, likeness: float, sought: Sought) -> list[tuple[int, str]]:
    if each.party and _named(each.party, sought):
        return [(2, PAYER_NAMED)]
    return [(1, "a payer of a name alike")] if likeness >= _ALIKE else []


def _by_amount(sought: Sought, each: Candidate, settings: CashSettings) -> tuple[int, str] | None:
    """Return what the amounts say: equal, less what could be a discount or a charge, or near."""
    is_abroad = sought.currency is not None and each.currency != sought.currency
    if sought.asks_for(each):
        return 4, f"amount equal in {each.currency}" if is_abroad else "amount equal"
    if is_abroad or each.amount * sought.amount <= 0:
        return None
    units = 10 ** minor_units(each.currency)
    wanted = Wanted(int(sought.amount * units), each.currency, sought.day.toordinal())
    remains = what_remains(wanted, int(each.amount * units), settings)
    if remains.type is not None:
        return 2 if remains.type is PartType.ADJUSTMENT else 1, remains.text
    is_near = _LEAST <= sought.amount / each.amount <= _MOST
    return int(is_near), f"amount differs by {sought.amount - each.amount}"


def _likeness(party: str | None, sought: Sought) -> float:
    """Return how alike the names of two payers are, 0 to 1; one that is cut off is alike."""
    one, other = plain(party or ""), plain(sought.party or "")
    if not one or not other:
        return 0.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short):
        return 0.99
    return JaroWinkler.similarity(one, other, prefix_weight=0.1)


def _closeness(sought: Sought, each: Candidate, likeness: float) -> int:
    """Return how near a record is, in thousandths: by name, by amount and by days.

    It orders what has equally much to speak for it, and decides nothing else.
    """
    amount = 0.0
    if each.amount * sought.amount > 0 and sought.currency in {None, each.currency}:
        small, large = sorted((abs(each.amount), abs(sought.amount)))
        amount = float(small / large)
    days = abs((sought.day - each.day).days) if each.day is not None else 365
    near = max(0.0, 1 - days / 120)
    return int(500 * likeness + 350 * amount + 150 * near)


@lru_cache(maxsize=8192)
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
    """Return the candidates that have most to speak for them; alike, the nearest first."""

    def place(each: Candidate) -> tuple[int, bool, int, Decimal, int]:
        is_abroad = near is not None and near.currency not in {None, each.currency}
        gap = Decimal(0) if near is None else abs(each.amount - near.amount)
        return -each.score, is_abroad, -each.closeness, gap, each.key

    return sorted(found, key=place)[:most]


def equally_good(found: Sequence[Candidate]) -> frozenset[int]:
    """Return the keys of the records that have most to speak for them, where they are several."""
    best = [each.key for each in found if each.score == max(other.score for other in found)]
    return frozenset(best) if len(best) > 1 else frozenset()
