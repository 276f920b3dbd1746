"""Which format are these bytes? By content alone: names and media types lie."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final


class FileKind(StrEnum):
    """The families of files we can name."""

    EMPTY = "empty"
    XML = "xml"
    PDF = "pdf"
    XLSX = "xlsx"
    ZIP = "zip"
    TABLE = "csv"
    MAIL = "eml"
    IMAGE = "image"
    X12 = "x12"
    EDIFACT = "edifact"
    MT940 = "mt940"
    BAI2 = "bai2"
    OFX = "ofx"
    HTML = "html"
    SVG = "svg"
    PROGRAM = "program"
    TEXT = "text"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The family, its name in words a person understands, and what to do where it is not read."""

    kind: FileKind
    name: str
    advice: str = "Send it as a PDF, a PNG, JPEG or TIFF picture, XML, EDI or a table (CSV, XLSX)."


_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE, "a PNG image"),
    (b"\xff\xd8\xff", FileKind.IMAGE, "a JPEG image"),
    (b"II*\x00", FileKind.IMAGE, "a TIFF image"),
    (b"MM\x00*", FileKind.IMAGE, "a TIFF image"),
    (b"GIF8", FileKind.IMAGE, "a GIF image"),
    (b"BM", FileKind.IMAGE, "a BMP image"),
    (b"\xd0\xcf\x11\xe0", FileKind.UNKNOWN, "an old Office file (.xls or .doc)"),
    (b"Rar!", FileKind.UNKNOWN, "a RAR archive"),
    (b"7z\xbc\xaf", FileKind.UNKNOWN, "a 7-Zip archive"),
    (b"\x1f\x8b", FileKind.UNKNOWN, "a gzip file"),
    (b"BZh", FileKind.UNKNOWN, "a bzip2 file"),
    (b"\xfd7zXZ", FileKind.UNKNOWN, "an xz file"),
    (b"MZ", FileKind.PROGRAM, "a program"),
    (b"\x7fELF", FileKind.PROGRAM, "a program"),
    (b"{\\rtf", FileKind.UNKNOWN, "a Rich Text document"),
)
_AS_PDF: Final = "Save it as a PDF and send that."
_UNPACKED: Final = "Unpack it and send the files, or send a zip archive."
_ADVICE: Final = (
    ("Office file", "Save it as .xlsx where it is a table, as a PDF where it is a page."),
    ("document", _AS_PDF),
    ("OpenDocument", _AS_PDF),
    ("archive", _UNPACKED),
    ("gzip", _UNPACKED),
    ("bzip2", _UNPACKED),
    ("xz file", _UNPACKED),
    ("HEIC", "Save the photo as JPEG, or print it to a PDF, and send that."),
)
# Photos of telephones: a box that names its kind, four bytes in.
_PHOTO_BOX: Final = slice(4, 8)
_PHOTO_BRAND: Final = slice(8, 12)
_PHOTO_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"}
)
_WINDOW: Final = 4096
_ISA_MARKS: Final = 16
_PROLOG: Final = r"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*"
_HTML: Final = re.compile(_PROLOG + r"<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_SVG: Final = re.compile(_PROLOG + r"(?:<!DOCTYPE svg[^>]*>\s*)?<(?:\w+:)?svg\b", re.S)
_MAIL: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    r"(?:From|Received|Return-Path|MIME-Version|Delivered-To|Message-ID):",
    re.I,
)
_MT940: Final = re.compile(
    r"(?:\{1:[^}]*\}.*?\{4:\s*)?(?:(?:[^:\n]{0,80}|:940:\s*)\n){0,6}:20:", re.S
)
_MT940_PART: Final = re.compile(r":(?:25P?|28C?|60[FM]|61|62[FM]|6[45]|86):\S")
_MARKDOWN: Final = re.compile(r"#{1,6} \S")
_BAI2: Final = re.compile(r"01,[^,\n]*,[^,\n]*,\d{6},.*?[\n/]\s*02,", re.S)
_JSON: Final = re.compile(r'\{\s*(?:"|\}\s*$)|\[\s*(?:[{"\[\]]|-?\d|true|false|null)')
_OFX: Final = re.compile(r"<OFX>|<\?OFX\b", re.I)
_EDIFACT: Final = re.compile(r"(?:UNA.{6}\s*UNB|UNB)[^A-Za-z0-9 \t\r\n]", re.S)
_INTERCHANGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:ISA|UN[AB])[^A-Za-z0-9]")
_UTF8_MARK: Final = "\xef\xbb\xbf"
_DELIMITERS: Final = (",", ";", "\t", "|")
_CELLS_OF_A_ROW: Final = 3  # or more, by the marks between them
_MOST_WORDS_OF_A_HEADING: Final = 4
_CONTROL: Final = bytes((*range(9), *range(14, 32)))


@lru_cache(maxsize=2)
def recognise(content: bytes) -> Recognised:
    """The family of these bytes, with what to do where nobody reads it here.

    Several steps in a row ask it of the same file.
    """
    found = _family(content)
    if found.kind is FileKind.UNKNOWN:
        advice = next((words for mark, words in _ADVICE if mark in found.name), found.advice)
        return replace(found, advice=advice)
    return found


def _family(content: bytes) -> Recognised:
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        return Recognised(FileKind.EMPTY, "an empty file")
    if _is_pdf(content):
        return Recognised(FileKind.PDF, "a PDF")
    if content[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}:
        return _zip(content)
    if content[_PHOTO_BOX] == b"ftyp" and content[_PHOTO_BRAND] in _PHOTO_BRANDS:
        return Recognised(FileKind.UNKNOWN, "a photo of a telephone (HEIC or AVIF)")
    for magic, kind, name in _MAGIC:
        if content.startswith(magic) and not (magic in {b"BM", b"MZ"} and _is_text(content)):
            return Recognised(kind, name)
    return _text(content)


def _is_pdf(content: bytes) -> bool:
    """Say whether it is a PDF and does not begin as something else: that is what it is then."""
    if b"%PDF-" not in content[:1024]:
        return False
    starts_otherwise = (
        b"<",
        b"PK\x03\x04",
        b"\x7fELF",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"MZ",
    )
    return not content.lstrip().startswith(starts_otherwise)


def _zip(content: bytes) -> Recognised:
    """Office files are archives too; their directory at the end says which."""
    directory = content[-1_000_000:]
    if b"xl/workbook." in directory:
        return Recognised(FileKind.XLSX, "an Excel workbook")
    if b"word/document.xml" in directory:
        return Recognised(FileKind.UNKNOWN, "a Word document")
    if b"mimetypeapplication/vnd.oasis" in content[:200]:
        return Recognised(FileKind.UNKNOWN, "an OpenDocument file")
    return Recognised(FileKind.ZIP, "a zip archive")


def _text(content: bytes) -> Recognised:
    if content[:1].isspace():
        content = content.lstrip()
    if _INTERCHANGE.match(content):  # its separators may be control characters
        found = _message(content[:_WINDOW].decode("latin-1").removeprefix(_UTF8_MARK))
        if found is not None:
            return found
    text = _decoded(content[:_WINDOW])
    if text is None:
        return Recognised(FileKind.UNKNOWN, "a binary file of no known kind")
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _markup(start)
    return _message(start) or _prose(start)


def _message(start: str) -> Recognised | None:
    """The formats that banks and trading partners exchange."""
    mark = start[3:4]
    if start.startswith("ISA") and not mark.isalnum() and start.count(mark) >= _ISA_MARKS:
        return Recognised(FileKind.X12, "an X12 interchange")
    if _EDIFACT.match(start):
        return Recognised(FileKind.EDIFACT, "an EDIFACT interchange")
    if start.startswith("OFXHEADER"):
        return Recognised(FileKind.OFX, "an OFX bank statement")
    if _BAI2.match(start):
        return Recognised(FileKind.BAI2, "a BAI2 bank statement")
    if _MT940_PART.match(start) or (_MT940.match(start) and (":25" in start or ":60" in start)):
        return Recognised(FileKind.MT940, "an MT940 bank statement")
    return None


def _prose(start: str) -> Recognised:
    if _MAIL.match(start.replace("\r\n", "\n")):
        return Recognised(FileKind.MAIL, "an e-mail")
    if _JSON.match(start):
        return Recognised(FileKind.UNKNOWN, "a JSON file")
    first_line = start.splitlines()[0] if start else ""
    if any(delimiter in first_line for delimiter in _DELIMITERS) and not _is_letter(start):
        return Recognised(FileKind.TABLE, "a table in text form")
    return Recognised(FileKind.TEXT, "plain text")


def _is_letter(start: str) -> bool:
    """Say whether commas part sentences and no cells: a greeting, or words as no heading has them.

    A table has as many cells in each line, or rows of several cells below what a bank puts first.
    """
    first, *others = [line for line in start.splitlines() if line.strip()]
    if max(_DELIMITERS, key=first.count) != ",":
        return False
    cells = first.split(",")
    is_greeting = len(cells) == 2 and not cells[1].strip()
    is_wordy = any(len(cell.split()) > _MOST_WORDS_OF_A_HEADING for cell in cells)
    if is_wordy and _MARKDOWN.match(first):
        return True
    is_even = bool(others) and all(line.count(",") == first.count(",") for line in others[:2])
    has_rows = any(line.count(mark) >= _CELLS_OF_A_ROW for line in others for mark in _DELIMITERS)
    return (is_greeting or is_wordy) and not (is_even or has_rows)


def _markup(start: str) -> Recognised:
    if _HTML.match(start):
        return Recognised(FileKind.HTML, "a web page (HTML)")
    if _SVG.match(start):
        return Recognised(FileKind.SVG, "an SVG drawing")
    if _OFX.search(start[:1000]):
        return Recognised(FileKind.OFX, "an OFX bank statement")
    return Recognised(FileKind.XML, "an XML file")


def _decoded(window: bytes) -> str | None:
    """The first characters, in whatever encoding they say or show; `None` is not text."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if window.startswith(mark):
            return window[2:].decode(encoding, "ignore")
    window = window.removeprefix(b"\xef\xbb\xbf")
    lead = window[:64]
    if lead.lstrip()[:2] == b"<\x00" or lead[1::2].count(0) > len(lead) // 4:
        return window.decode("utf-16-le", "ignore")
    if lead[::2].count(0) > len(lead) // 4:
        return window.decode("utf-16-be", "ignore")
    return window.decode("latin-1") if _is_text(window) else None


def _is_text(content: bytes) -> bool:
    window = content[:_WINDOW]
    control = len(window) - len(window.translate(None, _CONTROL))
    return control <= len(window) // 200
