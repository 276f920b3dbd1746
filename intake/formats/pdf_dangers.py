"""What is dangerous in a PDF beside its words: hidden text, scripts, programs, a second format."""

import re
from collections.abc import Iterator
from typing import Any, Final, cast

from core.reasons import ReasonCode
from intake.formats.child import Answer
from intake.rules import cards
from intake.rules.findings import FindingValue
from intake.rules.instructions import suspicion_of
from intake.rules.recognise import FileKind, recognise

_LONGEST_QUOTE: Final = 200
_TAIL: Final = 65_536
_PROGRAM_NAMES: Final = re.compile(
    r"\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs?|vbe|jse?|wsf|hta|jar|msi|lnk|sh|app|docm|xlsm|pptm|iso)$",
    re.IGNORECASE,
)
# What programs that write PDFs leave behind for themselves.
_MAKER: Final = re.compile(
    r"(?:page \d+ ?(?:/|of) ?\d+|rep"
    r"|[<(]?(?:powered|created|generated|made|produced) (?:by|with)\b.*)",
    re.IGNORECASE,
)


def findings_of(content: bytes, looked: Answer) -> tuple[FindingValue, ...]:
    """Return what is dangerous in a PDF that was looked through."""
    return (
        *_hidden(cast(list[list[Any]], looked.said["hidden"])),
        *_active(cast(list[str], looked.said["scripts"])),
        *_programs(cast(list[str], looked.said["names"]), looked.parts),
        *_second_format(content),
    )


def of_failure(failure: str) -> tuple[FindingValue, ...]:
    """Return what is said of a PDF that could not be looked through within its limits."""
    if not any(word in failure for word in ("stopped", "memory", "time")):
        return ()
    text = f"The PDF could not be looked through for what must not be kept: {failure}."
    return (FindingValue(code=ReasonCode.UNSAFE_FILE, text=text),)


def _hidden(pages: list[list[Any]]) -> Iterator[FindingValue]:
    for number, words in pages:
        said = cards.masked(str(words))
        if _MAKER.fullmatch(said) and suspicion_of(said) is None:
            continue
        quote = said[:_LONGEST_QUOTE]
        yield FindingValue(
            code=ReasonCode.HIDDEN_TEXT,
            text=f'Page {number} holds text that nobody sees on it: "{quote}". It was not read.',
            actual=quote,
            reference=f"page {number}",
        )


def _active(scripts: list[str]) -> Iterator[FindingValue]:
    if scripts:
        text = (
            f"The PDF holds {' and '.join(scripts)}. Nothing of it was run; only its pages count."
        )
        yield FindingValue(code=ReasonCode.UNSAFE_FILE, text=text)


def _programs(names: list[str], files: tuple[bytes, ...]) -> Iterator[FindingValue]:
    for name, data in zip(names, files, strict=True):
        if recognise(data).kind is FileKind.PROGRAM or _PROGRAM_NAMES.search(name):
            text = (
                f"A program is embedded in the PDF: {cards.masked(name)[:80]!r}. It was not opened."
            )
            yield FindingValue(code=ReasonCode.UNSAFE_FILE, text=text)


def _second_format(content: bytes) -> Iterator[FindingValue]:
    """Bytes that another program would take for a file of its own kind."""
    head, tail = content[: content.find(b"%PDF-")], content[content.rfind(b"%%EOF") :][:_TAIL]
    if b"PK\x05\x06" in content[-_TAIL:] and b"PK\x03\x04" in content:
        text = "The file is a PDF and an archive at once. Only the PDF was read."
        yield FindingValue(code=ReasonCode.UNSAFE_FILE, text=text)
    elif re.search(rb"<(?:html|script|svg|body|\?php)\b", head + tail, re.IGNORECASE):
        text = "The file is a PDF and a web page at once. Only the PDF was read."
        yield FindingValue(code=ReasonCode.UNSAFE_FILE, text=text)
