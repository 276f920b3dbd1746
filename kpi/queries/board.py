"""What the page of figures shows: sums of what was counted, for the entities a reader may see."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, QuerySet, Sum

from kpi.models import CountMark, DailyFigure, Dimension, Grain, PlanFigure
from kpi.queries import facts
from kpi.queries.settings import Aims, aims, cost_inputs
from kpi.rules import plans, tallies
from kpi.rules.figures import CloseFact, CostInputs
from kpi.rules.plans import PlanTally
from kpi.rules.tallies import Tally

Entities = frozenset[str] | None
MONTHS, WEEKS, VENDORS = 13, 26, 10


@dataclass(frozen=True, slots=True)
class Selection:
    """What the reader narrowed the page to; empty does not narrow."""

    period: str = ""
    entity: str = ""
    case_class: str = ""
    vendor: str = ""
    by_week: bool = False

    @property
    def dimension(self) -> Dimension:
        """Return by what the cases are narrowed."""
        if self.vendor:
            return Dimension.VENDOR
        return Dimension.CASE_CLASS if self.case_class else Dimension.ALL

    @property
    def member(self) -> str | None:
        """Return to which vendor or class they are narrowed."""
        return self.vendor or self.case_class or None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan and version in one currency, in one month or all of them."""

    plan: str
    version: str
    currency: str
    tally: PlanTally

    @property
    def name(self) -> str:
        """Name plan and version, and the currency they are in."""
        return f"{self.plan} {self.version}, {self.currency}"


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the page, not yet put into words."""

    counted_at: datetime | None
    periods: list[str]
    months: dict[date, Tally]
    weeks: dict[date, Tally]
    by_entity: dict[str | None, Tally]
    by_class: dict[str | None, Tally]
    by_vendor: dict[str | None, Tally]
    vendor_period: str | None
    closes: list[CloseFact]
    plans: list[PlanLine]
    plan_months: dict[str, list[PlanLine]]
    aims: Aims
    inputs: CostInputs

    @property
    def whole(self) -> Tally:
        """Return what all shown months add up to."""
        return tallies.total(self.months.values())


def board(selection: Selection, *, entities: Entities, today: date) -> Board:
    """Gather the page: a fixed number of small queries, however many cases there are."""
    seen = _seen(DailyFigure.objects.all(), selection, entities)
    ends = DailyFigure.objects.filter(
        dimension=Dimension.ALL.value, grain=Grain.MONTH.value
    ).aggregate(first=Min("starts_on"), last=Max("starts_on"))
    periods = _periods(ends["first"], ends["last"])
    shown = [selection.period] if selection.period in periods else periods
    months = _months(seen, selection, shown)
    vendor_period = shown[-1] if shown else None
    return Board(
        counted_at=CountMark.objects.aggregate(at=Max("counted_at"))["at"],
        periods=periods,
        months=_by_start(months),
        weeks=_weeks(seen, selection) if selection.by_week else {},
        by_entity=_by_entity(months),
        by_class=_of_dimension(seen, Dimension.CASE_CLASS, shown),
        by_vendor=_vendors(seen, vendor_period),
        vendor_period=vendor_period,
        closes=_closes(selection, entities, today),
        plans=_plans(selection, entities, shown if selection.period else None)[""],
        plan_months=_plans(selection, entities, None, by_month=True),
        aims=aims(),
        inputs=cost_inputs(),
    )


Row = tuple[date, str | None, Tally]


def _seen(
    rows: "QuerySet[DailyFigure]", selection: Selection, entities: Entities
) -> "QuerySet[DailyFigure]":
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    return rows.filter(entity=selection.entity) if selection.entity else rows


def _periods(first: date | None, last: date | None) -> list[str]:
    if first is None or last is None:
        return []
    found = []
    while first <= last:
        found.append(f"{first:%Y-%m}")
        first = tallies.month_after(first)
    return found[-MONTHS:]


def _months(seen: "QuerySet[DailyFigure]", selection: Selection, shown: list[str]) -> list[Row]:
    rows = seen.filter(
        dimension=selection.dimension.value,
        grain=Grain.MONTH.value,
        starts_on__in=[facts.first_day(period) for period in shown],
    )
    return _rows(rows.filter(member=selection.member) if selection.member else rows)


def _weeks(seen: "QuerySet[DailyFigure]", selection: Selection) -> dict[date, Tally]:
    """Return the newest weeks; weeks are counted for all vendors and classes together."""
    if selection.dimension is not Dimension.ALL:
        return {}
    rows = seen.filter(dimension=Dimension.ALL.value, grain=Grain.WEEK.value)
    starts = list(
        rows.values_list("starts_on", flat=True).distinct().order_by("-starts_on")[:WEEKS]
    )
    return _by_start(_rows(rows.filter(starts_on__in=starts)))


def _of_dimension(
    seen: "QuerySet[DailyFigure]", dimension: Dimension, shown: list[str]
) -> dict[str | None, Tally]:
    rows = seen.filter(
        dimension=dimension.value,
        grain=Grain.MONTH.value,
        starts_on__in=[facts.first_day(period) for period in shown],
    )
    found: dict[str | None, list[Tally]] = defaultdict(list)
    for row in rows.order_by("member", "pk"):
        found[row.member].append(_tally(row))
    return {member: tallies.total(group) for member, group in found.items()}


def _vendors(seen: "QuerySet[DailyFigure]", period: str | None) -> dict[str | None, Tally]:
    """Return the vendors with the most exceptions in one month."""
    if period is None:
        return {}
    rows = (
        seen.filter(
            dimension=Dimension.VENDOR.value,
            grain=Grain.MONTH.value,
            starts_on=facts.first_day(period),
        )
        .values("member")
        .annotate(
            all=Sum("opened"), wrong=Sum("with_exception"), done=Sum("settled"),
            alone=Sum("straight_through"),
        )
        .order_by("-wrong", "-all", "member")[:VENDORS]
    )  # fmt: skip
    return {
        row["member"]: Tally(row["all"], row["wrong"], row["done"], row["alone"]) for row in rows
    }


def _rows(rows: "QuerySet[DailyFigure]") -> list[Row]:
    return [(row.starts_on, row.entity, _tally(row)) for row in rows.order_by("starts_on", "pk")]


def _tally(row: DailyFigure) -> Tally:
    return Tally(
        row.opened,
        row.with_exception,
        row.settled,
        row.straight_through,
        row.seconds_in_view,
        row.unmeasured,
        {int(minutes): n for minutes, n in row.durations.items()},
    )


def _by_start(rows: list[Row]) -> dict[date, Tally]:
    found: dict[date, list[Tally]] = defaultdict(list)
    for starts_on, _, counted in rows:
        found[starts_on].append(counted)
    return {start: tallies.total(found[start]) for start in sorted(found)}


def _by_entity(rows: list[Row]) -> dict[str | None, Tally]:
    found: dict[str | None, list[Tally]] = defaultdict(list)
    for _, entity, counted in rows:
        found[entity].append(counted)
    return {key: tallies.total(found[key]) for key in sorted(found, key=lambda each: each or "~")}


def _closes(selection: Selection, entities: Entities, today: date) -> list[CloseFact]:
    found = facts.closes(entities, today=today)
    if selection.entity:
        found = [each for each in found if each.entity in (selection.entity, None)]
    if selection.period:
        found = [each for each in found if each.period == selection.period]
    return found


def _plans(
    selection: Selection, entities: Entities, periods: list[str] | None, *, by_month: bool = False
) -> dict[str, list[PlanLine]]:
    """Return the plans of some months together, or of each of them."""
    rows = PlanFigure.objects.all()
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    if selection.entity:
        rows = rows.filter(entity=selection.entity)
    if periods is not None:
        rows = rows.filter(period__in=periods)
    found: dict[tuple[str, str, str, str], list[PlanTally]] = defaultdict(list)
    for row in rows.order_by("period", "plan", "version", "currency", "pk"):
        key = row.period if by_month else "", row.plan, row.version, row.currency
        found[key].append(
            PlanTally(
                row.error_total, row.difference_total, row.actual_total, row.plan_total, row.n,
                row.zero_actuals,
            )
        )  # fmt: skip
    lines: dict[str, list[PlanLine]] = {} if by_month else {"": []}
    for (period, plan, version, currency), group in found.items():
        lines.setdefault(period, []).append(PlanLine(plan, version, currency, plans.total(group)))
    return lines
