"""Variances in the form of the contract, section 4."""

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from core.money import decimal_text
from core.reasons import ReasonCode
from kpi.queries.variances.gathering import Entities
from kpi.queries.variances.judged import Judged, judged
from kpi.rules.variance import Row
from kpi.rules.variance.narrative import EVIDENCE_SHOWN
from reconciliation.queries.case_file import policy_in_force

_PLACES = Decimal("0.0001")
_CENT = Decimal("0.01")


def export_variances(
    *, since: datetime | None = None, entities: Entities = None
) -> Iterator[dict[str, object]]:
    """Yield a line for every place, period and plan; `since` leaves out earlier periods."""
    thresholds = policy_in_force().thresholds
    tolerance = f"{thresholds.variance_percent} % and {thresholds.variance_absolute}"
    for each in judged(since=since, entities=entities):
        yield _row(each, tolerance)


def _row(each: Judged, tolerance: str) -> dict[str, object]:
    row = each.row
    return {
        "period": row.period,
        "plan_name": each.compared.plan_name,
        "entity": row.place.entity,
        "account": row.place.account,
        "cost_centre": row.place.cost_centre,
        "actual": _money(row.actual),
        "plan": _money(row.plan),
        "prior": None if row.prior is None else _money(row.prior),
        "variance": _money(row.variance),
        "variance_pct": _percent(each.percent),
        "drivers": [
            {
                "driver": part.driver.value,
                "amount": _money(part.amount),
                "evidence": list(part.evidence),
            }
            for part in each.explained.parts
        ],
        "unexplained": _money(each.explained.unexplained),
        "text": each.text,
        "citations": list(_citations(each)),
        "state": each.state,
        "currency": row.currency,
        "exceptions": [_exception(each, code, tolerance) for code in each.exceptions],
    }


def _exception(each: Judged, code: ReasonCode, tolerance: str) -> dict[str, object]:
    row = each.row
    is_over = code is ReasonCode.OVER_THRESHOLD
    amount = row.actual if is_over else each.explained.unexplained
    return {
        "code": code.value,
        "line": None,
        "expected": _money(row.plan) if is_over else _money(Decimal(0)),
        "actual": _money(amount),
        "tolerance": tolerance,
        "reference": each.compared.plan_name,
        "text": (
            "The variance, or what offsets in it, exceeds both thresholds."
            if is_over
            else "No record evidences the cause of an amount over both thresholds."
        ),
    }


def _citations(each: Judged) -> Iterator[dict[str, object]]:
    """Yield what each claim rests on, and the words of the entry where it has some."""
    texts = _texts(row=each.row)
    for sentence, evidence in each.narrative.sentences:
        if sentence in each.text:
            for name in evidence[:EVIDENCE_SHOWN]:
                yield {
                    "claim": sentence,
                    "source_id": name,
                    "chunk_id": None,
                    "quote": texts.get(name) or None,
                }


def _texts(row: Row) -> dict[str, str]:
    lines = (*row.prior_lines, *row.elsewhere, *row.lines)
    return {line.entry_id: line.text for line in lines}


def _money(value: Decimal) -> str:
    """Write an amount; at least to the cent, and to the last digit where there are more."""
    exact = value if value != value.quantize(_CENT) else value.quantize(_CENT)
    return decimal_text(exact)


def _percent(value: Decimal | None) -> str | None:
    if value is None:
        return None
    return decimal_text(value.quantize(_PLACES, rounding=ROUND_HALF_UP).normalize())
