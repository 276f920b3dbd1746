"""The close of a period: the checklist, how far it is, and the lock."""

from datetime import UTC

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from ledger import actions as ledger
from ledger import queries as books
from ledger.rules import period_of
from reconciliation.actions import closing
from reconciliation.queries.closing import count_undecided


@require_safe
@permission_required("ledger.view_books", raise_exception=True)
def close(request: StaffRequest, period: str = "") -> HttpResponse:
    """Show one period's checklist, the oldest that is open unless another is named."""
    known = books.close_periods()
    today = timezone.now().astimezone(UTC).date()
    if period and period not in known:
        raise Http404
    period = period or books.period_to_close(request.actor.entities) or period_of(today)
    tasks = books.close_tasks(period)
    done = {task.task_id for task in tasks if task.completed_at is not None}
    states = [each for each in books.periods(request.actor.entities) if each.period == period]
    context = {
        "period": period,
        "known": known,
        "tasks": [
            (task, [name for name in task.depends_on if name not in done], task.due < today)
            for task in tasks
        ],
        "done": len(done),
        "count": len(tasks),
        "states": states,
        "open_cases": count_undecided(period, request.actor.entities),
    }
    return render(request, "reconciliation/close.html", context)


@require_POST
@permission_required("reconciliation.close_period", raise_exception=True)
def complete(request: StaffRequest, period: str, task_id: str) -> HttpResponse:
    """Tick off one task."""
    try:
        ledger.complete_close_task(
            period=period, task_id=task_id, actor=request.actor, at=timezone.now()
        )
    except ledger.UnableToClose as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(f"/close/{period}/")


@require_POST
@permission_required("reconciliation.close_period", raise_exception=True)
def lock(request: StaffRequest, period: str) -> HttpResponse:
    """Close the books of an entity for a period, or open them again."""
    entity = request.POST.get("entity") or None
    if not request.actor.may_see(entity):
        raise Http404
    now, reason = timezone.now(), request.POST.get("reason", "").strip()[:1000]
    try:
        if "open" in request.POST:
            ledger.open_period(period, entity, actor=request.actor, at=now)
            messages.success(request, f"{period} is open again.")
        else:
            closed = closing.close_period(
                period=period, entity=entity, actor=request.actor, at=now, override_reason=reason
            )
            messages.success(request, _said(closed))
    except (ledger.UnableToClose, ledger.UnableToPost, closing.UnableToClosePeriod) as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(f"/close/{period}/")


def _said(closed: closing.ClosedPeriod) -> str:
    """Say what a close booked."""
    if not closed.was_open:
        return f"{closed.period} was closed already."
    amounts = ", ".join(
        f"{amount:,.2f} {currency}" for currency, amount in (closed.accrued or {}).items()
    )
    said = f"{closed.period} is closed."
    if amounts:
        said += f" Received, not invoiced: {amounts} accrued, and taken back the month after."
    if closed.not_valued:
        said += f" {len(closed.not_valued)} receipt lines could not be valued."
    return said
