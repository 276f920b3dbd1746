"""What every importer is given and gives back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from audit.actions import EventDraft
from core.actors import Actor
from intake.rules.findings import FindingValue
from intake.rules.tables import Record


@dataclass(frozen=True, slots=True)
class Load:
    """One file being taken in: which, when, by whom, and for which entity."""

    document_id: int
    subject: str  # the document, as the trail names it
    entity: str | None  # of rows that name none
    as_of: date
    actor: Actor
    at: datetime
    is_after_first_vendors: bool  # vendors that come into being now are new


@dataclass(slots=True)
class Written:
    """What became of some rows."""

    refused: int = 0
    problems: list[FindingValue] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    events: list[EventDraft] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Written") -> None:
        """Take what became of further rows in."""
        self.refused += other.refused
        self.problems += other.problems
        self.touched |= other.touched
        self.events += other.events
        self.counts += other.counts


@runtime_checkable
class Closing(Protocol):
    """An importer that has something to say once it has seen every row."""

    def closing_problems(self) -> list[FindingValue]:
        """Return what is wrong with the rows taken together."""


class Importer(Protocol):
    """Writes the rows of one table. One is made for each file."""

    rows_at_once: int | None  # None is all of them

    def sift(self, record: Record) -> FindingValue | None:
        """Say why a row is refused, given the rows before it; asked once for each row."""

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write rows; may be asked again for fewer of them if the database refuses."""
