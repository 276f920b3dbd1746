"""What models were asked, what it cost, and how the versions of each prompt do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import connection

from ai import calls, queries, routing
from ai.models import ModelApproval, PromptTrial, PromptVersion
from ai.routing import Rung

_MOST_TRIALS = 100
_FIGURES = """
    SELECT purpose, prompt_name, prompt_version, provider, asked_of, count(*),
           count(*) FILTER (WHERE status = 'answered'),
           count(*) FILTER (WHERE status = 'rejected'),
           count(*) FILTER (WHERE status = 'unavailable'),
           count(*) FILTER (WHERE status = 'withheld'),
           count(*) FILTER (WHERE is_unsure),
           coalesce(sum(input_tokens + cached_tokens + cache_writes), 0),
           coalesce(sum(cached_tokens), 0),
           count(DISTINCT subject), coalesce(sum(cost), 0),
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds), 0),
           coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY milliseconds), 0)
    FROM ai_modelcall WHERE asked_at >= %s AND run IS NULL
    GROUP BY purpose, prompt_name, prompt_version, provider, asked_of
    ORDER BY purpose, prompt_version, asked_of
"""


@dataclass(frozen=True, slots=True)
class CallFigures:
    """The calls of one purpose with one version of its prompt and one model."""

    purpose: str
    prompt_name: str
    prompt_version: str
    provider: str
    model: str
    asked: int
    answered: int
    rejected: int
    unavailable: int
    withheld: int
    unsure: int
    sent: int  # tokens
    cached: int
    subjects: int  # invoices, cases: whatever was asked about
    cost: Decimal
    half_within: int  # milliseconds
    most_within: int

    @property
    def cost_of_one(self) -> Decimal:
        """What one call cost on average, in US dollars."""
        return (self.cost / self.asked).quantize(Decimal("0.000001"))

    @property
    def cost_of_a_subject(self) -> Decimal:
        """What one invoice or case cost on average, all its calls together."""
        return (self.cost / self.subjects).quantize(Decimal("0.000001"))

    @property
    def cached_share(self) -> int:
        """How much of what was sent came from the vendor's cache, in percent."""
        return round(100 * self.cached / self.sent) if self.sent else 0


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """One model of the ladders: its price, who approved it, and how it does."""

    rung: Rung
    approval: ModelApproval | None
    asked: int
    passed: int
    is_under_the_bar: bool


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """One version of a prompt, and how it did since it came."""

    row: PromptVersion
    asked: int
    answered: int
    rejected: int
    cost: Decimal
    trials: tuple[PromptTrial, ...]
    changes: tuple[queries.Change, ...] = ()  # beside the version in use


def calls_since(moment: datetime) -> tuple[CallFigures, ...]:
    """Return the figures of every purpose, version and model."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [moment])
        return tuple(CallFigures(*row[:15], *map(round, row[15:])) for row in cursor.fetchall())


def versions(found: Sequence[CallFigures]) -> tuple[VersionFigures, ...]:
    """Return every version of every prompt, the one in use first, with its figures."""
    rows = list(PromptVersion.objects.order_by("name", "-is_in_use", "-added_at", "id"))
    in_use = {row.name: row.text for row in rows if row.is_in_use}
    trials = list(PromptTrial.objects.order_by("-tried_at", "-id")[:_MOST_TRIALS])
    return tuple(_version(row, found, trials, in_use.get(row.name)) for row in rows)


def models_of(found: Sequence[CallFigures]) -> tuple[ModelFigures, ...]:
    """Return every model of the ladders with its price and its record."""
    approvals = {row.model: row for row in ModelApproval.objects.all()}
    bar = Decimal(settings.MODEL_BAR)
    rows = []
    for rung in calls.every_model():
        mine = [each for each in found if each.model == rung.model]
        asked = sum(each.answered + each.rejected for each in mine)
        passed = sum(each.answered - each.unsure for each in mine)
        is_under = routing.Record(asked, passed).fails(bar)
        rows.append(ModelFigures(rung, approvals.get(rung.model), asked, passed, is_under))
    return tuple(rows)


def _version(
    row: PromptVersion,
    found: Sequence[CallFigures],
    trials: Sequence[PromptTrial],
    in_use: str | None,
) -> VersionFigures:
    mine = [
        each for each in found if (each.prompt_name, each.prompt_version) == (row.name, row.version)
    ]
    return VersionFigures(
        row,
        asked=sum(each.asked for each in mine),
        answered=sum(each.answered for each in mine),
        rejected=sum(each.rejected for each in mine),
        cost=sum((each.cost for each in mine), Decimal(0)),
        trials=tuple(each for each in trials if each.prompt_version == row.version),
        changes=()
        if in_use is None or row.is_in_use
        else tuple(queries.changes(_lines(in_use), _lines(row.text))),
    )


def _lines(text: str) -> str:
    """Return a prompt with each of its lines as a paragraph, to be set beside another."""
    return "\n\n".join(line for line in text.splitlines() if line.strip())
