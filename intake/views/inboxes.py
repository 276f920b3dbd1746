"""Which folders and mailboxes are emptied, and how far that is."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from intake import forms
from intake.actions import collecting
from intake.queries import inboxes

_BAD_INPUT, _REFUSED = 422, 409


@require_safe
@permission_required("intake.manage_inboxes", raise_exception=True)
def index(request: StaffRequest) -> HttpResponse:
    """Show the inboxes, what came of them, and a form for another."""
    return _page(request, forms.InboxForm())


@require_POST
@permission_required("intake.manage_inboxes", raise_exception=True)
def set_up(request: StaffRequest) -> HttpResponse:
    """Have another folder or mailbox emptied."""
    form, status = forms.InboxForm(request.POST), _BAD_INPUT
    if form.is_valid():
        try:
            made = collecting.set_up(actor=request.actor, at=timezone.now(), **form.values())
        except collecting.UnableToSetUp as refusal:
            form.add_error(None, str(refusal))
            status = _REFUSED
        else:
            messages.success(request, f"{made.name} is looked at once a minute from now on.")
            return HttpResponseRedirect("/inboxes/")
    return _page(request, form, status=status)


@require_POST
@permission_required("intake.manage_inboxes", raise_exception=True)
def pause(request: StaffRequest, inbox_id: int) -> HttpResponse:
    """Leave an inbox alone, or go on with it."""
    is_paused = request.POST.get("paused") == "yes"
    collecting.pause(inbox_id=inbox_id, is_paused=is_paused, actor=request.actor, at=timezone.now())
    return HttpResponseRedirect("/inboxes/")


@require_POST
@permission_required("intake.manage_inboxes", raise_exception=True)
def look(request: StaffRequest, inbox_id: int) -> HttpResponse:
    """Look into an inbox now."""
    came = collecting.collect(inbox_id=inbox_id, at=timezone.now())
    messages.success(request, "1 file came." if came == 1 else f"{came:,} files came.")
    return HttpResponseRedirect("/inboxes/")


def _page(request: StaffRequest, form: forms.InboxForm, *, status: int = 200) -> HttpResponse:
    context = {"inboxes": inboxes.inboxes(), "form": form}
    return render(request, "intake/inboxes.html", context, status=status)
