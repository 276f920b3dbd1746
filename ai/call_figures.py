"""What models were asked, what it cost, and how the versions of each prompt do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from ai.models import PromptVersion

WINDOW = timedelta(days=30)
_FIGURES = """
    SELECT purpose, prompt_name, prompt_version, provider, model, count(*),
           count(*) FILTER (WHERE status = 'answered'),
           count(*) FILTER (WHERE status = 'rejected'),
           count(*) FILTER (WHERE status = 'unavailable'),
           count(*) FILTER (WHERE status = 'withheld'),
           coalesce(sum(cost), 0),
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY milliseconds), 0),
           coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY milliseconds), 0)
    FROM ai_modelcall WHERE asked_at >= %s
    GROUP BY purpose, prompt_name, prompt_version, provider, model
    ORDER BY purpose, prompt_version, model
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
    cost: Decimal
    half_within: int  # milliseconds
    most_within: int

    @property
    def cost_of_one(self) -> Decimal:
        """What one call cost on average, in US dollars."""
        return (self.cost / self.asked).quantize(Decimal("0.000001"))


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """One version of a prompt, and how it did since it came."""

    row: PromptVersion
    asked: int
    answered: int
    rejected: int
    cost: Decimal


def calls_since(moment: datetime) -> tuple[CallFigures, ...]:
    """Return the figures of every purpose, version and model."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [moment])
        return tuple(CallFigures(*row[:11], *map(round, row[11:])) for row in cursor.fetchall())


def versions(calls: Sequence[CallFigures]) -> tuple[VersionFigures, ...]:
    """Return every version of every prompt, the one in use first, with its figures."""
    rows = PromptVersion.objects.order_by("name", "-is_in_use", "-added_at", "id")
    return tuple(_version(row, calls) for row in rows)


def _version(row: PromptVersion, calls: Sequence[CallFigures]) -> VersionFigures:
    mine = [
        each for each in calls if (each.prompt_name, each.prompt_version) == (row.name, row.version)
    ]
    return VersionFigures(
        row,
        asked=sum(each.asked for each in mine),
        answered=sum(each.answered for each in mine),
        rejected=sum(each.rejected for each in mine),
        cost=sum((each.cost for each in mine), Decimal(0)),
    )
