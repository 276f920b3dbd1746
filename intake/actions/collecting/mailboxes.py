"""An IMAP mailbox (RFC 9051): every mail once, by its UID; the mailbox is left as it was.

How far we are is kept here and moves on after each mail is in, so that a stop in between finds the
same mail again, whose bytes are known then. A mailbox that was made anew (another UIDVALIDITY) is
read from its beginning.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from intake.actions.collecting.taking import Take, UnableToCollect
from intake.formats import mail
from intake.models import Inbox

_SECONDS: Final = 30
_MOST_AT_ONCE: Final = 200


def collect(inbox: Inbox, take: Take, at: datetime) -> int:  # noqa: ARG001 - as folders do
    """Take in the mails that are new; return how many came.

    :raises UnableToCollect: no connection, no entry, or no such mailbox.
    """
    taken = 0
    with _opened(inbox) as (client, validity):
        last = _last_uid(inbox, validity)
        for uid in _new_uids(client, last):
            _take(client, uid, take)
            Inbox.objects.filter(pk=inbox.pk, last_uid__lt=uid).update(last_uid=uid)
            taken += 1
    return taken


@contextmanager
def _opened(inbox: Inbox) -> Iterator[tuple[IMAPClient, int]]:
    """Open the mailbox for reading only; every error on the way has words."""
    where = f"{inbox.host}:{inbox.port or (993 if inbox.is_tls else 143)}"
    client: IMAPClient | None = None
    try:
        client = IMAPClient(
            inbox.host, port=inbox.port, ssl=inbox.is_tls, timeout=_SECONDS, use_uid=True
        )
        client.login(inbox.login, _password(inbox))
        opened: dict[bytes, Any] = client.select_folder(inbox.mailbox, readonly=True)
        yield client, int(opened[b"UIDVALIDITY"])
    except IMAPClientError as error:
        raise UnableToCollect(f"{where} refuses: {_words(error)}") from error
    except (OSError, EOFError) as error:
        raise UnableToCollect(f"{where} does not answer: {_words(error)}") from error
    finally:
        if client is not None:
            with suppress(IMAPClientError, OSError, EOFError):
                client.logout()


def _password(inbox: Inbox) -> str:
    path = settings.INBOX_SECRETS / (inbox.secret or "")
    try:
        return str(path.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise UnableToCollect(
            f"The file {inbox.secret} with the password cannot be read: {error.strerror}."
        ) from error


def _last_uid(inbox: Inbox, validity: int) -> int:
    """Return how far this mailbox has been read; one made anew, not at all."""
    if inbox.uid_validity == validity:
        return inbox.last_uid
    Inbox.objects.filter(pk=inbox.pk).update(uid_validity=validity, last_uid=0)
    return 0


def _new_uids(client: IMAPClient, last: int) -> list[int]:
    """Return what came since; a server answers n:* with its last mail even below n."""
    found = client.search(["UID", f"{last + 1}:*"])
    return sorted(uid for uid in found if uid > last)[:_MOST_AT_ONCE]


def _take(client: IMAPClient, uid: int, take: Take) -> None:
    """Take one mail in; one that is too large is cut where the door refuses it by its size."""
    limit = settings.DOCUMENT_SIZE_LIMIT + 1
    part = f"BODY.PEEK[]<0.{limit}>"
    answer: dict[bytes, Any] = client.fetch([uid], [part]).get(uid, {})
    content = next((value for key, value in answer.items() if key.startswith(b"BODY[]")), None)
    if content:  # a mail deleted a moment ago has none
        take(content, f"{_subject(content)}.eml")


def _subject(content: bytes) -> str:
    opened = mail.read(content)
    subject = opened.subject if isinstance(opened, mail.Mail) else None
    return (subject or "mail")[:120]


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
