"""What people decided about duplicate alarms: repeats that were confirmed, and false alarms."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from core.actors import Actor
from core.reasons import ReasonCode
from reconciliation.queries import alarms
from review.models import Decision
from review.rules import DecisionAction

_REPEATS = (
    ReasonCode.DUPLICATE_INVOICE.value,
    ReasonCode.POSSIBLE_DUPLICATE.value,
    ReasonCode.DUPLICATE_DOCUMENT.value,
)


@dataclass(frozen=True, slots=True)
class AlarmCount:
    """What became of the alarms of one rule."""

    fired: int = 0
    confirmed: int = 0
    cleared: int = 0


def alarm_counts(*, reader: Actor) -> dict[str, AlarmCount]:
    """Return what became of alarms, by rule, in the cases that the reader may see.

    Confirmed: the case was rejected as a repeat. Cleared: a person said that it is none, or
    approved the case in spite of it. A case rejected for another reason says nothing.
    """
    rejected = Decision.objects.filter(
        case=OuterRef("pk"), action=DecisionAction.REJECT.value
    ).filter(Q(reason_code__in=_REPEATS) | Q(reason_code__isnull=True))
    rows = (
        alarms.cases_with_alarms(entities=reader.entities)
        .annotate(is_repeat=Exists(rejected))
        .values_list("invoice__alarms__way", "state", "is_repeat", "invoice__alarms__cleared_by")
        .annotate(count=Count("invoice__alarms__id"))
    )
    fired: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    cleared: Counter[str] = Counter()
    for way, state, is_repeat, cleared_by, count in rows:
        fired[way] += count
        if cleared_by is not None or state in ("approved", "posted"):
            cleared[way] += count
        elif state == "rejected" and is_repeat:
            confirmed[way] += count
    return {way: AlarmCount(fired[way], confirmed[way], cleared[way]) for way in fired}
