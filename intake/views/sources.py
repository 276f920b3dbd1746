"""Approved sources: what the assistant may quote, who approved it, and until when."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ai import queries
from ai.actions import sources as registry
from ai.approved import WORDS, Withheld
from ai.models import Retrieval, Source, SourceVersion
from core.errors import Refusal
from core.http import StaffRequest
from intake.actions import sources
from intake.rules.instructions import suspicion_of
from intake.source_forms import SourceForm, VersionForm, WithdrawForm

_BAD_INPUT, _REFUSED = 422, 409


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version on its page, with what an approver should know."""

    version: SourceVersion
    suspicion: str | None
    may_approve: bool


@require_safe
@permission_required("ai.view_sources", raise_exception=True)
def index(request: StaffRequest) -> HttpResponse:
    """List the sources, with a form for another."""
    return _index(request, SourceForm())


@require_POST
@permission_required("ai.manage_sources", raise_exception=True)
def register(request: StaffRequest) -> HttpResponse:
    """Register a source; its first version follows."""
    form, status = SourceForm(request.POST), _BAD_INPUT
    if form.is_valid():
        try:
            made = registry.register_source(
                described=form.described(), actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = _REFUSED
        else:
            messages.success(request, f"{made.title} is registered; its first version is next.")
            return HttpResponseRedirect(reverse("source", args=[made.code]))
    return _index(request, form, status=status)


@require_safe
@permission_required("ai.view_sources", raise_exception=True)
def source(request: StaffRequest, code: str) -> HttpResponse:
    """Show one source: its versions, the newest two side by side, a form for another."""
    return _source(request, _found(request, code), VersionForm())


@require_POST
@permission_required("ai.manage_sources", raise_exception=True)
def upload(request: StaffRequest, code: str) -> HttpResponse:
    """Take in another version as a draft."""
    found = _found(request, code)
    form, status = VersionForm(request.POST, request.FILES), _BAD_INPUT
    if form.is_valid():
        try:
            version = sources.take_version(
                code=code, actor=request.actor, at=timezone.now(), **form.values()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = _REFUSED
        else:
            text = f"Version {version.number} has {version.passage_count} passages."
            messages.success(request, f"{text} Another person approves it.")
            return HttpResponseRedirect(reverse("source", args=[code]))
    return _source(request, found, form, status=status)


@require_POST
@permission_required("ai.approve_source", raise_exception=True)
def approve(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Let a draft be quoted."""
    version = _version(request, code, number)
    try:
        registry.approve_version(version_id=version.pk, actor=request.actor, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {number} may be quoted.")
    return HttpResponseRedirect(reverse("source", args=[code]))


@require_POST
@permission_required("ai.manage_sources", raise_exception=True)
def withdraw(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Take a version out of use at once."""
    version = _version(request, code, number)
    form = WithdrawForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    try:
        registry.withdraw_version(
            version_id=version.pk, because=because, actor=request.actor, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {number} is quoted no more.")
    return HttpResponseRedirect(reverse("source", args=[code]))


@require_safe
@permission_required("audit.view_trail", raise_exception=True)
def questions(request: StaffRequest) -> HttpResponse:
    """Show what was asked of the sources, what was near, and what was withheld."""
    rows = [(each, _withheld(each)) for each in queries.questions(reader=request.actor)]
    return render(request, "intake/source_questions.html", {"rows": rows})


def _withheld(asked: Retrieval) -> str:
    """Say in words how many near passages were withheld, and why."""
    said = [f"{len(each['passages'])} {WORDS[Withheld(each['reason'])]}" for each in asked.withheld]
    return ", ".join(said) or "nothing"


def _found(request: StaffRequest, code: str) -> Source:
    found = queries.source_named(code, reader=request.actor)
    if found is None:
        raise Http404
    return found


def _version(request: StaffRequest, code: str, number: int) -> SourceVersion:
    found = queries.version_of(_found(request, code), number)
    if found is None:
        raise Http404
    return found


def _index(request: StaffRequest, form: forms.Form, *, status: int = 200) -> HttpResponse:
    rows = queries.sources(reader=request.actor, today=timezone.now().date())
    context = {"rows": rows, "form": form, "ending": sum(row.ends_soon for row in rows)}
    return render(request, "intake/sources.html", context, status=status)


def _source(
    request: StaffRequest, found: Source, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    versions = queries.versions_of(found)
    texts = queries.texts_of(versions, reader=request.actor)
    rows = [
        VersionRow(
            each,
            said.quote if (said := suspicion_of(texts.get(each.pk, ""))) else None,
            each.state == "draft" and each.uploaded_by != request.actor.label,
        )
        for each in versions
    ]
    newest, before = (*versions, None, None)[:2]
    context = {
        "source": found,
        "rows": rows,
        "form": form,
        "newest": newest,
        "before": before,
        "text": texts.get(newest.pk) if newest is not None else None,
        "changes": queries.changes(texts[before.pk], texts[newest.pk])
        if newest is not None and before is not None and {newest.pk, before.pk} <= texts.keys()
        else [],
    }
    return render(request, "intake/source.html", context, status=status)
