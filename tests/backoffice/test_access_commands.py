"""Letting people and programs in from the command line."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from audit.models import AuditEvent
from backoffice.people import actor_of
from core.http import Scope
from review.models import ServiceToken

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    """Return the exit status and what stood on standard output."""
    out = StringIO()
    try:
        call_command(*words, stdout=out, stderr=StringIO())
    except SystemExit as ending:
        return int(ending.code or 0), out.getvalue()
    return 0, out.getvalue()


class TestAToken:
    def test_is_shown_once_and_is_of_256_bits(self) -> None:
        words = ("--name", "erp", "--scope", "cases:read", "--entity", "NL01", "--json")

        status, said = run("token", "create", *words)

        made = json.loads(said)
        row = ServiceToken.objects.get()
        assert status == 0
        assert len(made["token"].removeprefix("tieout_")) == 43
        assert made["token"] not in json.dumps([row.name, row.digest, row.scopes])
        assert (row.scopes, row.entities) == (["cases:read"], ["NL01"])
        event = AuditEvent.objects.get(action="review.token.created")
        assert (event.subject, event.actor) == ("token:erp", "service:command-line")

    def test_of_a_name_that_is_taken_is_refused(self) -> None:
        run("token", "create", "--name", "erp", "--scope", "cases:read")

        status, said = run("token", "create", "--name", "erp", "--scope", *Scope)

        assert (status, said) == (1, "")
        assert ServiceToken.objects.get().scopes == ["cases:read"]

    def test_is_revoked_once_and_by_name(self) -> None:
        run("token", "create", "--name", "erp", "--scope", "cases:read")

        assert run("token", "revoke", "--name", "erp")[0] == 0
        assert run("token", "revoke", "--name", "erp")[0] == 1
        assert AuditEvent.objects.filter(action="review.token.revoked").count() == 1


class TestAPerson:
    def test_gets_a_password_that_is_shown_once(self) -> None:
        status, said = run("user", "create", "olivia", "--role", "operator", "--entity", "NL01")

        olivia = User.objects.get(username="olivia")
        assert status == 0
        assert olivia.check_password(said.strip())
        assert (olivia.is_staff, olivia.is_superuser) == (False, False)
        assert olivia.has_perm("review.decide_case")
        assert actor_of(olivia).entities == frozenset({"NL01"})
        event = AuditEvent.objects.get(action="backoffice.user.created")
        assert event.payload == {"roles": ["operator"], "entities": ["NL01"]}

    def test_of_a_name_that_is_taken_is_refused(self) -> None:
        run("user", "create", "olivia", "--role", "operator")

        assert run("user", "create", "olivia", "--role", "controller") == (1, "")
        assert not User.objects.get().has_perm("review.approve_case")

    @pytest.mark.parametrize("password", ["short", "password12345", "12345678901234", ""])
    def test_with_a_weak_password_is_refused(self, tmp_path: Path, password: str) -> None:
        file = tmp_path / "password"
        file.write_text(f"{password}\n")

        status, _ = run(
            "user", "create", "olivia", "--role", "operator", "--password-file", str(file)
        )

        assert status == 1
        assert not User.objects.exists()

    def test_with_a_password_from_a_file_gets_that_one_and_nothing_is_shown(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "password"
        file.write_text("a quiet walk by the canal\n")

        status, said = run(
            "user", "create", "olivia", "--role", "operator", "--password-file", str(file)
        )

        assert (status, said) == (0, "")
        assert User.objects.get().check_password("a quiet walk by the canal")

    def test_without_a_file_that_can_be_read_is_wrong_usage(self, tmp_path: Path) -> None:
        words = ("user", "create", "olivia", "--role", "operator")

        assert run(*words, "--password-file", str(tmp_path / "nowhere"))[0] == 2
