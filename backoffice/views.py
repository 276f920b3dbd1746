"""The theme, the errors, and the first page."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from backoffice import home, people
from backoffice.context import THEMES
from core.http import StaffRequest
from review.queries import tokens

A_YEAR = 365 * 24 * 3600


@require_safe
def first_page(request: StaffRequest) -> HttpResponse:
    """Show what matters first to whoever is signed in."""
    rights = frozenset(request.user.get_all_permissions())
    return render(request, "home.html", home.home_of(request.actor, rights, now=timezone.now()))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's choice on this device."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    answer = HttpResponseRedirect(target)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie(
            "theme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(),
            httponly=True,
        )  # fmt: skip
    else:
        answer.delete_cookie("theme", samesite="Lax")
    return answer


@require_safe
@permission_required("auth.view_user", raise_exception=True)
def users(request: StaffRequest) -> HttpResponse:
    """Show who may sign in, as what, and which programs are let in."""
    context = {"people": people.everybody(), "programs": tokens.everyone_let_in()}
    return render(request, "users.html", context)


def shut(_request: HttpRequest) -> HttpResponse:
    """Answer at the ways in that this product does not have."""
    raise Http404


def too_many(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Say that somebody tried to sign in too often."""
    context = {"locked_hours": settings.AXES_COOLOFF_TIME}
    return render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)


def form_was_refused(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Say that a form was too old or came from elsewhere."""
    return render(request, "403.html", {"is_form_refused": True}, status=HTTPStatus.FORBIDDEN)
