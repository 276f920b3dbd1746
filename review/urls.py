"""Where the queue and its cases are found."""

from django.urls import path

from review.views import asking, cases, clearing, queue

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/next/", cases.take_next, name="take_next"),
    path("case/of/<str:sha256>/", cases.case_of, name="case_of"),
    path("case/<str:case_id>/", cases.case, name="case"),
    path("case/<str:case_id>/decide/", cases.decide, name="decide"),
    path("case/<str:case_id>/comment/", cases.comment, name="comment"),
    path("case/<str:case_id>/ask/", asking.ask, name="ask_about_case"),
    path("case/<str:case_id>/words/", asking.word, name="word_case"),
    path("case/<str:case_id>/sources/", asking.sources, name="case_sources"),
    path("check/<str:token>/", asking.check, name="check_message"),
    path("case/<str:case_id>/reverse/", cases.reverse, name="reverse"),
    path("case/<str:case_id>/claim/", cases.claim, name="claim"),
    path("case/<str:case_id>/release/", cases.release, name="release"),
    path("case/<str:case_id>/bank/call/", clearing.record_call, name="record_call"),
    path("case/<str:case_id>/bank/confirm/", clearing.confirm_call, name="confirm_call"),
    path("case/<str:case_id>/bank/release/", clearing.release_payment, name="release_payment"),
    path(
        "case/<str:case_id>/alarms/<int:alarm_id>/clear/", clearing.clear_alarm, name="clear_alarm"
    ),
    path("duplicates/<int:repeat_id>/confirm/", clearing.confirm_repeat, name="confirm_repeat"),
    path("duplicates/<int:repeat_id>/revoke/", clearing.revoke_repeat, name="revoke_repeat"),
]
