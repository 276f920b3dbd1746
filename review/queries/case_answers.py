"""What was asked about a case and answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ai.approved import Purpose
from core.actors import Actor
from review.models import CaseAnswer
from review.queries import wordings
from review.queries.wordings import Sentence

if TYPE_CHECKING:
    from reconciliation.models import Case

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer, as far as this reader may see it now."""

    row: CaseAnswer
    sentences: tuple[Sentence, ...]


def answers_of(case: "Case", *, reader: Actor, at: datetime) -> tuple[Answered, ...]:
    """Return the newest answers about a case."""
    rows = CaseAnswer.objects.filter(case=case.pk).order_by("-asked_at", "-id")[:_SHOWN]
    return tuple(
        Answered(
            row,
            tuple(
                wordings.sentences(
                    row.claims, purpose=Purpose.ANSWER, case=case, reader=reader, at=at
                )
            ),
        )
        for row in rows
    )
