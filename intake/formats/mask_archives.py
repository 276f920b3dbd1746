"""Card numbers in archives: in their members and the names of these; workbooks are archives too."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from intake.formats import archives
from intake.formats.mask_texts import Masked, Part, Removed, mask_raw, mask_string, mask_text
from intake.rules import cards
from intake.rules.recognise import FileKind

_MEGABYTE: Final = 1024 * 1024
_LIMITS: Final = archives.Limits(
    total_bytes=1024 * _MEGABYTE, member_bytes=400 * _MEGABYTE, ratio=400
)
_OFFICE: Final = ("xl/", "word/", "docProps/", "content.xml")
# A number in a cell as Excel writes it: whole, or with an exponent; its style or type may follow.
_CELL: Final = re.compile(
    rb"<c\b([^>]*)>\s*<v>(\d{12,19}|\d\.\d{10,18}E\+?1\d)</v>\s*</c>", re.IGNORECASE
)
_TYPE: Final = re.compile(rb'\st="[^"]*"')


def mask_archive(content: bytes, inner: Callable[[bytes], Masked]) -> Masked:
    """Return an archive without card numbers; it is packed anew only where one was found.

    One that is damaged, locked or over a limit is never opened later either: only what can be
    read of it as it lies there is looked at.
    """
    if archives.problem_within(content, _LIMITS) is not None:
        return mask_raw(content)
    removed: list[Removed] = []
    changed: dict[str, bytes] = {}
    parts: dict[str, Part] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            sent = archive.read(info)
            masked = _member(info.filename, sent, inner)
            if masked.removed:
                parts |= masked.as_part(sent)
                changed[info.filename] = masked.content
                removed += masked.within(_plain(info.filename))
            removed += mask_string(info.filename, "the name of a member")[1]
        if not removed:
            return Masked(content)
        return Masked(_packed(archive, changed), tuple(removed), parts)


def _member(name: str, content: bytes, inner: Callable[[bytes], Masked]) -> Masked:
    if name.startswith("xl/worksheets/"):
        cells, removed = _cells(content)
        rest = mask_text(cells, FileKind.XML, inner)
        return Masked(rest.content, (*removed, *rest.removed))
    if name.startswith(_OFFICE) and name.endswith((".xml", ".rels")):
        return mask_text(content, FileKind.XML, inner)
    return inner(content)


def _cells(content: bytes) -> tuple[bytes, tuple[Removed, ...]]:
    """Turn numbers in cells that are those of cards into text: a mask is no number."""
    removed: list[Removed] = []

    def clean(found: re.Match[bytes]) -> bytes:
        number = _digits(found[2].decode())
        masked, cards_found = cards.mask(number)
        if not cards_found:
            return found[0]
        removed.extend(Removed("a cell", each.last_four, each.network) for each in cards_found)
        attributes = _TYPE.sub(b"", found[1])
        return b"<c" + attributes + b' t="str"><v>' + masked.encode() + b"</v></c>"

    return _CELL.sub(clean, content), tuple(removed)


def _digits(written: str) -> str:
    if "E" not in written.upper():
        return written
    head, _, exponent = written.upper().partition("E")
    return head.replace(".", "").ljust(int(exponent) + 1, "0")


def _plain(name: str) -> str:
    return cards.masked(name)


def _packed(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for info, name in _names(archive):
            entry = zipfile.ZipInfo(name, info.date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = info.external_attr
            packed.writestr(entry, changed.get(info.filename, archive.read(info)))
    return stream.getvalue()


def _names(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Yield the members under their masked names, no two alike."""
    seen: set[str] = set()
    for info in archive.infolist():
        name = _plain(info.filename)
        while name in seen:
            stem, dot, ending = name.rpartition(".")
            name = f"{stem or ending}_{dot}{ending}" if dot else f"{name}_"
        seen.add(name)
        yield info, name
