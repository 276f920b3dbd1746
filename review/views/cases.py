"""One case: what is wrong, what to do, and doing it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ai import gateway
from core.http import StaffRequest
from core.reasons import ReasonCode
from intake.queries import papers
from ledger import queries as ledger
from reconciliation.queries import bank_checks
from review import forms
from review.actions import claiming, deciding
from review.queries import (
    case_answers,
    case_file,
    counting,
    page,
    stories,
    vendor_panel,
    wordings,
)
from review.queries.case_file import ReviewFile


@require_safe
@permission_required("review.view_queue", raise_exception=True)
def case(request: StaffRequest, case_id: str) -> HttpResponse:
    """Show one case."""
    return render(request, "review/case.html", _context(request, case_id))


@require_safe
@permission_required("review.view_queue", raise_exception=True)
def case_of(request: StaffRequest, sha256: str) -> HttpResponse:
    """Go to the case that a document made."""
    case_id = case_file.case_id_of(sha256, reader=request.actor)
    if case_id is None:
        raise Http404
    return HttpResponseRedirect(f"/case/{case_id}/")


@require_POST
@permission_required("review.decide_case", raise_exception=True)
def decide(request: StaffRequest, case_id: str) -> HttpResponse:
    """Decide one case; the same panel answers yes, no and not like this."""
    form = forms.Decision(request.POST)
    said: dict[str, Any] = {"form": form}
    status = 422
    if form.is_valid():
        now = timezone.now()
        try:
            decided = deciding.decide(
                case_id=case_id, actor=request.actor, rights=_rights(request), decided_at=now,
                changes=_changes(request.POST), **form.cleaned_data,
            )  # fmt: skip
        except deciding.NoSuchCase as nowhere:
            raise Http404 from nowhere
        except deciding.UnableToDecide as refusal:
            said |= {"refusal": str(refusal), "is_stale": refusal.is_stale}
            said["shown_version"] = form.cleaned_data["case_version"]
            if refusal.is_stale:
                said["changed_since"] = _changed_since(
                    case_id, form.cleaned_data["case_version"], request
                )
            status = 409
        else:
            said, status = {"done": decided.text}, 200
    return _panel(request, case_id, said, status)


@require_POST
@permission_required("review.comment_case", raise_exception=True)
def comment(request: StaffRequest, case_id: str) -> HttpResponse:
    """Write a note on a case."""
    form = forms.Comment(request.POST)
    if not form.is_valid():
        return _panel(request, case_id, {"comment_error": True, "refusal": "Write something."}, 422)
    try:
        deciding.comment_on(
            case_id=case_id, text=form.cleaned_data["text"], actor=request.actor, at=timezone.now()
        )
    except deciding.NoSuchCase as nowhere:
        raise Http404 from nowhere
    return _panel(request, case_id, {"done": "Note added."}, 200)


@require_POST
@permission_required("review.approve_case", raise_exception=True)
def reverse(request: StaffRequest, case_id: str) -> HttpResponse:
    """Take a booking back and open the case again."""
    form = forms.Comment(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why the booking is reversed.")
        return HttpResponseRedirect(f"/case/{case_id}/")
    try:
        deciding.reverse(
            case_id=case_id, text=form.cleaned_data["text"], actor=request.actor,
            rights=_rights(request), at=timezone.now(),
        )  # fmt: skip
    except deciding.NoSuchCase as nowhere:
        raise Http404 from nowhere
    except deciding.UnableToDecide as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The booking is reversed, and the case is open again.")
    return HttpResponseRedirect(f"/case/{case_id}/")


@require_POST
@permission_required("review.decide_case", raise_exception=True)
def claim(request: StaffRequest, case_id: str) -> HttpResponse:
    """Take a case for half an hour."""
    try:
        claiming.claim(case_id=case_id, actor=request.actor, at=timezone.now())
    except claiming.UnableToClaim as refusal:
        return _panel(request, case_id, {"refusal": str(refusal)}, 409)
    return _panel(request, case_id, {}, 200)


@require_POST
@permission_required("review.decide_case", raise_exception=True)
def release(request: StaffRequest, case_id: str) -> HttpResponse:
    """Give a case back."""
    claiming.release(case_id=case_id, actor=request.actor, at=timezone.now())
    return _panel(request, case_id, {}, 200)


@require_POST
@permission_required("review.decide_case", raise_exception=True)
def take_next(request: StaffRequest) -> HttpResponse:
    """Take the most urgent case that is free, and open it."""
    try:
        taken = claiming.claim_next(actor=request.actor, at=timezone.now())
    except claiming.UnableToClaim as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect("/queue/")
    if taken is None:
        messages.info(request, "No case is free: all are settled or somebody is on them.")
        return HttpResponseRedirect("/queue/")
    return HttpResponseRedirect(f"/case/{taken.case_id}/")


def _panel(request: StaffRequest, case_id: str, said: dict[str, Any], status: int) -> HttpResponse:
    """Answer with the panel alone, or with the whole page where there is no htmx."""
    context = _context(request, case_id) | said
    if not request.htmx:
        return render(request, "review/case.html", context, status=status)
    context |= {"swaps": True, "open_work": counting.open_work(request.actor)}
    return render(request, "review/_case_panel.html", context, status=status)


def _context(request: StaffRequest, case_id: str) -> dict[str, Any]:
    now = timezone.now()
    file = case_file.review_file(case_id, reader=request.actor, rights=_rights(request), at=now)
    if file is None:
        raise Http404
    found, today = file.file.case, now.astimezone(UTC).date()
    reading = file.document.reading
    orders = [line.po_number for line in file.file.lines if line.po_number]
    related = {
        each.case.invoice_number: f"/case/{each.case.case_id}/"
        for each in file.file.related
        if each.case.invoice_number
    }
    if found.vendor is not None:
        related[found.vendor.vendor_id] = f"/vendors/{quote(found.vendor.vendor_id, safe='')}/"
    base = request.build_absolute_uri("/")[:-1]
    told = stories.stories_of(found, at=now, base=base, file=file.file)
    words = wordings.worded(found, told, reader=request.actor, at=now)
    context = {
        "file": file,
        "case": found,
        "exceptions": page.exception_groups(
            file.file.exceptions, page.order_links(orders) | related
        ),
        "journal": _journal(file),
        "fields": page.field_rows(reading, file.document.evidence),
        "editable": page.editable_fields(reading),
        "editable_lines": page.editable_lines(reading),
        "open_holds": [hold for hold in file.file.holds if hold.released_at is None],
        "papers": papers.papers_of(file.document.document, reading),
        "other_reasons": [code for code in ReasonCode if code not in found.exception_codes],
        "alarms": vendor_panel.alarm_rows(found),
        "identifiers": vendor_panel.identifier_rows(reading),
        "bank_check": bank_checks.bank_check_file(found, file.file.holds, today=today),
        "stories": wordings.beside(told, words),
        "worded": words,
        "asks_models": gateway.is_on(),
        "similar": stories.similar_to(found, entities=request.actor.entities),
        "answers": case_answers.answers_of(found, reader=request.actor, at=now),
        "me": request.actor.label,
        "today": today,
    }
    return context | _deadlines(file, now)


def _deadlines(file: ReviewFile, now: datetime) -> dict[str, int | None]:
    case, today = file.file.case, now.astimezone(UTC).date()
    return {
        "due_in": (case.due_at.date() - today).days if case.due_at else None,
        "discount_in": (case.discount_until - today).days if case.discount_until else None,
    }


def _journal(file: ReviewFile) -> list[dict[str, object]]:
    """Return the booked lines, or those that are proposed."""
    if file.entries:
        return [
            {
                "account": line.account, "account_name": line.account_name, "memo": line.memo,
                "cost_centre": line.cost_centre, "debit": line.debit, "credit": line.credit,
            }
            for entry in file.entries
            for line in entry.lines
        ]  # fmt: skip
    proposal = file.file.proposal
    if proposal is None or not proposal.journal:
        return []
    names = ledger.account_names({row.get("account") for row in proposal.journal})
    return [
        {**row, "account_name": names.get(row.get("account") or "", "")}
        | {
            side: row.get(side) if _is_amount(row.get(side)) else None
            for side in ("debit", "credit")
        }
        for row in proposal.journal
    ]


def _is_amount(text: object) -> bool:
    return bool(str(text or "").strip("0.- "))


def _rights(request: StaffRequest) -> frozenset[str]:
    return frozenset(request.user.get_all_permissions())


def _changes(posted: QueryDict) -> Mapping[str, str | None]:
    """Return what the person changed: fields that no longer say what was shown."""
    if posted.get("action") != "correct":
        return {}
    changes: dict[str, str | None] = {}
    for key, now in posted.items():
        kind, _, field = key.partition("-")
        place, _, cell = field.partition("-")
        name = {"change": field, "line": f"lines.{place}.{cell}"}.get(kind)
        was = posted.get(f"was-{field}" if kind == "change" else f"was-{key}", "")
        if name is not None and str(now).strip() != str(was).strip():
            changes[name] = str(now).strip() or None
    return changes


def _changed_since(case_id: str, version: int, request: StaffRequest) -> list[str]:
    return case_file.changed_since(case_id, version=version, reader=request.actor)
