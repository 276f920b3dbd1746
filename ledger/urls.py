"""Where the books are found."""

from django.urls import path

from ledger import views

urlpatterns = [
    path("books/accounts/", views.accounts, name="accounts"),
    path("books/accounts/<path:number>/", views.account, name="account"),
    path("entries/", views.entries, name="entries"),
    path("entries/<path:entry_id>/", views.entry, name="entry"),
]
