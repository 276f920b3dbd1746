"""Every address: one include per app."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

_PAGES = ("intake", "reconciliation", "review", "ledger", "kpi", "evaluation", "audit", "ai")

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    *(
        path(f"{app}/", include(f"{app}.urls"))
        for app in _PAGES
        if find_spec(f"{app}.urls") is not None
    ),
]
