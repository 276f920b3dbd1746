"""What corrections taught of vendors' layouts, and withdrawing it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from intake.actions import learning
from intake.queries import layouts


@require_safe
@permission_required("intake.view_document", raise_exception=True)
def learned(request: StaffRequest) -> HttpResponse:
    """Show what was learned, vendor by vendor."""
    q = request.GET.get("q", "").strip()[:200]
    found = layouts.learned(reader=request.actor, q=q)
    return render(request, "intake/learned.html", {"layouts": found, "q": q})


@require_POST
@permission_required("intake.revoke_anchor", raise_exception=True)
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw what was learned of one field."""
    if not layouts.may_see(pk, reader=request.actor):
        raise Http404
    try:
        learning.revoke(anchor_id=pk, actor=request.actor, at=timezone.now())
    except learning.UnableToRevoke as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Withdrawn: later documents are read without it.")
    return HttpResponseRedirect("/learned/")
