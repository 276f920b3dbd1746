"""Matching again all that is open: what `reconcile` does, and what a new policy calls for."""

from datetime import datetime

from backoffice import pipeline
from backoffice.batches import in_batches
from core.actors import Actor
from reconciliation.actions import cash_matching
from reconciliation.queries import open_work


def reconcile(
    *,
    period: str | None,
    actor: Actor,
    at: datetime,
    progress: pipeline.Progress = pipeline.silent,
) -> dict[str, int]:
    """Match every open case again with what is known now; return the counts of what happened."""
    before = open_work.open_cases(period=period)
    invoices = list(before)
    done = 0
    for batch in in_batches(invoices):
        pipeline.settle(batch, actor=actor, at=at, progress=pipeline.silent)
        done += len(batch)
        progress("matched", done, len(invoices))
    cash = cash_matching.match_cash(actor=actor, at=at)
    progress("matched cash", cash.lines + cash.payouts, cash.lines + cash.payouts)
    pipeline.seal_when_committed(at=at)
    after = open_work.states_of(invoices)
    changed = sum(1 for pk, (state, number) in after.items() if before[pk] != (state, number))
    straight_through = sum(1 for state, _ in after.values() if state == "straight_through")
    return {
        "cases": len(invoices),
        "changed": changed,
        "straight_through": straight_through,
        "in_review": sum(1 for state, _ in after.values() if state == "in_review"),
        "cash_lines": cash.lines,
        "cash_payouts": cash.payouts,
        "cash_changed": cash.changed,
        "cash_broken": cash.broken,
    }
