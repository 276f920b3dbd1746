"""The books, to be read: accounts and entries, down to the case behind each."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import StaffRequest
from ledger import queries

_may_look = permission_required("ledger.view_books", raise_exception=True)


@require_safe
@_may_look
def accounts(request: StaffRequest) -> HttpResponse:
    """List the chart of accounts."""
    q, after = request.GET.get("q", "").strip()[:200], request.GET.get("after", "")[:200]
    page = queries.account_page(q=q, after=after)
    kept = {"q": q} if q else {}
    context = {"rows": page.rows, "q": q, "rows_shown": len(page.rows)}
    return render(request, "ledger/accounts.html", context | _pages(kept, after, page.next_cursor))


@require_safe
@_may_look
def account(request: StaffRequest, number: str) -> HttpResponse:
    """Show one account: its balances and its latest entries."""
    found = queries.account(number)
    if found is None:
        raise Http404
    entities = request.actor.entities
    balances = [each for each in queries.balances(entities=entities) if each.account == number]
    entries, _ = queries.journal(entities=entities, account=number, limit=25)
    context = {"account": found, "balances": balances, "entries": entries}
    return render(request, "ledger/account.html", context)


@require_safe
@_may_look
def entries(request: StaffRequest) -> HttpResponse:
    """List entries, newest first."""
    kept = {
        name: value
        for name in ("period", "account", "reference")
        if (value := request.GET.get(name, "").strip()[:100])
    }
    after = request.GET.get("after", "")
    entities, following = request.actor.entities, None
    if "reference" in kept:
        rows = queries.entries_of(kept["reference"], entities=entities)[::-1]
    else:
        rows, following = queries.journal(
            entities=entities, period=kept.get("period"), account=kept.get("account"),
            before=_place(after),
        )  # fmt: skip
    cursor = f"{following[0].isoformat()}_{following[1]}" if following else ""
    context = {
        "rows": [(entry, sum(line.debit for line in entry.lines)) for entry in rows],
        "rows_shown": len(rows),
        "asked": kept,
    }
    return render(request, "ledger/entries.html", context | _pages(kept, after, cursor))


@require_safe
@_may_look
def entry(request: StaffRequest, entry_id: str) -> HttpResponse:
    """Show one entry with its lines."""
    found = queries.entry(entry_id, entities=request.actor.entities)
    if found is None:
        raise Http404
    parts = entry_id.split("-")
    is_case = parts[0] == "case" and len(parts) == 3 and parts[1].isdigit()
    context = {
        "entry": found,
        "case_id": f"C-{parts[1]}" if is_case else None,
        "debit": sum(line.debit for line in found.lines),
        "credit": sum(line.credit for line in found.lines),
    }
    return render(request, "ledger/entry.html", context)


def _pages(kept: dict[str, str], after: str, following: str) -> dict[str, Any]:
    return {
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": following}) if following else "",
    }


def _place(cursor: str) -> tuple[date, int] | None:
    try:
        day, key = cursor.split("_")
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None
