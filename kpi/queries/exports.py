"""Figures in the form of the contract, section 4, counted from the records themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from core.money import decimal_text
from kpi.queries import facts
from kpi.queries.settings import Aims, aims, cost_inputs
from kpi.rules import figures, plans, tallies
from kpi.rules.figures import DEFINITIONS, CloseFact, Figure
from kpi.rules.plans import PlanTally, TallyKey
from kpi.rules.tallies import CaseFact, Tally
from ledger import figures as books
from reconciliation.queries import figures as cases

Entities = frozenset[str] | None
Slice = dict[str, str]
EVERY_PERIOD = "all"


def export_metrics(
    *, since: datetime | None = None, entities: Entities = None, at: datetime | None = None
) -> Iterator[dict[str, object]]:
    """Yield every figure by period and slice; `since` leaves out the periods before its month.

    `period` is a month, or "all" for all of them together; `slice` is empty for everything that
    the reader may see.
    """
    now = at or datetime.now(UTC)
    first = "" if since is None else since.astimezone(UTC).strftime("%Y-%m")
    known = aims()
    for period, sliced, figure in _figures(first, entities, now):
        yield _row(period, sliced, figure, known)


def _figures(first: str, entities: Entities, now: datetime) -> Iterator[tuple[str, Slice, Figure]]:
    closes = [each for each in facts.closes(entities, today=now.date()) if each.period >= first]
    yield from _of_closes(closes)
    yield from _of_cases(first, entities)
    marks = (period for period in books.book_marks() if period >= first)
    yield from _of_plans(facts.ended(marks, now.date()), entities)


def _of_closes(closes: list[CloseFact]) -> Iterator[tuple[str, Slice, Figure]]:
    yield EVERY_PERIOD, {}, figures.close_cycle_time_days(closes)
    by_period: dict[str, list[CloseFact]] = defaultdict(list)
    for close in closes:
        by_period[close.period].append(close)
    for period in sorted(by_period):
        yield period, {}, figures.close_cycle_time_days(by_period[period])
        for close in by_period[period]:
            if close.entity is not None:
                yield period, {"entity": close.entity}, figures.close_cycle_time_days([close])


def _of_cases(first: str, entities: Entities) -> Iterator[tuple[str, Slice, Figure]]:
    inputs = cost_inputs()
    whole: dict[tuple[tuple[str, str], ...], list[Tally]] = defaultdict(list)
    for period in sorted(each for each in cases.month_marks() if each >= first):
        month = facts.first_day(period)
        found = _sliced(facts.case_facts(month, tallies.month_after(month)), entities)
        for key, counted in found.items():
            whole[key].append(counted)
            for figure in figures.of_cases(counted, inputs):
                yield period, dict(key), figure
    for key, counts in {(): [tallies.total(())], **whole}.items():
        for figure in figures.of_cases(tallies.total(counts), inputs):
            yield EVERY_PERIOD, dict(key), figure


def _sliced(
    found: Iterable[CaseFact], entities: Entities
) -> dict[tuple[tuple[str, str], ...], Tally]:
    groups: dict[tuple[tuple[str, str], ...], list[CaseFact]] = defaultdict(list)
    for fact in found:
        if entities is not None and fact.entity not in entities:
            continue
        groups[()].append(fact)
        for name, member in (
            ("entity", fact.entity), ("vendor", fact.vendor_id), ("case_class", fact.case_class),
        ):  # fmt: skip
            if member is not None:
                groups[((name, member),)].append(fact)
    return {key: tallies.tally(groups[key]) for key in sorted(groups)}


def _of_plans(periods: list[str], entities: Entities) -> Iterator[tuple[str, Slice, Figure]]:
    whole: dict[tuple[tuple[str, str], ...], list[PlanTally]] = defaultdict(list)
    for period in periods:
        groups: dict[tuple[tuple[str, str], ...], list[PlanTally]] = defaultdict(list)
        for key, counted in facts.plan_tallies(period).items():
            for sliced in _plan_slices(key, period, entities):
                groups[sliced].append(counted)
        for sliced in sorted(groups):
            counted = plans.total(groups[sliced])
            whole[sliced].append(counted)
            yield period, dict(sliced), figures.forecast_variance(counted)
            yield period, dict(sliced), figures.forecast_bias(counted)
    for sliced in sorted(whole):
        counted = plans.total(whole[sliced])
        yield EVERY_PERIOD, dict(sliced), figures.forecast_variance(counted)
        yield EVERY_PERIOD, dict(sliced), figures.forecast_bias(counted)


def _plan_slices(
    key: TallyKey, period: str, entities: Entities
) -> Iterator[tuple[tuple[str, str], ...]]:
    plan, version, entity, currency, kind = key
    if entities is not None and entity not in entities:
        return
    base = ("plan", f"{plan} {version}"), ("currency", currency)
    yield base
    yield (*base, ("account_type", kind))
    if entity is not None:
        yield (*base, ("entity", entity))
    horizon = plans.horizon_of(plan, version, period)
    if horizon is not None:
        yield ("plan", plan), ("currency", currency), ("horizon_months", str(horizon))


def _row(period: str, sliced: Slice, figure: Figure, known: Aims) -> dict[str, object]:
    has_aim = set(sliced) <= {"entity"}
    aim = known.of(figure.metric, sliced.get("entity")) if has_aim else None
    return {
        "metric": figure.metric,
        "period": period,
        "slice": sliced,
        "value": _text(figure.value),
        "numerator": _text(figure.numerator),
        "denominator": _text(figure.denominator),
        "n": figure.n,
        "unit": figure.unit,
        "baseline": _text(aim.baseline if aim else None),
        "target": _text(aim.target if aim else None),
        "definition": DEFINITIONS[figure.metric],
    }


def _text(value: object) -> str | None:
    return None if value is None else decimal_text(figures.as_decimal(value))
