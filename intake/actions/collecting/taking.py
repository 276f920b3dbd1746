"""Taking one file out of an inbox: the same door as everybody's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from core.actors import Actor
from core.errors import Refusal
from intake.actions import receiving
from intake.models import Inbox


class UnableToCollect(Refusal):
    """The inbox cannot be looked at; the text says why."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file at the door."""

    is_refused: bool
    detail: str | None = None


Take = Callable[[bytes, str], Taken]


def taker(inbox: Inbox, *, actor: Actor, at: datetime, as_of: date) -> Take:
    """Return what takes the files of this inbox in."""

    def take(content: bytes, filename: str) -> Taken:
        try:
            receiving.receive_document(
                content=content,
                filename=filename,
                channel=inbox.kind,
                actor=actor,
                received_at=at,
                as_of=as_of,
                entity=inbox.entity,
            )
        except receiving.UnableToReceive as refusal:
            return Taken(is_refused=True, detail=str(refusal))
        return Taken(is_refused=False)

    return take
