"""What is kept of a file that holds others, or that nobody here can look into.

Each file in a mail or archive is a document of its own, looked through and kept as such. Of what it
came in only the envelope is kept: the mail's text, the archive's list. So a number that is seen on
a picture later is in no second copy; and what cannot be opened can hide nothing, as it is not kept.
"""

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Mapping
from email.message import Message
from typing import Final

from intake.formats import archives, image_page, pdf_page
from intake.rules import cards
from intake.rules.recognise import FileKind, recognise

KEPT_APART: Final = "This file is kept apart, as a document of its own, or was refused."
NOT_KEPT: Final = (
    "Nobody here can look into this file, so that nothing of it is kept but hash, name and size."
)
HOLDS_OTHERS: Final = frozenset({FileKind.ZIP, FileKind.MAIL})
_BINARY: Final = frozenset({FileKind.UNKNOWN, FileKind.PROGRAM})
_INLINE: Final = re.compile(r"\bdata:[\w.+-]+/[^\"'\s>)]*", re.IGNORECASE)
_LIMITS: Final = archives.Limits(total_bytes=1 << 30, member_bytes=400 << 20, ratio=400)


def is_closed(content: bytes) -> bool:
    """Say whether a file may hold what no reader here can see: locked, damaged, of another kind."""
    kind = recognise(content).kind
    if kind is FileKind.PDF:
        try:
            pdf_page.open_pdf(content, with_words=False)
        except pdf_page.UnableToReadPdf:
            return True
        return False
    if kind is FileKind.IMAGE:
        try:
            image_page.look(content)
        except image_page.UnableToReadImage:
            return True
        return False
    if content.startswith(b"PK"):
        return archives.problem_within(content, _LIMITS) is not None
    return kind in _BINARY and not _is_plain_text(content)


def of(content: bytes, refused: Mapping[str, str]) -> bytes:
    """Return the envelope of a mail or an archive; `refused` says why members did not come in."""
    if recognise(content).kind is FileKind.MAIL:
        return _of_mail(content, refused)
    try:
        return _of_archive(content, refused)
    except (zipfile.BadZipFile, ValueError, OSError, LookupError):
        return NOT_KEPT.encode()


def _of_archive(content: bytes, refused: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for info in {each.filename: each for each in archive.infolist()}.values():
            if not info.is_dir():
                entry = zipfile.ZipInfo(cards.masked(info.filename), info.date_time)
                kept.writestr(entry, _note(refused.get(info.filename)))
    return stream.getvalue()


def _of_mail(content: bytes, refused: Mapping[str, str]) -> bytes:
    mail = email.message_from_bytes(content, policy=email.policy.compat32)
    is_changed = False
    for part in mail.walk():
        if part.is_multipart():
            continue
        if part.get_content_maintype() == "text" and not _is_attached(part):
            is_changed |= _without_inline_files(part)
            continue
        name = str(part.get_filename() or "")
        del part["Content-Transfer-Encoding"]
        part.set_payload(_note(refused.get(name)))
        is_changed = True
    return mail.as_bytes(unixfrom=bool(mail.get_unixfrom())) if is_changed else content


def _without_inline_files(part: Message) -> bool:
    """Take files out of the text of a mail, where pages carry them as addresses."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or b"data:" not in payload.lower():
        return False
    text = payload.decode("latin-1")
    changed = _INLINE.sub("data:,", text)
    if changed == text:
        return False
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(changed.encode("latin-1").decode("ascii", "surrogateescape"))
    return True


def _is_attached(part: Message) -> bool:
    return part.get_filename() is not None or part.get_content_disposition() == "attachment"


def _note(problem: str | None) -> str:
    return KEPT_APART if problem is None else f"This file was refused and is not kept: {problem}"


def _is_plain_text(content: bytes) -> bool:
    """Say whether every character can be looked at as it is: a JSON file, Rich Text."""
    try:
        return content.decode().replace("\0", "\x01").translate(_LAID_OUT).isprintable()
    except UnicodeDecodeError:
        return False


_LAID_OUT: Final = {ord(mark): " " for mark in "\t\r\n\f\ufeff\u200b\u00a0"}
