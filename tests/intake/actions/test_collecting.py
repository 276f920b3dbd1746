"""Watched folders and mailboxes: every file once, whatever interrupts us."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from core.actors import Actor, ActorKind
from intake.actions import collecting, receiving
from intake.models import Arrival, Document, Inbox, InboxKind
from tests.intake.actions import imap_server
from tests.intake.actions.imap_server import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
ADA = Actor(ActorKind.PERSON, "ada")


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> None:
    settings.WATCHED_FOLDERS = tmp_path / "inboxes"
    settings.INBOX_SECRETS = tmp_path / "secrets"
    settings.INBOX_SECRETS.mkdir()


def _put(folder: Path, name: str, content: bytes, *, at: datetime = NOW) -> Path:
    path = folder / name
    path.write_bytes(content)
    earlier = (at - timedelta(seconds=10)).timestamp()
    os.utime(path, (earlier, earlier))
    return path


class TestAWatchedFolder:
    @pytest.fixture
    def inbox(self) -> Inbox:
        return collecting.set_up(
            name="Scans", kind=InboxKind.FOLDER, folder="scans", entity="UK01", actor=ADA, at=NOW
        )

    @pytest.fixture
    def folder(self, inbox: Inbox, settings: Settings) -> Path:
        return Path(settings.WATCHED_FOLDERS / "scans")

    def test_is_emptied_and_its_files_moved_aside(self, inbox: Inbox, folder: Path) -> None:
        _put(folder, "b.csv", b"second")
        _put(folder, "a.csv", b"first")
        _put(folder, "empty.csv", b"")

        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 3
        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 0

        document = Document.objects.get(filename="a.csv")
        assert (document.channel, document.entity_hint) == ("folder", "UK01")
        assert document.received_by == "service:inbox:Scans"
        assert (folder / "taken" / "2026-03-12" / "b.csv").read_bytes() == b"second"
        assert (folder / "refused" / "2026-03-12" / "empty.csv").exists()
        inbox.refresh_from_db()
        assert (inbox.taken, inbox.last_problem, inbox.busy_until) == (3, None, None)

    def test_leaves_what_is_still_written_and_what_is_no_file(
        self, inbox: Inbox, folder: Path, tmp_path: Path
    ) -> None:
        secret = _put(tmp_path, "secret.txt", b"not for us")
        (folder / "link.csv").symlink_to(secret)
        (folder / ".hidden").write_bytes(b"x")
        (folder / "half.csv.part").write_bytes(b"x")
        fresh = folder / "fresh.csv"
        fresh.write_bytes(b"x")
        os.utime(fresh, (NOW.timestamp(), NOW.timestamp()))

        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 0
        assert collecting.collect(inbox_id=inbox.pk, at=NOW + timedelta(seconds=3)) == 1

    def test_finds_a_file_again_that_was_taken_but_not_moved(
        self, inbox: Inbox, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _put(folder, "a.csv", b"first")

        def stop(*_args: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("intake.actions.collecting.folders._move", stop)
            with pytest.raises(KeyboardInterrupt):
                collecting.collect(inbox_id=inbox.pk, at=NOW)
        later = NOW + timedelta(minutes=11)

        assert collecting.collect(inbox_id=inbox.pk, at=later) == 1
        assert Document.objects.count() == 1
        assert Arrival.objects.count() == 2

    def test_is_emptied_by_one_at_a_time(self, inbox: Inbox, folder: Path) -> None:
        _put(folder, "a.csv", b"first")
        Inbox.objects.update(busy_until=NOW + timedelta(minutes=1))

        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 0

    def test_keeps_both_of_two_files_of_one_name(self, inbox: Inbox, folder: Path) -> None:
        _put(folder, "a.csv", b"first")
        collecting.collect(inbox_id=inbox.pk, at=NOW)
        _put(folder, "a.csv", b"second")
        collecting.collect(inbox_id=inbox.pk, at=NOW)

        aside = folder / "taken" / "2026-03-12"
        assert sorted(path.name for path in aside.iterdir()) == ["a (2).csv", "a.csv"]

    def test_takes_names_that_are_no_text(self, inbox: Inbox, folder: Path) -> None:
        _put(folder, os.fsdecode(b"caf\xe9.csv"), b"first")
        _put(folder, os.fsdecode(b"caf\xe9.txt"), b"")

        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 2

        assert Document.objects.get().filename == "caf?.csv"
        inbox.refresh_from_db()
        assert str(inbox.last_refusal).startswith("caf?.txt: ")

    def test_that_is_gone_says_so(self, inbox: Inbox, folder: Path) -> None:
        folder.rmdir()

        assert collecting.collect_all(at=NOW) == 0

        inbox.refresh_from_db()
        assert "cannot be emptied" in (inbox.last_problem or "")

    @pytest.mark.parametrize("name", ["../etc", "/etc", "a/b", ".", "..", "", None])
    def test_never_lies_outside(self, name: str | None) -> None:
        with pytest.raises(collecting.UnableToSetUp):
            collecting.set_up(name="x", kind=InboxKind.FOLDER, folder=name, actor=ADA, at=NOW)

    def test_that_is_paused_is_left_alone(self, inbox: Inbox, folder: Path) -> None:
        _put(folder, "a.csv", b"first")
        collecting.pause(inbox_id=inbox.pk, is_paused=True, actor=ADA, at=NOW)

        assert collecting.collect_all(at=NOW) == 0


@pytest.mark.skipif(
    not imap_server.is_installed() and not os.environ.get("CI"),
    reason="There is no Dovecot here: on Debian, apt-get install dovecot-imapd.",
)
class TestAMailbox:
    @pytest.fixture
    def mailbox(self) -> Iterator[Mailbox]:
        with tempfile.TemporaryDirectory() as home, imap_server.running(Path(home)) as mailbox:
            yield mailbox

    @pytest.fixture
    def inbox(self, mailbox: Mailbox, settings: Settings) -> Inbox:
        (settings.INBOX_SECRETS / "invoices").write_text("right\n")
        return collecting.set_up(
            name="Invoices", kind=InboxKind.MAILBOX, host="127.0.0.1", port=mailbox.port,
            is_tls=False, login="invoices", secret="invoices", actor=ADA, at=NOW,
        )  # fmt: skip

    def test_gives_every_mail_once(self, inbox: Inbox, mailbox: Mailbox) -> None:
        mailbox.deliver(_mail("Rechnung 1/2"))
        mailbox.deliver(_mail("Rechnung 2"))

        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 2
        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 0
        mailbox.deliver(_mail("Rechnung 3"))
        assert collecting.collect(inbox_id=inbox.pk, at=NOW) == 1

        assert Document.objects.filter(channel="mailbox").count() == 3
        assert Arrival.objects.count() == 3
        inbox.refresh_from_db()
        assert (inbox.last_problem, inbox.taken) == (None, 3)

    def test_made_anew_is_read_again_without_doubling(self, inbox: Inbox, mailbox: Mailbox) -> None:
        mailbox.deliver(_mail("Rechnung 1"))
        collecting.collect(inbox_id=inbox.pk, at=NOW)
        mailbox.begin_anew()

        collecting.collect(inbox_id=inbox.pk, at=NOW)

        assert Document.objects.count() == 1

    def test_goes_on_after_the_mail_it_was_stopped_at(
        self, inbox: Inbox, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(3):
            mailbox.deliver(_mail(f"Rechnung {number}"))
        genuine, seen = receiving.receive_document, []

        def stops(**values: Any) -> object:
            seen.append(values["filename"])
            if len(seen) == 2:
                raise KeyboardInterrupt
            return genuine(**values)

        with monkeypatch.context() as patched:
            patched.setattr(receiving, "receive_document", stops)
            with pytest.raises(KeyboardInterrupt):
                collecting.collect(inbox_id=inbox.pk, at=NOW)
        assert Document.objects.count() == 1

        assert collecting.collect(inbox_id=inbox.pk, at=NOW + timedelta(minutes=11)) == 2
        assert Document.objects.count() == 3

    def test_with_another_password_says_so(
        self, inbox: Inbox, mailbox: Mailbox, settings: Settings
    ) -> None:
        (settings.INBOX_SECRETS / "invoices").write_text("wrong")

        collecting.collect(inbox_id=inbox.pk, at=NOW)

        inbox.refresh_from_db()
        assert "refuses" in (inbox.last_problem or "")
        assert "wrong" not in (inbox.last_problem or "")

    def test_that_does_not_answer_says_so(self, inbox: Inbox) -> None:
        Inbox.objects.update(port=1)

        collecting.collect(inbox_id=inbox.pk, at=NOW)

        inbox.refresh_from_db()
        assert "does not answer" in (inbox.last_problem or "")


def _mail(subject: str) -> bytes:
    message = EmailMessage()
    message["From"] = "billing@nordwind.example"
    message["Subject"] = subject
    message.set_content("Please find our invoice.")
    message.add_attachment(b"<x/>", maintype="application", subtype="xml", filename="invoice.xml")
    return message.as_bytes()
