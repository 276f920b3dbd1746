"""The measured runs: how right the machine is, slice by slice."""

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import StaffRequest
from evaluation.queries import duplicate_rules, runs
from evaluation.queries.runs import Compared
from intake.queries import alarms

_may_look = permission_required("kpi.view_figures", raise_exception=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one slice, in words."""

    slice: str
    measure: str
    right: str
    share: str
    interval: str
    change: str
    is_worse: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One duplicate rule with what people decided about its alarms, in words."""

    title: str
    says: str
    code: str
    fired: int
    confirmed: int
    cleared: int
    open: int
    precision: str
    interval: str


@require_safe
@_may_look
def index(request: StaffRequest) -> HttpResponse:
    """List the runs, newest first."""
    rows = [
        (each, _percent(each.fields.value), _percent(each.disposition.value))
        for each in runs.runs()
    ]
    return render(request, "evaluation/index.html", {"rows": rows})


@require_safe
@_may_look
def run(request: StaffRequest, run_id: str) -> HttpResponse:
    """Show one run beside the one before it over the same labels."""
    found = runs.run_named(run_id)
    if found is None:
        raise Http404
    before = runs.earlier_run(found)
    compared = runs.compared(runs.shares_of(found), runs.shares_of(before) if before else None)
    # What came out wrong names documents of every entity.
    misses = runs.misses(found) if request.actor.entities is None else []
    context = {
        "run": found,
        "before": before,
        "rows": [_row(each) for each in compared if not each.measure.startswith("field:")],
        "fields": [
            _row(each)
            for each in compared
            if each.measure.startswith("field:") and not each.slice_name
        ],
        "misses": misses,
    }
    return render(request, "evaluation/run.html", context)


def _row(each: Compared) -> Row:
    low, high = each.share.interval
    return Row(
        slice=f"{each.slice_name} {each.slice_value}".strip() or "everything",
        measure=each.measure.removeprefix("field:").replace("_", " "),
        right=f"{each.share.right:,} of {each.share.n:,}",
        share=_percent(each.share.value),
        interval=f"{_percent(low)} to {_percent(high)}",
        change="" if each.delta is None else f"{each.delta.value * 100:+.1f}",
        is_worse=each.delta is not None and each.delta.is_worse,
    )


@require_safe
@permission_required("review.view_queue", raise_exception=True)
def duplicates(request: StaffRequest) -> HttpResponse:
    """Show how often each duplicate rule is right, and what vendors are known for."""
    context = {
        "rules": [
            RuleRow(each.way.title, each.way.says, each.way.code, each.fired, each.confirmed,
                    each.cleared, each.open, _percent(each.precision.value),
                    " to ".join(map(_percent, each.precision.interval)) if each.precision.n else "")
            for each in duplicate_rules.rules(reader=request.actor)
        ],
        "remembered": alarms.remembered(entities=request.actor.entities),
    }  # fmt: skip
    return render(request, "evaluation/duplicates.html", context)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f} %"
