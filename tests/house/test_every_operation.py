"""Every operation of the API, for every scope, for one's own entity and for another's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from backoffice.api import api
from core.actors import PIPELINE
from core.http import Scope
from review.actions import tokens
from tests.factories import make_person
from tests.house.world import OURS, THEIRS, World, make_world

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Call:
    """One operation: which scopes open it, and what of it belongs to an entity."""

    scopes: frozenset[Scope]
    path: Callable[[World], str]
    answers: int = 200
    body: Callable[[World], dict[str, object]] | None = None
    is_json: bool = True
    is_bound: bool = False
    shows: Callable[[World], str] | None = None


def _at(path: str) -> Callable[[World], str]:
    return lambda world: path.format(world=world)


def _ask(_world: World) -> dict[str, object]:
    return {"action": "ask", "comment": "Which delivery was it?"}


def _file(_world: World) -> dict[str, object]:
    return {"files": SimpleUploadedFile("note.txt", b"hello")}


CASES, TRAIL = frozenset({Scope.CASES_READ}), frozenset({Scope.AUDIT_READ})
CALLS = {
    "POST /documents": Call(
        frozenset({Scope.DOCUMENTS_WRITE}), _at("/documents"), 202, _file, is_json=False
    ),
    "GET /documents/{sha256}": Call(
        frozenset({Scope.DOCUMENTS_WRITE, Scope.CASES_READ}),
        _at("/documents/{world.paper.sha256}"), is_bound=True,
    ),
    "GET /cases": Call(CASES, _at("/cases"), shows=lambda world: world.case.case_id),
    "GET /cases/{case_id}": Call(CASES, _at("/cases/{world.case.case_id}"), is_bound=True),
    "POST /cases/{case_id}/decisions": Call(
        frozenset({Scope.DECISIONS_WRITE}), _at("/cases/{world.case.case_id}/decisions"), 201, _ask,
        is_bound=True,
    ),
    "GET /audit/events": Call(TRAIL, _at("/audit/events"), shows=lambda world: world.case.case_id),
    "GET /audit/checkpoint": Call(TRAIL, _at("/audit/checkpoint"), answers=404),
    "GET /metrics": Call(frozenset({Scope.METRICS_READ}), _at("/metrics")),
}  # fmt: skip
OPEN = {"GET /healthz", "HEAD /healthz", "GET /readyz", "HEAD /readyz"}


@pytest.fixture
def world() -> World:
    return make_world()


def _token(*scopes: Scope, entities: tuple[str, ...] = ()) -> str:
    return tokens.create_token(
        name="+".join([*scopes, *entities]), scopes=scopes, entities=entities,
        actor=PIPELINE, at=timezone.now(),
    )  # fmt: skip


def _send(client: Client, call: Call, world: World, token: str | None) -> "Answer":
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    path = f"/api/v1{call.path(world)}"
    with transaction.atomic():
        if call.body is None:
            answer = client.get(path, headers=headers)
        elif call.is_json:
            answer = client.post(
                path, call.body(world), content_type="application/json", headers=headers
            )
        else:
            answer = client.post(path, call.body(world), headers=headers)
        transaction.set_rollback(True)
    return answer


def test_every_operation_has_an_expectation() -> None:
    described = api.get_openapi_schema(path_prefix="")["paths"]
    found = {
        f"{method.upper()} {path}" for path, methods in described.items() for method in methods
    }

    assert found == set(CALLS) | OPEN


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_opens_what_the_table_says_and_nothing_else(scope: Scope, world: World) -> None:
    client, token, wrong = Client(), _token(scope, entities=(OURS,)), []

    for name, call in CALLS.items():
        answer = _send(client, call, world, token)
        expected = call.answers if scope in call.scopes else 403
        if answer.status_code != expected:
            wrong.append(f"{name}: {answer.status_code}, not {expected}")
        elif scope in call.scopes and call.shows:
            assert call.shows(world) in answer.content.decode(), name

    assert wrong == []


def test_what_belongs_to_another_entity_is_not_there(world: World) -> None:
    client, token, wrong = Client(), _token(*Scope, entities=(THEIRS,)), []

    for name, call in CALLS.items():
        answer = _send(client, call, world, token)
        expected = 404 if call.is_bound else call.answers
        if answer.status_code != expected:
            wrong.append(f"{name}: {answer.status_code}, not {expected}")
        elif call.shows and call.shows(world) in answer.content.decode():
            wrong.append(f"{name} shows {call.shows(world)}")

    assert wrong == []


def test_whoever_shows_no_good_token_is_turned_away(world: World) -> None:
    revoked = _token(*Scope)
    tokens.revoke_token(name="+".join(Scope), actor=PIPELINE, at=timezone.now())
    signed_in = Client()
    signed_in.force_login(make_person("conrad", "controller"))

    for name, call in CALLS.items():
        for client, token in (
            (Client(), None), (Client(), revoked), (Client(), revoked[:-1]), (Client(), "x y"),
            (signed_in, None),
        ):  # fmt: skip
            answer = _send(client, call, world, token)

            assert answer.status_code == 401, name
            assert answer["WWW-Authenticate"].startswith("Bearer")
            assert answer["Content-Type"] == "application/problem+json"


def test_a_cookie_of_the_browser_opens_nothing_and_a_token_needs_no_form(world: World) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = _send(client, CALLS["POST /documents"], world, _token(Scope.DOCUMENTS_WRITE))

    assert answer.status_code == 202


def test_only_the_digest_of_a_token_is_kept() -> None:
    secret = _token(Scope.CASES_READ)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM review_servicetoken AS t")
        tables = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(payload::text, ' ') FROM audit_auditevent")
        tables += cursor.fetchone()[0]

    assert secret not in tables
    assert secret.removeprefix(tokens.PREFIX) not in tables
