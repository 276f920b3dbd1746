"""Card numbers in mails: in headers, in bodies however they are encoded, in attached files."""

import email
import email.header
import email.policy
import re
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Final

from intake.formats.mask_texts import Masked, Part, Removed, decoded, mask_raw, mask_string
from intake.formats.spoken import in_markup
from intake.rules import cards
from intake.rules.recognise import FileKind, recognise

_MOST_PARTS: Final = 500
# What programs put between the parts of a mail: nineteen digits by chance.
_BOUNDARY: Final = re.compile(r"={6,}\d{19}==")
_ENCODED: Final = frozenset({"base64", "quoted-printable"})
_PLAIN: Final = frozenset({FileKind.TEXT, FileKind.UNKNOWN, FileKind.EMPTY, FileKind.MAIL})


def mask_mail(content: bytes, inner: Callable[[bytes], Masked]) -> Masked:
    """Return a mail without card numbers; it is written anew only where one was found."""
    mail = email.message_from_bytes(content, policy=email.policy.compat32)
    removed: list[Removed] = []
    parts: dict[str, Part] = {}
    spoken: list[tuple[str, str]] = [("The mail's subject", _decoded(str(mail.get("Subject", ""))))]
    for count, part in enumerate(mail.walk()):
        if count >= _MOST_PARTS:
            break
        removed += _headers(part)
        if part.get_content_maintype() == "text" and part.get_filename() is None:
            spoken += _said(part)
        if not part.is_multipart():
            removed += _body(part, inner, parts)
    said = tuple((where, cards.masked(text)) for where, text in spoken)
    if not removed:
        return Masked(content, spoken=said)
    written = mail.as_bytes(unixfrom=bool(mail.get_unixfrom()))
    return Masked(written, tuple(removed), parts, spoken=said)


def _said(part: Message) -> Iterator[tuple[str, str]]:
    """Yield the words of one text of a mail, without its markup."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return
    if part.get_content_subtype() == "html":
        yield from in_markup(payload, "The mail's text")
    else:
        yield "The mail's text", decoded(payload)


def _headers(part: Message) -> list[Removed]:
    removed: list[Removed] = []
    kept: list[tuple[str, str]] = []
    for name, value in part.raw_items():
        said = _decoded(str(value))
        if not cards.find(_BOUNDARY.sub(" ", said)):
            kept.append((name, value))
            continue
        masked, found = mask_string(said, f"the mail's header {name}")
        kept.append((name, masked if found else value))
        removed += found
    if removed:
        for name in set(part.keys()):
            del part[name]
        for name, value in kept:
            part.set_raw(name, value)
    return removed


def _decoded(value: str) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError, UnicodeError):
        return value


def _body(
    part: Message, inner: Callable[[bytes], Masked], parts: dict[str, Part]
) -> tuple[Removed, ...]:
    """Mask one part in place, and encode it again as it was."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload:
        return ()
    name = part.get_filename()
    kind = recognise(payload).kind
    is_text = part.get_content_maintype() == "text" and kind in _PLAIN
    masked = _text(payload, part) if is_text else inner(payload)
    if not masked.removed:
        return ()
    parts |= masked.as_part(payload)
    encoding = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    if encoding in _ENCODED:
        _encode(part, masked.content, encoding)
    else:
        part.set_payload(masked.content.decode("ascii", "surrogateescape"))
    where = "the mail's text" if name is None else f"its attachment {mask_string(name, '')[0]}"
    return masked.within(where) if name else tuple(
        Removed(where, each.last_four, each.network) for each in masked.removed
    )  # fmt: skip


def _text(payload: bytes, part: Message) -> Masked:
    charset = part.get_content_charset("utf-8")
    try:
        text = payload.decode(charset)
        masked, found = mask_string(text, "the mail's text")
        return Masked(masked.encode(charset), found)
    except (LookupError, UnicodeError):
        return mask_raw(payload)


def _encode(part: Message, content: bytes, encoding: str) -> None:
    from email.encoders import encode_base64, encode_quopri

    del part["Content-Transfer-Encoding"]
    part.set_payload(content)
    (encode_base64 if encoding == "base64" else encode_quopri)(part)
