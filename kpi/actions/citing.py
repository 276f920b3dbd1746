"""Looking up what approved sources say of the drivers of a variance.

The numbers of the passages are kept with the count; whether they may still be quoted is asked each
time they are shown.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ai import quoting, retrieval
from ai.approved import Purpose
from core.actors import PIPELINE
from kpi.rules.variance.kept import Kept
from kpi.rules.variance.sought import SOUGHT
from kpi.rules.variance.values import Driver

_LOOKED_AT: Final = 6
_DRIVERS_CITED: Final = 3
Cited = dict[str, object]


class Citer:
    """Asks each question once, however many variances raise it."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._has_sources = retrieval.has_sources()
        self._asked: dict[tuple[Driver, str], Cited | None] = {}

    def cited(self, kept: Kept) -> list[Cited]:
        """Return the passages that speak of the largest drivers, one for each."""
        if not self._has_sources or kept.place.entity is None:
            return []
        parts = sorted(kept.explained.parts, key=lambda part: -abs(part.amount))
        drivers = [part.driver for part in parts if part.driver in SOUGHT][:_DRIVERS_CITED]
        found = (self._of(driver, kept.place.entity) for driver in drivers)
        return [each for each in found if each is not None]

    def _of(self, driver: Driver, entity: str) -> Cited | None:
        if (driver, entity) not in self._asked:
            self._asked[driver, entity] = _asked(driver, entity, self._at)
        return self._asked[driver, entity]


def _asked(driver: Driver, entity: str, at: datetime) -> Cited | None:
    sought = SOUGHT[driver]
    found = retrieval.retrieve(
        sought.question, asker=PIPELINE, purpose=Purpose.VARIANCE, at=at,
        entities=frozenset({entity}), k=_LOOKED_AT,
    )  # fmt: skip
    about = [
        each
        for each in _policies(found.relevant)
        if sought.is_named_in(f"{each.heading}\n{each.text}")
    ]
    if not about:
        return None
    best = max(about, key=lambda each: each.similarity)
    return {
        "driver": driver.value,
        "passage": best.passage_id,
        "source_id": best.source_id,
        "title": best.title,
        "version": best.version,
        "quote": quoting.quote_for(best.text, sought.question),
    }


def _policies(found: Sequence[retrieval.Found]) -> list[retrieval.Found]:
    """Leave out what was said of other variances, and what is about people."""
    return [
        each
        for each in found
        if not each.is_personal and not each.source_id.startswith("variance-")
    ]
