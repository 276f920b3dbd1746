"""Limits on size, time and spend (pure). A limit that is reached is said, never stretched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ai.asking import CallStatus
from ai.routing import Price


@dataclass(frozen=True, slots=True)
class Budget:
    """What one question may take, and all of a day may cost; money in US dollars."""

    most_characters: int
    most_tokens: int
    seconds: float
    spend_a_day: Decimal
    failures_in_a_row: int = 5
    rest: timedelta = timedelta(seconds=60)

    def most_it_can_cost(self, characters: int, price: Price) -> Decimal:
        """Return a bound for one question."""
        return price.most(characters=characters, tokens=self.most_tokens)


def why_not(
    budget: Budget,
    *,
    characters: int,
    bound: Decimal,
    spent_today: Decimal,
    latest: Sequence[tuple[CallStatus, datetime]],
    at: datetime,
) -> str | None:
    """Return why this question is not asked, or nothing; `latest` are the last calls, newest first.

    `bound` is the most it can cost. After failures in a row nobody is asked for a while; then one
    question tries again.
    """
    if characters > budget.most_characters:
        return (
            f"The question has {characters:,} characters; it may have {budget.most_characters:,}."
        )
    if spent_today + bound > budget.spend_a_day:
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
