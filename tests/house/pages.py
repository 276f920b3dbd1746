"""Every address: who may, what is sent, and what of it belongs to an entity."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.house.world import NUMBER, OURS, PERIOD, World
from tests.intake.cash_factories import IBAN

EVERYBODY = "ocalu"
FORBIDDEN = frozenset({403})
GONE = frozenset({404})
ANSWERED = frozenset({200, 204, 302})
BAD_INPUT = frozenset({422})


@dataclass(frozen=True, slots=True)
class Page:
    """One address: who may, what is sent, and what of it belongs to an entity."""

    route: str
    may: str
    path: Callable[[World], str]
    posts: Callable[[World], dict[str, object]] | None = None
    is_bound: bool = False  # to an entity: others find nothing
    shows: Callable[[World], str] | None = None  # and never to others
    answers: frozenset[int] = ANSWERED


def _case(tail: str = "") -> Callable[[World], str]:
    return lambda world: f"/case/{world.case.case_id}/{tail}"


def _paper(tail: str = "") -> Callable[[World], str]:
    return lambda world: f"/intake/documents/{world.paper.sha256}/{tail}"


def _source(tail: str = "") -> Callable[[World], str]:
    return lambda world: f"/sources/{world.source}/{tail}"


def _at(path: str) -> Callable[[World], str]:
    return lambda world: path.format(world=world, period=PERIOD)


def _nothing(_world: World) -> dict[str, object]:
    return {}


def _decision(world: World) -> dict[str, object]:
    return {"action": "ask", "comment": "Is it right?", "case_version": world.case.version}


def _inbox(_world: World) -> dict[str, object]:
    return {"name": "Post", "kind": "folder", "folder": "post", "mailbox": "INBOX"}


def _file(_world: World) -> dict[str, object]:
    return {"files": SimpleUploadedFile("note.txt", b"hello")}


PAGES = (
    Page("", EVERYBODY, _at("/")),
    Page("users/", "a", _at("/users/")),
    Page("intake/", "ocau", _at("/intake/"), shows=lambda world: world.paper.filename),
    Page("intake/documents/", "oca", _at("/intake/documents/"), _file),
    Page("intake/documents/<str:sha256>/", "ocau", _paper(), is_bound=True),
    Page("intake/documents/<str:sha256>/row/", "ocau", _paper("row/"), is_bound=True),
    Page("intake/documents/<str:sha256>/original/", "ocau", _paper("original/"), is_bound=True),
    Page(
        "intake/documents/<str:sha256>/acknowledgement/", "ocau", _paper("acknowledgement/"),
        is_bound=True,
    ),
    Page(
        "intake/documents/<str:sha256>/page/<int:number>/", "ocau", _paper("page/1/"), is_bound=True
    ),
    Page("bank/", "ocau", _at("/bank/"), shows=lambda _: IBAN),
    Page(
        "bank/account/<int:pk>/", "ocau", _at("/bank/account/{world.statement.bank_account_id}/"),
        is_bound=True,
    ),
    Page(
        "bank/statement/<int:pk>/", "ocau", _at("/bank/statement/{world.statement.pk}/"),
        is_bound=True, shows=lambda _: "REF-OURS",
    ),
    Page(
        "bank/columns/<str:sha256>/", "a", _at("/bank/columns/{world.paper.sha256}/"), answers=GONE
    ),
    Page("payouts/", "ocau", _at("/payouts/"), shows=lambda world: world.payout.payout_id),
    Page("payouts/<int:pk>/", "ocau", _at("/payouts/{world.payout.pk}/"), is_bound=True),
    Page("inboxes/", "a", _at("/inboxes/")),
    Page("inboxes/set-up/", "a", _at("/inboxes/set-up/"), _inbox, answers=frozenset({302, 409})),
    Page(
        "inboxes/<int:inbox_id>/pause/", "a", lambda world: f"/inboxes/{world.inbox}/pause/",
        lambda _: {"paused": "yes"}, answers=frozenset({302}),
    ),
    Page(
        "inboxes/<int:inbox_id>/look/", "a", lambda world: f"/inboxes/{world.inbox}/look/",
        _nothing, answers=frozenset({302}),
    ),
    Page("cash/", "ocau", _at("/cash/"), shows=lambda _: "Anna Berger"),
    Page("cash/<int:pk>/", "ocau", _at("/cash/{world.bank_line}/"), is_bound=True),
    Page(
        "cash/<int:pk>/settle/", "oc", _at("/cash/{world.bank_line}/settle/"),
        lambda _: {"version": 1, "rest_type": "fee", "reason": "Bank fee"}, is_bound=True,
        answers=frozenset({302, 409}),
    ),
    Page(
        "cash/<int:pk>/undo/", "oc", _at("/cash/{world.bank_line}/undo/"),
        lambda _: {"version": 1, "reason": "Wrong"}, is_bound=True,
        answers=frozenset({302, 409}),
    ),
    Page(
        "cash/<int:pk>/pair/", "oc", _at("/cash/{world.bank_line}/pair/"),
        lambda _: {"version": 1, "other": 1}, is_bound=True, answers=frozenset({302, 409}),
    ),
    Page(
        "cash/<int:pk>/move/", "oc", _at("/cash/{world.bank_line}/move/"),
        lambda _: {"version": 1, "key": 1}, is_bound=True, answers=frozenset({409}),
    ),
    Page(
        "cash/<int:pk>/set/", "oc", _at("/cash/{world.bank_line}/set/"),
        lambda _: {"version": 1, "count": 2}, is_bound=True, answers=frozenset({409}),
    ),
    Page(
        "cash/<int:pk>/wait/", "oc", _at("/cash/{world.bank_line}/wait/"),
        lambda _: {"version": 1, "until": "2099-01-01", "waits_for": "The advice"}, is_bound=True,
        answers=frozenset({302, 409}),
    ),
    Page(
        "cash/accounts/<int:pk>/", "ocau",
        _at("/cash/accounts/{world.statement.bank_account_id}/"), is_bound=True,
    ),
    Page(
        "cash/accounts/<int:pk>/<str:form>/", "ocau",
        _at("/cash/accounts/{world.statement.bank_account_id}/csv/"), is_bound=True,
    ),
    Page("cash/held/", "ocau", _at("/cash/held/")),
    Page("cash/rules/", "ocau", _at("/cash/rules/")),
    Page(
        "cash/rules/propose/", "ca", _at("/cash/rules/propose/"), _nothing,
        answers=frozenset({302, 409}),
    ),
    Page("cash/rules/<int:version>/decide/", "c", _at("/cash/rules/1/decide/"), _nothing),
    Page(
        "account-requests/", EVERYBODY, _at("/account-requests/"),
        shows=lambda _: "Pay us elsewhere.",
    ),
    Page(
        "account-requests/<int:pk>/call/", "oc",
        _at("/account-requests/{world.account_request}/call/"), _nothing, is_bound=True,
    ),
    Page(
        "account-requests/<int:pk>/confirm/", "c",
        _at("/account-requests/{world.account_request}/confirm/"), _nothing, is_bound=True,
    ),
    Page(
        "account-requests/<int:pk>/dismiss/", "oc",
        _at("/account-requests/{world.account_request}/dismiss/"), _nothing, is_bound=True,
    ),
    Page(
        "cash/payouts/<int:pk>/accept/", "oc", _at("/cash/payouts/{world.payout.pk}/accept/"),
        _nothing, is_bound=True,
    ),
    Page("cash/payers/", "ocau", _at("/cash/payers/"), shows=lambda _: "BERGER ANNA"),
    Page(
        "cash/payers/<int:pk>/withdraw/", "oc", _at("/cash/payers/{world.payer}/withdraw/"),
        _nothing, is_bound=True,
    ),
    Page("sources/", "ocau", _at("/sources/"), shows=lambda _: "Freight policy of ours"),
    Page("sources/register/", "a", _at("/sources/register/"), _nothing, answers=BAD_INPUT),
    Page("sources/questions/", "cu", _at("/sources/questions/")),
    Page("sources/<slug:code>/", "ocau", _source(), is_bound=True, shows=lambda _: "Freight is"),
    Page(
        "sources/<slug:code>/versions/", "a", _source("versions/"), _nothing, is_bound=True,
        answers=BAD_INPUT,
    ),
    Page("sources/<slug:code>/<int:number>/approve/", "ca", _source("1/approve/"), _nothing, True),
    Page("sources/<slug:code>/<int:number>/withdraw/", "a", _source("1/withdraw/"), _nothing, True),
    Page("learned/", "ocau", _at("/learned/"), shows=lambda _: NUMBER),
    Page(
        "learned/<int:pk>/withdraw/", "ca", _at("/learned/{world.anchor}/withdraw/"), _nothing,
        is_bound=True,
    ),
    Page("vendors/", "ocau", _at("/vendors/")),
    Page(
        "vendors/<path:vendor_id>/", "ocau", _at("/vendors/{world.vendor_id}/"),
        shows=lambda world: world.po_number,
    ),
    Page("items/", "ocau", _at("/items/")),
    Page("items/<path:item_id>/", "ocau", _at("/items/{world.item_id}/")),
    Page("orders/", "ocau", _at("/orders/"), shows=lambda world: world.po_number),
    Page("orders/<path:po_number>/", "ocau", _at("/orders/{world.po_number}/"), is_bound=True),
    Page("receipts/", "ocau", _at("/receipts/"), shows=lambda world: world.receipt.receipt_number),
    Page(
        "receipts/<path:receipt_number>/", "ocau", _at("/receipts/{world.receipt.receipt_number}/"),
        is_bound=True,
    ),
    Page("queue/", EVERYBODY, _at("/queue/"), shows=lambda _: NUMBER),
    Page("queue/next/", "oc", _at("/queue/next/"), _nothing),
    Page(
        "case/of/<str:sha256>/", EVERYBODY,
        lambda world: f"/case/of/{world.case.document.sha256}/", is_bound=True,
    ),
    Page("case/<str:case_id>/", EVERYBODY, _case(), is_bound=True, shows=lambda _: NUMBER),
    Page("case/<str:case_id>/decide/", "oc", _case("decide/"), _decision, is_bound=True),
    Page(
        "case/<str:case_id>/comment/", "oc", _case("comment/"), lambda _: {"text": "Noted"},
        is_bound=True,
    ),
    Page("case/<str:case_id>/words/", EVERYBODY, _case("words/"), _nothing, is_bound=True),
    Page("case/<str:case_id>/sources/", EVERYBODY, _case("sources/"), is_bound=True),
    Page(
        "case/<str:case_id>/ask/", EVERYBODY, _case("ask/"),
        lambda _: {"question": "Why is it held?"}, is_bound=True,
    ),
    Page(
        "case/<str:case_id>/reverse/", "c", _case("reverse/"), lambda _: {"text": "Wrong"},
        is_bound=True,
    ),
    Page("case/<str:case_id>/claim/", "oc", _case("claim/"), _nothing, is_bound=True),
    Page("case/<str:case_id>/release/", "oc", _case("release/"), _nothing, is_bound=True),
    Page(
        "case/<str:case_id>/alarms/<int:alarm_id>/clear/", "oc", _case("alarms/1/clear/"),
        lambda world: {"reason": "Another one", "case_version": world.case.version}, is_bound=True,
    ),
    Page(
        "case/<str:case_id>/bank/call/", "oc", _case("bank/call/"),
        lambda _: {"outcome": "confirmed", "spoke_to": "Ms Halvorsen", "evidence": "Note 12"},
        is_bound=True,
    ),
    Page("case/<str:case_id>/bank/confirm/", "c", _case("bank/confirm/"), _nothing, is_bound=True),
    Page("case/<str:case_id>/bank/release/", "c", _case("bank/release/"), _nothing, is_bound=True),
    Page("duplicates/", EVERYBODY, _at("/duplicates/")),
    Page("duplicates/<int:repeat_id>/confirm/", "c", _at("/duplicates/1/confirm/"), _nothing),
    Page("duplicates/<int:repeat_id>/revoke/", "c", _at("/duplicates/1/revoke/"), _nothing),
    Page("ai/calls/", "cau", _at("/ai/calls/")),
    Page("ai/consent/", "a", _at("/ai/consent/")),
    Page("ai/consent/set/", "a", _at("/ai/consent/set/"), _nothing, answers=BAD_INPUT),
    Page("ai/consent/erase/", "a", _at("/ai/consent/erase/"), _nothing, answers=BAD_INPUT),
    Page("ai/models/<str:model>/approve/", "c", _at("/ai/models/none/approve/"), _nothing),
    Page(
        "ai/prompts/<str:name>/<str:version>/promote/", "c",
        _at("/ai/prompts/read_invoice/none/promote/"), _nothing,
    ),
    Page("policies/", "cau", _at("/policies/")),
    Page(
        "policies/propose/", "ca", _at("/policies/propose/"),
        lambda _: {"document": '{"autonomy": "none"}'}, answers=frozenset({302, 409}),
    ),
    Page(
        "policies/<int:version>/decide/", "c", _at("/policies/{world.policy}/decide/"), _nothing
    ),
    Page("close/", "cu", _at("/close/")),
    Page("close/<str:period>/", "cu", _at("/close/{period}/")),
    Page(
        "close/<str:period>/lock/", "c", _at("/close/{period}/lock/"),
        lambda _: {"entity": OURS, "reason": "Late"}, is_bound=True,
    ),
    Page(
        "close/<str:period>/<path:task_id>/done/", "c", _at("/close/{period}/count/done/"), _nothing
    ),
    Page("books/accounts/", "cu", _at("/books/accounts/")),
    Page(
        "books/accounts/<path:number>/", "cu", _at("/books/accounts/2000/"),
        shows=lambda world: world.entry_id,
    ),
    Page("entries/", "cu", _at("/entries/"), shows=lambda world: world.entry_id),
    Page("entries/<path:entry_id>/", "cu", _at("/entries/{world.entry_id}/"), is_bound=True),
    Page("figures/", "clu", _at("/figures/")),
    Page("figures/cases/", "clu", _at("/figures/cases/"), shows=lambda world: world.case.case_id),
    Page("figures/plan/", "clu", _at("/figures/plan/")),
    Page("figures/inputs/", "clu", _at("/figures/inputs/")),
    Page("figures/inputs/aim/", "c", _at("/figures/inputs/aim/"), _nothing, answers=BAD_INPUT),
    Page("variances/", "clu", _at("/variances/")),
    Page("variances/one/", "clu", _at("/variances/one/"), answers=GONE),
    Page("variances/say/", "c", _at("/variances/say/"), _nothing, answers=GONE),
    Page("variances/words/", "c", _at("/variances/words/"), _nothing, answers=GONE),
    Page("figures/inputs/cost/", "c", _at("/figures/inputs/cost/"), _nothing, answers=BAD_INPUT),
    Page("evaluation/", "clu", _at("/evaluation/")),
    Page("evaluation/<str:run_id>/", "clu", _at("/evaluation/R-1/"), answers=GONE),
    Page("trail/", "cu", _at("/trail/"), shows=lambda world: world.case.case_id),
    Page("trail/verify/", "cu", _at("/trail/verify/"), _nothing),
)  # fmt: skip
