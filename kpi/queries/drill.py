"""The rows behind the figures: cases, accounts, and what was set."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from kpi.queries import facts
from kpi.queries.settings import aims
from kpi.rules.figures import TITLES
from kpi.rules.plans import Compared
from kpi.rules.tallies import minutes_between
from kpi.rules.wording import amount, shown
from ledger import figures as books
from reconciliation.queries import figures as source
from reconciliation.queries.figures import Behind, CaseBehind

Entities = frozenset[str] | None
MOST_ACCOUNTS = 500
MINUTES_A_DAY = 1440
_UNITS = {
    "close_cycle_time_days": "days",
    "cycle_time_days": "days",
    "cycle_time_days_p90": "days",
    "invoice_processing_cost": "/invoice",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case behind a figure, with the time it took."""

    case: CaseBehind
    took: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account behind a plan's figures."""

    period: str
    entity: str
    account: str
    cost_centre: str
    planned: str
    actual: str
    difference: str
    link: str


@dataclass(frozen=True, slots=True)
class AimRow:
    """What is set for one figure and entity."""

    title: str
    entity: str
    baseline: str
    source: str
    target: str


def cases(
    wanted: Behind, *, entities: Entities, before: int | None, limit: int
) -> tuple[list[CaseRow], int | None]:
    """Return a page of the cases behind a figure, and what the next page comes before."""
    found = source.cases_behind(wanted, entities=entities, before=before, limit=limit + 1)
    rows = [CaseRow(case, _took(case)) for case in found[:limit]]
    return rows, found[limit - 1].pk if len(found) > limit else None


def plan_accounts(
    *,
    entities: Entities,
    entity: str,
    period: str,
    plan: str,
    version: str,
    currency: str,
    today: date,
) -> list[AccountRow]:
    """Return the accounts behind a plan's figures, the largest difference first."""
    periods = [period] if period else sorted(books.book_marks())
    found: list[tuple[str, Compared]] = []
    for each in facts.ended(periods, today):
        for row in facts.compared(each):
            is_seen = entities is None or (row.entity is not None and row.entity in entities)
            named = (plan, row.plan), (version, row.version), (currency, row.currency)
            fits = all(not wanted or wanted == has for wanted, has in named)
            if is_seen and fits and (not entity or row.entity == entity):
                found.append((each, row))
    found.sort(key=lambda pair: (-abs(pair[1].difference), pair[0], pair[1].account))
    return [_account(each, row) for each, row in found[:MOST_ACCOUNTS]]


def aim_rows(entities: Entities) -> list[AimRow]:
    """Return what is set, for the entities the reader may see and for all together."""
    return [
        AimRow(
            title=TITLES.get(metric, metric),
            entity=entity or "all",
            baseline=_plain(metric, aim.baseline) if aim.baseline is not None else "not measured",
            source=aim.baseline_source or "–",
            target=_plain(metric, aim.target) if aim.target is not None else "not set",
        )
        for (metric, entity), aim in sorted(
            aims().rows.items(), key=lambda pair: (pair[0][0], pair[0][1] or "")
        )
        if entities is None or entity is None or entity in entities
    ]


def _plain(metric: str, value: Decimal) -> str:
    return shown(value, _UNITS.get(metric, "ratio"))


def _took(case: CaseBehind) -> str:
    if case.booked_at is None:
        return "–"
    minutes = Decimal(minutes_between(case.received_at, case.booked_at))
    return shown(minutes / MINUTES_A_DAY, "days")


def _account(period: str, row: Compared) -> AccountRow:
    return AccountRow(
        period=period,
        entity=row.entity or "all",
        account=row.account,
        cost_centre=row.cost_centre or "–",
        planned=f"{amount(row.planned)} {row.currency}",
        actual=f"{amount(row.actual)} {row.currency}",
        difference=f"{amount(row.difference)} {row.currency}",
        link="/entries/?" + urlencode({"period": period, "account": row.account}),
    )
