"""Variances as they were last counted, judged by the thresholds in force, with what people said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.reasons import ReasonCode
from kpi.models import NoteState, VarianceFigure, VarianceNote
from kpi.queries.variances import notes
from kpi.queries.variances.notes import Entities, Key
from kpi.rules.variance.judging import Limits, exceptions_of
from kpi.rules.variance.kept import (
    Kept,
    compared_from_json,
    explained_from_json,
    narrative_from_json,
)
from kpi.rules.variance.values import Place
from reconciliation.queries.case_file import policy_in_force
from reconciliation.rules.policy import Thresholds

DRAFT, WITHIN = "draft", "within_limits"


@dataclass(frozen=True, slots=True)
class Judged:
    """One variance with all that is said about it."""

    kept: Kept
    exceptions: tuple[ReasonCode, ...]
    note: VarianceNote | None
    limits: Limits
    cited: tuple[dict[str, Any], ...] = ()  # passages that spoke of it when it was counted

    @property
    def key(self) -> Key:
        """Return what names the variance."""
        place = self.kept.place
        return (
            self.kept.plan_of, self.kept.version, self.kept.period, place.entity, place.account,
            place.cost_centre, self.kept.currency,
        )  # fmt: skip

    @property
    def listed(self) -> "Listed":
        """Return it as a list shows it."""
        kept = self.kept
        return Listed(
            self.key, kept.account_name, kept.account_type, kept.actual, kept.plan,
            kept.explained.unexplained,
            tuple(part.driver.value for part in kept.explained.parts), self.state,
        )  # fmt: skip

    @property
    def state(self) -> str:
        """Return how far people are; what was said of other figures no longer counts."""
        if self.note is not None:
            return str(self.note.state)
        return DRAFT if self.exceptions else WITHIN

    @property
    def text(self) -> str:
        """Return the text in force: what a person wrote, else what the facts say."""
        if self.note is not None and self.note.state != NoteState.SENT_BACK:
            return self.note.text
        return self.kept.narrative.text


@dataclass(frozen=True, slots=True)
class Listed:
    """One variance as a list shows it, without the records behind it."""

    key: Key
    account_name: str
    account_type: str | None
    actual: Decimal
    plan: Decimal
    unexplained: Decimal
    drivers: tuple[str, ...]
    state: str

    @property
    def variance(self) -> Decimal:
        """Return actual less plan."""
        return self.actual - self.plan


@dataclass(frozen=True, slots=True)
class Head:
    """The figures of one variance, enough to sort and to sift by."""

    pk: int
    plan_name: str
    entity: str | None
    variance: Decimal
    is_over: bool


def thresholds_in_force() -> Thresholds:
    """Return what a variance is judged by."""
    return policy_in_force().thresholds


def heads(period: str, entities: Entities, thresholds: Thresholds) -> list[Head]:
    """Return the figures of every variance of a period, the largest first."""
    rows = visible(period, entities).values_list(
        "pk", "plan", "version", "entity", "account", "actual_amount", "plan_amount",
        "unexplained", "gross",
    )  # fmt: skip
    known: dict[str, Limits] = {}
    found = []
    for pk, plan, version, entity, account, actual, intended, unexplained, gross in rows:
        limits = known.get(account) or known.setdefault(account, Limits(*thresholds.of(account)))
        codes = exceptions_of(actual - intended, intended, unexplained, gross, limits)
        found.append(Head(pk, f"{plan} {version}", entity, actual - intended, bool(codes)))
    found.sort(key=lambda each: (-abs(each.variance), each.pk))
    return found


def listed(found: Sequence[Head], period: str) -> list[Listed]:
    """Return these variances of a period in their order."""
    rows = VarianceFigure.objects.defer("told", "comparisons", "cited")
    by_pk = rows.in_bulk([each.pk for each in found])
    said = notes.latest({period})
    shown = ((by_pk[each.pk], each.is_over) for each in found if each.pk in by_pk)
    return [_listed(row, said, is_over=is_over) for row, is_over in shown]


def _listed(row: VarianceFigure, said: notes.Latest, *, is_over: bool) -> Listed:
    key = (
        row.plan, row.version, row.period, row.entity, row.account, row.cost_centre, row.currency,
    )  # fmt: skip
    note = said.get(key)
    state = DRAFT if is_over else WITHIN
    if note is not None and note.figures_hash == row.figures_hash:
        state = str(note.state)
    return Listed(
        key, row.account_name, row.account_type, row.actual_amount, row.plan_amount,
        row.unexplained, tuple(row.drivers), state,
    )  # fmt: skip


def of_period(period: str, entities: Entities) -> Iterator[Judged]:
    """Yield every variance of a period in the order of the export, with its comparisons."""
    rows = visible(period, entities).order_by("position")
    yield from _judged(list(rows))


def one(key: Key, entities: Entities) -> Judged | None:
    """Return one variance that the reader may see, with its comparisons, or nothing."""
    plan, version, period, entity, account, cost_centre, currency = key
    rows = visible(period, entities).filter(
        plan=plan, version=version, entity=entity, account=account, cost_centre=cost_centre,
        currency=currency,
    )  # fmt: skip
    return next(_judged(list(rows)), None)


def visible(period: str, entities: Entities) -> QuerySet[VarianceFigure]:
    """Return the variances of a period that a reader may see."""
    rows = VarianceFigure.objects.filter(period=period)
    return rows if entities is None else rows.filter(entity__in=sorted(entities))


def _judged(rows: Sequence[VarianceFigure]) -> Iterator[Judged]:
    thresholds = thresholds_in_force()
    said = notes.latest({row.period for row in rows})
    for row in rows:
        yield _judge(_kept(row), row, thresholds, said)


def _judge(kept: Kept, row: VarianceFigure, thresholds: Thresholds, said: notes.Latest) -> Judged:
    limits = Limits(*thresholds.of(row.account))
    codes = exceptions_of(kept.variance, kept.plan, row.unexplained, row.gross, limits)
    made = Judged(kept, codes, None, limits, tuple(row.cited))
    note = said.get(made.key)
    if note is None or note.figures_hash != row.figures_hash:
        return made
    return Judged(kept, codes, note, limits, tuple(row.cited))


def _kept(row: VarianceFigure) -> Kept:
    told = row.told
    return Kept(
        row.plan,
        row.version,
        row.period,
        Place(row.entity, row.account, row.cost_centre),
        row.currency,
        row.account_name,
        row.account_type,
        row.actual_amount,
        row.plan_amount,
        row.prior_amount,
        explained_from_json(told),
        narrative_from_json(told),
        told["quotes"],
        frozenset(told["entries"]),
        told["line_count"],
        told["foreign"],
        told["is_whole"],
        compared_from_json(row.comparisons),
    )
