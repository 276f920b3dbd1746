"""Requests whose actor is known: of a person at a page, and of a program at the API."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.core import signing
from django.http import HttpRequest

from core.actors import Actor

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_htmx.middleware import HtmxDetails

Operation = TypeVar("Operation", bound=Callable[..., Any])
_CURSOR = "api.cursor"


class StaffRequest(HttpRequest):
    """A request whose actor is known; the middleware sets all three."""

    user: "User"
    actor: Actor
    htmx: "HtmxDetails"


class Scope(StrEnum):
    """What a service account may be allowed: the closed list of the contract, section 6."""

    DOCUMENTS_WRITE = "documents:write"
    CASES_READ = "cases:read"
    DECISIONS_WRITE = "decisions:write"
    AUDIT_READ = "audit:read"
    METRICS_READ = "metrics:read"
    SOURCES_WRITE = "sources:write"
    PRIVACY_WRITE = "privacy:write"


class ApiRequest(HttpRequest):
    """A request of a service account; the gate of the API sets the actor."""

    actor: Actor


class Problem(Exception):
    """An answer of the API that is not what was asked for, as RFC 9457 has it.

    `errors` are `{"pointer", "detail"}`, one a wrong value; `kind` names the problem to programs;
    `more` are members of its own.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str = "",
        errors: Sequence[Mapping[str, object]] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.kind = kind
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def needs(*scopes: Scope) -> Callable[[Operation], Operation]:
    """Say which scopes open an operation of the API, any one of them; none opens it to nobody."""

    def mark(operation: Operation) -> Operation:
        operation.scopes = frozenset(scopes)  # type: ignore[attr-defined]
        return operation

    return mark


def cursor_after(listing: str, place: Sequence[int | str]) -> str:
    """Return the sealed cursor that goes on after a place in a list."""
    return signing.dumps(list(place), salt=f"{_CURSOR}.{listing}", compress=True)


def place_after(listing: str, cursor: str) -> list[int | str] | None:
    """Return the place behind a cursor, or nothing where none is given.

    :raises Problem: it was not made here, or for another list.
    """
    if not cursor:
        return None
    try:
        place: list[int | str] = signing.loads(cursor, salt=f"{_CURSOR}.{listing}")
    except signing.BadSignature:
        raise Problem(
            422,
            "The cursor is not one that this list handed out.",
            kind="cursor",
            errors=[{"pointer": "/query/cursor", "detail": "not a cursor of this list"}],
        ) from None
    return place
