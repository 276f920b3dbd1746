"""Whether a file may come in, and under which name."""

import unicodedata
from typing import Final

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue

LARGEST_BYTES: Final = 50 * 1024 * 1024
LONGEST_NAME: Final = 200
_NAMELESS: Final = "unnamed"


def problem_with(
    content: bytes | int, filename: str, *, largest_bytes: int = LARGEST_BYTES
) -> FindingValue | None:
    """Return why the file may not come in, or `None`; its size is enough to know."""
    size = content if isinstance(content, int) else len(content)
    name = safe_name(filename)
    if size == 0:
        return FindingValue(code=ReasonCode.EMPTY_FILE, text=f"{name} is empty.", actual="0")
    if size > largest_bytes:
        return FindingValue(
            code=ReasonCode.TOO_LARGE,
            text=f"{name} has {size:,} bytes; a file may have {largest_bytes:,}.",
            actual=str(size),
            expected=str(largest_bytes),
        )
    return None


def safe_name(filename: str) -> str:
    """Return the name without folders and control characters, and not too long to show.

    The end is kept when a long name is cut: it says what kind of file it is meant to be.
    """
    plain = unicodedata.normalize("NFC", filename.encode("utf-8", "replace").decode("utf-8"))
    plain = plain.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    plain = "".join(
        " " if character.isspace() else character
        for character in plain
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    plain = " ".join(plain.split())
    if not plain or plain in {".", ".."}:
        return _NAMELESS
    if len(plain) <= LONGEST_NAME:
        return plain
    return f"{plain[: LONGEST_NAME - 21]}\N{HORIZONTAL ELLIPSIS}{plain[-20:]}"
