"""What processors hold back: reserves by age, open disputes, and both beside the books."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import StaffRequest
from reconciliation.actions import policies
from reconciliation.queries import cash_held, cash_roll
from reconciliation.rules.cash_held import DISPUTE

MOST = 200  # disputes shown


@require_safe
@permission_required("intake.view_cash", raise_exception=True)
def index(request: StaffRequest) -> HttpResponse:
    """Show what is held back, the oldest first."""
    today = timezone.localdate()
    places = cash_held.held_cash(reader=request.actor)
    disputes = sorted(
        ((item.days(today), place.where, item)
         for place in places if place.where.kind == DISPUTE for item in place.items),
        key=lambda each: -each[0],
    )  # fmt: skip
    is_all = request.actor.entities is None
    accounts = policies.current_policy().policy.cash.accounts
    context = {
        "standing": cash_roll.rolled_forward(reader=request.actor),
        "places": [(place, place.by_age(today)) for place in places],
        "books": cash_held.in_the_books(places, accounts) if is_all else [],
        "disputes": disputes[:MOST],
        "unshown": max(len(disputes) - MOST, 0),
    }
    return render(request, "reconciliation/cash_held.html", context)
