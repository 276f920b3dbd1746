"""The theme, the errors, and the first page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from backoffice.context import THEMES

A_YEAR = 365 * 24 * 3600


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


def too_many(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Say that somebody tried too often."""
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def signed_out_too_early(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old or came from elsewhere."""
    return render(request, "403.html", {"stale": True}, status=HTTPStatus.FORBIDDEN)
