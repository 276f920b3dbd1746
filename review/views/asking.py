"""Asking about a case, and the page on which a recipient checks a message."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.http import StaffRequest
from reconciliation.queries import case_file as reconciliation
from review import forms
from review.actions import asking
from review.queries import case_answers, stories
from review.queries.case_file import number_of


@require_POST
@permission_required("review.view_queue", raise_exception=True)
def ask(request: StaffRequest, case_id: str) -> HttpResponse:
    """Answer a question about one case."""
    number = number_of(case_id)
    case = number and reconciliation.case_for(number, entities=request.actor.entities)
    if not case:
        raise Http404
    form, status = forms.Ask(request.POST), 422
    if form.is_valid():
        asking.ask_about(
            case_id=case_id, question=form.cleaned_data["question"], actor=request.actor,
            at=timezone.now(),
        )  # fmt: skip
        status = 200
    if not request.htmx:
        return HttpResponseRedirect(f"/case/{case_id}/#ask")
    context = {"case": case, "answers": case_answers.answers_of(case), "is_empty": status == 422}
    return render(request, "review/_ask.html", context, status=status)


@require_safe
@never_cache
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show the figures of one message to whoever holds its signed reference."""
    found = stories.checked(token)
    status = 200 if found else 404
    return render(request, "review/check.html", {"found": found}, status=status)
