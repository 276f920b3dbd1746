"""Cases that wait for a second person."""

from django.db.models import Q

from core.actors import Actor
from reconciliation.queries import work
from reconciliation.queries.work import WorkRow
from review.models import Decision
from review.rules import DecisionAction


def awaiting_second(*, reader: Actor, limit: int = 10) -> list[WorkRow]:
    """Return cases approved once that this person could approve as the second."""
    first = Decision.objects.filter(
        Q(case__state="in_review"), action=DecisionAction.APPROVE, needs_second_person=True
    ).exclude(decided_by=reader.label)
    keys = first.order_by("-id").values_list("case_id", "case_version")[: limit * 3]
    return work.still_at({pk: version + 1 for pk, version in keys}, entities=reader.entities)[
        :limit
    ]


def escalated(*, reader: Actor, limit: int = 10) -> list[WorkRow]:
    """Return open cases that somebody asked a controller to look at."""
    raised = Decision.objects.filter(
        Q(case__state="in_review"), action=DecisionAction.ESCALATE
    ).order_by("-id")
    keys = list(dict.fromkeys(raised.values_list("case_id", flat=True)[: limit * 3]))
    return work.open_among(keys, entities=reader.entities)[:limit]
