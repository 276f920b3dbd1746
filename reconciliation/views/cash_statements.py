"""Statements of account: the page, the downloads, and the paper that an auditor signs."""

import csv
import io
import json
from datetime import date, datetime, time, timedelta

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import queries as trail
from core.http import StaffRequest
from reconciliation.queries import cash_statement
from reconciliation.rules import cash_paper
from reconciliation.rules.cash_statement import AccountStatement, to_json, to_rows

_may_look = permission_required("intake.view_cash", raise_exception=True)
_SHOWN = 100
_FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf"}


@require_safe
@_may_look
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the status of an account between two days."""
    statement = _statement(request, pk)
    context = {
        "pk": pk,
        "statement": statement,
        "open_lines": statement.open_lines[:_SHOWN],
        "left": statement.open_count - min(statement.open_count, _SHOWN),
        "since": statement.since.isoformat(),
        "until": statement.until.isoformat(),
        "seen": "" if statement.seen is None else request.GET["seen"],
        "forms": list(_FORMS),
    }
    return render(request, "reconciliation/cash_statement.html", context)


@require_safe
@_may_look
def download(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    """Return the same as a file."""
    if form not in _FORMS:
        raise Http404
    statement = _statement(request, pk)
    answer = HttpResponse(_content(statement, form), content_type=_FORMS[form])
    name = f"statement-{pk}-{statement.since}-{statement.until}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _content(statement: AccountStatement, form: str) -> bytes:
    if form == "json":
        return json.dumps(to_json(statement), indent=2, ensure_ascii=False).encode()
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows(to_rows(statement))
        return out.getvalue().encode()
    return cash_paper.paper_of(statement, checkpoint=_checkpoint())


def _checkpoint() -> str:
    newest = trail.newest_checkpoint()
    if newest is None:
        return "nothing is sealed yet"
    return f"{newest.tree_size} events, root {newest.root_hash}, key {newest.key_id}"


def _statement(request: StaffRequest, pk: int) -> AccountStatement:
    until = _day(request.GET.get("to", ""), timezone.localdate())
    since = _day(request.GET.get("from", ""), until.replace(day=1) - timedelta(days=30))
    found = cash_statement.account_statement(
        pk,
        min(since, until),
        max(since, until),
        reader=request.actor,
        seen=_end_of(request.GET.get("seen", "")),
    )
    if found is None:
        raise Http404
    return found


def _end_of(text: str) -> datetime | None:
    """Return the end of a day, up to which matches are told as they were."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
