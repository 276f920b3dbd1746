"""The page of figures as finished values: cards, charts and tables with their links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from kpi.queries.board import Board, PlanLine, Selection
from kpi.queries.settings import Aim
from kpi.rules import figures
from kpi.rules.charts import Chart, Line, chart
from kpi.rules.figures import DEFINITIONS, TITLES, CloseFact, Figure
from kpi.rules.plans import PlanTally
from kpi.rules.tallies import Tally
from kpi.rules.wording import amount, shown


@dataclass(frozen=True, slots=True)
class Card:
    """One figure as the page shows it."""

    metric: str
    title: str
    value: str
    made_of: str
    note: str
    baseline: str
    target: str
    definition: str
    link: str


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One entity, vendor or class with its figures."""

    name: str
    link: str
    opened: str
    exception_rate: str
    exceptions_link: str
    straight_through_rate: str
    straight_link: str
    cost: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan, version and currency."""

    name: str
    wape: str
    bias: str
    error: str
    base: str
    note: str
    link: str


@dataclass(frozen=True, slots=True)
class CloseRow:
    """One close."""

    period: str
    entity: str
    days: str
    tasks: str
    state: str
    is_closed: bool


def kept(selection: Selection, **changes: str) -> str:
    """Return the selection as a query string, with changes."""
    values = {
        "period": selection.period,
        "entity": selection.entity,
        "case_class": selection.case_class,
        "vendor": selection.vendor,
        "by": "week" if selection.by_week else "",
    } | changes
    return urlencode({name: value for name, value in values.items() if value})


def cards(board: Board, selection: Selection) -> list[Card]:
    """Return the four figures and those beside them."""
    whole = board.whole
    found = [
        (figures.close_cycle_time_days(board.closes), f"/close/{_with_slash(selection.period)}"),
        (figures.exception_rate(whole), _cases(selection, "exceptions")),
        (figures.invoice_processing_cost(whole, board.inputs), _cases(selection, "settled")),
        *_plan_figures(board, selection),
        (figures.straight_through_rate(whole), _cases(selection, "straight_through")),
        (figures.cycle_time_days(whole), _cases(selection, "booked")),
        (figures.cycle_time_days_p90(whole), _cases(selection, "booked")),
    ]
    entity = selection.entity or None
    is_narrow = bool(selection.member)
    return [
        _card(each, Aim() if is_narrow else board.aims.of(each.metric, entity), link)
        for each, link in found
    ]


def charts(board: Board, selection: Selection) -> list[Chart]:
    """Return the trends: cases by month or week, cost, times, closes and plans by month."""
    counted: Mapping[date, Tally] = board.weeks if board.weeks else board.months
    labels = [f"{day:%d %b}" if board.weeks else f"{day:%b %Y}" for day in counted]
    inputs, entity = board.inputs, selection.entity or None

    def line(of: Callable[[Tally], Figure], name: str) -> Line:
        return Line(name, tuple(of(each).value for each in counted.values()))

    def target(metric: str) -> Decimal | None:
        return None if selection.member else board.aims.of(metric, entity).target

    made = [
        chart(
            "Exceptions and straight through", labels,
            [line(figures.exception_rate, "Exception rate"),
             line(figures.straight_through_rate, "Straight through")],
            unit="ratio", target=target("exception_rate"),
        ),
        chart(
            "Cost of an invoice", labels,
            [line(lambda each: figures.invoice_processing_cost(each, inputs), "Cost")],
            unit=f"{inputs.currency}/invoice", target=target("invoice_processing_cost"),
        ),
        chart(
            "From arrival to booking", labels,
            [line(figures.cycle_time_days, "Median"),
             line(figures.cycle_time_days_p90, "Nine of ten")],
            unit="days", target=target("cycle_time_days"),
        ),
        _close_chart(board, target("close_cycle_time_days")),
        _plan_chart(board, target("forecast_variance")),
    ]  # fmt: skip
    return [each for each in made if not each.is_empty]


def slices(board: Board, selection: Selection, by: str) -> list[SliceRow]:
    """Return the rows of one table: by entity, by class or by vendor."""
    rows = {"entity": board.by_entity, "case_class": board.by_class, "vendor": board.by_vendor}[by]
    narrowed = selection
    if by == "vendor" and board.vendor_period:
        narrowed = _moved(selection, board.vendor_period)
    made = []
    for member, counted in rows.items():
        place = {"case_class": "", "vendor": "", by: member or ""}
        if by == "entity":
            place = {"entity": member or ""}
        made.append(
            SliceRow(
                name=member or "not known",
                link=f"/figures/?{kept(selection, **place)}" if member else "",
                opened=f"{counted.opened:,}",
                exception_rate=shown(figures.exception_rate(counted).value, figures.RATIO),
                exceptions_link=_cases(narrowed, "exceptions", **place),
                straight_through_rate=shown(
                    figures.straight_through_rate(counted).value, figures.RATIO
                ),
                straight_link=_cases(narrowed, "straight_through", **place),
                cost=_cost(counted, board) if by != "vendor" else "",
            )
        )
    return made


def plan_rows(board: Board, selection: Selection) -> list[PlanRow]:
    """Return one row a plan, version and currency."""
    made = []
    for each in board.plans:
        wape = figures.forecast_variance(each.tally)
        query = urlencode(
            {
                name: value
                for name, value in (
                    ("plan", each.plan), ("version", each.version), ("currency", each.currency),
                    ("period", selection.period), ("entity", selection.entity),
                )
                if value
            }
        )  # fmt: skip
        made.append(
            PlanRow(
                name=each.name,
                wape=shown(wape.value, wape.unit),
                bias=shown(figures.forecast_bias(each.tally).value, wape.unit),
                error=amount(wape.numerator),
                base=amount(wape.denominator),
                note=wape.note,
                link=f"/figures/plan/?{query}",
            )
        )
    return made


def close_rows(board: Board) -> list[CloseRow]:
    """Return one row a period and entity."""
    return [
        CloseRow(
            period=each.period,
            entity=each.entity or "no entity",
            days="open" if each.days is None else shown(Decimal(each.days), figures.DAYS),
            tasks=f"{each.tasks_completed} of {each.tasks}",
            state=_state(each),
            is_closed=each.is_closed,
        )
        for each in board.closes
    ]


def _state(close: CloseFact) -> str:
    if close.is_closed:
        return f"closed on {close.closed_on}"
    return "tasks done, books open" if close.days is not None else "open"


def _plan_figures(board: Board, selection: Selection) -> list[tuple[Figure, str]]:
    """Return WAPE and bias of the first plan in its largest currency, named in the note."""
    if not board.plans:
        return [(figures.forecast_variance(PlanTally()), "/figures/plan/")]
    first = board.plans[0]
    mine = [
        each for each in board.plans if (each.plan, each.version) == (first.plan, first.version)
    ]
    chosen = max(mine, key=lambda each: each.tally.actual_total)
    made = []
    for of in (figures.forecast_variance, figures.forecast_bias):
        figure = of(chosen.tally)
        note = f"{chosen.name}. {figure.note}".rstrip(". ")
        link = next(row.link for row in plan_rows(board, selection) if row.name == chosen.name)
        made.append(
            (
                Figure(
                    figure.metric, figure.value, figure.numerator, figure.denominator, figure.n,
                    figure.unit, note,
                ),
                link,
            )
        )  # fmt: skip
    return made


def _card(figure: Figure, aim: Aim, link: str) -> Card:
    made_of = ""
    if figure.metric.startswith("cycle_time_days"):
        made_of = f"{figure.n:,} booked cases"
    elif figure.numerator is not None and figure.denominator is not None:
        made_of = f"{amount(figure.numerator)} ÷ {amount(figure.denominator)}"
    return Card(
        metric=figure.metric,
        title=TITLES[figure.metric],
        value=shown(figure.value, figure.unit),
        made_of=made_of,
        note=figure.note,
        baseline="not measured" if aim.baseline is None else shown(aim.baseline, figure.unit),
        target="not set" if aim.target is None else shown(aim.target, figure.unit),
        definition=DEFINITIONS[figure.metric],
        link=link,
    )


def _close_chart(board: Board, target: Decimal | None) -> Chart:
    periods = sorted({each.period for each in board.closes})
    entities = sorted({each.entity for each in board.closes if each.entity})[:3]
    days = {(each.period, each.entity): each.days for each in board.closes}
    lines = []
    several: list[str | None] = [*entities] or [None]
    for entity in several:
        found = [days.get((period, entity), days.get((period, None))) for period in periods]
        lines.append(
            Line(entity or "Close", tuple(None if day is None else Decimal(day) for day in found))
        )
    return chart("Days to close", periods, lines, unit=figures.DAYS, target=target)


def _plan_chart(board: Board, target: Decimal | None) -> Chart:
    names = list(
        dict.fromkeys(each.name for group in board.plan_months.values() for each in group)
    )[:4]
    periods = sorted(board.plan_months)

    def at(period: str, name: str) -> Decimal | None:
        found: list[PlanLine] = [each for each in board.plan_months[period] if each.name == name]
        return figures.forecast_variance(found[0].tally).value if found else None

    lines = [Line(name, tuple(at(period, name) for period in periods)) for name in names]
    return chart("Forecast variance (WAPE)", periods, lines, unit=figures.RATIO, target=target)


def _cost(counted: Tally, board: Board) -> str:
    figure = figures.invoice_processing_cost(counted, board.inputs)
    return shown(figure.value, figure.unit)


def _cases(selection: Selection, part: str, **changes: str) -> str:
    return f"/figures/cases/?{kept(selection, part=part, by='', **changes)}"


def _moved(selection: Selection, period: str) -> Selection:
    return Selection(
        period, selection.entity, selection.case_class, selection.vendor, selection.by_week
    )


def _with_slash(period: str) -> str:
    return f"{period}/" if period else ""


def in_months(board: Board) -> str:
    """Say which months are shown together."""
    days = list(board.months)
    if not days:
        return ""
    first, last = days[0], days[-1]
    return f"{first:%b %Y}" if first == last else f"{first:%b %Y} to {last:%b %Y}"
