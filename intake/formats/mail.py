"""Mail (RFC 5322, MIME): the files that hang on it, forwarded mails opened, the text left alone.

The mail itself is kept as the origin of its files and is never a claim: what its text asks for is
read by nobody who acts (T63). Pictures of a signature are passed over; a part that cannot be taken
is named with its reason, and the others go on.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import Final

from core.reasons import ReasonCode
from intake.formats.archives import Limits, Member
from intake.rules.cells import shown
from intake.rules.findings import FindingValue

_DEEPEST: Final = 5  # mails forwarded within mails
_MOST_PARTS: Final = 1_000
_LOGO_BYTES: Final = 30_000  # an inline picture up to here belongs to the text
_LOCKED: Final = {
    "application/pkcs7-mime": "is encrypted or signed as a whole (S/MIME)",
    "application/x-pkcs7-mime": "is encrypted or signed as a whole (S/MIME)",
    "multipart/encrypted": "is encrypted (PGP)",
    "application/ms-tnef": "is in Outlook's own form (winmail.dat)",
}
_OF_THE_ENVELOPE: Final = frozenset(
    {
        "application/pkcs7-signature", "application/x-pkcs7-signature",
        "application/pgp-signature", "application/pgp-encrypted", "text/calendar",
        "message/delivery-status", "text/rfc822-headers", "text/x-amp-html",
    }
)  # fmt: skip
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_PAGES: Final = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: who wrote, what about, its own text, and the files on it."""

    sender: str | None  # the address alone
    reply_to: str | None
    subject: str | None
    text: str
    members: tuple[Member, ...]


def read(content: bytes, limits: Limits | None = None) -> Mail | FindingValue:
    """Return a mail taken apart, or why it cannot be."""
    allowed = limits or Limits()
    try:
        message = _parsed(content)
        parts = tuple(_members(message, allowed, depth=0))[: _MOST_PARTS + 1]
        text = _text_of(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return _problem(ReasonCode.UNREADABLE, f"The mail is damaged: {shown(str(error))}.")
    if len(parts) > _MOST_PARTS:
        return _problem(
            ReasonCode.TOO_LARGE, f"The mail has more than {_MOST_PARTS:,} files on it."
        )
    return Mail(
        sender=_address(message, "From"),
        reply_to=_address(message, "Reply-To"),
        subject=_header(message, "Subject"),
        text=text,
        members=tuple(_named_apart(parts)),
    )


def _parsed(content: bytes) -> EmailMessage:
    if content[:5] == b"From ":  # the first line of a mailbox file is no header
        content = content.partition(b"\n")[2]
    return message_from_bytes(content, policy=policy.default)


def _members(message: EmailMessage, limits: Limits, *, depth: int) -> Iterator[Member]:
    """Yield the files of a mail in their order, those of forwarded mails among them."""
    kind = message.get_content_type()
    if kind in _LOCKED:
        name = _filename(message) or kind
        yield _refused(name, ReasonCode.UNREADABLE, f"{shown(name)} {_LOCKED[kind]}.")
    elif kind == "message/rfc822":
        yield from _forwarded(message, limits, depth=depth)
    elif message.is_multipart():
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _members(part, limits, depth=depth)
    elif kind not in _OF_THE_ENVELOPE and _is_file(message):
        yield _member(message, limits)


def _forwarded(message: EmailMessage, limits: Limits, *, depth: int) -> Iterator[Member]:
    if depth >= _DEEPEST:
        text = f"A mail is forwarded more than {_DEEPEST} times inside another."
        yield _refused("forwarded mail", ReasonCode.UNSAFE_FILE, text)
        return
    for inner in message.iter_parts():
        if isinstance(inner, EmailMessage):
            yield from _members(inner, limits, depth=depth + 1)


def _is_file(part: EmailMessage) -> bool:
    """Whether a part is a file somebody sent, not the text of the mail or a picture in it."""
    name, kind = _filename(part), part.get_content_maintype()
    if part.get_content_disposition() == "attachment":
        return True
    if kind == "text" and name is None:
        return part.get_content_type() not in {"text/plain", "text/html"}
    if kind == "image" and part.get("Content-ID"):
        return len(_bytes_of(part)) > _LOGO_BYTES
    return kind != "multipart"


def _member(part: EmailMessage, limits: Limits) -> Member:
    content = _bytes_of(part)
    subtype = part.get_content_subtype().removeprefix("x-")[:8]
    name = _filename(part) or f"attachment.{subtype}"
    if not content:
        return _refused(name, ReasonCode.EMPTY_FILE, f"{shown(name)} is empty.")
    if len(content) > limits.member_bytes:
        text = f"{shown(name)} has {len(content):,} bytes; a file may have {limits.member_bytes:,}."
        return _refused(name, ReasonCode.TOO_LARGE, text)
    return Member(name, content)


def _bytes_of(part: MIMEPart) -> bytes:
    """Return the bytes of a part as they were before they were made fit for mail."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _filename(part: EmailMessage) -> str | None:
    """Return the last piece of the name a part gives itself: a path of the sender's is no name."""
    name = part.get_filename()
    if not name:
        return None
    return re.split(r"[\\/]", str(name))[-1].strip() or None


def _named_apart(members: tuple[Member, ...]) -> Iterator[Member]:
    """Number files of the same name, so that each can be spoken of."""
    seen: dict[str, int] = {}
    for member in members:
        count = seen[member.name] = seen.get(member.name, 0) + 1
        if count == 1:
            yield member
            continue
        ending = _EXTENSION.search(member.name)
        place = ending.start() if ending else len(member.name)
        name = f"{member.name[:place]} ({count}){member.name[place:]}"
        yield Member(name, member.content, member.problem)


def _text_of(message: EmailMessage) -> str:
    """Return what the mail itself says, without the marks of a web page."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = _bytes_of(body).decode(_charset(body), "replace")
    return _PAGES.sub(" ", text) if body.get_content_subtype() == "html" else text


def _charset(part: MIMEPart) -> str:
    named = part.get_content_charset() or "utf-8"
    try:
        "".encode(named)
    except LookupError:
        return "utf-8"
    return named


def _header(message: EmailMessage, name: str) -> str | None:
    """Return a header in words (RFC 2047); one that is broken, as it stands."""
    for key, raw in message.raw_items():
        if key.lower() == name.lower():
            text = str(raw)
            with contextlib.suppress(ValueError, LookupError, HeaderParseError):
                text = str(make_header(decode_header(text)))
            return " ".join(text.split()) or None
    return None


def _address(message: EmailMessage, name: str) -> str | None:
    return parseaddr(_header(message, name) or "")[1].lower() or None


def _refused(name: str, code: ReasonCode, text: str) -> Member:
    return Member(name, b"", _problem(code, text))


def _problem(code: ReasonCode, text: str) -> FindingValue:
    return FindingValue(code=code, text=text)
