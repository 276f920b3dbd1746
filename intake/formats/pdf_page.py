"""PDFs from strangers: opened only in a child process with limits, never here."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.reasons import ReasonCode
from intake.formats.child import ChildFailed, ChildPool
from intake.formats.image_page import Pixels
from intake.formats.page_words import Box, Page, Word

SECONDS: Final = 10.0
MAX_BYTES: Final = 100 * 1024 * 1024
MAX_PAGES_OF_TEXT: Final = 40
_JOBS_EACH: Final = 2_000


class UnableToReadPdf(ValueError):
    """The PDF cannot be opened within its limits; `reason` and `text` are fit to show."""

    def __init__(self, reason: ReasonCode, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class Embedded:
    """The files inside a PDF, by name, and how many pages it has."""

    page_count: int
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A PDF opened once: its files, its text, and the places of words where no file is an invoice.

    Words are not asked for where an embedded file says what the page says.
    """

    page_count: int
    files: tuple[tuple[str, bytes], ...]
    texts: tuple[str, ...]
    pages: tuple[Page, ...] = ()
    pictures: tuple[int, ...] = ()  # pages that show something and have no text


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as PNG, and the page's size in points."""

    png: bytes
    width: float
    height: float


_pool = ChildPool(
    Path(__file__).with_name("pdf_child.py"), size=os.cpu_count() or 1, jobs_each=_JOBS_EACH
)


def embedded_files(content: bytes) -> Embedded:
    """The files embedded in a PDF.

    :raises UnableToReadPdf: broken, locked, or over a limit.
    """
    said, parts = _ask({"do": "embedded"}, content)
    names = said["names"]
    if not isinstance(names, list):
        raise UnableToReadPdf(ReasonCode.UNREADABLE, "The PDF cannot be opened.")
    return Embedded(int(str(said["pages"])), tuple(zip(map(str, names), parts, strict=True)))


def open_pdf(content: bytes, *, pages: int = MAX_PAGES_OF_TEXT, with_words: bool = True) -> Opened:
    """Files, text and, where they are wanted, the placed words of a PDF in one go.

    :raises UnableToReadPdf: broken, locked, or over a limit.
    """
    said, parts = _ask({"do": "open", "pages": pages, "placed": with_words}, content)
    names, words, pictures = said["names"], said["words"], said["pictures"]
    if not (isinstance(names, list) and isinstance(words, list) and isinstance(pictures, list)):
        raise UnableToReadPdf(ReasonCode.UNREADABLE, "The PDF cannot be opened.")
    return Opened(
        page_count=int(str(said["pages"])),
        files=tuple(zip(map(str, names), parts[: len(names)], strict=True)),
        texts=tuple(part.decode() for part in parts[len(names) :]),
        pages=tuple(_page(*page) for page in words),
        pictures=tuple(map(int, pictures)),
    )


def _page(width: float, height: float, words: list[tuple[str, float, float, float, float]]) -> Page:
    return Page(width, height, tuple(Word(*word) for word in words))


def page_texts(content: bytes, *, pages: int = MAX_PAGES_OF_TEXT) -> tuple[str, ...]:
    """The text layer of the first pages, a string a page.

    :raises UnableToReadPdf: broken, locked, or over a limit.
    """
    return open_pdf(content, pages=pages, with_words=False).texts


def placed_words(content: bytes) -> tuple[Page, ...]:
    """The words of the first pages with their places, whatever files are embedded.

    :raises UnableToReadPdf: broken, locked, or over a limit.
    """
    said, _ = _ask({"do": "words"}, content)
    pages = said["words"]
    if not isinstance(pages, list):
        raise UnableToReadPdf(ReasonCode.UNREADABLE, "The PDF cannot be opened.")
    return tuple(_page(*page) for page in pages)


def split_pages(content: bytes, ranges: Sequence[tuple[int, int]]) -> tuple[bytes, ...]:
    """A PDF of its own for each range of pages; pages count from 1, both ends belong.

    :raises UnableToReadPdf: broken, locked, or over a limit.
    """
    _, parts = _ask({"do": "split", "ranges": [list(each) for each in ranges]}, content)
    return parts


def render_page(content: bytes, page: int, dpi: int = 110) -> PageImage:
    """One page as an image; pages count from 1.

    :raises UnableToReadPdf: no such page, broken, locked, or over a limit.
    """
    said, parts = _ask({"do": "render", "page": page, "dpi": dpi}, content)
    return PageImage(parts[0], float(str(said["width"])), float(str(said["height"])))


def pixels(content: bytes, page: int, *, side: int) -> Pixels:
    """One page as raw pixels, its longer side `side` of them; pages count from 1.

    :raises UnableToReadPdf: no such page, broken, or over a limit.
    """
    said, parts = _ask({"do": "pixels", "page": page, "side": side}, content)
    size, points = said["size"], said["points"]
    if not isinstance(size, list) or not isinstance(points, list):
        raise UnableToReadPdf(ReasonCode.UNREADABLE, "The PDF cannot be opened.")
    return Pixels(parts[0], size[0], size[1], (float(points[0]), float(points[1])))


def black_out(content: bytes, places: Mapping[int, Sequence[Box]]) -> bytes:
    """The PDF with these pages drawn anew and these places covered; in points from the top left.

    :raises UnableToReadPdf: broken, locked, or over a limit.
    """
    _, parts = _ask({"do": "black_out", "places": json.dumps(places)}, content)
    return parts[0]


def close() -> None:
    """Stop the idle children."""
    _pool.close()


def _ask(request: dict[str, object], content: bytes) -> tuple[dict[str, object], tuple[bytes, ...]]:
    if len(content) > MAX_BYTES:
        raise UnableToReadPdf(
            ReasonCode.TOO_LARGE, f"The PDF is larger than {MAX_BYTES // 1024 // 1024} MB."
        )
    try:
        answer = _pool.ask(request, (content,), seconds=SECONDS)
    except ChildFailed as failure:
        is_limit = "stopped" in str(failure) or "memory" in str(failure)
        reason = ReasonCode.UNSAFE_FILE if is_limit else ReasonCode.UNREADABLE
        raise UnableToReadPdf(reason, f"The PDF cannot be opened: {failure}.") from failure
    return dict(answer.said), answer.parts
