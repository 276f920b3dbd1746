"""The contracts between rooms hold, and no model changed without its migration."""

import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.files import CHECKOUT, PACKAGES


def test_every_room_uses_only_the_rooms_below_it() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_pure_room_stands_in_the_contract() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    held = {name for each in contracts for name in each.get("source_modules", [])}
    pure = {
        f"{package}.{kind}"
        for package in PACKAGES
        for kind in ("rules", "formats", "money", "reasons", "enums", "budget", "grounding")
        if any((CHECKOUT / package).glob(f"{kind}*/__init__.py"))
        or (CHECKOUT / package / f"{kind}.py").exists()
    }

    assert pure <= held


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()

    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.django_db
def test_every_job_in_the_settings_exists() -> None:
    from backoffice import checks

    assert checks.jobs_resolve(None) == []
