"""What every request of a person passes through."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject

from backoffice import people
from core.http import StaffRequest

OPEN = ("/accounts/", "/api/", "/check/", "/static/", "/theme/")


class SignedIn:
    """Sets `request.actor`, and sends whoever is not signed in to the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = cast("StaffRequest", request)
        staff.actor = SimpleLazyObject(lambda: people.actor_of(staff.user))  # type: ignore[assignment]
        visitor: User | AnonymousUser = staff.user
        if request.path.startswith(OPEN) or visitor.is_authenticated:
            response = self.get_response(request)
            if visitor.is_authenticated:  # nothing of it stays behind on the device
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        if request.headers.get("HX-Request"):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
            return answer
        return redirect_to_login(request.get_full_path())
