"""Actor: who did something, and whose books they may see."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of hand an action came from."""

    PERSON = "person"
    SERVICE = "service"
    RULE = "rule"
    PIPELINE = "pipeline"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a service account, a rule or the pipeline, and the entities it may see."""

    kind: ActorKind
    name: str
    user_id: int | None = None
    entities: frozenset[str] | None = None  # None is every entity; an empty set is none

    @property
    def label(self) -> str:
        """Return the name the trail uses, such as "person:anna"."""
        return f"{self.kind.value}:{self.name}"

    def may_see(self, entity: str | None) -> bool:
        """Say whether this actor may see records of the entity.

        A record that belongs to no entity is seen only by those who see all of them.
        """
        return self.entities is None or (entity is not None and entity in self.entities)


PIPELINE = Actor(kind=ActorKind.PIPELINE, name="pipeline")
