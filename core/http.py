"""StaffRequest: a request from a signed-in person, for type checks."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from core.actors import Actor

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_htmx.middleware import HtmxDetails


class StaffRequest(HttpRequest):
    """A request whose actor is known; the middleware sets all three."""

    user: "User"
    actor: Actor
    htmx: "HtmxDetails"
