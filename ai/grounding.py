"""Whether words may be shown: nothing in them that is not in the facts or sources given (pure).

Every figure, date, identifier and name of a claim must be in a fact or in the claim's own quotes;
every quote must stand word for word in the passage that it names; every row that is named must be
one that was given; the action must be one that the rules allow. What a claim denies or leaves out,
and names written without a capital, this check cannot see.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final

from ai import directions
from ai.word_lists import CURRENCY_WORDS, KNOWN_CAPITALS, OPENERS
from ai.wording import Kind, Token, folded, hides_something, tokens_of

LEAST_QUOTE: Final = 3  # words; fewer prove nothing


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that may be said. `role` and `direction` are words that must not be swapped."""

    name: str
    value: str
    role: str = ""  # "ordered", "invoiced": a word that stands beside this value and no other
    direction: str = ""  # "over": a word of its kind, when the value is a difference


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a passage."""

    passage: str
    words: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement, with the rows and the passages it rests on."""

    text: str
    rows: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """Everything that an answer may rest on."""

    facts: Sequence[Fact]
    rows: frozenset[str] = frozenset()
    passages: Mapping[str, str] = field(default_factory=dict)
    actions: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()  # words that nothing here bears out, in small letters


def problems_with(
    claims: Sequence[Claim], grounds: Grounds, *, action: str | None = None
) -> tuple[str, ...]:
    """Return why an answer may not be shown; nothing where it may."""
    problems = [] if claims else ["The answer says nothing."]
    if action is not None and action not in grounds.actions:
        problems.append(f"The action {action!r} is not one that the rules allow here.")
    for claim in claims:
        problems += _cites(claim, grounds)
        problems += problems_in(claim.text, grounds.facts, quotes=claim.quotes)
        problems += _borne_out_by_nothing(claim, grounds)
    return tuple(problems)


def problems_in(text: str, facts: Sequence[Fact], *, quotes: Sequence[Quote] = ()) -> list[str]:
    """Return what a text says that is neither in the facts nor in its quotes."""
    if hides_something(text):
        return ["The text has characters that nobody can see."]
    if not text.strip():
        return ["A claim says nothing."]
    known = _known(tuple(facts), tuple(each.words for each in quotes))
    plain = _without(folded(text), quotes)
    tokens = tokens_of(plain)
    unknown = [
        f"{token.text!r} is in no fact."
        for place, token in enumerate(tokens)
        if not known.has(token, opens=_opens(plain, token, tokens, place))
    ]
    return [*unknown, *_unsaid(plain, facts), *directions.swapped(tokens, facts)]


def _borne_out_by_nothing(claim: Claim, grounds: Grounds) -> Iterable[str]:
    """Return the words of a claim that only a fact could bear out, and none does (T113, T118)."""
    if not grounds.unsaid:
        return
    for token in tokens_of(_without(folded(claim.text), claim.quotes)):
        if token.kind is Kind.WORD and token.text.lower() in grounds.unsaid:
            yield f"Nothing here is about {token.text!r}."


def _without(plain: str, quotes: Sequence[Quote]) -> str:
    """Return a text with a blank in place of each of its quotes: those are judged by themselves."""
    for quote in quotes:
        words = r"\s+".join(re.escape(word) for word in folded(quote.words).split())
        plain = re.sub(words, " ", plain) if words else plain
    return plain


def _unsaid(plain: str, facts: Sequence[Fact]) -> Iterable[str]:
    """Return what stands between quotation marks and nobody said."""
    for span in re.findall(r'"([^"]+)"', plain):
        if len(span.split()) >= LEAST_QUOTE and not any(stands_in(span, f.value) for f in facts):
            yield f"Nobody is cited who says {span[:60]!r}."


def _cites(claim: Claim, grounds: Grounds) -> Iterable[str]:
    if not claim.rows and not claim.quotes:
        yield f"Nothing is cited for {claim.text[:60]!r}."
    for row in claim.rows:
        if row not in grounds.rows:
            yield f"{row[:60]!r} was not among the records given."
    for quote in claim.quotes:
        passage = grounds.passages.get(quote.passage)
        if passage is None:
            yield f"Passage {quote.passage[:60]!r} was not given."
        elif not stands_in(quote.words, passage):
            yield f"Passage {quote.passage!r} does not say {quote.words[:60]!r}."


def stands_in(quote: str, passage: str) -> bool:
    """Tell whether a quote stands in a passage word for word, whatever the white space."""
    wanted, given = folded(quote).split(), folded(passage).split()
    if len(wanted) < LEAST_QUOTE or hides_something(quote):
        return False
    wanted = [wanted[0].lstrip('"(['), *wanted[1:-1], wanted[-1].rstrip('."),;]')]
    return any(
        _same(wanted, given[place : place + len(wanted)])
        for place in range(len(given) - len(wanted) + 1)
    )


def _same(wanted: list[str], given: list[str]) -> bool:
    first, last = given[0].lstrip('"(['), given[-1].rstrip('."),;:]')
    return wanted[1:-1] == given[1:-1] and wanted[0] == first and wanted[-1] == last


@dataclass(frozen=True, slots=True)
class _Known:
    figures: frozenset[tuple[Decimal, str]]
    dates: frozenset[str]
    identifiers: frozenset[str]
    words: frozenset[str]

    def has(self, token: Token, *, opens: bool) -> bool:
        """Tell whether a token may be said."""
        if token.kind is Kind.FIGURE:
            return self._has_figure(token)
        if token.kind is Kind.DATE:
            return any(self._has_date(each) for each in token.dates)
        if token.kind is Kind.IDENTIFIER:
            return token.text in self.identifiers
        return self._has_word(token.text, opens=opens)

    def _has_figure(self, token: Token) -> bool:
        if token.unit == "" and token.text in self.identifiers:
            return True
        if token.text.startswith("0") and token.text.isdigit() and token.text != "0":
            return False
        (value,) = token.values
        signs = (value,) if token.is_signed else (value, -value)
        units = (token.unit,) if token.unit == "%" else (token.unit, "")
        if any((each, unit) in self.figures for each in signs for unit in units):
            return True
        is_bare = token.unit == ""
        if is_bare and any(each == value and unit != "%" for each, unit in self.figures):
            return True
        return is_bare and token.text in {day[:4] for day in self.dates}

    def _has_date(self, said: str) -> bool:
        if said.startswith("--"):  # without a year
            return any(day.endswith(said[1:]) for day in self.dates)
        return said in self.dates or (
            len(said) == 7 and any(d.startswith(said) for d in self.dates)
        )

    def _has_word(self, text: str, *, opens: bool) -> bool:
        currency = CURRENCY_WORDS.get(text.lower())
        if currency is not None and currency not in self.words and text not in self.words:
            return False
        if text.islower() or text in KNOWN_CAPITALS:
            return True
        if opens and text.lower() in OPENERS:
            return True
        own = text.removesuffix("'s").removesuffix("'")
        return own in self.words or text in self.words or (opens and own.lower() in self.words)


@lru_cache(maxsize=256)
def _known(facts: tuple[Fact, ...], quotes: tuple[str, ...]) -> _Known:
    figures: set[tuple[Decimal, str]] = set()
    dates: set[str] = set()
    identifiers: set[str] = set()
    words: set[str] = set()
    for value in (*(fact.value for fact in facts), *quotes):
        plain = folded(value).strip()
        identifiers.add(plain)
        for token in tokens_of(value):
            if token.kind is not Kind.FIGURE:
                identifiers.add(token.text)
            figures.update((each, token.unit) for each in token.values)
            dates.update(token.dates)
            words.update((token.text, *token.text.split("-")) if token.kind is Kind.WORD else ())
            if token.unit not in ("", "%"):
                words.add(token.unit)
    return _Known(frozenset(figures), frozenset(dates), frozenset(identifiers), frozenset(words))


def _opens(plain: str, token: Token, tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a token is the first of its sentence."""
    if place == 0:
        return True
    before = plain[tokens[place - 1].start + len(tokens[place - 1].text) : token.start]
    return any(mark in before for mark in '.!?:;\n"')
