"""Opening and closing periods, and ticking off what a close needs."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit import actions as audit
from core.actors import Actor
from core.errors import Refusal
from core.reasons import ReasonCode
from ledger.actions import naming
from ledger.models import CloseTask, Period
from ledger.rules.entries import PeriodState, is_period


class UnableToClose(Refusal):
    """The period cannot be opened or closed."""


def close_period(period: str, entity: str | None, *, actor: Actor, at: datetime) -> bool:
    """Close a period of an entity; say whether it was open until now.

    :raises UnableToClose: it is not a period, or not one of the actor's entities.
    """
    return _set_state(period, entity, PeriodState.CLOSED, actor=actor, at=at)


def open_period(period: str, entity: str | None, *, actor: Actor, at: datetime) -> bool:
    """Open a period of an entity again; say whether it was closed until now.

    :raises UnableToClose: it is not a period, or not one of the actor's entities.
    """
    return _set_state(period, entity, PeriodState.OPEN, actor=actor, at=at)


def _set_state(
    period: str, entity: str | None, state: PeriodState, *, actor: Actor, at: datetime
) -> bool:
    if not is_period(period):
        raise UnableToClose(f"{period} is not a month such as 2026-03.")
    if not actor.may_see(entity):
        raise UnableToClose("These are not your books.", code=ReasonCode.PO_OTHER_ENTITY)
    is_closing = state == PeriodState.CLOSED
    with transaction.atomic():
        naming.ensure_entities([entity])
        naming.ensure_periods([(entity, period)])
        changed = (
            Period.objects.filter(Q(entity=entity), period=period)
            .exclude(state=state)
            .update(
                state=state,
                closed_at=at if is_closing else None,
                closed_by=actor.label if is_closing else None,
            )
        )
        if changed:
            audit.record(
                action="ledger.period.closed" if is_closing else "ledger.period.opened",
                subject=f"period:{entity or ''}:{period}",
                actor=actor,
                at=at,
                payload={"period": period},
                entity=entity,
            )
    return bool(changed)


def complete_close_task(*, period: str, task_id: str, actor: Actor, at: datetime) -> bool:
    """Tick off one task of a close; say whether it was open until now.

    :raises UnableToClose: there is no such task, or one it depends on is not completed.
    """
    with transaction.atomic():
        tasks = {
            task.task_id: task
            for task in CloseTask.objects.select_for_update()
            .filter(period=period)
            .order_by("task_id", "id")
        }
        if task_id not in tasks:
            raise UnableToClose(f"There is no task {task_id} in {period}.")
        task = tasks[task_id]
        if task.completed_at is not None:
            return False
        for earlier in task.depends_on:
            if earlier in tasks and tasks[earlier].completed_at is None:
                raise UnableToClose(f"{task_id} waits for {earlier}.")
        task.completed_at, task.completed_by = at, actor.label
        task.save(update_fields=["completed_at", "completed_by"])
        audit.record(
            action="ledger.close_task.completed",
            subject=f"close_task:{period}:{task_id}",
            actor=actor,
            at=at,
            payload={"period": period, "task": task.task},
        )
    return True
