"""A plan beside what was booked, account by account; what is compared and what is left out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_/. ]?(0[1-9]|1[0-2])(?!\d)")
Place = tuple[str | None, str, str]  # entity, account, currency


@dataclass(frozen=True, slots=True)
class PlanFact:
    """One line of a plan, in the account's natural sign."""

    plan: str
    version: str
    entity: str | None
    account: str
    account_type: str
    cost_centre: str | None
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ActualFact:
    """What was booked on one account and cost centre, in the account's natural sign."""

    entity: str | None
    account: str
    cost_centre: str | None
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PlanTally:
    """How far the books were from a plan. Tallies of accounts add up to that of the whole.

    `error_total` adds absolute differences, so that nothing nets away; `difference_total` adds
    them with their sign, actual less plan.
    """

    error_total: Decimal = ZERO
    difference_total: Decimal = ZERO
    actual_total: Decimal = ZERO
    plan_total: Decimal = ZERO
    n: int = 0
    zero_actuals: int = 0


TallyKey = tuple[str, str, str | None, str, str]  # plan, version, entity, currency, account type


@dataclass(frozen=True, slots=True)
class Compared:
    """One account, or one cost centre of it, beside its plan."""

    plan: str
    version: str
    entity: str | None
    account: str
    account_type: str
    cost_centre: str | None
    currency: str
    planned: Decimal
    actual: Decimal

    @property
    def difference(self) -> Decimal:
        """Return actual less plan, in the account's natural sign."""
        return self.actual - self.planned

    @property
    def tally(self) -> PlanTally:
        """Return what it adds to the figures."""
        return PlanTally(
            error_total=abs(self.difference),
            difference_total=self.difference,
            actual_total=abs(self.actual),
            plan_total=self.planned,
            n=1,
            zero_actuals=int(self.actual == 0),
        )


def compare(planned: Iterable[PlanFact], booked: Iterable[ActualFact]) -> list[Compared]:
    """Put every plan of one period beside the books.

    An account is compared by cost centre where the plan names cost centres, and as a whole where
    it does not. What no plan line names is not compared; a planned account on which nothing was
    booked counts with an actual of zero. A plan line of no entity stands for every entity.
    """
    actuals = _Actuals(booked)
    groups: dict[tuple[str, str, Place, str], dict[str | None, Decimal]] = {}
    for fact in planned:
        key = fact.plan, fact.version, (fact.entity, fact.account, fact.currency), fact.account_type
        centres = groups.setdefault(key, {})
        centres[fact.cost_centre] = centres.get(fact.cost_centre, ZERO) + fact.amount
    return [
        Compared(plan, version, place[0], place[1], kind, centre, place[2], intended, actual)
        for (plan, version, place, kind), centres in groups.items()
        for centre, intended, actual in _pairs(centres, actuals.at(place))
    ]


def tallies_of(compared: Iterable[Compared]) -> dict[TallyKey, PlanTally]:
    """Add up what was compared, by plan, version, entity, currency and type of account."""
    found: dict[TallyKey, list[PlanTally]] = defaultdict(list)
    for each in compared:
        key = each.plan, each.version, each.entity, each.currency, each.account_type
        found[key].append(each.tally)
    return {key: total(tallies) for key, tallies in found.items()}


def total(tallies: Iterable[PlanTally]) -> PlanTally:
    """Add tallies up."""
    made = PlanTally()
    for each in tallies:
        made = PlanTally(
            made.error_total + each.error_total,
            made.difference_total + each.difference_total,
            made.actual_total + each.actual_total,
            made.plan_total + each.plan_total,
            made.n + each.n,
            made.zero_actuals + each.zero_actuals,
        )
    return made


def horizon_of(plan: str, version: str, period: str) -> int | None:
    """Return how many months ahead a plan was made, where its version or name says when (T119).

    A version "2026-03" or "F2026-03" was made in March; nothing is guessed where no month stands.
    """
    for text in (version, plan):
        months = {f"{year}-{month}" for year, month in _MONTH.findall(text)}
        if len(months) == 1:
            made = months.pop()
            ahead = (int(period[:4]) - int(made[:4])) * 12 + int(period[5:]) - int(made[5:])
            return ahead if ahead >= 0 else None
    return None


class _Actuals:
    """What was booked, by place; a place without an entity adds every entity up."""

    def __init__(self, booked: Iterable[ActualFact]) -> None:
        self._found: dict[Place, dict[str | None, Decimal]] = {}
        for fact in booked:
            for entity in {fact.entity, None}:
                centres = self._found.setdefault((entity, fact.account, fact.currency), {})
                centres[fact.cost_centre] = centres.get(fact.cost_centre, ZERO) + fact.amount

    def at(self, place: Place) -> Mapping[str | None, Decimal]:
        return self._found.get(place, {})


def _pairs(
    planned: Mapping[str | None, Decimal], actual: Mapping[str | None, Decimal]
) -> list[tuple[str | None, Decimal, Decimal]]:
    if set(planned) == {None}:
        return [(None, planned[None], sum(actual.values(), ZERO))]
    centres = sorted({*planned, *actual}, key=lambda centre: (centre is None, centre or ""))
    return [(centre, planned.get(centre, ZERO), actual.get(centre, ZERO)) for centre in centres]
