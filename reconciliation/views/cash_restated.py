"""A payout that changed after it was matched is accepted as it stands now."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.http import StaffRequest
from intake.queries import cash
from reconciliation import forms
from reconciliation.actions import cash_restating


@require_POST
@permission_required("reconciliation.match_cash", raise_exception=True)
def accept(request: StaffRequest, pk: int) -> HttpResponse:
    """Match it with what its report makes of it now; the list says why not."""
    form = forms.PayoutAccepted(request.POST)
    if not cash.payouts_of([pk], reader=request.actor):
        raise Http404
    if not form.is_valid():
        messages.error(request, "Say which version of the payout was shown.")
        return HttpResponseRedirect("/cash/")
    try:
        cash_restating.accept_payout(
            payout_id=pk, actor=request.actor, at=timezone.now(), **form.cleaned_data
        )
    except cash_restating.UnableToSettleCash as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The payout is matched as its report tells it now.")
    return HttpResponseRedirect("/cash/")
