"""Pages with a box around each value that was read, for the eye of a person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from intake.models import Document
from intake.queries import page_images
from intake.rules.corrections import CORRECTABLE, said
from intake.rules.reading import Evidence, InvoiceReading

_ROOM = 2.0  # points around the words, so that the line does not touch them
_METHODS = {
    "page": "read from the text of the page",
    "ocr": "recognised on the picture of the page",
    "model": "pointed out by a model",
    "anchor": "read where a correction taught to look",
    "person": "given by a person",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One value and its box on the page, in points from the top left."""

    field: str
    value: str
    page: int
    x: float
    y: float
    width: float
    height: float
    said: str  # how it was found, and how sure that is


@dataclass(frozen=True, slots=True)
class Paper:
    """One page as it is shown; without a size, nothing can be drawn on it."""

    number: int
    size: tuple[float, float] | None
    marks: tuple[Mark, ...]

    @property
    def view_box(self) -> str:
        """The frame in which the boxes are drawn."""
        width, height = self.size or (0, 0)
        return f"0 0 {width:g} {height:g}"


@dataclass(frozen=True, slots=True)
class Papers:
    """All pages that can be shown, and the marked fields in the order in which people read them."""

    pages: tuple[Paper, ...]
    marks: tuple[Mark, ...]


def papers_of(document: Document, reading: InvoiceReading | None) -> Papers:
    """Return the pages of a document with the places of what was read."""
    numbers = page_images.page_numbers(document)
    if not numbers:
        return Papers((), ())
    sizes = dict(enumerate(page_images.page_sizes(document), 1))
    shown = [mark for mark in _marks(reading) if mark.page in sizes and mark.page in numbers]
    on_page: dict[int, list[Mark]] = defaultdict(list)
    for mark in sorted(shown, key=lambda each: -each.width * each.height):
        on_page[mark.page].append(mark)  # the largest lie below the others
    pages = tuple(Paper(number, sizes.get(number), tuple(on_page[number])) for number in numbers)
    marks = tuple(sorted(shown, key=lambda each: (each.page, round(each.y / 8), each.x)))
    return Papers(pages, marks)


def _marks(reading: InvoiceReading | None) -> Iterable[Mark]:
    if reading is None:
        return
    for name, found in dict(reading.evidence).items():
        if found.page is not None and found.box is not None:
            x0, y0, x1, y1 = found.box
            yield Mark(
                field=name,
                value=_value(reading, name, found),
                page=found.page,
                x=round(x0 - _ROOM, 1),
                y=round(y0 - _ROOM, 1),
                width=round(max(x1 - x0, 0) + 2 * _ROOM, 1),
                height=round(max(y1 - y0, 0) + 2 * _ROOM, 1),
                said=_in_words(found),
            )


def _value(reading: InvoiceReading, name: str, found: Evidence) -> str:
    if name == "lines":
        count = len(reading.lines)
        return f"{count} line{'' if count == 1 else 's'}"
    value = said(reading, [*reading.lines], name) if name in CORRECTABLE else None
    return value or found.text


def _in_words(found: Evidence) -> str:
    printed = f"“{found.text}” on page {found.page}" if found.text else f"page {found.page}"
    how = _METHODS.get(found.method, f"found by {found.method}")
    return f"{printed}, {how}, confidence {found.confidence:.2f}"
