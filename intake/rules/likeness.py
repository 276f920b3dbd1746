"""How likely two company names name one company, from 0 to 1.

Words are laid beside one another whatever their order; a telling word that stands in one name alone
counts fully, one that many names share counts little. Another number or another place in the same
spot is another company: "Store 12" and "Store 13", the bank's branch in Chile.
"""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from intake.rules.company_words import COMMON_WORDS, PARTICLES, PLACES, bodies, taken_apart

SAME_COMPANY = 0.70  # measured: benchmarks.company_names
_WORD_IS_ANOTHER = 0.7
_ANOTHER = 0.6  # at most, where something says that these are two companies
_COMMON, _PARTICLE = 0.45, 0.2
_SHORTENED = 0.9
_LETTERS_OF_A_BEGINNING = 4
_WORDS_WITH_INITIALS = 3


@lru_cache(maxsize=65536)
def company_likeness(name: str, other: str) -> float:
    """Measure how likely two names are one company's; the order of the two does not matter."""
    one, forms = taken_apart(name)
    two, other_forms = taken_apart(other)
    if not one or not two:
        return 0.0
    if sorted(one) == sorted(two) or "".join(one) == "".join(two):
        likeness = 1.0
    else:
        likeness = max(_by_words(one, two), _by_letters(one, two), _by_initials(one, two))
    if forms and other_forms and not bodies(forms) & bodies(other_forms):
        return min(likeness, _ANOTHER)
    return likeness


def is_same_company(name: str, other: str) -> bool:
    """Say whether two names name one company, as far as names can tell."""
    return company_likeness(name, other) >= SAME_COMPANY


def likest(name: str, others: list[str], *, most: int = 10) -> list[tuple[str, float]]:
    """Return the names that are most like this one, the likest first."""
    own = " ".join(sorted(taken_apart(name)[0]))
    keys = [" ".join(sorted(taken_apart(other)[0])) for other in others]
    near = process.extract(own, keys, limit=most, score_cutoff=55)
    scored = [(others[place], company_likeness(name, others[place])) for _, _, place in near]
    return sorted(scored, key=lambda each: (-each[1], each[0]))


def _weight(word: str) -> float:
    if word in COMMON_WORDS:
        return _COMMON
    return _PARTICLE if word in PARTICLES else 1.0


def _word_likeness(one: str, two: str) -> float:
    """Compare two words: letter by letter, or one as the beginning of the other."""
    if one == two:
        return 1.0
    if one.isdigit() or two.isdigit():
        return 0.0
    if (one in PLACES) and (two in PLACES):
        return 0.0
    likeness = float(OSA.normalized_similarity(one, two))
    shorter = min(len(one), len(two))
    if shorter >= _LETTERS_OF_A_BEGINNING and Prefix.similarity(one, two) == shorter:
        likeness = max(likeness, _SHORTENED)
    return likeness if likeness >= _WORD_IS_ANOTHER else 0.0


def _by_words(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """Lay words beside one another, the likest first, and weigh what is left over."""
    pairs = sorted(
        (
            (_word_likeness(left, right), i, j)
            for i, left in enumerate(one)
            for j, right in enumerate(two)
        ),
        key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1], pair[2]),
    )
    free_one, free_two = set(range(len(one))), set(range(len(two)))
    agreed = 0.0
    for likeness, i, j in pairs:
        if likeness > 0 and i in free_one and j in free_two:
            free_one.discard(i)
            free_two.discard(j)
            agreed += likeness * (_weight(one[i]) + _weight(two[j]))
    likeness = agreed / sum(map(_weight, (*one, *two)))
    left = [one[i] for i in sorted(free_one)], [two[j] for j in sorted(free_two)]
    return min(likeness, _ANOTHER) if _are_two(*left) else likeness


def _are_two(one: list[str], two: list[str]) -> bool:
    """Say whether what is left over tells two companies apart.

    Each has a word that the other lacks, or one has a number or a place more.
    """
    own = [[word for word in words if word not in PARTICLES] for words in (one, two)]
    if own[0] and own[1]:
        return True
    return any(word.isdigit() or word in PLACES for word in (*one, *two))


def _by_letters(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """Compare what is left when nothing but letters counts: words run together or torn apart."""
    if sorted(w for w in one if w.isdigit()) != sorted(w for w in two if w.isdigit()):
        return 0.0
    if len(one) == len(two):
        return 0.0
    likeness = float(OSA.normalized_similarity("".join(one), "".join(two)))
    return likeness if likeness >= 0.9 else 0.0


def _by_initials(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """Take a short word for the initials of a longer name."""
    short, long = sorted((one, two), key=len)
    if len(long) < _WORDS_WITH_INITIALS:
        return 0.0
    initials = "".join(word[0] for word in long)
    rest = [word for word in short if word != initials]
    if len(rest) < len(short) and all(word in PLACES or word in COMMON_WORDS for word in rest):
        return _SHORTENED
    return 0.0
