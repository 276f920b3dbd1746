"""What people set for the figures: baselines, targets, and what a cost is reckoned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpi.models import CostModel, FigureTarget
from kpi.rules.figures import CostInputs


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a figure stood before, and where it should be; unknown is None."""

    baseline: Decimal | None = None
    baseline_source: str | None = None
    target: Decimal | None = None
    set_by: str | None = None
    set_at: datetime | None = None


NO_AIM = Aim()


@dataclass(frozen=True, slots=True)
class Aims:
    """The aims of every figure, for one entity or for all together."""

    rows: dict[tuple[str, str | None], Aim]

    def of(self, metric: str, entity: str | None = None) -> Aim:
        """Return the aim of a figure; an entity without its own has none, never another's."""
        return self.rows.get((metric, entity), NO_AIM)


def aims() -> Aims:
    """Return the newest aim of every figure and entity."""
    rows = FigureTarget.objects.order_by("set_at", "pk")
    return Aims(
        {
            (row.metric, row.entity): Aim(
                row.baseline, row.baseline_source, row.target, row.set_by, row.set_at
            )
            for row in rows
        }
    )


def cost_inputs() -> CostInputs:
    """Return what a cost is reckoned from now; assumed until somebody sets it."""
    row = CostModel.objects.order_by("-set_at", "-pk").first()
    if row is None:
        return CostInputs()
    return CostInputs(
        currency=row.currency,
        hourly_rate=row.hourly_rate,
        minutes_per_decision=row.minutes_per_decision,
        platform_cost_per_invoice=row.platform_cost_per_invoice,
        is_assumed=row.is_assumed,
    )


def history() -> Sequence[CostModel]:
    """Return every set of cost inputs, newest first."""
    return list(CostModel.objects.order_by("-set_at", "-pk")[:20])
