"""The trail, and whether it still holds."""

import time
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from audit import queries, rows
from core.http import StaffRequest


@require_safe
@permission_required("audit.view_trail", raise_exception=True)
def trail(request: StaffRequest) -> HttpResponse:
    """Show what happened, newest first."""
    return render(request, "audit/trail.html", _context(request))


@require_POST
@permission_required("audit.view_trail", raise_exception=True)
def verify(request: StaffRequest) -> HttpResponse:
    """Check the whole log against its signed checkpoints, now."""
    started = time.monotonic()
    result = queries.verify()
    context = {"verified": result, "seconds": round(time.monotonic() - started, 1)}
    if request.htmx:
        return render(request, "audit/_verified.html", context)
    return render(request, "audit/trail.html", _context(request) | context)


def _context(request: StaffRequest) -> dict[str, Any]:
    kept = {
        name: value
        for name in ("subject", "actor", "action")
        if (value := request.GET.get(name, "").strip()[:200])
    }
    after = request.GET.get("after", "")
    page = queries.trail_page(
        entities=request.actor.entities,
        after=after,
        subject=kept.get("subject", ""),
        actor=kept.get("actor", ""),
        action=kept.get("action", ""),
    )
    return {
        "rows": rows.rows_of(page.entries),
        "rows_shown": len(page.entries),
        "asked": kept,
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
        "checkpoint": queries.latest_checkpoint(),
    }
