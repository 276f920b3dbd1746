"""The form of an answer that cites what it rests on (pure)."""

import json
import re
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from ai.grounding import Claim, Grounds, Quote, problems_with


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CitedQuote(_Strict):
    """Words of one passage that was given."""

    passage: str
    words: str


class CitedClaim(_Strict):
    """One sentence, with the rows and passages it rests on."""

    text: str
    rows: list[str] = []
    quotes: list[CitedQuote] = []

    @property
    def as_claim(self) -> Claim:
        """Return the claim as it is checked."""
        quotes = tuple(Quote(quote.passage, quote.words) for quote in self.quotes)
        return Claim(self.text, rows=tuple(self.rows), quotes=quotes)


_OPENS: Final = re.compile(r'"place"\s*:\s*(\d{1,6})|\{\s*"text"\s*:')
_DECODER: Final = json.JSONDecoder()
MOST_CLAIMS: Final = 8  # about one thing; more is no explanation


class CitedAnswer(_Strict):
    """Sentences that cite, and an action where one was asked for; without claims a refusal."""

    claims: list[CitedClaim]
    action: str | None = None

    @property
    def as_claims(self) -> tuple[Claim, ...]:
        """Return the claims as they are checked."""
        return tuple(each.as_claim for each in self.claims)

    def problems(self, grounds: Grounds) -> tuple[str, ...]:
        """Return why this answer may not be shown; a refusal always may."""
        if not self.claims and self.action is None:
            return ()
        return problems_with(self.as_claims, grounds, action=self.action)


class WordedPart(_Strict):
    """What is said of one of several things, by its place among them."""

    place: int
    claims: list[CitedClaim]


class WordedAnswer(_Strict):
    """Sentences for each of several things, each from the facts of that thing alone."""

    parts: list[WordedPart]

    def problems(self, grounds: Mapping[int, Grounds]) -> tuple[str, ...]:
        """Return why these sentences may not be shown."""
        places = [part.place for part in self.parts]
        if sorted(places) != sorted(grounds):
            return ("The answer is about other things than those asked about.",)
        found: list[str] = []
        for part in self.parts:
            if len(part.claims) > MOST_CLAIMS:
                found.append("The answer says more than an explanation needs.")
            found += problems_with([each.as_claim for each in part.claims], grounds[part.place])
        return tuple(found)


def claims_so_far(text: str) -> list[tuple[int, Claim]]:
    """Return the claims of an answer that have come whole, each with the place it is about."""
    found, place = [], 0
    for opening in _OPENS.finditer(text):
        if opening.group(1) is not None:
            place = int(opening.group(1))
            continue
        try:
            said, _ = _DECODER.raw_decode(text, opening.start())
            found.append((place, CitedClaim.model_validate(said).as_claim))
        except (ValueError, ValidationError):
            continue
    return found
