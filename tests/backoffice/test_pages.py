"""Every page for every role: who may, who may not, and a fixed number of queries."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audit.actions import record
from audit.queries import newest_checkpoint
from audit.sealing import seal
from backoffice.roles import RIGHTS, Role
from core.actors import PIPELINE
from intake.actions import receiving
from intake.models import Arrival, Document
from ledger.models import CloseTask, Period
from ledger.rules import PeriodState
from reconciliation.models import PolicyState, PolicyVersion
from tests.factories import (
    NOW,
    PASSWORD,
    make_actor,
    make_case,
    make_document,
    make_entity,
    make_person,
)

pytestmark = pytest.mark.django_db

MAY_OPEN = {
    "/queue/": {"operator", "controller", "admin", "leader", "auditor"},
    "/intake/": {"operator", "controller", "admin", "auditor"},
    "/vendors/": {"operator", "controller", "admin", "auditor"},
    "/orders/": {"operator", "controller", "admin", "auditor"},
    "/receipts/": {"operator", "controller", "admin", "auditor"},
    "/items/": {"operator", "controller", "admin", "auditor"},
    "/books/accounts/": {"controller", "auditor"},
    "/entries/": {"controller", "auditor"},
    "/close/": {"controller", "auditor"},
    "/policies/": {"controller", "admin", "auditor"},
    "/trail/": {"controller", "auditor"},
}


def _client(name: str, role: str, entities: tuple[str, ...] = ()) -> Client:
    client = Client()
    client.force_login(make_person(name, role, entities=entities))
    return client


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_each_role_opens_its_own_pages_and_no_other(role: str) -> None:
    client = _client("somebody", role)

    opened = {path for path in MAY_OPEN if client.get(path).status_code == 200}
    refused = {path for path in MAY_OPEN if client.get(path).status_code == 403}

    assert opened == {path for path, roles in MAY_OPEN.items() if role in roles}
    assert opened | refused == set(MAY_OPEN)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_everyone_has_a_first_page_and_a_way_to_every_page_they_may_open(role: str) -> None:
    page = _client("somebody", role).get("/").content.decode()

    for path, roles in MAY_OPEN.items():
        assert (f'class="nav__link" href="{path}"' in page) == (role in roles)


def test_no_role_but_the_controller_approves_or_closes() -> None:
    from backoffice.roles import PERMISSIONS

    reserved = {right for right in RIGHTS if "approve" in right or "close" in right}
    of_sources = {"ai.approve_source"}  # what may be quoted is no money

    def holders(wanted: set[str]) -> set[Role]:
        return {role for role, rights in PERMISSIONS.items() if wanted & set(rights)}

    assert len(reserved) > len(of_sources)
    assert holders(reserved - of_sources) == {Role.CONTROLLER}
    assert holders(of_sources) == {Role.CONTROLLER, Role.ADMIN}


def test_a_role_taken_away_counts_at_once() -> None:
    client = _client("olivia", "operator")
    assert client.get("/queue/").status_code == 200

    from django.contrib.auth.models import User

    User.objects.get(username="olivia").groups.clear()

    assert client.get("/queue/").status_code == 403


@pytest.mark.parametrize(("path", "count"), [("/intake/", 4), ("/orders/", 4), ("/vendors/", 4)])
def test_lists_take_a_fixed_number_of_queries(
    path: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_case()
    client = _client("olivia", "operator")
    client.get("/queue/")  # which sources end is read once a minute

    with django_assert_num_queries(count):
        client.get(path)


def test_an_uploaded_file_gets_a_row_and_the_same_bytes_again_say_so() -> None:
    client = _client("olivia", "operator")

    def send() -> str:
        file = SimpleUploadedFile("notes.txt", b"just some words")
        answer = client.post("/intake/documents/", {"files": file}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return answer.content.decode()

    assert "In progress" in send()
    assert "Duplicate" in send()
    assert Document.objects.count() == 1
    assert Arrival.objects.count() == 2


def test_an_empty_file_is_refused_in_words() -> None:
    client = _client("olivia", "operator")

    answer = client.post(
        "/intake/documents/",
        {"files": SimpleUploadedFile("empty.csv", b"")},
        headers={"HX-Request": "true"},
    )

    assert "Refused" in answer.content.decode()
    assert not Document.objects.exists()


def test_the_original_is_handed_out_to_be_saved_and_never_shown() -> None:
    content = b"<html><script>alert(1)</script></html>"
    received = receiving.receive_document(
        content=content, filename='"; evil\r\n.html', channel="upload", actor=PIPELINE,
        received_at=timezone.now(), as_of=NOW.date(),
    )  # fmt: skip
    client = _client("olivia", "operator")

    answer = client.get(f"/intake/documents/{received.sha256}/original/")

    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_document_of_another_entity_is_not_there() -> None:
    hidden = make_case(entity="DE01").document
    table = make_document(document_type="table", received_by="person:oscar")
    client = _client("olivia", "operator", ("NL01",))

    for document in (hidden, table):
        assert client.get(f"/intake/documents/{document.sha256}/").status_code == 404
        assert client.get(f"/intake/documents/{document.sha256}/original/").status_code == 404
    assert hidden.filename not in client.get("/intake/").content.decode()


def test_a_policy_is_proposed_by_one_and_approved_by_another() -> None:
    conrad, carla = _client("conrad", "controller"), _client("carla", "controller")
    change = {"limits": [{"currency": "EUR", "operator": "500.00"}]}

    conrad.post("/policies/propose/", {"document": json.dumps(change)})
    proposed = PolicyVersion.objects.get(state=PolicyState.PROPOSED)
    conrad.post(f"/policies/{proposed.version}/decide/", {"approve": "1"})
    assert PolicyVersion.objects.get(pk=proposed.pk).state == PolicyState.PROPOSED
    carla.post(f"/policies/{proposed.version}/decide/", {"approve": "1"})

    assert PolicyVersion.objects.get(pk=proposed.pk).state == PolicyState.IN_FORCE


@pytest.mark.parametrize("text", ["", "not json", '{"nonsense": 1}', "[1, 2]"])
def test_a_policy_that_is_none_is_refused_in_words(text: str) -> None:
    client = _client("conrad", "controller")

    answer = client.post("/policies/propose/", {"document": text})

    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.content.decode()


def test_an_operator_sets_no_limits() -> None:
    client = _client("olivia", "operator")

    assert client.post("/policies/propose/", {"document": "{}"}).status_code == 403


def test_the_trail_is_verified_on_the_page() -> None:
    make_actor("olivia", "operator")
    client = _client("audrey", "auditor")

    answer = client.post("/trail/verify/", headers={"HX-Request": "true"})

    assert "The log holds" in answer.content.decode()


def test_five_wrong_passwords_shut_the_door_for_a_while() -> None:
    make_person("olivia", "operator")
    client = Client()

    wrong = {"login": "olivia", "password": "wrong"}
    answers = [client.post("/accounts/login/", wrong) for _ in range(6)]
    right = client.post("/accounts/login/", {"login": "olivia", "password": PASSWORD})

    assert answers[-1].status_code == 429
    assert right.status_code == 429


def test_nobody_signs_up() -> None:
    answer = Client().post("/accounts/signup/", {"username": "eve", "password1": PASSWORD})

    assert answer.status_code == 404
    from django.contrib.auth.models import User

    assert not User.objects.exists()


def test_the_theme_is_kept_and_never_leads_elsewhere() -> None:
    answer = Client().post("/theme/", {"theme": "dark", "next": "https://evil.example/"})

    assert answer["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"


def test_pages_allow_no_script_or_style_of_their_own() -> None:
    case = make_case()
    client = _client("conrad", "controller")

    for path in ("/", f"/case/{case.case_id}/", "/policies/"):
        answer = client.get(path)
        page = answer.content.decode()
        assert "style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert "'unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_an_auditor_first_sees_the_newest_seal_and_the_latest_events() -> None:
    case = make_case()
    record(
        action="review.case.decided", subject=f"case:{case.case_id}", actor=PIPELINE,
        at=NOW, payload={}, entity="NL01",
    )  # fmt: skip
    record(
        action="review.case.decided", subject="case:C-999999", actor=PIPELINE,
        at=NOW, payload={}, entity="DE01",
    )  # fmt: skip
    seal(at=NOW)

    page = _client("audrey", "auditor", ("NL01",)).get("/").content.decode()
    sealed = newest_checkpoint()

    assert sealed is not None
    assert f"<dd>{sealed.tree_size} events</dd>" in page
    assert sealed.key_id in page
    assert 'hx-post="/trail/verify/"' in page
    assert f'href="/case/{case.case_id}/"' in page
    assert "C-999999" not in page


def test_a_leader_first_sees_the_four_figures_beside_their_targets() -> None:
    page = _client("laura", "leader").get("/").content.decode()
    operator = _client("olivia", "operator").get("/").content.decode()

    names = ("Close cycle time", "Exception rate", "Invoice processing cost", "Forecast variance")
    for name in names:
        assert name in page
        assert name not in operator
    assert page.count("Target not set") == 4
    assert 'href="/figures/?by=week"' in page


def test_the_close_opens_on_the_oldest_checklist_that_is_open() -> None:
    for period, done in (("2026-08", NOW), ("2026-09", None), ("2026-10", None)):
        CloseTask.objects.create(
            period=period, task_id="1", task="Count stock", due=NOW.date(), completed_at=done
        )
    entity = make_entity("NL01")
    for period, closed in (("2026-09", NOW), ("2026-10", None), ("2026-11", None)):
        state = PeriodState.CLOSED if closed else PeriodState.OPEN
        Period.objects.create(entity=entity, period=period, state=state, closed_at=closed)
    client = _client("conrad", "controller")

    assert "<h1>Close 2026-10</h1>" in client.get("/close/").content.decode()
    assert "Close of 2026-10" in client.get("/").content.decode()


def test_the_close_counts_the_open_cases_of_its_period_alone() -> None:
    case, other, hidden = make_case(), make_case(), make_case(entity="DE01")
    for each, day in ((case, "2026-10-31"), (other, "2026-11-01"), (hidden, "2026-10-31")):
        each.invoice.issue_date = date.fromisoformat(day)
        each.invoice.save()
    CloseTask.objects.create(period="2026-10", task_id="1", task="Count stock", due=NOW.date())

    page = _client("conrad", "controller", ("NL01",)).get("/close/").content.decode()

    assert 'Cases of 2026-10 still open</span><span class="figure__value">1</span>' in page
    assert 'href="/queue/?period=2026-10"' in page


def test_the_queue_is_narrowed_to_the_documents_of_a_month() -> None:
    old, new = make_case(number="OLD-1"), make_case(number="NEW-1")
    for each, day in ((old, "2026-10-31"), (new, "2026-11-01")):
        each.invoice.issue_date = date.fromisoformat(day)
        each.invoice.save()
    client = _client("olivia", "operator")

    narrowed = client.get("/queue/?period=2026-10").content.decode()
    nonsense = client.get("/queue/?period=2026-13").content.decode()

    assert "OLD-1" in narrowed
    assert "NEW-1" not in narrowed
    assert "Documents of 2026-10" in narrowed
    assert "OLD-1" in nonsense
    assert "NEW-1" in nonsense
