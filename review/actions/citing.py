"""What approved sources say of each thing that is wrong with a case, word for word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from ai import quoting, retrieval
from ai.approved import Purpose
from core.actors import Actor
from reconciliation.rules.sought import SOUGHT, Sought

if TYPE_CHECKING:
    from reconciliation.models import Case
    from review.queries.stories import Story

_MOST_KINDS: Final = 6
_LOOKED_AT: Final = 6
_QUOTED: Final = 1


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of one approved passage, and where they stand."""

    source_id: str
    chunk_id: str
    title: str
    version: int
    heading: str | None
    page: int | None
    quote: str
    is_personal: bool

    @property
    def section(self) -> str | None:
        """The headings above the words, without the title that is said beside them."""
        parts = (self.heading or "").split(" › ")
        return " › ".join(parts[1:] if parts[0] == self.title else parts) or None

    @property
    def passage(self) -> str:
        """The name of the passage in a claim."""
        return f"{self.source_id}/{self.chunk_id}"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What sources say of one kind of exception, or which of them could have said something."""

    code: str
    title: str
    cited: tuple[Cited, ...]
    refusal: str | None


def cited_for(
    case: "Case", stories: Sequence["Story"], *, actor: Actor, at: datetime
) -> tuple[Ruled, ...]:
    """Return what this person may be quoted for each kind of exception; every question is kept."""
    if case.entity is None or not retrieval.has_sources():
        return ()
    kinds: dict[str, Story] = {}
    for each in stories:
        kinds.setdefault(each.code, each)
    some = list(kinds.values())[:_MOST_KINDS]
    return tuple(_ruled(each, case.entity, actor=actor, at=at) for each in some)


def _ruled(story: "Story", entity: str, *, actor: Actor, at: datetime) -> Ruled:
    sought = SOUGHT.get(story.code) or Sought(f"{story.title}. {story.why}", ())
    found = retrieval.retrieve(
        sought.question, asker=actor, purpose=Purpose.EXPLAIN, at=at,
        entities=frozenset({entity}), k=_LOOKED_AT,
    )  # fmt: skip
    about = sorted(
        (each for each in found.relevant if sought.is_named_in(f"{each.heading}\n{each.text}")),
        key=lambda each: -each.similarity,
    )
    cited = tuple(
        Cited(
            each.source_id, each.chunk_id, each.title, each.version, each.heading, each.page,
            quoting.quote_for(each.text, sought.question), each.is_personal,
        )
        for each in about[:_QUOTED]
    )  # fmt: skip
    return Ruled(story.code, story.title, cited, found.refusal)
