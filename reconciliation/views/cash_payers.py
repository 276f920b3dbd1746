"""What matches by hand taught about payers, to be seen and withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from reconciliation.actions import cash_learning
from reconciliation.queries import cash_payers


@require_safe
@permission_required("intake.view_cash", raise_exception=True)
def payers(request: StaffRequest) -> HttpResponse:
    """List the names under which parties pay."""
    q, after = request.GET.get("q", "").strip()[:200], request.GET.get("after", "")[:200]
    page = cash_payers.payers(q, after, reader=request.actor)
    return render(request, "reconciliation/cash_payers.html", {"page": page, "q": q})


@require_POST
@permission_required("reconciliation.match_cash", raise_exception=True)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget one of them."""
    if not cash_payers.may_see(pk, reader=request.actor):
        raise Http404
    try:
        cash_learning.withdraw(pk, actor=request.actor, at=timezone.now())
    except cash_learning.UnableToWithdrawAlias as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Withdrawn. Lines that come from now on are not matched by it.")
    return HttpResponseRedirect("/cash/payers/")
