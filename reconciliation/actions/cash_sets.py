"""Lines and records of one amount are matched as a set, never one by one by a guess (T81)."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from reconciliation.actions import policies
from reconciliation.actions.cash_holding import (
    UnableToSettleCash,
    hold,
    record_decision,
    write_settled,
)
from reconciliation.queries import cash_sets
from reconciliation.rules.cash_desk import Part


def settle_set(*, line_id: int, count: int, version: int, actor: Actor, at: datetime) -> int:
    """Match all lines of a line's amount with as many records of it; return how many.

    `count` is how many a person was shown: both sides must still be as many.

    :raises UnableToSettleCash: they are not as many as were shown, or the line changed since.
    """
    settings = policies.current_policy().policy.cash
    with transaction.atomic():
        _, line = hold(line_id, version, actor)
        found = cash_sets.same_amount(line, settings, reader=actor)
        if not found.is_set or len(found.lines) != count:
            raise UnableToSettleCash("There are not as many lines as records any more.")
        reason = f"one of a set of {count} lines and records of one amount"
        for pk, each in zip(found.lines, found.records, strict=True):
            match, its = hold(pk, None, actor)
            part = Part(each.type, each.key, each.record_id, its.amount, each.whole)
            write_settled(match, its, [part], reason, actor=actor, at=at)
            payload: dict[str, object] = {"record": each.record_id, "of": count}
            record_decision("settled_as_set", its, payload, actor=actor, at=at)
    return count
