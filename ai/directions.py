"""Words that point the wrong way, and values beside the wrong word (pure)."""

from collections.abc import Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from ai.word_lists import ARTICLES, DIRECTIONS, NEGATIONS, NO_DIRECTION
from ai.wording import Kind, Token, tokens_of

if TYPE_CHECKING:
    from ai.grounding import Fact

_POINTS: Final[dict[str, tuple[int, int]]] = {
    word: (axis, side)
    for axis, pair in enumerate(DIRECTIONS)
    for side, words in enumerate(pair)
    for word in words
}
_NEAR: Final = 3  # tokens before a word of direction in which a "not" turns it round
_CLOSE: Final = 2  # tokens between a value and a word that must be about it
_BY: Final = 6  # tokens before a value in which its own word may stand
_FAR: Final = 1_000


def swapped(tokens: Sequence[Token], facts: "Sequence[Fact]") -> list[str]:
    """Return what a text says the wrong way round."""
    return [*_wrong_way(tokens, facts), *_wrong_place(tokens, facts)]


def _wrong_way(tokens: Sequence[Token], facts: "Sequence[Fact]") -> list[str]:
    told = [(each, _POINTS[each.direction]) for each in facts if each.direction in _POINTS]
    axes = {axis for _, (axis, _) in told}
    points = [(place, *_pointing(tokens, place)) for place in range(len(tokens))]
    said = [(place, axis, side) for place, axis, side in points if axis in axes]
    problems = []
    for place, axis, side in said:
        if (axis, side) not in {way for _, way in told}:
            problems.append(f"{tokens[place].text!r} is the wrong way round.")
    for place, token in enumerate(tokens):
        ways = {way for fact, way in told if _is_value_of(token, fact)}
        others = [fact for fact in facts if fact.direction == "" and _is_value_of(token, fact)]
        if not ways or others:
            continue
        near = min(said, key=lambda each: abs(each[0] - place), default=None)
        if near is not None and near[1:] not in ways:
            problems.append(f"{token.text!r} is not {tokens[near[0]].text!r}.")
    return problems


def _pointing(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    """Return the axis and side that a word points to, turned round where it is denied."""
    word = tokens[place].text.lower()
    after = (each.text.lower() for each in tokens[place + 1 : place + 3])
    follower = next((each for each in after if each not in ARTICLES), "")
    if word not in _POINTS or (word, follower) in NO_DIRECTION:
        return -1, 0
    axis, side = _POINTS[word]
    before = {each.text.lower() for each in tokens[max(0, place - _NEAR) : place]}
    return axis, 1 - side if before & NEGATIONS else side


def _wrong_place(tokens: Sequence[Token], facts: "Sequence[Fact]") -> list[str]:
    """Return values beside a word of role that belongs to another value."""
    roles = {fact.role for fact in facts if fact.role}
    marked = [
        (place, wanted)
        for place, token in enumerate(tokens)
        if token.kind in (Kind.FIGURE, Kind.DATE) and (wanted := _roles_of(token, facts))
    ]
    words = [(place, each.text.lower()) for place, each in enumerate(tokens)]
    said = [(place, word) for place, word in words if word in roles]
    for (at, wanted), (place, word) in product(marked, said):
        is_close = -_CLOSE - 1 <= place - at <= _CLOSE
        is_next = not any(place < other < at for other, _ in marked)
        if word not in wanted and is_close and is_next and not _names(said, at, wanted):
            return [f"{tokens[at].text!r} is not {word!r}."]
    for (one, mine), (other, theirs) in combinations(marked, 2):
        if mine == theirs and len(mine) == 1 and tokens[one].values == tokens[other].values != ():
            return [f"{tokens[one].text!r} is said twice and is one value."]
        if mine & theirs:
            continue
        right = _far(one, mine, said) + _far(other, theirs, said)
        if right > _far(one, theirs, said) + _far(other, mine, said):
            return [f"{tokens[one].text!r} or {tokens[other].text!r} is beside the wrong word."]
    return []


def _names(said: list[tuple[int, str]], at: int, roles: frozenset[str]) -> bool:
    """Tell whether a word of its own role stands by a value."""
    return any(-_BY <= place - at <= _CLOSE and word in roles for place, word in said)


def _far(place: int, roles: frozenset[str], said: list[tuple[int, str]]) -> int:
    """Return how far the nearest word of a role is."""
    return min((abs(at - place) for at, word in said if word in roles), default=_FAR)


def _roles_of(token: Token, facts: "Sequence[Fact]") -> frozenset[str]:
    """Return the roles of a value, or none where it may stand anywhere."""
    found = [fact.role for fact in facts if _is_value_of(token, fact)]
    return frozenset(found) if found and all(found) else frozenset()


def _is_value_of(token: Token, fact: "Fact") -> bool:
    if token.kind is Kind.DATE:
        return any(set(token.dates) & set(each.dates) for each in tokens_of(fact.value))
    if token.kind is not Kind.FIGURE:
        return False
    of_fact = [each for each in tokens_of(fact.value) if each.kind is Kind.FIGURE]
    return any(
        abs(token.values[0]) == abs(each.values[0]) and _same_unit(token.unit, each.unit)
        for each in of_fact
    )


def _same_unit(one: str, other: str) -> bool:
    return one == other or ("%" not in (one, other) and "" in (one, other))
