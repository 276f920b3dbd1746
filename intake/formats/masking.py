"""Files without card numbers: what may not be kept is taken out before anything is kept.

Every kind of file is looked into: text in its own encoding, mails and archives part by part, PDFs
in a child process, documents inside documents. A file without card numbers comes back as it was,
byte for byte; in the others only the numbers are changed, all but their last four digits.
"""

from collections.abc import Callable, Iterable
from typing import Final

from core.reasons import ReasonCode
from intake.formats import mask_archives, mask_mail, mask_pdf, mask_texts
from intake.formats.mask_texts import Masked, Part, Removed
from intake.rules.findings import FindingValue
from intake.rules.recognise import FileKind, recognise

__all__ = ["Masked", "Part", "Removed", "findings_of", "mask_file"]

_DEEPEST: Final = 4
_MOST_TOLD: Final = 20
_Masker = Callable[[bytes], Masked]


def mask_file(content: bytes, *, depth: int = 0) -> Masked:
    """Return the file without card numbers, and which were taken out of it."""
    if depth >= _DEEPEST:
        return mask_texts.mask_raw(content)

    def inner(part: bytes) -> Masked:
        return mask_file(part, depth=depth + 1)

    kind = recognise(content).kind
    if kind is FileKind.PDF:
        return mask_pdf.mask_pdf(content, inner)
    if content.startswith(b"PK\x03\x04"):
        return mask_archives.mask_archive(content, inner)
    if kind is FileKind.MAIL:
        return mask_mail.mask_mail(content, inner)
    if kind in _TEXTS:
        return mask_texts.mask_text(content, kind, inner)
    return mask_texts.mask_raw(content)


def findings_of(masked: Masked) -> tuple[FindingValue, ...]:
    """Return what a person is told about numbers that were taken out: where, and the last four."""
    seen = dict.fromkeys(masked.removed)
    told = list(seen)[:_MOST_TOLD]
    return tuple(_finding(each) for each in told) + tuple(_more(len(seen) - len(told)))


def _finding(removed: Removed) -> FindingValue:
    return FindingValue(
        code=ReasonCode.CARD_NUMBER_REMOVED,
        text=(
            f"A card number ({removed.network}) ending in {removed.last_four} was masked"
            f" in {removed.where}, before the file was kept."
        ),
        expected=removed.network,
        actual=removed.last_four,
        reference=removed.where,
    )


def _more(count: int) -> Iterable[FindingValue]:
    if count > 0:
        text = f"{count:,} more card numbers were masked before the file was kept."
        yield FindingValue(code=ReasonCode.CARD_NUMBER_REMOVED, text=text)


_TEXTS: Final = frozenset(
    {
        FileKind.XML,
        FileKind.TABLE,
        FileKind.X12,
        FileKind.EDIFACT,
        FileKind.MT940,
        FileKind.BAI2,
        FileKind.OFX,
        FileKind.HTML,
        FileKind.SVG,
        FileKind.TEXT,
    }
)
