"""Sign-in: people are added by an admin, nobody signs up."""

from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Lets those in who have a log-in, and makes none."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse every sign-up."""
        return False


def name_tried(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str | None:
    """Return the name somebody tried to sign in with, so that failures count against it.

    The form calls it `login`, Django's signals call it `username`; both must count as one.
    """
    given = credentials or {}
    return given.get("username") or given.get("login") or request.POST.get("login") or None
