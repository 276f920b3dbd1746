"""Where the trail is found."""

from django.urls import path

from audit import views

urlpatterns = [
    path("trail/", views.trail, name="trail"),
    path("trail/verify/", views.verify, name="verify_trail"),
]
