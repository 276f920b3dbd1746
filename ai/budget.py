"""Limits on size, time and spend (pure). A limit that is reached is said, never stretched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from ai.asking import CallStatus

_A_MILLION: Final = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Budget:
    """What one question may cost, and all of a day together; money in US dollars."""

    most_characters: int
    most_tokens: int
    seconds: float
    spend_a_day: Decimal
    price_in: Decimal  # for a million tokens that are sent
    price_out: Decimal  # for a million tokens that are answered
    failures_in_a_row: int = 5
    rest: timedelta = timedelta(seconds=60)

    def cost(self, *, input_tokens: int, output_tokens: int) -> Decimal:
        """Return what these tokens cost, unrounded."""
        return (input_tokens * self.price_in + output_tokens * self.price_out) / _A_MILLION

    def most_it_can_cost(self, characters: int) -> Decimal:
        """Return a bound for one question: a token has at least one character."""
        return self.cost(input_tokens=characters, output_tokens=self.most_tokens)


def why_not(
    budget: Budget,
    *,
    characters: int,
    spent_today: Decimal,
    latest: Sequence[tuple[CallStatus, datetime]],
    at: datetime,
) -> str | None:
    """Return why this question is not asked, or nothing; `latest` are the last calls, newest first.

    After failures in a row nobody is asked for a while; then one question tries again.
    """
    if characters > budget.most_characters:
        return (
            f"The question has {characters:,} characters; it may have {budget.most_characters:,}."
        )
    if spent_today + budget.most_it_can_cost(characters) > budget.spend_a_day:
        return f"The model's budget of {budget.spend_a_day} USD a day is used up."
    asked = [each for each in latest if each[0] is not CallStatus.WITHHELD]
    recent = asked[: budget.failures_in_a_row]
    failed = len(recent) == budget.failures_in_a_row and all(
        status is CallStatus.UNAVAILABLE for status, _ in recent
    )
    if failed and at - recent[0][1] < budget.rest:
        return (
            f"The model did not answer {budget.failures_in_a_row} times in a row; it is left alone."
        )
    return None
