"""The API: its description, its problems, its pages, and what happens once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from audit import actions as audit
from core.actors import PIPELINE
from intake.models import Arrival, Document
from review.actions import answering
from review.models import Comment, Decision, GivenAnswer
from tests.backoffice.program import Program, problem
from tests.factories import PRICE_OVER, make_case

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
BELOW = "/api/v1/"


@pytest.fixture
def program() -> Program:
    return Program()


class TestTheDescription:
    def test_is_openapi_3_1_and_open_to_all(self, client: Client) -> None:
        described = client.get(BELOW + "openapi.json").json()

        assert described["openapi"].startswith("3.1")
        assert described["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"
        assert "multipart/form-data" in json.dumps(described["paths"]["/api/v1/documents"])


class TestHealth:
    def test_the_process_and_its_parts_answer_without_a_token(self, client: Client) -> None:
        assert client.get(BELOW + "healthz").status_code == 200
        assert client.get(BELOW + "readyz").json()["database"] == "ok"

    def test_says_what_is_missing(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("core.queue.ping", lambda: False)

        answer = client.get(BELOW + "readyz")

        assert problem(answer, 503)["queue"] == "does not answer"


class TestProblems:
    def test_an_address_that_does_not_exist(self, client: Client) -> None:
        assert problem(client.get("/api/nowhere"), 404)["instance"] == "/api/nowhere"

    def test_a_method_that_is_not_taken(self, client: Client, program: Program) -> None:
        answer = client.delete(BELOW + "cases", headers=program.headers)

        problem(answer, 405)
        assert answer["Allow"] == "GET"

    def test_a_value_that_is_wrong_is_pointed_at(self, program: Program) -> None:
        errors = problem(program.get("cases", limit="many", state="lost"), 422)["errors"]

        assert {each["pointer"] for each in errors} == {"/query/limit", "/query/state"}

    def test_a_body_that_is_no_json(self, program: Program) -> None:
        case = make_case()
        path = f"{BELOW}cases/{case.case_id}/decisions"

        answer = Client().post(path, "{", content_type="application/json", headers=program.headers)

        assert problem(answer, 400)["status"] == 400
        assert not Comment.objects.exists()

    def test_a_body_without_a_length_is_not_taken_for_empty(self, program: Program) -> None:
        answer = Client().post(
            BELOW + "documents",
            headers=program.headers | {"Transfer-Encoding": "chunked", "Content-Length": ""},
        )

        assert problem(answer, 411)["status"] == 411
        assert not Document.objects.exists()

    def test_a_mistake_of_ours_says_nothing_of_the_inside(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: object, **_kwargs: object) -> None:
            raise RuntimeError("the secret of the house")

        monkeypatch.setattr("reconciliation.queries.listing.case_page", fail)

        answer = program.get("cases")

        assert "secret" not in json.dumps(problem(answer, 500))


class TestDocuments:
    def test_are_taken_in_and_found_again(self, program: Program) -> None:
        answer = program.send(("one.txt", b"first"), ("two.txt", b"second"))

        taken = answer.json()["documents"]
        assert answer.status_code == 202
        assert [each["outcome"] for each in taken] == ["accepted", "accepted"]
        found = Client().get(taken[0]["href"], headers=program.headers).json()
        assert (found["sha256"], found["state"]) == (taken[0]["sha256"], "received")

    def test_say_that_they_are_here_already(self, program: Program) -> None:
        program.send(("one.txt", b"first"))

        again = program.send(("renamed.txt", b"first")).json()

        assert (again["outcome"], again["reason"]) == ("duplicate", "DUPLICATE_DOCUMENT")
        assert Document.objects.count() == 1
        assert Arrival.objects.count() == 2

    def test_are_refused_by_name_and_reason(self, program: Program) -> None:
        errors = problem(program.send(("nothing.txt", b"")), 422)["errors"]

        assert errors == [
            {"pointer": "/body/files/0", "detail": "nothing.txt is empty.", "code": "EMPTY_FILE"}
        ]

    def test_that_are_not_there_are_asked_for(self, program: Program) -> None:
        errors = problem(program.send(), 422)["errors"]

        assert [each["pointer"] for each in errors] == ["/body/files"]
        assert not Document.objects.exists()

    def test_are_not_taken_in_for_somebody_elses_entity(self) -> None:
        program = Program(entities=("NL01",))

        problem(program.send(("one.txt", b"first"), entity="DE01"), 422)

        assert not Document.objects.exists()


class TestDecisions:
    @pytest.mark.parametrize("action", ["approve", "reject", "correct"])
    def test_are_for_people_and_the_attempt_is_on_the_trail(
        self, program: Program, action: str
    ) -> None:
        """T134: a service account never approves; what it tried is written down."""
        case = make_case()

        refused = program.decide(case.case_id, key="again", action=action, comment="Please")

        assert problem(refused, 403)["type"] == "urn:tieout:problem:service-account"
        trail = program.get("audit/events", action="review.decision.refused").json()["items"]
        assert [(each["subject"], each["actor"], each["payload"]["action"]) for each in trail] == [
            (f"case:{case.case_id}", "service:erp", action)
        ]
        case.refresh_from_db()
        assert (case.state, Decision.objects.count()) == ("in_review", 0)

    def test_ask_stands_on_the_case_in_the_name_of_the_program(self, program: Program) -> None:
        case = make_case()

        made = program.decide(case.case_id, action="ask", comment="Which delivery?")

        assert made.status_code == 201
        assert (made.json()["by"], made.json()["role"]) == ("service:erp", "service")

    def test_comment_on_what_has_changed_since_is_refused(self, program: Program) -> None:
        case = make_case()

        stale = program.decide(
            case.case_id, action="comment", comment="Hm", case_version=case.version + 1
        )

        problem(stale, 409)
        seen = program.decide(
            case.case_id, key="2", action="comment", comment="Hm", case_version=case.version
        )
        assert seen.status_code == 201

    def test_comment_needs_words(self, program: Program) -> None:
        case = make_case()

        problem(program.decide(case.case_id, action="comment", comment="  "), 422)
        assert program.decide(case.case_id, action="comment", comment="Hm").status_code == 201
        assert Comment.objects.get().text == "Hm"

    def test_on_a_version_that_is_gone_are_stale(self, program: Program) -> None:
        case = make_case()
        shown = program.get(f"cases/{case.case_id}")["ETag"]
        program.decide(case.case_id, action="ask", comment="One", case_version=shown.strip('"'))

        late = program.decide(
            case.case_id, action="ask", comment="Two", case_version=shown.strip('"')
        )

        assert problem(late, 409)["type"] == "urn:tieout:problem:stale"


class TestLists:
    def test_every_case_comes_once_whatever_the_size_of_a_page(self, program: Program) -> None:
        made = [make_case().case_id for _ in range(7)]

        found = [each["case_id"] for each in _all(program, "cases", limit=3)]

        assert found == made

    @pytest.mark.django_db(transaction=True)  # what is not committed is not sealed
    def test_every_event_comes_once_sealed_or_not(self, program: Program) -> None:
        for number in range(5):
            _note(number)
        audit.seal(at=timezone.now())
        for number in range(5, 9):
            _note(number)

        found = [
            each["subject"]
            for each in _all(program, "audit/events", action="test.thing.done", limit=2)
        ]

        assert found == [f"thing:{number}" for number in range(9)]

    def test_are_narrowed(self, program: Program) -> None:
        over, clean = make_case(wrong=(PRICE_OVER,)), make_case(wrong=(), entity="DE01")

        def ids(**asked: str | int) -> list[str]:
            return [each["case_id"] for each in program.get("cases", **asked).json()["items"]]

        assert ids(code="PRICE_OVER") == [over.case_id]
        assert ids(entity="DE01") == [clean.case_id]
        assert ids(document=over.document.sha256) == [over.case_id]
        assert ids(state="posted") == []
        assert ids(since=(timezone.now() + timedelta(days=9999)).isoformat()) == []

    @pytest.mark.parametrize("cursor", ["x", "WzFd", "WzFd:1abc:forged", "\x00", "é"])
    def test_take_no_cursor_that_they_did_not_hand_out(self, program: Program, cursor: str) -> None:
        errors = problem(program.get("cases", cursor=cursor), 422)["errors"]

        assert [each["pointer"] for each in errors] == ["/query/cursor"]

    def test_take_no_cursor_of_another_list(self, program: Program) -> None:
        for _ in range(2):
            make_case()
        cursor = program.get("cases", limit=1).json()["next_cursor"]

        errors = problem(program.get("audit/events", cursor=cursor), 422)["errors"]

        assert [each["pointer"] for each in errors] == ["/query/cursor"]

    @pytest.mark.django_db(transaction=True)
    def test_the_checkpoint_is_a_note_or_json(self, program: Program) -> None:
        _note(1)
        audit.seal(at=timezone.now())

        as_json = program.get("audit/checkpoint").json()
        as_text = Client().get(
            BELOW + "audit/checkpoint", headers=program.headers | {"Accept": "text/plain"}
        )

        assert as_text.content.decode() == as_json["note"]
        assert as_json["tree_size"] == 2


class TestAnIdempotencyKey:
    def test_gives_the_same_bytes_again_and_does_nothing_twice(self, program: Program) -> None:
        case = make_case()

        answers = [
            program.decide(case.case_id, key="k-1", action="comment", comment="Hm")
            for _ in range(20)
        ]

        assert len({(answer.status_code, answer.content) for answer in answers}) == 1
        assert Comment.objects.count() == 1
        assert answers[-1]["Idempotency-Replayed"] == "true"

    def test_stands_for_one_request(self, program: Program) -> None:
        first = program.send(("one.txt", b"first"), key="k-1")

        assert first.status_code == 202
        problem(program.send(("one.txt", b"other"), key="k-1"), 409)
        assert program.send(("one.txt", b"first"), key="k-1").content == first.content
        assert Arrival.objects.count() == 1

    def test_is_a_programs_own(self, program: Program) -> None:
        other = Program(name="shop")

        answers = [each.send(("one.txt", b"first"), key="k-1") for each in (program, other)]

        assert [each.json()["outcome"] for each in answers] == ["accepted", "duplicate"]

    @pytest.mark.parametrize("key", ["k" * 256, "two words"])
    def test_is_short_and_visible(self, program: Program, key: str) -> None:
        answer = program.send(("one.txt", b"first"), key=key)

        assert problem(answer, 422)["status"] == 422
        assert not Document.objects.exists()

    def test_may_try_again_what_went_wrong_here(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("audit.actions.record_many", None)
            problem(program.send(("one.txt", b"first"), key="k-1"), 500)
        assert not Document.objects.exists()

        assert program.send(("one.txt", b"first"), key="k-1").status_code == 202

    def test_is_kept_for_a_day_at_least_and_then_forgotten(self, program: Program) -> None:
        program.send(("one.txt", b"first"), key="k-1")
        now = timezone.now()

        assert timedelta(hours=24) <= answering.KEPT
        assert answering.forget(before=now - answering.KEPT) == 0
        assert answering.forget(before=now + timedelta(seconds=1)) == 1
        assert not GivenAnswer.objects.exists()


class TestTooMuchLoad:
    def test_of_one_token_is_told_when_to_come_again(
        self, program: Program, settings: Settings
    ) -> None:
        settings.API_REQUESTS_PER_MINUTE = 3

        answers = [program.get("cases") for _ in range(5)]

        assert sorted(each.status_code for each in answers)[-1] == 429
        problem(answers[-1], 429)
        assert 1 <= int(answers[-1]["Retry-After"]) <= 61

    def test_of_documents_loses_nothing_that_was_accepted(
        self, program: Program, settings: Settings
    ) -> None:
        settings.DOCUMENT_BACKLOG_LIMIT = 3

        answers = [program.send((f"{n}.txt", f"text {n}".encode()), key=f"k-{n}") for n in range(5)]

        accepted = {each.json()["sha256"] for each in answers if each.status_code == 202}
        assert [each.status_code for each in answers] == [202, 202, 202, 429, 429]
        assert int(answers[-1]["Retry-After"]) > 0
        assert set(Document.objects.values_list("sha256", flat=True)) == accepted
        Document.objects.update(state="settled")
        assert program.send(("4.txt", b"text 4"), key="k-4").status_code == 202

    def test_a_queue_that_is_down_lets_everybody_in(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_args: object) -> None:
            raise ConnectionError

        monkeypatch.setattr("backoffice.gate._counters", refuse)

        assert program.get("cases").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_with_one_key_have_one_effect_and_one_answer() -> None:
    """R6: 50 in parallel with the same key and body."""
    case, program = make_case(), Program()

    def call(_number: int) -> tuple[int, bytes]:
        try:
            answer = program.decide(case.case_id, key="same", action="comment", comment="Hm")
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=50) as pool:
        answers = set(pool.map(call, range(50)))

    assert [status for status, _ in answers] == [201]
    assert Comment.objects.count() == 1


def _note(number: int) -> None:
    audit.record(
        action="test.thing.done", subject=f"thing:{number}", actor=PIPELINE, at=timezone.now()
    )


def _all(program: Program, path: str, **asked: str | int) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = program.get(path, cursor=cursor, **asked).json()
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        cursor = page["next_cursor"]
