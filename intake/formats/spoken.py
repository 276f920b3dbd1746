"""The texts of a file in which somebody could speak: to us, or to a machine behind us (T66)."""

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from core.reasons import ReasonCode
from intake.formats.mask_texts import decoded
from intake.rules.findings import FindingValue
from intake.rules.instructions import suspicion_of
from intake.rules.recognise import FileKind, recognise

_MOST: Final = 2_000_000
_MOST_TOLD: Final = 5
_MARKUP: Final = frozenset({FileKind.XML, FileKind.HTML, FileKind.SVG})
_TEXTS: Final = frozenset(
    {
        FileKind.TABLE,
        FileKind.X12,
        FileKind.EDIFACT,
        FileKind.MT940,
        FileKind.BAI2,
        FileKind.OFX,
        FileKind.TEXT,
    }
)
_SPOKEN: Final = re.compile(
    r"<!--(?P<comment>.*?)-->|<!\[CDATA\[(?P<data>.*?)\]\]>"
    r"|>(?!\s*+<)(?P<text>(?:[^<> ]*+ )+?(?<=[^<>\s] )[^<>]{6,})<"
    r"|=(?P<mark>[\"'])(?P<attribute>[^<>\"' ]*+ [^<>\"']{8,})(?P=mark)",
    re.DOTALL,
)
_ENDS_OF_SEGMENTS: Final = re.compile(r"[~'\r\n*+,;|\t]+")
_DELIMITERS: Final = ",;\t|"
_IN_NAMES: Final = re.compile(r"[_.]+|(?<! )-+|-+(?! )")  # a dash between blanks parts sentences
Spoken = tuple[str, str]  # where, and what


def findings_of(texts: Sequence[Spoken]) -> tuple[FindingValue, ...]:
    """Return what speaks to a machine in these texts; a person looks at it, nothing follows it."""
    found = []
    for where, text in texts:
        suspicion = suspicion_of(text)
        if suspicion is not None:
            found.append(
                FindingValue(
                    code=ReasonCode.SUSPECTED_INSTRUCTION,
                    text=f'{where} seems to speak to a machine: "{suspicion.quote}";'
                    f" {suspicion.why}. Nothing of it was followed.",
                    actual=suspicion.quote,
                    reference=where,
                )
            )
    return tuple(found[:_MOST_TOLD])


def texts_of(content: bytes, filename: str) -> Iterator[Spoken]:
    """Yield the texts of a file that is text itself, and its name, each with its place."""
    yield "The file's name", _IN_NAMES.sub(" ", filename)
    kind = recognise(content).kind
    if kind in _MARKUP:
        yield from _in_markup(decoded(content[:_MOST]))
    elif kind in _TEXTS:
        text = decoded(content[:_MOST])
        if kind is FileKind.TABLE:
            text = _cells(text)
        elif kind is not FileKind.TEXT:
            text = _ENDS_OF_SEGMENTS.sub(" | ", text)
        yield "The file", text


def _cells(text: str) -> str:
    """Return the cells of a table, each whole: a comma inside of one does not end a sentence."""
    heading = text.partition("\n")[0]
    mark = max(_DELIMITERS, key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return _ENDS_OF_SEGMENTS.sub(" | ", text)
    return " | ".join(cell for row in rows for cell in row if cell)


def in_markup(content: bytes, where: str) -> Iterator[Spoken]:
    """Yield the texts of markup that stands somewhere in another file."""
    yield from ((where, text) for _, text in _in_markup(decoded(content[:_MOST])))


def _in_markup(text: str) -> Iterator[Spoken]:
    parts: dict[str, list[str]] = {}
    for found in _SPOKEN.finditer(text):
        where = "A comment in the file" if found.lastgroup == "comment" else "The file"
        said = next(
            part for part in found.group("comment", "data", "text", "attribute") if part is not None
        )
        parts.setdefault(where, []).append(html.unescape(said).strip())
    yield from ((where, " | ".join(said)) for where, said in parts.items())
