"""Two bank lines are two sides of one thing: a transfer of ours, or a payment that came back."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from reconciliation.actions import policies
from reconciliation.actions.cash_holding import (
    UnableToSettleCash,
    hold,
    open_again,
    record_decision,
    told,
    write_settled,
)
from reconciliation.models import CashMatch
from reconciliation.queries import cash_candidates
from reconciliation.queries.cash_work import WorkLine
from reconciliation.rules.cash_desk import Part
from reconciliation.rules.cash_values import CashStatus, PartType


def pair(
    *, line_id: int, other_id: int, reason: str, version: int, actor: Actor, at: datetime
) -> None:
    """Settle a line with the line that is its other side.

    Where a payment came back, what the first line had settled is open again (T86).

    :raises UnableToSettleCash: the lines do not belong together, or changed since.
    """
    settings = policies.current_policy().policy.cash
    with transaction.atomic():
        match, line = hold(line_id, version, actor)
        if match.status == CashStatus.MATCHED.value:
            raise UnableToSettleCash("The line is matched already; take that back first.")
        sides = cash_candidates.other_sides(line, settings, reader=actor)
        side = next((each for each in sides if each.pk == other_id), None)
        if side is None:
            raise UnableToSettleCash("That line is not of the opposite amount, or too far away.")
        other, other_line = hold(other_id, None, actor)
        if other.status == CashStatus.MATCHED.value:
            _open_what_came_back(side.kind, other, other_line, reason, actor=actor, at=at)
        codes = ["RETURNED_PAYMENT"] if side.kind == "return" else []
        for one, its, opposite in ((match, line, other_line), (other, other_line, line)):
            part = Part(
                PartType.ADJUSTMENT, None, opposite.reference, its.amount, other_line=opposite.pk
            )
            write_settled(one, its, [part], reason, actor=actor, at=at, codes=codes)
            payload: dict[str, object] = {"as": side.kind, "with": f"bank_line:{opposite.pk}"}
            record_decision("paired", its, payload, actor=actor, at=at)


def _open_what_came_back(
    kind: str, other: CashMatch, line: WorkLine, reason: str, *, actor: Actor, at: datetime
) -> None:
    if kind != "return":
        raise UnableToSettleCash("The other side of the transfer is matched already.")
    if other.parts.filter(other_line__isnull=False).exists():
        raise UnableToSettleCash("That line has another side already; take that back first.")
    payload: dict[str, object] = {"parts": told(other), "reason": reason or "it came back"}
    open_again(other, reason or "it came back", actor=actor, at=at)
    record_decision("undone", line, payload, actor=actor, at=at)
