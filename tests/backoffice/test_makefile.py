"""The few commands to remember exist, say what they do, and install without asking twice."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from backoffice import env, install

COMMANDS = ("install", "run", "test", "lint", "check")


def plan_of(target: str) -> str:
    """Return what make would do, without doing it."""
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=env.CHECKOUT, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("target", COMMANDS)
def test_every_command_exists_and_installs_what_it_needs(target: str) -> None:
    assert "install.py requirements" in plan_of(target)


def test_check_runs_everything_that_must_be_green() -> None:
    plan = plan_of("check")

    for word in (
        "ruff format --check", "ruff check", "mypy", "lint-imports",
        "makemigrations --check", "check --deploy", "pytest",
    ):  # fmt: skip
        assert word in plan


def test_the_machine_that_checks_runs_the_same_command() -> None:
    assert "exec make check" in (env.CHECKOUT / ".ci" / "run").read_text()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_is_pinned_by_hash_and_names_no_place(name: str) -> None:
    text = (env.CHECKOUT / name).read_text()
    entries = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line)]

    assert len(entries) > 30
    assert all(re.match(r"^[\w.\[\],-]+==\S+( ; .*)? \\$", line) for line in entries)
    assert text.count("--hash=sha256:") >= len(entries)
    assert "://" not in text
    assert "index" not in text


def test_every_library_asked_for_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((env.CHECKOUT / "pyproject.toml").read_text())
    asked = {plain(entry) for entry in project["project"]["dependencies"]}
    asked_for_work = {plain(entry) for entry in project["dependency-groups"]["dev"]}

    assert asked <= pinned("requirements.txt")
    assert asked | asked_for_work <= pinned("requirements-dev.txt")


def test_both_sets_agree_on_every_version() -> None:
    runtime = versions("requirements.txt")
    everything = versions("requirements-dev.txt")

    assert {name: everything.get(name) for name in runtime} == runtime


class TestInstalling:
    def test_does_nothing_where_everything_is_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = tmp_path / "requirements.txt"
        wanted.write_text("")
        place = tmp_path / "place"
        (place / "bin").mkdir(parents=True)
        (place / "bin" / "python").touch()
        (place / "installed-requirements").write_text(hashlib.sha256(b"").hexdigest())
        monkeypatch.setattr(install, "PLACE", place)
        monkeypatch.setattr(install, "PROJECT_PYTHON", place / "bin" / "python")
        monkeypatch.setattr(install, "_pip", lambda: pytest.fail("it installed again"))

        assert install.main(wanted) == 0

    def test_says_what_to_do_where_no_environment_can_be_made(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        (tmp_path / "requirements.txt").write_text("")
        monkeypatch.setattr(install, "PLACE", tmp_path / "place")
        monkeypatch.setattr(install, "PROJECT_PYTHON", tmp_path / "place" / "bin" / "python")
        monkeypatch.setattr(install, "_works", lambda _words: False)
        monkeypatch.setattr("os.geteuid", lambda: 1000)

        status = install.main(tmp_path / "requirements.txt")

        assert status == 2
        assert "apt-get install python3-venv" in capsys.readouterr().err

    def test_uses_a_pip_from_outside_where_the_environment_has_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Debian's Python without python3-venv, but with python3-pip."""
        place = tmp_path / "place"
        monkeypatch.setattr(install, "PLACE", place)
        monkeypatch.setattr(install, "PROJECT_PYTHON", place / "bin" / "python")
        monkeypatch.setattr(install, "_with_ensurepip", lambda _own: None)

        pip = install._pip()

        assert pip is not None
        assert "--python" in pip
        assert (place / "bin" / "python").exists()
        shutil.rmtree(place)


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=!~ ]", requirement)[0].lower().replace("_", "-")


def versions(name: str) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==(\S+)", (env.CHECKOUT / name).read_text(), flags=re.M)
    return {plain(library): version for library, version in found}


def pinned(name: str) -> set[str]:
    return set(versions(name))
