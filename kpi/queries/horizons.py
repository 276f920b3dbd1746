"""How good plans were by how far ahead they were made, as finished values (T119)."""

from collections import defaultdict

from kpi.queries.board import Board
from kpi.queries.page import PlanRow
from kpi.rules import figures, plans
from kpi.rules.plans import PlanTally
from kpi.rules.wording import amount, shown


def horizon_rows(board: Board) -> list[PlanRow]:
    """Return one row a plan, currency and how many months ahead it was made, the nearest first."""
    groups: dict[tuple[str, str, int], list[PlanTally]] = defaultdict(list)
    for period, lines in board.plan_months.items():
        for each in lines:
            ahead = plans.horizon_of(each.plan, each.version, period)
            if ahead is not None:
                groups[each.plan, each.currency, ahead].append(each.tally)
    made = []
    for plan, currency, ahead in sorted(groups):
        counted = plans.total(groups[plan, currency, ahead])
        wape = figures.forecast_variance(counted)
        when = {0: "made in the month itself", 1: "made a month ahead"}
        made.append(
            PlanRow(
                name=f"{plan}, {when.get(ahead, f'made {ahead} months ahead')}, {currency}",
                wape=shown(wape.value, wape.unit),
                bias=shown(figures.forecast_bias(counted).value, wape.unit),
                error=amount(wape.numerator),
                base=amount(wape.denominator),
                note=wape.note,
                link="",
            )
        )
    return made
