"""Decisions in the form of the contract, section 4."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from review.models import Decision

CHUNK = 1_000
_DECISION = (
    "pk", "decision_id", "case_id", "action", "reason_code", "comment", "decided_by", "role",
    "decided_at", "seconds_in_view", "proposal_followed", "changes", "content_hash", "signature",
    "key_id",
)  # fmt: skip


def export_decisions(
    *, since: datetime | None = None, entities: frozenset[str] | None = None
) -> Iterator[dict[str, object]]:
    """Yield every decision as exported, in the order in which they were made."""
    decisions = Decision.objects.order_by("pk")
    if since is not None:
        decisions = decisions.filter(decided_at__gte=since)
    if entities is not None:
        decisions = decisions.filter(case__entity__in=sorted(entities))
    last = 0
    while chunk := list(decisions.filter(pk__gt=last).values(*_DECISION)[:CHUNK]):
        for decision in chunk:
            yield _exported(decision)
        last = chunk[-1]["pk"]


def export_decision(decision_pk: int) -> dict[str, object]:
    """Return one decision as exported."""
    return _exported(Decision.objects.values(*_DECISION).get(pk=decision_pk))


def has_decisions() -> bool:
    """Say whether anybody has decided anything on this installation."""
    return Decision.objects.exists()


def _exported(decision: dict[str, Any]) -> dict[str, object]:
    return {
        "decision_id": str(decision["decision_id"]),
        "case_id": f"C-{decision['case_id']}",
        "action": decision["action"],
        "reason_code": decision["reason_code"],
        "comment": decision["comment"],
        "by": decision["decided_by"],
        "role": decision["role"],
        "at": decision["decided_at"].isoformat(),
        "seconds_in_view": decision["seconds_in_view"],
        "proposal_followed": decision["proposal_followed"],
        "changes": decision["changes"],
        "content_hash": decision["content_hash"],
        "signature": decision["signature"],
        "key_id": decision["key_id"],
    }
