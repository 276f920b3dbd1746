"""A watched folder of sources: drafts, never approved by themselves."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from ai.actions import sources as registry
from ai.models import Passage, Source, SourceVersion
from core.actors import Actor, ActorKind
from intake.actions import collecting
from intake.models import Document, Inbox, InboxKind

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
ADA, CONRAD = Actor(ActorKind.PERSON, "ada"), Actor(ActorKind.PERSON, "conrad")
SAID = {"title": "Freight", "kind": "policy", "owner": "Logistics", "access_class": "internal"}


@pytest.fixture
def inbox(settings: Settings, tmp_path: Path) -> Inbox:
    settings.WATCHED_FOLDERS = tmp_path
    return collecting.set_up(
        name="Policies", kind=InboxKind.SOURCES, folder="policies", actor=ADA, at=NOW
    )


def put(inbox: Inbox, settings: Settings, **files: bytes) -> Path:
    """Put files into the folder, have it looked at, and return it."""
    folder = Path(settings.WATCHED_FOLDERS) / (inbox.folder or "")
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content)
        os.utime(path, ((NOW - timedelta(seconds=10)).timestamp(),) * 2)
    collecting.collect(inbox_id=inbox.pk, at=NOW)
    inbox.refresh_from_db()
    return folder


def test_a_file_becomes_a_draft_that_another_person_approves(
    inbox: Inbox, settings: Settings
) -> None:
    text = b"# Freight\nThe vendor pays."
    folder = put(inbox, settings, freight__json=json.dumps(SAID).encode(), freight__md=text)

    version = SourceVersion.objects.get()
    assert (version.state, version.uploaded_by) == ("draft", "person:ada")
    assert Source.objects.get().registered_by == "service:inbox:Policies"
    assert not Document.objects.exists()
    assert (folder / "taken" / "2026-03-12" / "freight.md").read_bytes() == text
    with pytest.raises(registry.UnableToApprove, match="Another person"):
        registry.approve_version(version_id=version.pk, actor=ADA, at=NOW)
    registry.approve_version(version_id=version.pk, actor=CONRAD, at=NOW)

    put(inbox, settings, freight__md=text)
    assert SourceVersion.objects.count() == 1


def test_what_cannot_be_one_is_moved_aside_with_why(inbox: Inbox, settings: Settings) -> None:
    folder = put(inbox, settings, freight__md=b"The vendor pays.")

    moved = folder / "refused" / "2026-03-12"
    why = (moved / "freight.md.why.txt").read_text()
    assert why.startswith("No source is registered as freight")
    assert inbox.last_refusal == f"freight.md: {why}"
    assert (moved / "freight.md").exists()
    assert not Source.objects.exists()


def test_people_are_named_or_the_file_is_not_taken(inbox: Inbox, settings: Settings) -> None:
    said = SAID | {"personal_data": "names"}
    text = b"# Freight\nAnna Berger pays."
    put(inbox, settings, freight__json=json.dumps(said).encode(), freight__md=text)
    assert "data of people" in str(inbox.last_refusal)
    assert not SourceVersion.objects.exists()

    named = said | {"people": {"Anna Berger": "customer:7"}}
    put(inbox, settings, freight__json=json.dumps(named).encode(), freight__md=text)
    version = SourceVersion.objects.get()
    assert Passage.objects.get(version=version).subjects == ["customer:7"]


def test_who_was_named_once_is_named_with_every_file(inbox: Inbox, settings: Settings) -> None:
    named = SAID | {"people": {"Anna Berger": "customer:7"}}
    text = b"# Freight\nAnna Berger pays."
    put(inbox, settings, freight__json=json.dumps(named).encode(), freight__md=text)
    assert SourceVersion.objects.count() == 1

    put(inbox, settings, freight__md=text + b" Always.")

    assert "data of people" in str(inbox.last_refusal)
    assert SourceVersion.objects.count() == 1


def test_a_description_changes_nothing_that_is_registered(inbox: Inbox, settings: Settings) -> None:
    put(inbox, settings, freight__json=json.dumps(SAID).encode())
    wider = json.dumps(SAID | {"access_class": "public"}).encode()
    put(inbox, settings, freight__json=wider)

    assert Source.objects.get().access_class == "internal"
    assert "another description" in str(inbox.last_refusal)


def test_a_refused_description_names_nobody(inbox: Inbox, settings: Settings) -> None:
    said = SAID | {"personal_data": "names"}
    put(inbox, settings, freight__json=json.dumps(said).encode())
    other = said | {"access_class": "public", "people": {"Bob Xu": "customer:9"}}
    text = b"# Freight\nAnna Berger pays."
    put(inbox, settings, freight__JSON=json.dumps(other).encode(), freight__md=text)

    assert not SourceVersion.objects.exists()


def test_a_folder_is_looked_at_once(inbox: Inbox) -> None:
    with pytest.raises(collecting.UnableToSetUp, match="looked at already"):
        collecting.set_up(
            name="Post", kind=InboxKind.FOLDER, folder=inbox.folder, actor=ADA, at=NOW
        )
