"""The trail, and whether it still holds."""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from audit import queries
from audit.queries import TrailEntry
from core.http import StaffRequest

_PAGES = {
    "case": "/case/{}/",
    "document": "/intake/documents/{}/",
    "entry": "/entries/{}/",
    "vendor": "/vendors/{}/",
}


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event with a link to what it is about, and its payload as text."""

    entry: TrailEntry
    link: str | None
    payload: str


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
        "rows": [_row(entry) for entry in page.entries],
        "rows_shown": len(page.entries),
        "asked": kept,
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
        "checkpoint": queries.latest_checkpoint(),
    }


def _row(entry: TrailEntry) -> TrailRow:
    kind, _, name = entry.subject.partition(":")
    address = _PAGES.get(kind)
    link = address.format(quote(name, safe="")) if address else None
    if kind == "policy":
        link = "/policies/"
    return TrailRow(entry, link, json.dumps(entry.payload, ensure_ascii=False, indent=1))
