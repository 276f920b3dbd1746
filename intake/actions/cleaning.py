"""What comes in is cleaned before anything is kept: card numbers are masked in file and name.

A file is known by the hash of the bytes as they were sent, so that the same file sent again is
recognised; what is kept are the masked bytes. What is taken out of a masked archive or mail is
known by the bytes that stood there before, which its parent remembers by their hash alone.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audit import content as store
from core.reasons import ReasonCode
from intake.actions import holding
from intake.formats import masking, spoken
from intake.formats.masking import Masked, Part, Removed
from intake.models import Document, Finding
from intake.rules import cards
from intake.rules.findings import FindingValue

_MASK = re.compile(rb"X[X \-./_]{6,}\d[\d \-./_]{2,8}\d|X{8,15}\d{4}")
IN_THE_NAME = "the file's name"


@dataclass(frozen=True, slots=True)
class Arriving:
    """One file as it came, and what is known of it from the file it came in."""

    content: bytes
    filename: str
    sha256: str
    before: Part | None = None
    warnings: tuple[FindingValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Clean:
    """One file as it is kept, and what is to be said of it."""

    content: bytes
    packed: store.Packed
    findings: tuple[FindingValue, ...]
    parts: Mapping[str, Any] | None
    kept_sha256: str | None  # the hash of what is kept, where that is not what was sent
    is_held: bool = False  # until its pictures are recognised


def clean_many(arriving: Sequence[Arriving]) -> list[Clean]:
    """Return the files without card numbers, in their order."""
    return [clean(each) for each in arriving]


def clean(arriving: Arriving) -> Clean:
    """Return a file without card numbers, and what is dangerous in it."""
    masked = masking.mask_file(arriving.content)
    filename, before = arriving.filename, arriving.before
    texts = [*spoken.texts_of(masked.content, clean_name(filename)), *masked.spoken]
    removed = (*(before.removed if before else ()), *masked.removed, *_in_name(filename))
    packed = store.pack(masked.content)
    return Clean(
        content=masked.content,
        packed=packed,
        findings=(
            *masking.findings_of(replace(masked, removed=removed)),
            *arriving.warnings,
            *masked.warnings,
            *spoken.findings_of(texts),
        ),
        parts=_to_json(masked) or None,
        kept_sha256=None if packed.sha256 == arriving.sha256 else packed.sha256,
        is_held=holding.may_show_numbers(masked.content),
    )


def clean_name(filename: str) -> str:
    """Return the name without card numbers, and without what is no text in it."""
    return cards.masked(filename.encode(errors="replace").decode())


def part_before(parent: Document, content: bytes) -> Part | None:
    """Return what a member of a masked archive or mail was before it was masked."""
    known = (parent.masked_parts or {}).get(hashlib.sha256(content).hexdigest())
    if known is None:
        return None
    return Part(known["sent"], tuple(Removed(*each) for each in known["removed"]))


def warnings_of(parent: Document) -> tuple[FindingValue, ...]:
    """Return what speaks to a machine in a mail: whoever decides on its files should know."""
    rows = Finding.objects.filter(
        document=parent, reading=None, code=ReasonCode.SUSPECTED_INSTRUCTION.value
    ).order_by("pk")
    return tuple(
        FindingValue(
            ReasonCode.SUSPECTED_INSTRUCTION,
            f"It came with this: {row.text}",
            actual=row.actual,
            reference=row.reference,
        )
        for row in rows
    )


def section_before(parent: Document, content: bytes) -> Part | None:
    """Return which of the numbers that were masked in a file stood in this section of it."""
    if parent.kept_sha256 is None:
        return None
    endings = {re.sub(rb"\D", b"", found[0])[-4:].decode() for found in _MASK.finditer(content)}
    rows = Finding.objects.filter(
        document=parent, code=ReasonCode.CARD_NUMBER_REMOVED.value, actual__in=endings
    ).order_by("pk")
    removed = tuple(
        Removed(row.reference or "the file", row.actual or "", row.expected or "card")
        for row in rows
    )
    return Part(hashlib.sha256(content).hexdigest(), removed) if removed else None


def _in_name(filename: str) -> Sequence[Removed]:
    return [Removed(IN_THE_NAME, card.last_four, card.network) for card in cards.find(filename)]


def _to_json(masked: Masked) -> Mapping[str, Any]:
    return {
        kept: {
            "sent": part.sent_sha256,
            "removed": [[each.where, each.last_four, each.network] for each in part.removed],
        }
        for kept, part in masked.parts.items()
    }
