"""Where the measured runs are found."""

from django.urls import path

from evaluation import views

urlpatterns = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("evaluation/", views.index, name="evaluation"),
    path("evaluation/<str:run_id>/", views.run, name="evaluation_run"),
]
