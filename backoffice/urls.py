"""Every address: one include per app."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from backoffice import views
from backoffice.api import api

# Pages that people type stand at the root; the rest stands below its app's name.
_AT_ROOT = ("intake", "review", "reconciliation", "ledger", "audit")
_BELOW_NAME = ("kpi", "evaluation", "ai")

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", views.first_page, name="home"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("theme/", views.theme, name="theme"),
    *(path("", include(f"{app}.urls")) for app in _AT_ROOT if find_spec(f"{app}.urls") is not None),
    *(
        path(f"{app}/", include(f"{app}.urls"))
        for app in _BELOW_NAME
        if find_spec(f"{app}.urls") is not None
    ),
]
