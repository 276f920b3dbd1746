"""The figures: what they are, what is behind them, and what people set for them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ai import gateway
from core.http import StaffRequest
from kpi import forms
from kpi.actions import counting, explaining, setting, wording
from kpi.queries import board, drill, horizons, page, settings
from kpi.queries.variances import listing, reading
from kpi.queries.variances import page as variance_page
from kpi.queries.variances.notes import Key
from kpi.rules.figures import TITLES, CostInputs

_may_look = permission_required("kpi.view_figures", raise_exception=True)
_may_set = permission_required("kpi.set_figures", raise_exception=True)
_may_explain = permission_required("kpi.explain_variance", raise_exception=True)
PAGE = 50


@require_safe
@_may_look
def figures(request: StaffRequest) -> HttpResponse:
    """Show the figures."""
    selection = forms.FigureFilter(request.GET).wanted()
    found = board.board(selection, entities=request.actor.entities, today=timezone.now().date())
    context = {
        "selection": selection,
        "periods": found.periods,
        "shown_months": page.in_months(found),
        "counted_at": found.counted_at,
        "cards": page.cards(found, selection),
        "charts": page.charts(found, selection),
        "by_entity": page.slices(found, selection, "entity"),
        "by_class": page.slices(found, selection, "case_class"),
        "by_vendor": page.slices(found, selection, "vendor"),
        "vendor_period": found.vendor_period,
        "plans": page.plan_rows(found, selection),
        "horizons": horizons.horizon_rows(found),
        "closes": page.close_rows(found),
        "is_empty": not found.periods and not found.closes and not found.plans,
        "week_link": page.kept(selection, by="week"),
        "month_link": page.kept(selection, by=""),
        "is_filtered": bool(page.kept(selection)),
    }
    return render(request, "kpi/figures.html", context)


@require_safe
@_may_look
def cases(request: StaffRequest) -> HttpResponse:
    """Show the cases behind a figure."""
    selection = forms.FigureFilter(request.GET).wanted()
    part = request.GET.get("part", "")
    before = request.GET.get("before", "")
    rows, following = drill.cases(
        forms.behind(selection, part),
        entities=request.actor.entities,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        limit=PAGE,
    )
    kept = page.kept(selection, by="", part=part)
    context = {
        "selection": selection,
        "part": part.replace("_", " ") if part in forms.PARTS else "",
        "rows": rows,
        "rows_shown": len(rows),
        "is_later": bool(before),
        "first_page": kept,
        "next_page": f"{kept}&before={following}" if following else "",
        "back": page.kept(selection),
    }
    return render(request, "kpi/cases.html", context)


@require_safe
@_may_look
def plan(request: StaffRequest) -> HttpResponse:
    """Show the accounts behind a plan's figures, the largest difference first."""
    selection = forms.FigureFilter(request.GET).wanted()
    asked = {name: request.GET.get(name, "")[:200] for name in ("plan", "version", "currency")}
    rows = drill.plan_accounts(
        entities=request.actor.entities, entity=selection.entity, period=selection.period,
        today=timezone.now().date(), **asked,
    )  # fmt: skip
    context = {"selection": selection, "asked": asked, "rows": rows}
    return render(request, "kpi/plan.html", context)


@require_safe
@_may_look
def inputs(request: StaffRequest) -> HttpResponse:
    """Show baselines, targets and what a cost is reckoned from."""
    return _inputs(request)


@require_POST
@_may_set
def set_aim(request: StaffRequest) -> HttpResponse:
    """Set baseline and target of a figure."""
    form = forms.Aim(request.POST)
    if not form.is_valid():
        return _inputs(request, aim=form, status=422)
    cleaned = form.cleaned_data
    try:
        setting.set_aim(
            setting.NewAim(
                metric=cleaned["metric"],
                entity=cleaned["entity"] or None,
                baseline=cleaned["baseline"],
                baseline_source=cleaned["baseline_source"] or None,
                target=cleaned["target"],
            ),
            actor=request.actor,
            at=timezone.now(),
        )
    except setting.UnableToSet as refusal:
        form.add_error(None, str(refusal))
        return _inputs(request, aim=form, status=409)
    messages.success(request, f"{TITLES[cleaned['metric']]}: baseline and target are set.")
    return HttpResponseRedirect("/figures/inputs/")


@require_POST
@_may_set
def set_cost(request: StaffRequest) -> HttpResponse:
    """Set what an invoice's cost is reckoned from."""
    form = forms.CostInputsForm(request.POST)
    if not form.is_valid():
        return _inputs(request, cost=form, status=422)
    try:
        setting.set_cost_inputs(
            CostInputs(**form.cleaned_data), actor=request.actor, at=timezone.now()
        )
    except setting.UnableToSet as refusal:
        form.add_error(None, str(refusal))
        return _inputs(request, cost=form, status=409)
    messages.success(request, "The inputs of the cost are set.")
    return HttpResponseRedirect("/figures/inputs/")


@require_safe
@_may_look
def variances(request: StaffRequest) -> HttpResponse:
    """Show the variances of a period, the largest first."""
    wanted = forms.wanted_variances(request.GET)
    entities, now = request.actor.entities, timezone.now()
    periods = listing.periods_of(entities)
    period = listing.period_of(wanted, periods, today=now.date().isoformat()[:7])
    waits = counting.bring_up_to_date(period, at=now) if period else None
    found = listing.find(wanted, entities=entities, period=period, periods=periods)
    context = {
        "wanted": wanted,
        "found": found,
        "rows": [variance_page.list_row(each) for each in found.rows],
        "waits": waits,
        "kept": forms.kept_variances(wanted, period),
    }
    return render(request, "kpi/variances.html", context)


@require_safe
@_may_look
def variance(request: StaffRequest) -> HttpResponse:
    """Show one variance and what is behind it."""
    return _variance(request, forms.VarianceKey(request.GET).key())


@require_POST
@_may_explain
def say_variance(request: StaffRequest) -> HttpResponse:
    """Edit, send back or approve the text of a variance."""
    key, form = forms.VarianceKey(request.POST).key(), forms.VarianceSaying(request.POST)
    if key is None or not form.is_valid():
        return _variance(request, key, problem="Something is missing in what was sent.", status=422)
    try:
        note = explaining.say(key, form.saying(), actor=request.actor, at=timezone.now())
    except explaining.UnableToExplain as refusal:
        return _variance(request, key, problem=str(refusal), status=409)
    messages.success(request, variance_page.SAID[note.state])
    return HttpResponseRedirect(variance_page.link(key))


@require_POST
@_may_explain
def word_variance(request: StaffRequest) -> HttpResponse:
    """Put a variance into a model's words, beside the plain ones."""
    key = forms.VarianceKey(request.POST).key()
    if key is None:
        raise Http404
    made = wording.word_variance(key, actor=request.actor, at=timezone.now())
    if made is None:
        return _variance(request, key, problem="There is no model to ask.", status=409)
    if made.code is not None:
        messages.error(request, variance_page.UNWORDED[made.code])
    return HttpResponseRedirect(variance_page.link(key))


def _variance(
    request: StaffRequest, key: Key | None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    if key is None:
        raise Http404
    waits = counting.bring_up_to_date(key[2], at=timezone.now())
    found = reading.one(key, request.actor.entities)
    if found is None:
        raise Http404
    page_of = variance_page.page(found, reader=request.actor, at=timezone.now())
    context = {
        "page": page_of,
        "problem": problem,
        "waits": waits,
        "asks_models": gateway.is_on(),
    }
    return render(request, "kpi/variance.html", context, status=status)


def _inputs(
    request: StaffRequest,
    *,
    aim: forms.Aim | None = None,
    cost: forms.CostInputsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    known = settings.cost_inputs()
    initial: dict[str, Any] = {
        name: getattr(known, name)
        for name in (
            "currency", "hourly_rate", "minutes_per_decision", "platform_cost_per_invoice",
            "is_assumed",
        )
    }  # fmt: skip
    context = {
        "aims": drill.aim_rows(request.actor.entities),
        "known": known,
        "history": settings.history(),
        "aim": aim or forms.Aim(),
        "cost": cost or forms.CostInputsForm(initial=initial),
    }
    return render(request, "kpi/inputs.html", context, status=status)
