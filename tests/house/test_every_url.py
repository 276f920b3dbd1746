"""Every address, for every role, for one's own entity and for another's.

The table says who may; an address that is not in it fails the build. So does a role that may more,
or less, than the table says.
"""

import re
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client

from backoffice.roles import Role
from tests.factories import make_person
from tests.house.doors import NOT_PAGES, OPEN, OWN_ACCOUNT, SHUT, routes
from tests.house.pages import FORBIDDEN, GONE, PAGES, Page
from tests.house.world import OURS, THEIRS, World, make_world

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

ROLES = {role.value[0] if role is not Role.AUDITOR else "u": role for role in Role}


@pytest.fixture
def world() -> World:
    return make_world()


def _signed_in(role: Role, *entities: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(make_person(f"{role.value}-{'-'.join(entities)}", role, entities=entities))
    return client


def _ask(client: Client, page: Page, world: World) -> "Answer":
    """Send the request, and take back whatever it did."""
    with transaction.atomic():
        if page.posts is None:
            answer = client.get(page.path(world))
        else:
            answer = client.post(page.path(world), page.posts(world))
        transaction.set_rollback(True)
    return answer


def test_every_address_has_an_expectation() -> None:
    known = {page.route for page in PAGES} | OPEN | SHUT | OWN_ACCOUNT
    found = {
        route for route in routes()
        if not route.startswith(NOT_PAGES) and not route.startswith("^accounts/")
    }  # fmt: skip

    assert found - known == set(), "Say in this file who may open these."
    assert known - found == set(), "These are gone: take them out of this file."


@pytest.mark.parametrize("letter", ROLES, ids=lambda letter: ROLES[letter].value)
def test_a_role_may_do_what_the_table_says_and_nothing_else(letter: str, world: World) -> None:
    client = _signed_in(ROLES[letter], OURS)
    wrong = []

    for page in PAGES:
        answer = _ask(client, page, world)
        expected = page.answers if letter in page.may else FORBIDDEN
        if answer.status_code not in expected:
            wrong.append(f"{page.route or '/'}: {answer.status_code}, not {sorted(expected)}")
        elif letter in page.may and page.shows and not _says(answer, page.shows(world)):
            wrong.append(f"{page.route}: does not show {page.shows(world)}")

    assert wrong == []


@pytest.mark.parametrize("letter", ROLES, ids=lambda letter: ROLES[letter].value)
def test_what_belongs_to_another_entity_is_not_there(letter: str, world: World) -> None:
    client = _signed_in(ROLES[letter], THEIRS)
    wrong = []

    for page in PAGES:
        answer = _ask(client, page, world)
        expected = GONE if page.is_bound else page.answers
        expected = expected if letter in page.may else FORBIDDEN
        if answer.status_code not in expected:
            wrong.append(f"{page.route or '/'}: {answer.status_code}, not {sorted(expected)}")
        elif page.shows and _says(answer, page.shows(world)):
            wrong.append(f"{page.route}: shows {page.shows(world)}")

    assert wrong == []


def test_who_sees_every_entity_sees_these(world: World) -> None:
    conrad = _signed_in(Role.CONTROLLER)
    mine = [page for page in PAGES if "c" in page.may]

    wrong = [
        f"{page.route}: {answer.status_code}"
        for page in mine
        if (answer := _ask(conrad, page, world)).status_code not in page.answers
    ]

    assert wrong == []


def test_nobody_gets_past_the_door(world: World) -> None:
    nobody, wrong = Client(), []

    for page in PAGES:
        answer = _ask(nobody, page, world)
        if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/?next="):
            wrong.append(f"{page.route}: {answer.status_code}")
    for route in OWN_ACCOUNT - {"accounts/inactive/"}:
        answer = nobody.get(f"/{route}")
        if answer.status_code != 302 or "/accounts/login/" not in answer["Location"]:
            wrong.append(f"{route}: {answer.status_code}")

    assert wrong == []


def test_the_ways_in_that_nobody_uses_are_shut() -> None:
    nobody = Client()

    found = {route: {nobody.get(f"/{route}").status_code, nobody.post(f"/{route}").status_code}
             for route in SHUT}  # fmt: skip

    assert set().union(*found.values()) == {404}, found


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_unsafe_method_without_the_forms_secret_is_refused(method: str, world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person("conrad", Role.CONTROLLER))
    paths = [page.path(world) for page in PAGES]
    paths += [f"/{route}" for route in OPEN | OWN_ACCOUNT]

    let_in = [path for path in paths if getattr(client, method)(path).status_code != 403]

    assert let_in == []


def test_reading_changes_nothing_and_writing_is_no_link(world: World) -> None:
    client = _signed_in(Role.CONTROLLER)
    writes = [page for page in PAGES if page.posts is not None and "c" in page.may]

    got = {page.route: client.get(page.path(world)).status_code for page in writes}

    assert set(got.values()) == {405}, got


def _says(answer: "Answer", words: str) -> bool:
    """Whether a page has these words, and not as a part of others: C-1 is not in C-12."""
    text = "" if answer.status_code != 200 else answer.content.decode(errors="replace")
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None
