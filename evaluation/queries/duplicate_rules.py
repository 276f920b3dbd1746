"""How often each duplicate rule is right, by what people decided."""

from dataclasses import dataclass

from core.actors import Actor
from evaluation.rules.intervals import Share
from intake.rules.duplicate_ways import WAYS, Way
from review.queries.alarms import AlarmCount, alarm_counts


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One rule, how often it fired, and what people said."""

    way: Way
    fired: int
    confirmed: int
    cleared: int

    @property
    def open(self) -> int:
        """Return how many alarms nobody has decided, or were rejected for another reason."""
        return self.fired - self.confirmed - self.cleared

    @property
    def precision(self) -> Share:
        """Return the share of decided alarms that were repeats."""
        return Share(self.confirmed, self.confirmed + self.cleared)


def rules(*, reader: Actor) -> tuple[RuleFigures, ...]:
    """Return every rule in its order, also those that never fired."""
    counts = alarm_counts(reader=reader)
    return tuple(
        RuleFigures(way, found.fired, found.confirmed, found.cleared)
        for way in WAYS
        for found in [counts.get(way.key, AlarmCount())]
    )
