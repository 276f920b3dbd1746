"""Where the figures are found."""

from django.urls import path

from kpi import views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/cases/", views.cases, name="figure_cases"),
    path("figures/plan/", views.plan, name="figure_plan"),
    path("figures/inputs/", views.inputs, name="figure_inputs"),
    path("figures/inputs/aim/", views.set_aim, name="figure_aim"),
    path("variances/", views.variances, name="variances"),
    path("variances/one/", views.variance, name="variance"),
    path("variances/words/", views.word_variance, name="variance_words"),
    path("variances/say/", views.say_variance, name="variance_say"),
    path("figures/inputs/cost/", views.set_cost, name="figure_cost"),
]
