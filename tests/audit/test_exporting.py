"""An exported piece of the trail is checked on another machine (R14, R15, R18)."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import actions, keys
from audit.verifier import verify_archive
from tests.audit.conftest import NOON, happen, seal_in_turn, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return the archive of one case among others: its events, its bundle, the batch it was in."""
    store(3)
    happen(5)
    actions.seal(at=NOON)
    path = tmp_path / "case.zip"
    assert actions.export_bundle(path, subjects=["case:C-1"]) == 2
    return path


def changed(archive: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a copy of the archive in which one member is not what it was."""
    path = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name.startswith(member) else content)
    return path


def test_verifies_with_the_keys_of_the_installation(archive: Path) -> None:
    assert verify_archive(archive, keys.trusted_keys()) == (2, None)
    assert verify_archive(archive, {})[1] is not None


def test_holds_the_case_and_nothing_of_others(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert b"case:C-2" not in opened.read("events.jsonl")
        assert opened.read("bundles.jsonl").count(b"\n") == 1


def test_verifies_with_its_own_verifier_and_nothing_of_the_product(
    archive: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extract("verifier.py", tmp_path / "elsewhere")
    done = subprocess.run(
        [sys.executable, "-I", "verifier.py", str(archive)],
        cwd=tmp_path / "elsewhere",
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "2 events hold\n")


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("events.jsonl", b"person:anna", b"person:mall"),
        ("events.jsonl", b"US01", b"DE01"),
        ("bundles.jsonl", b'"step": "reconciliation', b'"step": "reconciliatiom'),
        ("contents/", b"matched", b"differs"),
        ("checkpoint", b"fence ", b"fence 1"),
    ],
)
def test_any_change_is_found(archive: Path, member: str, old: bytes, new: bytes) -> None:
    path = changed(archive, member, lambda content: content.replace(old, new))

    assert verify_archive(archive)[1] is None
    assert verify_archive(path)[1] is not None


def test_another_key_is_found(archive: Path) -> None:
    """R15: re-signed, with the other key slipped into the archive."""
    trusted = keys.trusted_keys()
    other = dict.fromkeys(trusted, b"\x01" * 32)

    assert verify_archive(archive, other)[1] is not None


def test_what_is_not_sealed_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(actions.UnableToExport, match="Nothing is sealed"):
        actions.export_bundle(tmp_path / "none.zip")
    seal_in_turn(3)
    happen(1, start=9)

    assert actions.export_bundle(tmp_path / "all.zip") == 3
    with pytest.raises(actions.UnableToExport, match="no sealed event"):
        actions.export_bundle(tmp_path / "none.zip", subjects=["case:C-9"])
