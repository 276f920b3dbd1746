"""The limits that people set: read, proposed, approved by another person."""

import json
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from reconciliation import forms
from reconciliation.actions import policies
from reconciliation.queries import policy_pages


@require_safe
@permission_required("reconciliation.view_policy", raise_exception=True)
def index(request: StaffRequest) -> HttpResponse:
    """Show the policy in force, what is proposed, and what came before."""
    return _page(request, forms.PolicyProposal())


@require_POST
@permission_required("reconciliation.propose_policy", raise_exception=True)
def propose(request: StaffRequest) -> HttpResponse:
    """Propose a change; another person puts it in force."""
    form = forms.PolicyProposal(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        row = policies.import_policy(
            form.cleaned_data["stated"], actor=request.actor, at=timezone.now(), has_decisions=True
        )
    except policies.UnableToImport as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, HTTPStatus.CONFLICT)
    if policies.is_in_force(row):
        messages.info(request, "This changes nothing: the policy in force says the same.")
    else:
        messages.success(request, f"Proposed as version {row.version}. Another person approves it.")
    return HttpResponseRedirect("/policies/")


@require_POST
@permission_required("reconciliation.approve_policy", raise_exception=True)
def decide(request: StaffRequest, version: int) -> HttpResponse:
    """Put a proposed policy in force, or turn it down."""
    act = policies.decline_policy if "decline" in request.POST else policies.approve_policy
    try:
        row = act(version, actor=request.actor, at=timezone.now())
    except policies.UnableToApprove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {row.version} is {row.state.replace('_', ' ')}.")
    return HttpResponseRedirect("/policies/")


def _page(
    request: StaffRequest, form: forms.PolicyProposal, status: int = HTTPStatus.OK
) -> HttpResponse:
    policies.current_policy()  # the first one to ask puts the defaults in force
    file = policy_pages.policy_file()
    document = file.in_force.document if file.in_force else {}
    context = {
        "file": file,
        "form": form,
        "policy": document,
        "as_json": json.dumps(document, indent=2, ensure_ascii=False),
        "me": request.actor.label,
    }
    return render(request, "reconciliation/policies.html", context, status=status)
