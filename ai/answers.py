"""The form of an answer that cites what it rests on (pure)."""

from pydantic import BaseModel, ConfigDict

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


class CitedAnswer(_Strict):
    """Sentences that cite, and an action where one was asked for; without claims a refusal."""

    claims: list[CitedClaim]
    action: str | None = None

    @property
    def as_claims(self) -> tuple[Claim, ...]:
        """Return the claims as they are checked."""
        return tuple(
            Claim(
                each.text,
                rows=tuple(each.rows),
                quotes=tuple(Quote(quote.passage, quote.words) for quote in each.quotes),
            )
            for each in self.claims
        )

    def problems(self, grounds: Grounds) -> tuple[str, ...]:
        """Return why this answer may not be shown; a refusal always may."""
        if not self.claims and self.action is None:
            return ()
        return problems_with(self.as_claims, grounds, action=self.action)
