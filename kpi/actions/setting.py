"""Setting where a figure stood, where it should be, and what a cost is reckoned from."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.money import decimal_text
from kpi.models import CostModel, FigureTarget
from kpi.rules.figures import DEFINITIONS, CostInputs


class UnableToSet(Refusal):
    """The aim or the inputs cannot be set like this."""


@dataclass(frozen=True, slots=True)
class NewAim:
    """What somebody wants to set for one figure; an entity of None is all of them together."""

    metric: str
    entity: str | None = None
    baseline: Decimal | None = None
    baseline_source: str | None = None
    target: Decimal | None = None


def set_aim(aim: NewAim, *, actor: Actor, at: datetime) -> FigureTarget:
    """Set baseline and target of a figure; the earlier ones stay on record.

    :raises UnableToSet: no person sets it, there is no such figure, or a baseline has no source.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToSet("Only a person sets a target.")
    if aim.metric not in DEFINITIONS:
        raise UnableToSet(f"There is no figure {aim.metric}.")
    if not actor.may_see(aim.entity):
        raise UnableToSet("These are not your figures.")
    if aim.baseline is not None and not (aim.baseline_source or "").strip():
        raise UnableToSet("Say where the baseline was measured; it is never estimated.")
    with transaction.atomic():
        row = FigureTarget.objects.create(
            metric=aim.metric,
            entity=aim.entity,
            baseline=aim.baseline,
            baseline_source=aim.baseline_source if aim.baseline is not None else None,
            target=aim.target,
            set_by=actor.label,
            set_at=at,
        )
        audit.record(
            action="kpi.aim.set",
            subject=f"figure:{aim.metric}",
            actor=actor,
            at=at,
            entity=aim.entity,
            payload={
                "baseline": _text(aim.baseline),
                "baseline_source": row.baseline_source,
                "target": _text(aim.target),
            },
        )
    return row


def set_cost_inputs(inputs: CostInputs, *, actor: Actor, at: datetime) -> CostModel:
    """Set what an invoice's cost is reckoned from; the earlier inputs stay on record.

    :raises UnableToSet: no person sets it, or something is below zero.
    """
    if actor.kind is not ActorKind.PERSON or actor.entities is not None:
        raise UnableToSet("Only a person who sees every entity sets what a cost is made of.")
    numbers = inputs.hourly_rate, inputs.minutes_per_decision, inputs.platform_cost_per_invoice
    if min(numbers) < 0:
        raise UnableToSet("Nothing here can be below zero.")
    with transaction.atomic():
        row = CostModel.objects.create(
            currency=inputs.currency,
            hourly_rate=inputs.hourly_rate,
            minutes_per_decision=inputs.minutes_per_decision,
            platform_cost_per_invoice=inputs.platform_cost_per_invoice,
            is_assumed=inputs.is_assumed,
            set_by=actor.label,
            set_at=at,
        )
        audit.record(
            action="kpi.cost_inputs.set",
            subject="figure:invoice_processing_cost",
            actor=actor,
            at=at,
            payload={
                "currency": inputs.currency,
                "hourly_rate": decimal_text(inputs.hourly_rate),
                "minutes_per_decision": decimal_text(inputs.minutes_per_decision),
                "platform_cost_per_invoice": decimal_text(inputs.platform_cost_per_invoice),
                "is_assumed": inputs.is_assumed,
            },
        )
    return row


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
