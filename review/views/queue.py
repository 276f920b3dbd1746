"""The queue's page. What is open, in the order in which it should be done."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from core.http import StaffRequest
from core.reasons import ReasonCode
from review import forms
from review.queries import work


@require_safe
@permission_required("review.view_queue", raise_exception=True)
def queue(request: StaffRequest) -> HttpResponse:
    """Show one page of open work."""
    form = forms.QueueFilter(request.GET)
    wanted = form.wanted(request.actor.label)
    after = request.GET.get("after", "")
    page = work.open_work(wanted, reader=request.actor, after=after)
    kept = {key: value for key, value in request.GET.items() if value and key != "after"}
    context = {
        "wanted": wanted,
        "asked": request.GET,
        "rows": _rows(page, timezone.now()),
        "rows_shown": len(page.rows),
        "is_filtered": bool(kept),
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
        "states": forms.STATES,
        "reasons": sorted(ReasonCode),
    }
    return render(request, "review/queue.html", context)


def _rows(page: work.WorkPage, now: datetime) -> SafeString:
    """Render the rows in the fast language; it escapes like Django's own."""
    template = engines["jinja2"].get_template("review/queue_rows.html")
    html = template.render({"rows": page.rows, "now": now, "today": now.astimezone(UTC).date()})
    return mark_safe(html)  # noqa: S308  an autoescaped template's output
