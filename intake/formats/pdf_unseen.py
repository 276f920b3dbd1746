"""Words in a PDF that no reader of the page can see; used by the child processes that open PDFs.

A page is drawn with its text and without it. A letter that changes nothing on the picture is
hidden: white on white, under a picture, without ink, on a layer that is off, outside the page, or
too small to read. The words of a scan lie invisibly over its picture; they are seen on that.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.formats.pdf_drawing import PEN
from intake.formats.pdf_words import by_number

_MAX_CHARACTERS: Final = 20_000
_MAX_OBJECTS: Final = 5_000
_MAX_PIXELS: Final = 4_000_000
_SCALE: Final = 1.2
_FAINT: Final = 24  # of 255: what the eye does not tell from the ground
_TINY: Final = 1.0  # points, of a letter or a digit
_LAST_CODE: Final = 0x110000
_PALE: Final = 200
_SMALLEST: Final = 2.0  # points
_CLEAR: Final = 40  # how far a picture differs within a letter that is seen on it
_SCAN: Final = 0.5  # of a page that is pictures
_STAMP: Final = 60  # letters and digits, such as the programs of cameras leave on a page
_NO_INK: Final = frozenset({3, 7})
_MAX_COVERS: Final = 500
_WIDE_ENOUGH: Final = 60.0  # square points that can hide a word
_NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)
_EDGES: Final = (ctypes.c_float * 4)()
_PARTS: Final = (ctypes.c_uint * 4)()
_EDGES_AT: Final = [ctypes.addressof(_EDGES) + 4 * place for place in range(4)]
_PARTS_AT: Final = [ctypes.addressof(_PARTS) + 4 * place for place in range(4)]
_P: Final = ctypes.c_void_p
_OBJECT_AT: Final = by_number(pdfium_c.FPDFPage_GetObject, _P, _P, ctypes.c_int)
_TYPE_OF: Final = by_number(pdfium_c.FPDFPageObj_GetType, ctypes.c_int, _P)
_BOUNDS_OF: Final = by_number(pdfium_c.FPDFPageObj_GetBounds, ctypes.c_int, _P, _P, _P, _P, _P)
_MODE_OF: Final = by_number(pdfium_c.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _P)
_COLOR_OF: Final = by_number(pdfium_c.FPDFPageObj_GetFillColor, ctypes.c_int, _P, _P, _P, _P, _P)
_MARKS_OF: Final = by_number(pdfium_c.FPDFPageObj_CountMarks, ctypes.c_int, _P)
_MARK_AT: Final = by_number(pdfium_c.FPDFPageObj_GetMark, _P, _P, ctypes.c_ulong)
_NAME_OF: Final = by_number(
    pdfium_c.FPDFPageObjMark_GetName, ctypes.c_int, _P, _P, ctypes.c_ulong, _P
)
_SHOW: Final = by_number(pdfium_c.FPDFPageObj_SetIsActive, ctypes.c_int, _P, ctypes.c_int)
_DRAWN_AS: Final = by_number(pdfium_c.FPDFPath_GetDrawMode, ctypes.c_int, _P, _P, _P)
_NAME: Final = (ctypes.c_ushort * 16)()
_SIZE: Final = ctypes.c_ulong()
_MODE: Final = (ctypes.c_int * 2)()
Image = Any
Box = tuple[float, float, float, float]


def unseen(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> set[int]:
    """Return which characters of a page nobody sees, by their place in the text of the page."""
    looked = _looked_over(page)
    if not looked.doubtful and not looked.has_forms:
        return set()
    letters = list(_letters(page, textpage, looked))
    part = _Part.around([box for _, box, address in letters if address is not None], page)
    if part is None:
        return {place for place, _, _ in letters}
    with_text = part.drawn(page)
    for text in looked.doubtful:
        _SHOW(text, 0)
    change = _difference(with_text, part.drawn(page)) if looked.doubtful else None
    for text in looked.doubtful:
        _SHOW(text, 1)
    return {
        place
        for place, box, address in letters
        if address is None
        or (area := part.area(box)) is None
        or _is_hidden(
            area, with_text, change if address in looked.doubtful else None, is_scan=looked.is_scan
        )
    }


def words_at(text: str, places: set[int]) -> str:
    """Return the words that stand at these places of a text."""
    parts = [letter if place in places else " " for place, letter in enumerate(text)]
    return " ".join("".join(parts).split())


def _difference(one: Image, other: Image) -> Image:
    from PIL import ImageChops

    return ImageChops.difference(one, other)


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a page's picture that has the letters in doubt: the rest is not drawn."""

    columns: int  # of the whole page
    rows: int
    scale: float
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, boxes: Sequence[Box], page: pdfium.PdfPage) -> "_Part | None":
        """Return the smallest part that has all of these boxes; nothing where none is on it."""
        width, height = page.get_size()
        scale = min(_SCALE, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
        whole = cls(ceil(width * scale), ceil(height * scale), scale, 0, 0, 0, 0)
        areas = [area for box in boxes if (area := whole.area(box)) is not None]
        if not areas:
            return None
        left, top, right, bottom = zip(*areas, strict=True)
        return replace(whole, left=min(left), top=min(top), right=max(right), bottom=max(bottom))

    def area(self, box: Box) -> tuple[int, int, int, int] | None:
        """Return the pixels of a box in what is drawn; nothing for one beside the page."""
        x0, x1 = int(box[0] * self.columns) - 1, int(box[2] * self.columns) + 2
        y0, y1 = int(box[1] * self.rows) - 1, int(box[3] * self.rows) + 2
        if x1 <= 0 or y1 <= 0 or x0 >= self.columns or y0 >= self.rows:
            return None
        x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, self.columns), min(y1, self.rows)
        return x0 - self.left, y0 - self.top, x1 - self.left, y1 - self.top

    def drawn(self, page: pdfium.PdfPage) -> Image:
        """Return this part of the page as it is seen now."""
        cut = (self.left, self.rows - self.bottom, self.columns - self.right, self.top)
        crop = tuple(max(pixels - 0.5, 0) / self.scale for pixels in cut)
        return PEN.drawn(page, scale=self.scale, grayscale=True, crop=crop).convert("L")


class _Frame:
    """Where a point of a page stands on its picture, as shares of both sides."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._origin = _share(page, 0, 0)
        (west, north), right, up = self._origin, _share(page, 1000, 0), _share(page, 0, 1000)
        self._across = (right[0] - west) / 1000, (right[1] - north) / 1000
        self._up = (up[0] - west) / 1000, (up[1] - north) / 1000

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box on the picture, from the top left."""
        (west, north), (across, down), (lean, up) = self._origin, self._across, self._up
        x0, y0 = west + left * across + bottom * lean, north + left * down + bottom * up
        x1, y1 = west + right * across + top * lean, north + right * down + top * up
        if x1 < x0:
            x0, x1 = x1, x0
        return (x0, y1, x1, y0) if y1 < y0 else (x0, y0, x1, y1)


def _share(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down, side = ctypes.c_int(), ctypes.c_int(), 1_000_000
    pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, side, side, 0, x, y, across, down)
    return across.value / side, down.value / side


def _letters(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, looked: "_Looked"
) -> Iterator[tuple[int, Box, int | None]]:
    """Yield the place, the box on the picture, and the text object of each letter in doubt.

    A letter too small to read comes without its object.
    """
    frame, raw = _Frame(page), textpage.raw
    edges = [ctypes.c_double() for _ in range(4)]
    for place in range(min(textpage.count_chars(), _MAX_CHARACTERS)):
        found = pdfium_c.FPDFText_GetTextObject(raw, place)
        address = ctypes.addressof(found.contents) if found else 0
        if address in looked.clear or pdfium_c.FPDFText_IsGenerated(raw, place) == 1:
            continue
        code = pdfium_c.FPDFText_GetUnicode(raw, place)
        if not ord(" ") < code < _LAST_CODE:
            continue
        if not pdfium_c.FPDFText_GetCharBox(raw, place, *edges):
            continue
        left, right, bottom, top = (edge.value for edge in edges)
        is_tiny = top - bottom < _TINY and right - left < _TINY and chr(code).isalnum()
        yield place, frame.box(left, bottom, right, top), None if is_tiny else address


def _is_hidden(
    area: tuple[int, int, int, int], drawn: Image, change: Image | None, *, is_scan: bool
) -> bool:
    darkest, brightest = drawn.crop(area).getextrema()
    if change is None or (is_scan and brightest - darkest > _CLEAR):
        return bool(brightest - darkest < _FAINT)
    return bool(change.crop(area).getextrema()[1] < _FAINT)


@dataclass(slots=True)
class _Looked:
    """What one look over the objects of a page tells: its texts, clear or in doubt."""

    doubtful: set[int]  # addresses
    clear: set[int]
    is_scan: bool
    has_forms: bool


def _looked_over(page: pdfium.PdfPage) -> _Looked:
    width, height = page.get_size()
    frame, pictured, has_forms = _Frame(page), 0.0, False
    raw = ctypes.cast(page.raw, ctypes.c_void_p).value
    doubtful: set[int] = set()
    clear: dict[int, Box] = {}
    covers: list[tuple[int, Box]] = []
    for index in range(min(pdfium_c.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)):
        found = _OBJECT_AT(raw, index)
        kind = _TYPE_OF(found)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            box = _bounds(found)
            if _is_doubtful(found, box, frame):
                doubtful.add(found)
            else:
                clear[found] = box
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(found)
            pictured += _area(box) / max(width * height, 1)
            covers.append((len(clear), box))
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            box = _bounds(found) if clear and len(covers) < _MAX_COVERS else _NOWHERE
            if _area(box) > _WIDE_ENOUGH and _is_filled(found):
                covers.append((len(clear), box))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            has_forms = True
    for address in _covered(clear, covers):
        doubtful.add(address)
        del clear[address]
    return _Looked(doubtful, set(clear), pictured > _SCAN, has_forms)


def _covered(clear: Mapping[int, Box], covers: Sequence[tuple[int, Box]]) -> set[int]:
    """Return the texts over whose middle something was put after them."""
    return {
        address
        for place, (address, box) in enumerate(clear.items())
        for before, cover in covers
        if place < before
        and cover[0] <= (box[0] + box[2]) / 2 <= cover[2]
        and cover[1] <= (box[1] + box[3]) / 2 <= cover[3]
    }


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _bounds(found: int) -> Box:
    _BOUNDS_OF(found, *_EDGES_AT)
    left, bottom, right, top = _EDGES
    return left, bottom, right, top


def _is_doubtful(text: int, box: Box, frame: _Frame) -> bool:
    """Say whether a text may be hard to see: no ink, pale, tiny, beside the page, on a layer."""
    if _MODE_OF(text) in _NO_INK:
        return True
    x0, y0, x1, y1 = frame.box(*box)
    if x1 < 0 or y1 < 0 or x0 > 1 or y0 > 1:
        return True
    if 0 < box[3] - box[1] < _SMALLEST and box[2] - box[0] > _SMALLEST * 2:
        return True
    if _COLOR_OF(text, *_PARTS_AT):
        red, green, blue, alpha = _PARTS
        if (red > _PALE and green > _PALE and blue > _PALE) or alpha < _FAINT:
            return True
    return _is_on_layer(text)


def _is_on_layer(text: int) -> bool:
    for index in range(_MARKS_OF(text)):
        _NAME[0] = _NAME[1] = 0  # of the mark before
        _NAME_OF(_MARK_AT(text, index), ctypes.addressof(_NAME), 32, ctypes.addressof(_SIZE))
        if _NAME[0] == ord("O") and _NAME[1] == ord("C"):
            return True
    return False


def _is_filled(path: int) -> bool:
    _MODE[0] = 0
    _DRAWN_AS(path, ctypes.addressof(_MODE), ctypes.addressof(_MODE) + 4)
    return _MODE[0] != 0


def is_picture(page: pdfium.PdfPage, words: str) -> bool:
    """Say whether what a page says is on a picture: it has no text, or a mere stamp over a scan."""
    if not words.strip():
        return bool(pdfium_c.FPDFPage_CountObjects(page.raw) > 0)
    is_stamp = sum(map(str.isalnum, words)) <= _STAMP
    return is_stamp and _looked_over(page).is_scan
