"""Variances for the pages: a filtered list, and one with everything behind it."""

from dataclasses import dataclass

from kpi.queries.variances.gathering import Entities
from kpi.queries.variances.judged import Judged, judged
from kpi.queries.variances.notes import Key, key_of
from ledger import movements

MOST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; an empty text narrows nothing."""

    period: str = ""
    plan_name: str = ""
    entity: str = ""
    is_over_only: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The variances of one period, the largest first, and what there is to choose from."""

    rows: tuple[Judged, ...]
    count: int
    period: str
    periods: tuple[str, ...]
    plan_names: tuple[str, ...]
    entities: tuple[str, ...]


def find(wanted: Wanted, *, entities: Entities, today: str) -> Found:
    """Return the variances of a period: the one asked for, else the last that has ended."""
    planned = movements.plans_of(period=None, first=None, entities=entities)
    periods = tuple(sorted({each.period for each in planned}, reverse=True))
    ended = [each for each in periods if each < today]
    period = wanted.period or next(iter(ended or periods), "")
    here = [each for each in planned if each.period == period]
    rows = [
        each
        for each in (judged(period=period, entities=entities) if here else ())
        if (each.exceptions or not wanted.is_over_only)
        and (not wanted.plan_name or each.compared.plan_name == wanted.plan_name)
        and (not wanted.entity or each.row.place.entity == wanted.entity)
    ]
    rows.sort(key=lambda each: -abs(each.row.variance))
    return Found(
        tuple(rows[:MOST]),
        len(rows),
        period,
        periods,
        tuple(sorted({f"{each.plan} {each.version}" for each in here})),
        tuple(sorted({each.entity for each in here if each.entity})),
    )


def one(key: Key, *, entities: Entities) -> Judged | None:
    """Return one variance that the reader may see, or nothing."""
    _, _, period, *_ = key
    found = (
        each for each in judged(period=period, entities=entities) if key_of(each.compared) == key
    )
    return next(found, None)
