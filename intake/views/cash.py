"""Bank accounts, statements and payouts, to be read."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import StaffRequest
from intake.queries import cash

_may_look = permission_required("intake.view_cash", raise_exception=True)


@require_safe
@_may_look
def accounts(request: StaffRequest) -> HttpResponse:
    """List bank accounts."""
    q, after = _asked(request)
    page = cash.accounts(q, after, reader=request.actor)
    context = {"rows": page.rows, "q": q}
    return _list(request, "intake/bank.html", context, page.next_cursor, len(page.rows))


@require_safe
@_may_look
def account(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one account and its statements."""
    file = cash.account(pk, _asked(request)[1], reader=request.actor)
    if file is None:
        raise Http404
    context = {"file": file, "account": file.account}
    count = len(file.statements)
    return _list(request, "intake/bank_account.html", context, file.next_cursor, count)


@require_safe
@_may_look
def statement(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one statement and its lines."""
    file = cash.statement(pk, _asked(request)[1], reader=request.actor)
    if file is None:
        raise Http404
    context = {"file": file, "statement": file.row.statement}
    lines = file.lines
    return _list(request, "intake/statement.html", context, lines.next_cursor, len(lines.rows))


@require_safe
@_may_look
def payouts(request: StaffRequest) -> HttpResponse:
    """List payouts."""
    q, after = _asked(request)
    page = cash.payouts(q, after, reader=request.actor)
    context = {"rows": page.rows, "q": q}
    return _list(request, "intake/payouts.html", context, page.next_cursor, len(page.rows))


@require_safe
@_may_look
def payout(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one payout and what it is made of."""
    file = cash.payout(pk, _asked(request)[1], reader=request.actor)
    if file is None:
        raise Http404
    context = {"file": file, "payout": file.payout}
    lines = file.lines
    return _list(request, "intake/payout.html", context, lines.next_cursor, len(lines.rows))


def _asked(request: StaffRequest) -> tuple[str, str]:
    return request.GET.get("q", "").strip()[:200], request.GET.get("after", "")[:200]


def _list(
    request: StaffRequest, template: str, context: dict[str, Any], cursor: str, count: int
) -> HttpResponse:
    q, after = _asked(request)
    kept = {"q": q} if q else {}
    pages = {
        "rows_shown": count,
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": cursor}) if cursor else "",
    }
    return render(request, template, {**context, **pages})
