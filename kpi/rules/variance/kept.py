"""A variance as it is kept once counted: figures, parts, sentences and comparisons, as JSON."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.money import decimal_text
from kpi.rules.variance.comparing import Against, Comparison
from kpi.rules.variance.judging import percent_of
from kpi.rules.variance.narrative import EVIDENCE_SHOWN, Narrative
from kpi.rules.variance.values import Driver, Explained, Part, Place, Row

RULES = "variance-5"  # what was counted by other rules is counted again
EVIDENCE_LINKED = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """One variance against one plan, and what it was told from."""

    plan_of: str
    version: str
    period: str
    place: Place
    currency: str
    account_name: str
    account_type: str | None
    actual: Decimal
    plan: Decimal
    prior: Decimal | None
    explained: Explained
    narrative: Narrative
    quotes: Mapping[str, str]  # the words of the entries that are shown first
    entries: frozenset[str]  # those of the records linked that are entries
    line_count: int
    foreign: int
    is_whole: bool  # the plan names no cost centre: the account as a whole is compared
    comparisons: tuple[Comparison, ...]

    @property
    def plan_name(self) -> str:
        """Return the plan and its version (T117)."""
        return f"{self.plan_of} {self.version}"

    @property
    def variance(self) -> Decimal:
        """Return actual less plan."""
        return self.actual - self.plan

    @property
    def percent(self) -> Decimal | None:
        """Return the variance in percent of the plan, where that says something."""
        return percent_of(self.variance, self.plan)

    @property
    def figures_hash(self) -> str:
        """Return the name of these very figures; an approval holds for no others."""
        figures = [
            decimal_text(self.actual.normalize()),
            decimal_text(self.plan.normalize()),
            decimal_text(self.explained.unexplained.normalize()),
            *(
                [part.driver.value, decimal_text(part.amount.normalize())]
                for part in self.explained.parts
            ),
        ]
        return hashlib.sha256(json.dumps(figures).encode()).hexdigest()


def keep(
    row: Row,
    explained: Explained,
    narrative: Narrative,
    *,
    plan: str,
    version: str,
    account: tuple[str, str | None],
    foreign: int,
    is_whole: bool,
    compared: tuple[Comparison, ...],
) -> Kept:
    """Return what is kept of a row; the lines themselves stay in the books."""
    lines = {line.entry_id: line.text for line in (*row.prior_lines, *row.elsewhere, *row.lines)}
    shown = {name for _, ids in narrative.sentences for name in ids[:EVIDENCE_SHOWN]}
    linked = {name for part in explained.parts for name in part.evidence[:EVIDENCE_LINKED]}
    return Kept(
        plan, version, row.period, row.place, row.currency, *account,
        actual=row.actual,
        plan=row.plan,
        prior=row.prior,
        explained=explained,
        narrative=narrative,
        quotes={name: lines[name] for name in sorted(shown) if lines.get(name)},
        entries=frozenset(linked & lines.keys()),
        line_count=len(row.lines),
        foreign=foreign,
        is_whole=is_whole,
        comparisons=compared,
    )  # fmt: skip


def to_json(kept: Kept) -> dict[str, Any]:
    """Write what stands in no column of its own."""
    return {
        "parts": _parts_out(kept.explained.parts),
        "unexplained": decimal_text(kept.explained.unexplained),
        "sentences": [[text, list(ids)] for text, ids in kept.narrative.sentences],
        "facts": [list(fact) for fact in kept.narrative.facts],
        "quotes": dict(kept.quotes),
        "entries": sorted(kept.entries),
        "line_count": kept.line_count,
        "foreign": kept.foreign,
        "is_whole": kept.is_whole,
    }


def compared_to_json(found: Iterable[Comparison]) -> list[dict[str, Any]]:
    """Write comparisons."""
    return [
        {
            "against": each.against.value,
            "stretch": each.stretch,
            "now": decimal_text(each.now),
            "then": decimal_text(each.then),
            "parts": _parts_out(each.explained.parts),
            "unexplained": decimal_text(each.explained.unexplained),
            "note": each.note,
        }
        for each in found
    ]


def compared_from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Comparison, ...]:
    """Read comparisons."""
    return tuple(
        Comparison(
            Against(row["against"]), row["stretch"], Decimal(row["now"]), Decimal(row["then"]),
            explained_from_json(row), row["note"],
        )
        for row in rows
    )  # fmt: skip


def explained_from_json(row: Mapping[str, Any]) -> Explained:
    """Read the parts of a variance."""
    return Explained(
        tuple(
            Part(Driver(name), Decimal(amount), tuple(ids)) for name, amount, ids in row["parts"]
        ),
        Decimal(row["unexplained"]),
    )


def narrative_from_json(row: Mapping[str, Any]) -> Narrative:
    """Read the sentences and the facts in them."""
    return Narrative(
        tuple((text, tuple(ids)) for text, ids in row["sentences"]),
        tuple((name, value) for name, value in row["facts"]),
    )


def _parts_out(parts: Iterable[Part]) -> list[list[Any]]:
    return [[part.driver.value, decimal_text(part.amount), list(part.evidence)] for part in parts]
