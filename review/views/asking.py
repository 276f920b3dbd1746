"""Asking about a case, its exceptions in words, its sources, and the page that checks a message."""

from typing import TYPE_CHECKING, Final

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ai import gateway
from core.http import StaffRequest
from reconciliation.queries import case_file as reconciliation
from review import forms
from review.actions import asking, citing, wording
from review.queries import case_answers, stories, wordings
from review.queries.case_file import number_of
from review.views import streaming
from review.views.streaming import Show

if TYPE_CHECKING:
    from reconciliation.models import Case

_STREAMS: Final = "application/x-ndjson"


@require_POST
@permission_required("review.view_queue", raise_exception=True)
def ask(request: StaffRequest, case_id: str) -> HttpResponseBase:
    """Answer a question about one case; sentence by sentence to a page that can show that."""
    case, form = _case(request, case_id), forms.Ask(request.POST)
    if not form.is_valid():
        return _asked(request, case, is_empty=True)
    question, actor, at = form.cleaned_data["question"], request.actor, timezone.now()
    if _STREAMS in request.headers.get("Accept", ""):

        def work(show: Show) -> str:
            asking.ask_about(
                case_id=case_id, question=question, actor=actor, at=at,
                hear=lambda claim: show(format_html("<p class=\"wrap\">{}</p>", claim.text)),
            )  # fmt: skip
            return _asked(request, case).content.decode()

        return streaming.streamed(work)
    asking.ask_about(case_id=case_id, question=question, actor=actor, at=at)
    if not request.htmx:
        return HttpResponseRedirect(f"/case/{case_id}/#ask")
    return _asked(request, case)


@require_POST
@permission_required("review.view_queue", raise_exception=True)
def word(request: StaffRequest, case_id: str) -> HttpResponseBase:
    """Put what is wrong with a case into a model's words, beside the plain ones."""
    case, actor, at = _case(request, case_id), request.actor, timezone.now()
    if _STREAMS in request.headers.get("Accept", ""):

        def work(show: Show) -> str:
            wording.word_case(
                case_id=case_id, actor=actor, at=at,
                hear=lambda _, claim: show(format_html("<p class=\"wrap\">{}</p>", claim.text)),
            )  # fmt: skip
            return _stories(request, case).content.decode()

        return streaming.streamed(work)
    wording.word_case(case_id=case_id, actor=actor, at=at)
    if not request.htmx:
        return HttpResponseRedirect(f"/case/{case_id}/#stories")
    return _stories(request, case)


@require_safe
@permission_required("review.view_queue", raise_exception=True)
def sources(request: StaffRequest, case_id: str) -> HttpResponse:
    """Show what approved sources say of each thing that is wrong with a case."""
    case, now = _case(request, case_id), timezone.now()
    told = stories.stories_of(case, at=now)
    ruled = citing.cited_for(case, told, actor=request.actor, at=now)
    name = "review/_cited.html" if request.htmx else "review/cited.html"
    return render(request, name, {"case": case, "ruled": ruled})


def _case(request: StaffRequest, case_id: str) -> "Case":
    number = number_of(case_id)
    case = number and reconciliation.case_for(number, entities=request.actor.entities)
    if not case:
        raise Http404
    return case


def _asked(request: StaffRequest, case: "Case", *, is_empty: bool = False) -> HttpResponse:
    answers = case_answers.answers_of(case, reader=request.actor, at=timezone.now())
    context = {
        "case": case,
        "answers": answers,
        "is_empty": is_empty,
        "asks_models": gateway.is_on(),
    }
    return render(request, "review/_ask.html", context, status=422 if is_empty else 200)


def _stories(request: StaffRequest, case: "Case") -> HttpResponse:
    now, base = timezone.now(), request.build_absolute_uri("/")[:-1]
    told = stories.stories_of(case, at=now, base=base)
    words = wordings.worded(case, told, reader=request.actor, at=now)
    context = {
        "case": case,
        "stories": wordings.beside(told, words),
        "worded": words,
        "asks_models": gateway.is_on(),
        "similar": stories.similar_to(case, entities=request.actor.entities),
    }
    return render(request, "review/_stories.html", context)


@require_safe
@never_cache
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show the figures of one message to whoever holds its signed reference."""
    found = stories.checked(token)
    status = 200 if found else 404
    return render(request, "review/check.html", {"found": found}, status=status)
