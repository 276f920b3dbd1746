"""The queue's page. What is open, in the order in which it should be done."""

from datetime import UTC, datetime
from typing import Any
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

REASONS = sorted(ReasonCode)


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
        "rows": _rows(page, timezone.now()),
        "filters": _quick(
            "review/queue_filters.html",
            {
                "wanted": wanted,
                "asked": kept,
                "is_filtered": bool(kept),
                "states": forms.STATES,
                "reasons": REASONS,
            },
        ),
        "rows_shown": len(page.rows),
        "is_filtered": bool(kept),
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
    }
    return render(request, "review/queue.html", context)


def _rows(page: work.WorkPage, now: datetime) -> SafeString:
    today = now.astimezone(UTC).date()
    return _quick("review/queue_rows.html", {"rows": page.rows, "now": now, "today": today})


def _quick(template: str, values: dict[str, Any]) -> SafeString:
    """Render a part in the fast language; it escapes like Django's own."""
    html = engines["jinja2"].get_template(template).render(values)
    return mark_safe(html)  # noqa: S308  an autoescaped template's output
