"""The workbench of cash: lines that wait for a person, one of them, settled and taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from core.money import minor_units
from reconciliation import forms
from reconciliation.actions import cash_deciding, policies
from reconciliation.queries import cash_work

_may_look = permission_required("intake.view_cash", raise_exception=True)
_may_match = permission_required("reconciliation.match_cash", raise_exception=True)
_STATES = ("proposed", "ambiguous", "unmatched")


@require_safe
@_may_look
def lines(request: StaffRequest) -> HttpResponse:
    """List the lines that nothing explains, or not surely."""
    status = request.GET.get("status", "")
    status = status if status in _STATES else ""
    after = request.GET.get("after", "")
    page = cash_work.open_lines(int(after) if after.isdigit() else 0, status, reader=request.actor)
    counts = cash_work.counts()
    context = {
        "rows": page.rows,
        "status": status,
        "states": [(state, counts.get(state, 0)) for state in _STATES],
        "next_page": f"?status={status}&after={page.next_cursor}" if page.next_cursor else "",
    }
    return render(request, "reconciliation/cash.html", context)


@require_safe
@_may_look
def line(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one line with what may explain it."""
    return _panel(request, pk, forms.CashChoice(), 200)


@require_POST
@_may_match
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Match a line with what was chosen."""
    form, status = forms.CashChoice(request.POST), 422
    if form.is_valid():
        try:
            cash_deciding.settle(
                line_id=pk,
                actor=request.actor,
                at=timezone.now(),
                may_exceed=request.user.has_perm("review.approve_case"),
                **form.said(),
            )
        except cash_deciding.UnableToSettleCash as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, "The line is matched.")
            return HttpResponseRedirect(f"/cash/{pk}/")
    return _panel(request, pk, form, status)


@require_POST
@_may_match
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a match back."""
    form, status = forms.CashChoice(request.POST), 422
    if form.is_valid():
        try:
            cash_deciding.undo(
                line_id=pk,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                actor=request.actor,
                at=timezone.now(),
            )
        except cash_deciding.UnableToSettleCash as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, "The match is taken back.")
            return HttpResponseRedirect(f"/cash/{pk}/")
    return _panel(request, pk, form, status)


def _panel(request: StaffRequest, pk: int, form: forms.CashChoice, status: int) -> HttpResponse:
    found = cash_work.line(pk, reader=request.actor)
    if found is None:
        raise Http404
    units = 10 ** minor_units(found.currency)
    is_open = found.status != "matched"
    settings = policies.current_policy().policy.cash
    offered = cash_work.candidates(found, settings) if is_open else []
    context = {
        "line": found,
        "form": form,
        "is_open": is_open,
        "cents": int(found.amount * units),
        "digits": minor_units(found.currency),
        "offered": [(each, int(each.amount * units)) for each in offered],
    }
    return render(request, "reconciliation/cash_line.html", context, status=status)
