"""Addresses outside the table of who may: the ways in, and one's own account."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Addresses that are about nobody's books: signing in, one's own password and second factor.
OPEN = {"accounts/login/", "accounts/logout/", "theme/", "check/<str:token>/"}
SHUT = {
    "accounts/signup/", "accounts/email/", "accounts/confirm-email/", "accounts/password/set/",
    "accounts/password/reset/", "accounts/login/code/confirm/",
    "accounts/password/reset/done/", "accounts/password/reset/key/done/",
}  # fmt: skip
OWN_ACCOUNT = {
    "accounts/inactive/", "accounts/reauthenticate/", "accounts/password/change/",
    "accounts/2fa/", "accounts/2fa/authenticate/", "accounts/2fa/reauthenticate/",
    "accounts/2fa/totp/activate/", "accounts/2fa/totp/deactivate/",
    "accounts/2fa/recovery-codes/", "accounts/2fa/recovery-codes/generate/",
    "accounts/2fa/recovery-codes/download/",
}  # fmt: skip
NOT_PAGES = ("api/v1/", "accounts/^")  # the API has a table of its own; the rest are patterns


def routes() -> set[str]:
    """Return every address that Django knows, patterns in brackets."""
    return {route for route, _ in _walk(get_resolver().url_patterns)}


def _walk(
    patterns: "list[URLPattern | URLResolver]", before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route)
        else:
            yield route, each
