"""The words of a PDF's page and where each stands; used by the child process that opens PDFs."""

import ctypes
from collections.abc import Callable, Iterator, Set
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

LINE_END_HYPHEN = 2  # what pdfium says for a hyphen at the end of a line
MAX_CHARACTERS = 20_000  # of a page, whose places are asked for
LETTERS: dict[int, str] = {}  # what codes were found to stand for
MOST_LETTERS = 10_000
APART = ("", 0.0, 0.0, 0.0, 0.0)


def by_number(function: Any, answers: Any, *takes: Any) -> Callable[..., int]:
    """The function with addresses as plain numbers, which costs a third less a call."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(answers, *takes)(address)


UNICODE_OF = by_number(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
BOX_OF = by_number(
    pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)


class Sheet:
    """Where a place of a page lies as the page is shown: turned, cut, from the top left."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, right, top = page.get_cropbox()
        self.width, self.height = right - self.left, top - self.bottom
        self.quarters = page.get_rotation() // 90 % 4

    def placed(self, box: pdfium_c.FS_RECTF) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        x0, x1 = box.left - self.left, box.right - self.left
        y0, y1 = box.bottom - self.bottom, box.top - self.bottom
        if self.quarters == 1:
            return y0, x0, y1, x1
        if self.quarters == 2:
            return self.width - x1, y0, self.width - x0, y1
        if self.quarters == 3:
            return self.height - y1, self.width - x1, self.height - y0, self.width - x0
        return x0, self.height - y1, x1, self.height - y0


def words_of(
    textpage: pdfium.PdfTextPage, sheet: Sheet, hidden: Set[int] = frozenset()
) -> list[list[object]]:
    """Each word with its box in points from the top left, in the order of the file."""
    found: list[list[object]] = []
    letters: list[str] = []
    x0 = x1 = top = bottom = 0.0
    last = x0, x1
    for letter, left, upper, right, lower in letters_of(textpage, sheet, hidden):
        if not letter:
            if letters:
                found.append(word(letters, x0, top, x1, bottom))
                letters = []
            continue
        if letters:
            size, step, drop = abs(lower - upper), left - x1, lower - bottom
            is_apart = drop > size / 2 or -drop > size / 2 or not -size < step < size / 4
            if is_apart and last != (left, right):  # a ligature is several in one box
                found.append(word(letters, x0, top, x1, bottom))
                letters = []
        last = left, right
        if not letters:
            letters = [letter]
            x0, x1, top, bottom = left, right, upper, lower
            continue
        letters.append(letter)
        x0 = left if left < x0 else x0
        x1 = right if right > x1 else x1
        top = upper if upper < top else top
        bottom = lower if lower > bottom else bottom
    if letters:
        found.append(word(letters, x0, top, x1, bottom))
    return found


def letters_of(
    textpage: pdfium.PdfTextPage, sheet: Sheet, hidden: Set[int]
) -> Iterator[tuple[str, float, float, float, float]]:
    """Each letter with its box; what parts words comes as no letter."""
    raw, known = ctypes.cast(textpage.raw, ctypes.c_void_p).value, LETTERS
    unicode_of, box_of = UNICODE_OF, BOX_OF
    box = pdfium_c.FS_RECTF()
    place, corners = ctypes.addressof(box), memoryview(box).cast("B").cast("f")
    is_upright, west, south, height = not sheet.quarters, sheet.left, sheet.bottom, sheet.height
    for index in range(min(textpage.count_chars(), MAX_CHARACTERS)):
        code = unicode_of(raw, index)
        letter = known.get(code)
        if letter is None:
            letter = letter_of(code)
            if len(known) < MOST_LETTERS:
                known[code] = letter
        if not letter or index in hidden or not box_of(raw, index, place):
            yield APART
        elif is_upright:
            left, top, right, bottom = corners
            upper, lower = height - (top - south), height - (bottom - south)
            yield letter, left - west, upper, right - west, lower
        else:
            yield letter, *sheet.placed(box)


def letter_of(code: int) -> str:
    """The letter behind a code of pdfium; nothing where it parts words."""
    if code == LINE_END_HYPHEN:
        return "-"
    letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
    return "" if letter.isspace() or not letter.isprintable() else letter


def word(letters: list[str], x0: float, top: float, x1: float, bottom: float) -> list[object]:
    """One word as it travels."""
    return ["".join(letters), round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)]
