"""What was asked about a case and answered."""

from typing import TYPE_CHECKING

from review.models import CaseAnswer

if TYPE_CHECKING:
    from reconciliation.models import Case

_SHOWN = 5


def answers_of(case: "Case") -> tuple[CaseAnswer, ...]:
    """Return the newest answers about a case."""
    return tuple(CaseAnswer.objects.filter(case=case.pk).order_by("-asked_at", "-id")[:_SHOWN])
