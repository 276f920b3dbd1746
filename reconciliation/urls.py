"""Where policies, the close and open bank lines are found."""

from django.urls import path

from reconciliation.views import (
    account_requests,
    cash,
    cash_held,
    cash_payers,
    cash_restated,
    cash_rules,
    cash_statements,
    close,
    policies,
)

urlpatterns = [
    path("account-requests/", account_requests.index, name="account_requests"),
    path("account-requests/<int:pk>/call/", account_requests.call, name="call_for_account"),
    path(
        "account-requests/<int:pk>/confirm/", account_requests.confirm, name="confirm_account_call"
    ),
    path(
        "account-requests/<int:pk>/dismiss/",
        account_requests.dismiss,
        name="dismiss_account_request",
    ),
    path("cash/", cash.lines, name="cash"),
    path("cash/<int:pk>/", cash.line, name="cash_line"),
    path("cash/<int:pk>/settle/", cash.settle, name="settle_cash"),
    path("cash/<int:pk>/undo/", cash.undo, name="undo_cash"),
    path("cash/<int:pk>/pair/", cash.pair, name="pair_cash"),
    path("cash/<int:pk>/move/", cash.move, name="move_cash_advance"),
    path("cash/<int:pk>/set/", cash.match_set, name="match_cash_set"),
    path("cash/<int:pk>/wait/", cash.wait, name="put_cash_aside"),
    path("cash/accounts/<int:pk>/", cash_statements.page, name="cash_statement"),
    path(
        "cash/accounts/<int:pk>/<str:form>/", cash_statements.download, name="cash_statement_file"
    ),
    path("cash/held/", cash_held.index, name="held_cash"),
    path("cash/payouts/<int:pk>/accept/", cash_restated.accept, name="accept_payout"),
    path("cash/rules/", cash_rules.index, name="cash_rules"),
    path("cash/rules/propose/", cash_rules.propose, name="propose_cash_rules"),
    path("cash/rules/<int:version>/decide/", cash_rules.decide, name="decide_cash_rules"),
    path("cash/payers/", cash_payers.payers, name="payers"),
    path("cash/payers/<int:pk>/withdraw/", cash_payers.withdraw, name="withdraw_payer"),
    path("policies/", policies.index, name="policies"),
    path("policies/propose/", policies.propose, name="propose_policy"),
    path("policies/<int:version>/decide/", policies.decide, name="decide_policy"),
    path("close/", close.close, name="close"),
    path("close/<str:period>/", close.close, name="close_of"),
    path("close/<str:period>/lock/", close.lock, name="lock_period"),
    path("close/<str:period>/<path:task_id>/done/", close.complete, name="complete_task"),
]
