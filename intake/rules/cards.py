"""Payment card numbers in text: found by range, check digit and surroundings, and masked.

What may not be kept is found before it is kept. A look-alike must survive: a GTIN or an order
number can pass the same check digit by chance, so what stands around a number decides with it
(T129). A mask has the length of what it hides and letters for digits, so that no format breaks.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from intake.rules.card_ranges import LONGEST, SHORTEST, CardRange, passes_luhn, range_of
from intake.rules.card_words import has_card_words, is_named_otherwise, is_part_of_iban
from intake.rules.gs1 import may_be_gs1

MASK: Final = "X"
_KEPT: Final = 4
_WORD: Final = 12  # letters beside a number that are looked at
_NEAR: Final = _WORD + 2
_GS1_LENGTHS: Final = frozenset({13, 14, 18})
_STRONG_LENGTHS: Final = frozenset({15, 16, 19})
_COMMON_LENGTHS: Final = frozenset(range(15, 20))
_MARKS: Final = (
    " \\-\u00a0\u1680\u2000-\u200d\u2010-\u2015\u202f\u205f\u2060\u3000\ufeff\u00ad._/\u00b7\u2022"
)
_BREAK: Final = "[ \\t]{0,4}\\r?\\n[ \\t>|]{0,12}"
# What begins in the middle of a run of digits is no longer than what begins with the run.
_CHAIN: Final = re.compile(rf"\d(?<!\d\d)(?:[{_MARKS}]{{0,3}}\d|{_BREAK}\d){{{SHORTEST - 1},}}")
_ASCII_CHAIN: Final = re.compile(_CHAIN.pattern.replace("\\d", "[0-9]"))  # the same, faster
_GROUP: Final = re.compile(r"\d+")
_NO_SPACE: Final = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
# How numbers are printed on cards and typed from them, by the sizes of their groups.
_PRINTED: Final = frozenset(
    {
        (4, 4, 4, 4),
        (4, 4, 4, 4, 3),
        (4, 6, 5),
        (4, 6, 4),
        (4, 5, 6),
        (4, 4, 4, 1),
        (4, 4, 4, 2),
        (4, 4, 4, 3),
        (4, 4, 4, 4, 1),
        (4, 4, 4, 4, 2),
        (4, 4, 5),
        (6, 13),
        (4, 4, 4, 6),
        (4, 4, 4, 7),
        (8, 8),
        (6, 4, 6),
        (6, 10),
        (4, 12),
        (4, 8, 4),
    }
)
_PHONE: Final = re.compile(r"(?:^|[\s(:;,>/])\+$")
_HEXADECIMAL: Final = frozenset("abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class CardNumber:
    """Where a card number stands in a text, and the little of it that may be said."""

    start: int
    end: int
    last_four: str
    network: str


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    digits: str


def find(text: str, label: str = "") -> tuple[CardNumber, ...]:
    """Return the card numbers in a text. `label` is the heading or field name it stands under."""
    if len(text) < SHORTEST:
        return ()
    chains = (_ASCII_CHAIN if text.isascii() else _CHAIN).finditer(text)
    return tuple(
        card
        for chain in chains
        for card in _in_chain(text, _groups(text, chain.start(), chain.end()), label)
    )


def mask(text: str, label: str = "") -> tuple[str, tuple[CardNumber, ...]]:
    """Return the text with all but the last four digits of each card number hidden, and which."""
    found = find(text, label)
    return (hide(text, found), found) if found else (text, ())


def masked(text: str, label: str = "") -> str:
    """Return the text without card numbers."""
    return mask(text, label)[0]


def hide(text: str, found: Sequence[CardNumber]) -> str:
    """Put letters in the place of the digits of these numbers, all but the last four."""
    parts: list[str] = []
    done = 0
    for card in found:
        parts += (text[done : card.start], _hidden(text[card.start : card.end]))
        done = card.end
    return "".join([*parts, text[done:]])


def _hidden(number: str) -> str:
    left = sum(character.isdecimal() for character in number) - _KEPT
    letters = []
    for character in number:
        is_hidden = left > 0 and character.isdecimal()
        left -= is_hidden
        letters.append(MASK if is_hidden else character)
    return "".join(letters)


def _groups(text: str, start: int, end: int) -> list[_Group]:
    """Return the runs of digits of a chain; marks that take no room part nothing."""
    groups: list[_Group] = []
    for found in _GROUP.finditer(text, start, end):
        digits = found[0] if found[0].isascii() else _plain(found[0])
        between = text[groups[-1].end : found.start()] if groups else " "
        if groups and not between.translate(_NO_SPACE):
            last = groups.pop()
            groups.append(_Group(last.start, found.end(), last.digits + digits))
        else:
            groups.append(_Group(found.start(), found.end(), digits))
    return groups


def _plain(digits: str) -> str:
    return "".join(str(unicodedata.decimal(digit)) for digit in digits)


def _in_chain(text: str, groups: Sequence[_Group], label: str) -> Iterator[CardNumber]:
    rest, place = groups, 0
    while place < len(rest):
        place += 1
        for stop in _stops(rest, place - 1):
            card = _judged(text, rest, place - 1, stop, label)
            if card is not None:
                yield card
                rest, place = rest[stop:], 0
                break


def _stops(groups: Sequence[_Group], place: int) -> list[int]:
    """Return where a number that begins with this group could end, the longest first."""
    stops, length = [], 0
    for stop in range(place, len(groups)):
        length += len(groups[stop].digits)
        if length > LONGEST:
            break
        if length >= SHORTEST:
            stops.append(stop + 1)
    return stops[::-1]


def _judged(
    text: str, groups: Sequence[_Group], place: int, stop: int, label: str
) -> CardNumber | None:
    """Return the number these groups make, if it is that of a card."""
    chosen = groups[place:stop]
    digits = "".join(group.digits for group in chosen)
    known = range_of(digits) if passes_luhn(digits) else None
    if known is None:
        return None
    start, end = chosen[0].start, chosen[-1].end
    if len(set(digits)) == 1 or is_part_of_iban(text, start, end):
        return None
    if is_named_otherwise(text, start, label, is_one_run=len(chosen) == 1):
        return None
    is_plain = (
        (not known.needs_words or len(digits) in _COMMON_LENGTHS)
        and _stands_alone(text, start, end, known)
        and _looks_like_one(text, groups, place, stop, digits)
    )
    if not is_plain and not has_card_words(text, start, end, label):
        return None
    return CardNumber(start, end, digits[-_KEPT:], known.network)


def _looks_like_one(
    text: str, groups: Sequence[_Group], place: int, stop: int, digits: str
) -> bool:
    """Say whether a number is written as those of cards are, with no word about cards near it."""
    if stop - place == 1:
        is_gs1 = len(digits) in _GS1_LENGTHS and may_be_gs1(digits)
        return len(digits) > SHORTEST and not is_gs1 and not _is_fraction(text, groups, place)
    sizes = tuple(len(group.digits) for group in groups[place:stop])
    marks = _marks(text, groups[place:stop])
    is_whole = place == 0 and stop == len(groups)
    if len({mark.strip("\r\n \t>|") or "\n" for mark in marks if "\n" in mark} | set(marks)) > 2:
        return False
    if sizes in _PRINTED:
        return is_whole or not _goes_on(text, groups, place, stop)
    is_even = len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0]
    is_broken_once = len(sizes) == 2 and "\n" in marks[0]
    return is_whole and len(digits) in _STRONG_LENGTHS and (is_even or is_broken_once)


def _marks(text: str, groups: Sequence[_Group]) -> list[str]:
    return [text[one.end : other.start] for one, other in pairwise(groups)]


def _goes_on(text: str, groups: Sequence[_Group], place: int, stop: int) -> bool:
    """Say whether more groups of the same size and mark stand beside it: a row of a table."""
    size = len(groups[place].digits)
    mark = text[groups[place].end : groups[place + 1].start]
    before, after = groups[:place][-1:], groups[stop:][:1]
    return any(
        len(group.digits) == size and text[one : one + len(mark)] == mark
        for group, one in (
            *((group, group.end) for group in before),
            *((group, groups[stop - 1].end) for group in after),
        )
    )


def _is_fraction(text: str, groups: Sequence[_Group], place: int) -> bool:
    """Say whether these are the digits after a decimal point."""
    if place == 0:
        return False
    return text[groups[place - 1].end : groups[place].start] == "."


def _stands_alone(text: str, start: int, end: int, known: CardRange) -> bool:
    """Say whether no letters or signs before and after make it part of something else."""
    if known.stands_free and text[max(0, start - 1) : start].isalpha():
        return False
    before = text[max(0, start - _NEAR) : start]
    return _is_free(_letters_before(text, start), before) and _is_free(
        _letters_after(text, end), ""
    )


def _is_free(letters: str, before: str) -> bool:
    if not letters:
        return _PHONE.search(before[-2:]) is None
    rest = before[: len(before) - len(letters)]
    if letters == "B" and rest.endswith("%"):  # the first track of a magnetic stripe
        return True
    is_word = len(letters) > 2 and not set(letters) <= _HEXADECIMAL
    return is_word and not rest[-1:].isdecimal()


def _letters_before(text: str, start: int) -> str:
    place = start
    while place > 0 and start - place < _WORD and text[place - 1].isalpha():
        place -= 1
    return text[place:start]


def _letters_after(text: str, end: int) -> str:
    place = end
    while place < len(text) and place - end < _WORD and text[place].isalpha():
        place += 1
    return text[end:place]
