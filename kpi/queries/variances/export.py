"""Variances in the form of the contract, section 4, as they were counted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from core.actors import Actor
from core.money import decimal_text
from core.reasons import ReasonCode
from kpi.queries.variances import reading, sayings
from kpi.queries.variances.notes import Entities
from kpi.queries.variances.reading import Judged
from kpi.queries.variances.sayings import Saying
from kpi.rules.variance.comparing import Comparison
from kpi.rules.variance.judging import percent_of
from kpi.rules.variance.narrative import EVIDENCE_SHOWN
from kpi.rules.variance.values import Part
from ledger import movements

_PLACES = Decimal("0.0001")
_CENT = Decimal("0.01")


def lines(
    *, first: str, entities: Entities, asker: Actor, at: datetime
) -> Iterator[dict[str, object]]:
    """Yield a line for every place, period and plan, from a period on."""
    for period in movements.planned_periods():
        if period >= first:
            found = list(reading.of_period(period, entities))
            said = sayings.sayings(found, asker=asker, at=at)
            for each in found:
                yield _row(each, said.get(each.key, ()))


def _row(each: Judged, said: Sequence[Saying]) -> dict[str, object]:
    kept = each.kept
    return {
        "period": kept.period,
        "plan_name": kept.plan_name,
        "entity": kept.place.entity,
        "account": kept.place.account,
        "cost_centre": kept.place.cost_centre,
        "actual": _money(kept.actual),
        "plan": _money(kept.plan),
        "prior": None if kept.prior is None else _money(kept.prior),
        "variance": _money(kept.variance),
        "variance_pct": _percent(kept.percent),
        "drivers": _drivers(kept.explained.parts),
        "unexplained": _money(kept.explained.unexplained),
        "text": " ".join([each.text, *(one.claim for one in said)]),
        "citations": [*_citations(each), *(_quoted(one) for one in said)],
        "state": each.state,
        "currency": kept.currency,
        "exceptions": [_exception(each, code) for code in each.exceptions],
        "comparisons": [_comparison(one) for one in kept.comparisons],
    }


def _drivers(parts: Iterable[Part]) -> list[dict[str, object]]:
    return [
        {
            "driver": part.driver.value,
            "amount": _money(part.amount),
            "evidence": list(part.evidence),
        }
        for part in parts
    ]


def _comparison(each: Comparison) -> dict[str, object]:
    return {
        "against": each.against.value,
        "stretch": each.stretch,
        "actual": _money(each.now),
        "prior": _money(each.then),
        "variance": _money(each.change),
        "variance_pct": _percent(percent_of(each.change, each.then)),
        "drivers": _drivers(each.explained.parts),
        "unexplained": _money(each.explained.unexplained),
        "note": each.note or None,
    }


def _exception(each: Judged, code: ReasonCode) -> dict[str, object]:
    kept = each.kept
    is_over = code is ReasonCode.OVER_THRESHOLD
    return {
        "code": code.value,
        "line": None,
        "expected": _money(kept.plan) if is_over else _money(Decimal(0)),
        "actual": _money(kept.actual if is_over else kept.explained.unexplained),
        "tolerance": f"{each.limits.percent} % and {each.limits.absolute}",
        "reference": kept.plan_name,
        "text": (
            "The variance, or what offsets in it, exceeds both thresholds."
            if is_over
            else "No record evidences the cause of an amount over both thresholds."
        ),
    }


def _citations(each: Judged) -> Iterator[dict[str, object]]:
    """Yield what each claim rests on, and the words of the entry where it has some."""
    for sentence, evidence in each.kept.narrative.sentences:
        if sentence in each.text:
            for name in evidence[:EVIDENCE_SHOWN]:
                yield {
                    "claim": sentence,
                    "source_id": name,
                    "chunk_id": None,
                    "quote": each.kept.quotes.get(name),
                }


def _quoted(one: Saying) -> dict[str, object]:
    return {
        "claim": one.claim,
        "source_id": one.source_id,
        "chunk_id": one.chunk_id,
        "quote": one.quote,
    }


def _money(value: Decimal) -> str:
    """Write an amount; at least to the cent, and to the last digit where there are more."""
    exact = value if value != value.quantize(_CENT) else value.quantize(_CENT)
    return decimal_text(exact)


def _percent(value: Decimal | None) -> str | None:
    if value is None:
        return None
    return decimal_text(value.quantize(_PLACES, rounding=ROUND_HALF_UP).normalize())
