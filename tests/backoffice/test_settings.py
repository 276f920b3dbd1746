"""The settings as a whole: what a start refuses, what a deployed one holds, what is logged."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from backoffice import env, keys, logs

DEPLOYED = {
    "BEHIND_TLS": "yes",
    "ALLOWED_HOSTS": "backoffice.example",
    "SECRET_KEY": "a-key-for-this-test-alone-0123456789-abcdefghijklmnop",
}


def manage(*words: str, home: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    ours = {"SECRET_KEY", "DJANGO_ALLOW_ASYNC_UNSAFE"}  # what tests of pages set for themselves
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, env.CHECKOUT / "manage.py", *words],
        env={**kept, "BACKOFFICE_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class TestTheStart:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DEBUG", "maybe"),
            ("DATABASE_POOL_SIZE", "none"),
            ("LOG_LEVEL", "LOUD"),
            ("DATABASE_URL", "sqlite:///books"),
        ],
    )
    def test_stops_at_a_bad_value_and_names_it(self, tmp_path: Path, name: str, value: str) -> None:
        done = manage("check", home=tmp_path, **{name: value})

        assert done.returncode == 2
        assert name in done.stderr
        assert "Traceback" not in done.stderr

    def test_has_nothing_to_warn_of_when_deployed(self, tmp_path: Path) -> None:
        done = manage("check", "--deploy", "--fail-level", "WARNING", home=tmp_path, **DEPLOYED)

        assert done.returncode == 0, done.stderr

    def test_makes_a_key_of_its_own_once(self, tmp_path: Path) -> None:
        manage("check", home=tmp_path)
        first = (tmp_path / "keys" / "secret_key").read_text()
        manage("check", home=tmp_path)

        assert (tmp_path / "keys" / "secret_key").read_text() == first
        assert (tmp_path / "keys" / "secret_key").stat().st_mode & 0o777 == 0o600
        assert len(first) >= 50

    def test_keeps_no_key_where_one_is_given(self, tmp_path: Path) -> None:
        manage("check", home=tmp_path, **DEPLOYED)

        assert not (tmp_path / "keys").exists()


class TestWhatHolds:
    def test_debug_is_off_and_the_clock_is_utc(self) -> None:
        assert settings.DEBUG is False
        assert settings.TIME_ZONE == "UTC"

    def test_two_installations_on_one_host_do_not_share_cookies(self, tmp_path: Path) -> None:
        assert keys.mark_of(tmp_path / "a") != keys.mark_of(tmp_path / "b")

    def test_every_variable_is_explained(self) -> None:
        listed = {
            line.partition("=")[0]
            for line in (env.CHECKOUT / ".env.example").read_text().splitlines()
            if line and not line.startswith("#")
        }

        assert read_in("backoffice/settings.py", "backoffice/supervision.py") <= listed

    @pytest.mark.django_db
    def test_pages_allow_no_inline_script_and_no_other_place(self, client: Client) -> None:
        answer = client.get("/accounts/login/")

        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in f"{policy};"
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"

    @pytest.mark.django_db
    def test_nobody_signs_up(self, client: Client) -> None:
        answer = client.post("/accounts/signup/", {"username": "eve", "password1": "x" * 14})

        assert answer.status_code == 404
        assert "session" not in " ".join(answer.cookies)


def read_in(*files: str) -> set[str]:
    """Return the names of all variables that these files read."""
    import re

    text = "".join((env.CHECKOUT / file).read_text() for file in files)
    return set(re.findall(r"env\.(?:text|flag|number|secret|words|choice)\(\s*\"(\w+)\"", text))


class TestLogs:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("password", "hunter2"),
            ("api_key", "hunter2"),
            ("Authorization", "hunter2"),
            ("url", "postgresql://kim:hunter2@db/books"),
            ("event", "sent Bearer hunter2"),
        ],
    )
    def test_hold_no_secret(self, name: str, value: str) -> None:
        event: dict[str, Any] = {name: value, "case": "C-12"}

        written = json.dumps(dict(logs.without_secrets(None, "info", event)))

        assert "hunter2" not in written
        assert "C-12" in written

    def test_are_json_on_standard_error(self, tmp_path: Path) -> None:
        script = "import structlog; structlog.get_logger('x').info('case.matched', case='C-12')"
        done = manage("shell", "-v", "0", "-c", script, home=tmp_path)

        line = json.loads(done.stderr.strip().splitlines()[-1])
        assert line["event"] == "case.matched"
        assert line["case"] == "C-12"
        assert done.stdout == ""
