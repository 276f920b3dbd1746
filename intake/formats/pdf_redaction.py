"""Characters taken off the pages of a PDF; used by the child process that looks for dangers.

The text objects that hold a character are written anew with letters in the place of digits; where
that does not help, the page becomes a picture with the characters blacked out.
"""

import ctypes
import io
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

DPI: Final = 150
INVISIBLE: Final = 3
Spans = list[list[int]]


def characters(textpage: pdfium.PdfTextPage) -> str:
    """The characters of a page, so that the place of each is its index in the page."""
    raw, count = textpage.raw, textpage.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(raw, 0, count, buffer)
    if written == count + 1:
        units = list(buffer)[:count]
        if not any(0xD800 <= unit < 0xE000 or unit == 0 for unit in units):
            return "".join(map(chr, units))
    codes = (pdfium_c.FPDFText_GetUnicode(raw, index) for index in range(count))
    return "".join(
        chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes
    )


def without_characters(content: bytes, pages: dict[int, Spans], flat: set[int]) -> bytes:
    """The file with the characters of these places hidden: as text, or as pictures of pages."""
    if not pages and not flat:
        return content
    with pdfium.PdfDocument(content) as pdf:
        for index, spans in pages.items():
            if index in flat:
                flatten(pdf, index, spans)
            else:
                hide(pdf, index, spans)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def hide(pdf: pdfium.PdfDocument, index: int, spans: Spans) -> None:
    """Write the text objects that hold these characters anew, with letters for the digits."""
    page = pdf[index]
    textpage = page.get_textpage()
    hidden = {place for start, end in spans for place in range(start, end)}
    written: dict[int, list[str]] = {}
    objects: dict[int, object] = {}
    touched: set[int] = set()
    text = characters(textpage)
    for place, letter in enumerate(text):
        found = pdfium_c.FPDFText_GetTextObject(textpage.raw, place)
        if not found or pdfium_c.FPDFText_IsGenerated(textpage.raw, place) == 1:
            continue
        address = ctypes.addressof(found.contents)
        objects[address] = found
        is_hidden = place in hidden and letter.isdecimal()
        written.setdefault(address, []).append("X" if is_hidden else letter)
        if is_hidden:
            touched.add(address)
    for address in touched:
        rewrite(pdf, page, objects[address], "".join(written[address]))
    textpage.close()
    pdfium_c.FPDFPage_GenerateContent(page.raw)
    page.close()


def rewrite(pdf: pdfium.PdfDocument, page: pdfium.PdfPage, old: object, text: str) -> None:
    """Put one text object in the place of another: same place, size and colour, a plain font."""
    size = ctypes.c_float()
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFTextObj_GetFontSize(old, size)
    pdfium_c.FPDFPageObj_GetMatrix(old, matrix)
    new = pdfium_c.FPDFPageObj_NewTextObj(pdf.raw, b"Helvetica", size.value)
    encoded = (text + "\x00").encode("utf-16-le")
    pdfium_c.FPDFText_SetText(
        new,
        ctypes.cast(encoded, ctypes.POINTER(ctypes.c_ushort)),  # type: ignore[arg-type]
    )
    pdfium_c.FPDFPageObj_SetMatrix(new, matrix)
    fit(old, new, matrix)
    color = [ctypes.c_uint() for _ in range(4)]
    if pdfium_c.FPDFPageObj_GetFillColor(old, *color):
        pdfium_c.FPDFPageObj_SetFillColor(new, *(part.value for part in color))
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(old)
    if mode == INVISIBLE:
        pdfium_c.FPDFTextObj_SetTextRenderMode(new, mode)
    if pdfium_c.FPDFPage_RemoveObject(page.raw, old):
        pdfium_c.FPDFPageObj_Destroy(old)
    pdfium_c.FPDFPage_InsertObject(page.raw, new)


def fit(old: object, new: object, matrix: pdfium_c.FS_MATRIX) -> None:
    """Stretch a text to the width of the one it replaces."""
    widths = []
    for thing in (old, new):
        edges = [ctypes.c_float() for _ in range(4)]
        pdfium_c.FPDFPageObj_GetBounds(thing, *edges)
        widths.append(edges[2].value - edges[0].value)
    if widths[0] > 0 and widths[1] > 0:
        factor = min(max(widths[0] / widths[1], 0.2), 5.0)
        matrix.a, matrix.b = matrix.a * factor, matrix.b * factor
        pdfium_c.FPDFPageObj_SetMatrix(new, matrix)


def flatten(pdf: pdfium.PdfDocument, index: int, spans: Spans) -> None:
    """Put a picture in the place of a page, black where the characters stood."""
    page = pdf[index]
    textpage = page.get_textpage()
    width, height = page.get_size()
    scale = DPI / 72
    image = page.render(scale=scale).to_pil().convert("RGB")
    box = [ctypes.c_double() for _ in range(4)]
    for place in (place for start, end in spans for place in range(start, end)):
        if pdfium_c.FPDFText_GetCharBox(textpage.raw, place, *box):
            left, right, bottom, top = (edge.value for edge in box)
            corners = (left - 1, height - top - 1, right + 1, height - bottom + 1)
            image.paste((0, 0, 0), tuple(int(corner * scale) for corner in corners))
    textpage.close()
    page.close()
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=85)
    pdf.del_page(index)
    fresh = pdf.new_page(width, height, index)
    picture = pdfium.PdfImage.new(pdf)
    stream.seek(0)
    picture.load_jpeg(stream, inline=True)
    picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
    fresh.insert_obj(picture)
    fresh.gen_content()
    fresh.close()
