"""Zip archives: their members one by one, within limits that are checked before and while reading.

What the directory of an archive says of sizes is not believed: reading stops at the limit. A member
that may not come in is named with its reason; the others go on.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from core.reasons import ReasonCode
from intake.rules.cells import shown
from intake.rules.findings import FindingValue

_MEGABYTE: Final = 1024 * 1024
_STEP: Final = 256 * 1024
_RATIO_COUNTS_FROM: Final = 1 * _MEGABYTE
_IS_ENCRYPTED: Final = 0x1 | 0x40
# What the library raises over archives that are not what they say; among it its own slips
# (IndexError over a cut-off extra field, struct.error over a cut-off header).
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    LookupError, NotImplementedError, RuntimeError,
)  # fmt: skip
_ARCHIVE_STARTS: Final = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ")
_OFFICE_PARTS: Final = ("xl/workbook.xml", "word/document.xml", "[Content_Types].xml")
_LEFT_BY_SYSTEMS: Final = (".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold."""

    members: int = 10_000
    total_bytes: int = 1024 * _MEGABYTE
    member_bytes: int = 50 * _MEGABYTE
    ratio: int = 200  # bytes out for one byte in, from a megabyte on


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes, or why it may not come in."""

    name: str
    content: bytes
    problem: FindingValue | None = None


def members(content: bytes, limits: Limits | None = None) -> Iterator[Member] | FindingValue:
    """Return the files of an archive as they are asked for, or why none of them may come in."""
    allowed = limits or Limits()
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        return _problem(ReasonCode.UNREADABLE, f"The archive is damaged: {shown(str(error))}.")
    files = [info for info in archive.infolist() if not _is_passed_over(info)]
    return _whole_problem(files, allowed) or _members(archive, files, allowed)


def problem_within(
    content: bytes, limits: Limits, *, look: Callable[[str, bytes], None] | None = None
) -> FindingValue | None:
    """Return why an archive that is one document (a workbook) may not be opened, or `None`.

    Every member is unpacked and thrown away, so that no later reader meets a bomb; `look` sees
    each piece go by.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        return _problem(ReasonCode.UNREADABLE, f"The file is damaged: {shown(str(error))}.")
    files = [info for info in archive.infolist() if not info.filename.endswith("/")]
    whole = _whole_problem(files, limits)
    if whole is not None:
        return whole
    for info in files:
        take = partial(look, info.filename) if look is not None else _throw_away
        problem = _member_problem(info, limits) or _unpack(archive, info, take)
        if problem is not None:
            return problem
    return None


def has_member(content: bytes, name: str) -> bool:
    """Say whether these bytes are an archive whose directory lists this member."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        return name in zipfile.ZipFile(io.BytesIO(content)).NameToInfo
    except _DAMAGED:
        return False


def _members(
    archive: zipfile.ZipFile, files: list[zipfile.ZipInfo], limits: Limits
) -> Iterator[Member]:
    seen: set[str] = set()
    for info in files:
        problem = _member_problem(info, limits)
        if problem is None and info.filename in seen:
            problem = _unsafe(info, "stands in the archive twice")
        seen.add(info.filename)
        buffer = io.BytesIO()
        problem = problem or _unpack(archive, info, buffer.write)
        inside = buffer.getvalue() if problem is None else b""
        if problem is None and _is_archive(inside):
            problem = _unsafe(info, "is an archive inside an archive")
        yield Member(info.filename, inside if problem is None else b"", problem)


def _whole_problem(files: list[zipfile.ZipInfo], limits: Limits) -> FindingValue | None:
    if not files:
        return _problem(ReasonCode.EMPTY_FILE, "The archive holds no file.")
    if len(files) > limits.members:
        return _problem(
            ReasonCode.TOO_LARGE,
            f"The archive holds {len(files):,} files; it may hold {limits.members:,}.",
        )
    total = sum(info.file_size for info in files)
    if total > limits.total_bytes:
        return _problem(
            ReasonCode.TOO_LARGE,
            f"The archive unpacks to {total:,} bytes; it may unpack to {limits.total_bytes:,}.",
        )
    return None


def _member_problem(info: zipfile.ZipInfo, limits: Limits) -> FindingValue | None:
    """Return why a member may not be unpacked, by what the directory says of it."""
    why_path = _why_path(info)
    if why_path is not None:
        return _unsafe(info, why_path)
    if info.flag_bits & _IS_ENCRYPTED:
        return _problem(ReasonCode.UNREADABLE, f"{shown(info.filename)} is locked by a password.")
    if info.file_size > limits.member_bytes:
        return _problem(
            ReasonCode.TOO_LARGE,
            f"{shown(info.filename)} unpacks to {info.file_size:,} bytes;"
            f" a file may have {limits.member_bytes:,}.",
        )
    if info.file_size > max(_RATIO_COUNTS_FROM, info.compress_size * limits.ratio):
        return _problem(
            ReasonCode.TOO_LARGE,
            f"{shown(info.filename)} unpacks {info.compress_size:,} bytes to {info.file_size:,}.",
        )
    return None


def _why_path(info: zipfile.ZipInfo) -> str | None:
    name = info.orig_filename
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "is a link or a device, not a file"
    if not info.filename:
        return "has no name"
    if "\\" in name:
        return "has a backslash in its path"
    if name.startswith("/") or name[1:2] == ":":
        return "has a path from the root of a disk"
    if ".." in name.split("/"):
        return "has a path that climbs out of the archive"
    if not name.isprintable():
        return "has a control character in its name"
    return None


def _throw_away(_part: bytes) -> None:
    """Unpack for the sake of unpacking."""


def _unpack(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, take: Callable[[bytes], object]
) -> FindingValue | None:
    """Unpack step by step, never past the size that the directory names."""
    try:
        with archive.open(info) as stream:
            while part := stream.read(_STEP):
                take(part)
    except _DAMAGED as error:
        text = f"{shown(info.filename)} is damaged: {shown(str(error) or 'it ends too early')}."
        return _problem(ReasonCode.UNREADABLE, text)
    return None


def _is_archive(content: bytes) -> bool:
    if not content.startswith(_ARCHIVE_STARTS):
        return False
    return not any(has_member(content, part) for part in _OFFICE_PARTS)


def _is_passed_over(info: zipfile.ZipInfo) -> bool:
    """Folders, and what operating systems leave behind, are no files of anybody's."""
    name = info.filename.rsplit("/", 1)[-1]
    return (
        info.filename.endswith("/")
        or info.filename.startswith("__MACOSX/")
        or name in _LEFT_BY_SYSTEMS
    )


def _unsafe(info: zipfile.ZipInfo, reason: str) -> FindingValue:
    return _problem(ReasonCode.UNSAFE_FILE, f"{shown(info.filename)} {reason}.")


def _problem(code: ReasonCode, text: str) -> FindingValue:
    return FindingValue(code=code, text=text)
