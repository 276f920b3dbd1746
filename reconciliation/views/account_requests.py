"""Mails that asked for another bank account: to be checked by two people, and never carried out."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from reconciliation import forms
from reconciliation.actions import account_requests as actions
from reconciliation.queries import account_requests as queries
from reconciliation.rules.bank_checks import CallOutcome

_PLACE = "/account-requests/"


@require_safe
@permission_required("review.view_queue", raise_exception=True)
def index(request: StaffRequest) -> HttpResponse:
    """List the requests, those that wait first."""
    context = {"files": queries.request_files(reader=request.actor), "me": request.actor.label}
    return render(request, "reconciliation/account_requests.html", context)


@require_POST
@permission_required("review.decide_case", raise_exception=True)
def call(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down the call to the number on file."""
    _visible(request, pk)
    form = forms.RequestCall(request.POST)
    if not form.is_valid():
        messages.error(request, "Say whom you spoke to, what was said, and whether it is theirs.")
        return HttpResponseRedirect(_PLACE)
    said = form.cleaned_data
    return _done(
        request, pk, "Noted.",
        lambda: actions.record_call(
            pk=pk, outcome=CallOutcome(said["outcome"]), spoke_to=said["spoke_to"],
            evidence=said["evidence"], actor=request.actor, at=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
@permission_required("review.approve_case", raise_exception=True)
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm the call as the second person."""
    said = "Confirmed. Have the master data changed where it is kept; payment waits for it then."
    return _done(
        request, pk, said,
        lambda: actions.confirm_call(pk=pk, actor=request.actor, at=timezone.now()),
    )  # fmt: skip


@require_POST
@permission_required("review.decide_case", raise_exception=True)
def dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a request that is none."""
    reason = request.POST.get("reason", "")[:2000]
    return _done(
        request, pk, "Closed.",
        lambda: actions.dismiss(pk=pk, reason=reason, actor=request.actor, at=timezone.now()),
    )  # fmt: skip


def _done(request: StaffRequest, pk: int, said: str, act: Callable[[], None]) -> HttpResponse:
    _visible(request, pk)
    try:
        act()
    except actions.UnableToAnswer as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(_PLACE)


def _visible(request: StaffRequest, pk: int) -> None:
    if not queries.may_see(pk, reader=request.actor):
        raise Http404
