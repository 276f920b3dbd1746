"""Where the calls of models and the prompts are found."""

from django.urls import path

from ai import views

urlpatterns = [
    path("consent/", views.consent, name="consent"),
    path("consent/set/", views.set_consent, name="set_consent"),
    path("consent/erase/", views.erase, name="erase_person"),
    path("calls/", views.calls, name="model_calls"),
    path("models/<str:model>/approve/", views.approve_model, name="approve_model"),
    path("prompts/<str:name>/<str:version>/promote/", views.promote, name="promote_prompt"),
]
