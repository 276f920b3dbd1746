"""Where the queue and its cases are found."""

from django.urls import path

from review.views import cases, queue

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/next/", cases.take_next, name="take_next"),
    path("case/of/<str:sha256>/", cases.case_of, name="case_of"),
    path("case/<str:case_id>/", cases.case, name="case"),
    path("case/<str:case_id>/decide/", cases.decide, name="decide"),
    path("case/<str:case_id>/comment/", cases.comment, name="comment"),
    path("case/<str:case_id>/reverse/", cases.reverse, name="reverse"),
    path("case/<str:case_id>/claim/", cases.claim, name="claim"),
    path("case/<str:case_id>/release/", cases.release, name="release"),
]
