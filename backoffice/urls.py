"""Every address: one include per app."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path, re_path

from backoffice import views
from backoffice.api import api

# Pages that people type stand at the root; the rest stands below its app's name.
_AT_ROOT = ("intake", "review", "reconciliation", "ledger", "audit", "kpi", "evaluation")
_BELOW_NAME = ("ai",)
# Nobody signs up, people have no mail address here, and an admin gives a new password.
_SHUT = ("signup", "email", "confirm-email", "password/set", "password/reset", "login/code")

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", views.first_page, name="home"),
    *(re_path(rf"^accounts/{way}/", views.shut) for way in _SHUT),
    path("accounts/", include("allauth.urls")),
    path("theme/", views.theme, name="theme"),
    path("users/", views.users, name="users"),
    *(path("", include(f"{app}.urls")) for app in _AT_ROOT if find_spec(f"{app}.urls") is not None),
    *(
        path(f"{app}/", include(f"{app}.urls"))
        for app in _BELOW_NAME
        if find_spec(f"{app}.urls") is not None
    ),
]
