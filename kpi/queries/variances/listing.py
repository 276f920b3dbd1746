"""Variances for the pages: a filtered list of one period, a page of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.queries.variances import reading
from kpi.queries.variances.notes import Entities
from kpi.queries.variances.reading import Listed
from ledger import movements

ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; an empty text narrows nothing."""

    period: str = ""
    plan_name: str = ""
    entity: str = ""
    is_over_only: bool = True
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """The variances of one period, the largest first, and what there is to choose from."""

    rows: tuple[Listed, ...]
    count: int
    period: str
    periods: tuple[str, ...]
    plan_names: tuple[str, ...]
    entities: tuple[str, ...]
    page: int = 1
    pages: int = 1


def periods_of(entities: Entities) -> list[str]:
    """Return the periods with a plan that a reader may see, in order."""
    return movements.planned_periods(entities)


def period_of(wanted: Wanted, periods: Sequence[str], *, today: str) -> str:
    """Return the period that is asked for, else the last with a plan that has ended."""
    ended = [each for each in periods if each < today]
    return wanted.period or next(reversed(ended or periods), "")


def find(wanted: Wanted, *, entities: Entities, period: str, periods: Sequence[str] = ()) -> Found:
    """Return the variances of a period as last counted, among the periods there are."""
    heads = reading.heads(period, entities, reading.thresholds_in_force())
    chosen = [
        each
        for each in heads
        if (each.is_over or not wanted.is_over_only)
        and (not wanted.plan_name or each.plan_name == wanted.plan_name)
        and (not wanted.entity or each.entity == wanted.entity)
    ]
    pages = max(-(-len(chosen) // ON_A_PAGE), 1)
    page = min(max(wanted.page, 1), pages)
    shown = chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return Found(
        tuple(reading.listed(shown, period)),
        len(chosen),
        period,
        tuple(reversed(periods)),
        tuple(sorted({each.plan_name for each in heads})),
        tuple(sorted({each.entity for each in heads if each.entity})),
        page,
        pages,
    )
