"""Which numbers can be those of payment cards: the ranges of the networks, and how long each is.

A range is written as the digits a number begins with, first to last. Where a network's range is
shared with half the world (Maestro's 50 and 56 to 69), it counts only beside words about cards.
"""

from dataclasses import dataclass
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 19


@dataclass(frozen=True, slots=True)
class CardRange:
    """Numbers of one network: what they begin with, and their lengths."""

    network: str
    first: str
    last: str
    lengths: frozenset[int]
    beyond: str  # sorts after every number of the range and before all others
    needs_words: bool = False
    stands_free: bool = False  # letters right beside it make it part of a reference


def _of(
    network: str,
    prefixes: str,
    *lengths: int,
    needs_words: bool = False,
    stands_free: bool = False,
) -> list[CardRange]:
    return [
        CardRange(
            network,
            first,
            last or first,
            frozenset(lengths),
            (last or first) + ":",
            needs_words,
            stands_free,
        )
        for first, _, last in (prefix.partition("-") for prefix in prefixes.split())
    ]


_ANY_FROM_16: Final = (16, 17, 18, 19)
_ANY: Final = (12, 13, 14, 15, *_ANY_FROM_16)

RANGES: Final[tuple[CardRange, ...]] = (
    *_of("Visa", "4", 13, 16, 18, 19),
    *_of("Mastercard", "51-55 2221-2720", 16),
    *_of("American Express", "34 37", 15),
    *_of("Discover", "6011 644-649 65 622126-622925", *_ANY_FROM_16),
    *_of("Diners Club", "300-305 3095 36 38-39", 14, 15, *_ANY_FROM_16),
    *_of("JCB", "3528-3589 3088-3094 3096-3102 3112-3120 3158-3159 3337-3349", *_ANY_FROM_16),
    *_of("JCB", "1800 2131", 15),
    *_of("UnionPay", "62 8100-8171", *_ANY_FROM_16),
    *_of("Maestro", "5018 5020 5038 5612 5893 6304 6390 6706 6709 6759-6763 6771", *_ANY[1:]),
    *_of("Maestro", "676770 676774", 16, 18, 19),
    *_of("Mir", "2200-2204", *_ANY_FROM_16),
    *_of("RuPay", "60 81 82 353 356 508", 16),
    *_of("Elo", "506699-506778 509000-509999 636297 636368 627780", 16),
    *_of("Hipercard", "606282 384100 384140 384160", 13, 16, 19),
    *_of("Hiper", "637095 637568 637599 637609 637612", 16),
    *_of("Cabal", "604201-604219 589657", 16),
    *_of("Naranja", "589562", 16),
    *_of("Verve", "506099-506198 507865-507964 650002-650027", 16, 18, 19),
    *_of("Meeza", "507803-507809", 16, 19),
    *_of("Troy", "65 9792", 16),
    *_of("Dankort", "5019 4571", 16),
    *_of("InterPayment", "636", *_ANY_FROM_16),
    *_of("InstaPayment", "637-639", 16),
    *_of("LankaPay", "357111", 16),
    *_of("UkrCard", "60400100-60420099", *_ANY_FROM_16),
    *_of("Borica", "2205", 16),
    *_of("Napas", "9704", 16, 19),
    *_of("UzCard", "8600 5614", 16),
    *_of("Humo", "9860", 16),
    *_of("Korean cards", "94", 16),
    *_of("GPN", "1946 50 56 58 60-63", *_ANY_FROM_16),
    *_of("UATP", "1", 15, stands_free=True),
    *_of("Switch and Solo", "4903 4905 4911 4936 564182 633110 6333 6334 6759 6767", 16, 18, 19),
    *_of("Maestro", "0604 50 56-69", *_ANY, needs_words=True),
    *_of("JCB", "35", 16, needs_words=True),
)


def range_of(digits: str) -> CardRange | None:
    """Return the range this number lies in, one that needs no words before one that does."""
    near = _BY_SHAPE.get((digits[0], len(digits)), ())
    return next((known for known in near if known.first <= digits <= known.beyond), None)


def passes_luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit of those before it (ISO/IEC 7812-1)."""
    codes = digits.encode("ascii")
    total = sum(codes[::-2]) + sum(codes[-2::-2].translate(_DOUBLED))
    return (total - _ZERO * len(codes)) % 10 == 0


def _shapes() -> dict[tuple[str, int], tuple[CardRange, ...]]:
    found: dict[tuple[str, int], tuple[CardRange, ...]] = {}
    for known in RANGES:
        for digit in range(int(known.first[0]), int(known.last[0]) + 1):
            for length in known.lengths:
                shape = (str(digit), length)
                found[shape] = (*found.get(shape, ()), known)
    return found


_BY_SHAPE: Final = _shapes()


_DOUBLED: Final = bytes.maketrans(b"0123456789", b"0246813579")
_ZERO: Final = ord("0")
