"""The child process that opens PDFs: run as a script.

It lowers its own limits before the first byte arrives. Requests and answers have the layout of
`child.py`: lengths, one JSON object, raw parts.
"""

import io
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageDraw

sys.path.append(str(Path(__file__).parents[2]))
from intake.formats import pdf_unseen, pdf_words
from intake.formats.limited_child import (
    Answer,
    limit_memory,
    limit_time,
    read_request,
    write_answer,
)
from intake.formats.pdf_drawing import PEN

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 4
MAX_TEXT = 2_000_000
DRAWN = 200  # dots an inch of a page that had to be drawn anew
MAX_PAGES_OF_WORDS = 40
MAX_ATTACHMENTS = 50
MAX_ATTACHMENT = 50 * 1024 * 1024
MAX_PARTS = 200
MAX_PIXELS = 40_000_000
MAX_SCALE = 300 / 72  # more points an inch show nothing that a scanner saw


def embedded(_: dict[str, object], content: bytes) -> Answer:
    """The embedded files, and how many pages there are."""
    pages = 0
    found: list[tuple[str, bytes]] = []
    try:
        with pdfium.PdfDocument(content) as pdf:
            pages = len(pdf)
            for index in range(min(pdf.count_attachments(), MAX_ATTACHMENTS)):
                attachment = pdf.get_attachment(index)
                data = bytes(attachment.get_data())
                if len(data) <= MAX_ATTACHMENT:
                    found.append((attachment.get_name(), data))
    except (pdfium.PdfiumError, UnicodeError) as error:
        if b"EmbeddedFile" not in content and b"%PDF" not in content[:1024]:
            raise
        return by_pikepdf(content, pages, problem_of(error))
    if not found and b"EmbeddedFile" in content:
        return by_pikepdf(content, pages, "")
    return {"pages": pages, "names": [name for name, _ in found]}, [data for _, data in found]


def problem_of(error: Exception) -> str:
    """What is wrong with a file, in words of its reader and not of the library."""
    is_locked = "password" in str(error).lower()
    return "it is protected by a password" if is_locked else "it is damaged, or cut short"


def by_pikepdf(content: bytes, pages: int, problem: str) -> Answer:
    """The second way in, for files whose tables are broken."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            found = named_files(pdf) or loose_files(pdf)
    except pikepdf.PasswordError:
        return {"error": "it is protected by a password"}, []
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        if pages == 0:
            return {"error": problem or problem_of(error)}, []
        found = []
    return {"pages": pages, "names": [name for name, _ in found]}, [data for _, data in found]


def named_files(pdf: pikepdf.Pdf) -> list[tuple[str, bytes]]:
    """The files in the names tree."""
    return [
        (name, spec.get_file().read_bytes())
        for name, spec in list(pdf.attachments.items())[:MAX_ATTACHMENTS]
    ]


def loose_files(pdf: pikepdf.Pdf) -> list[tuple[str, bytes]]:
    """File specifications that stand outside the names tree."""
    found: list[tuple[str, bytes]] = []
    for thing in pdf.objects:
        if len(found) >= MAX_ATTACHMENTS:
            break
        if isinstance(thing, pikepdf.Dictionary) and "/EF" in thing:
            name = str(thing.get("/UF", thing.get("/F", "")))
            stream = thing.EF.get("/F", thing.EF.get("/UF"))
            if isinstance(stream, pikepdf.Stream):
                found.append((name, stream.read_bytes()))
    return found


def opened(said: dict[str, object], content: bytes) -> Answer:
    """Everything a reader wants at once: embedded files, text, and the places of words."""
    answer, files = embedded(said, content)
    if "error" in answer:
        return answer, files
    has_invoice = any(b"Invoice" in data or b"CreditNote" in data for data in files)
    texts: list[bytes] = []
    words: list[list[object]] = []
    pictures: list[int] = []
    try:
        texts, words, pictures = text_layer(
            content, int(str(said["pages"])), with_words=bool(said["placed"]) and not has_invoice
        )
    except pdfium.PdfiumError:
        if not files:
            raise
    return {**answer, "texts": len(texts), "words": words, "pictures": pictures}, files + texts


def words(_: dict[str, object], content: bytes) -> Answer:
    """The places of words alone, whatever files are embedded."""
    return {"words": text_layer(content, MAX_PAGES_OF_WORDS, with_words=True)[1]}, []


def text_layer(
    content: bytes, limit: int, *, with_words: bool
) -> tuple[list[bytes], list[list[object]], list[int]]:
    """The text of the first pages, on demand where each word stands, and which pages have none.

    Pages without text that show nothing either are not among the last; pages count from 1.
    """
    total = 0
    parts: list[bytes] = []
    placed: list[list[object]] = []
    pictures: list[int] = []
    PEN.forget()
    with pdfium.PdfDocument(content) as pdf:
        for index in range(min(len(pdf), limit)):
            page = pdf[index]
            textpage = page.get_textpage()
            words = textpage.get_text_bounded()
            hidden = pdf_unseen.unseen(page, textpage) if words.strip() else set()
            if hidden:
                words = shown(textpage, hidden)
            if with_words and index < MAX_PAGES_OF_WORDS:
                width, height = page.get_size()
                placed.append(
                    [width, height, pdf_words.words_of(textpage, pdf_words.Sheet(page), hidden)]
                )
            if pdf_unseen.is_picture(page, words):
                pictures.append(index + 1)
            textpage.close()
            page.close()
            total += len(words)
            parts.append(words.encode("utf-8", "replace"))
            if total > MAX_TEXT:
                break
    return parts, placed, pictures


def shown(textpage: pdfium.PdfTextPage, hidden: set[int]) -> str:
    """The text of a page without the characters that nobody sees on it."""
    codes = (
        pdfium_c.FPDFText_GetUnicode(textpage.raw, place)
        for place in range(min(textpage.count_chars(), MAX_TEXT))
        if place not in hidden
    )
    return "".join(
        chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes
    )


def split(said: dict[str, object], content: bytes) -> Answer:
    """A PDF for each range of pages; the same pages always make the same bytes."""
    ranges = said["ranges"]
    made: list[bytes] = []
    if not isinstance(ranges, list) or len(ranges) > MAX_PARTS:
        return {"error": "it holds too many documents"}, []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for first, last in ranges:
            part = pikepdf.new()
            part.pages.extend(pdf.pages[first - 1 : last])
            stream = io.BytesIO()
            part.save(stream, deterministic_id=True)
            made.append(stream.getvalue())
    return {}, made


def render(said: dict[str, object], content: bytes) -> Answer:
    """One page as PNG."""
    number, dpi = int(str(said["page"])), int(str(said["dpi"]))
    with pdfium.PdfDocument(content) as pdf:
        if not 1 <= number <= len(pdf):
            return {"error": f"there is no page {number}"}, []
        page = pdf[number - 1]
        width, height = page.get_size()
        scale = dpi / 72
        if width * height * scale * scale > MAX_PIXELS:
            scale = (MAX_PIXELS / (width * height)) ** 0.5
        image = PEN.drawn(page, scale=scale)
        stream = io.BytesIO()
        image.save(stream, "PNG", compress_level=3)
    return {"width": width, "height": height}, [stream.getvalue()]


def pixels(said: dict[str, object], content: bytes) -> Answer:
    """One page as rows of red, green and blue bytes, its longer side `side` pixels."""
    number, side = int(str(said["page"])), int(str(said["side"]))
    with pdfium.PdfDocument(content) as pdf:
        if not 1 <= number <= len(pdf):
            return {"error": f"there is no page {number}"}, []
        page = pdf[number - 1]
        width, height = page.get_size()
        scale = min(side / max(width, height, 1), MAX_SCALE)
        image = PEN.drawn(page, scale=scale).convert("RGB")
    return {"size": list(image.size), "points": [width, height]}, [image.tobytes()]


def black_out(said: dict[str, object], content: bytes) -> Answer:
    """The PDF with these pages drawn anew as pictures, the given places in points covered."""
    places = json.loads(str(said["places"]))
    with pdfium.PdfDocument(content) as source, pikepdf.open(io.BytesIO(content)) as pdf:
        for number, boxes in places.items():
            shown = source[int(number) - 1]
            width, height = shown.get_size()
            scale = min(DRAWN / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
            picture = PEN.drawn(shown, scale=scale).convert("RGB")
            pen = ImageDraw.Draw(picture)
            for box in boxes:
                pen.rectangle([corner * scale for corner in box], fill="black")
            set_picture(pdf, pdf.pages[int(number) - 1], picture, (width, height))
        pdf.remove_unreferenced_resources()
        stream = io.BytesIO()
        pdf.save(stream)
    return {}, [stream.getvalue()]


def set_picture(
    pdf: pikepdf.Pdf, page: pikepdf.Page, picture: Image.Image, size: tuple[float, float]
) -> None:
    """Make a page nothing but this picture."""
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=90)
    drawn = pdf.make_stream(jpeg.getvalue())
    drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    drawn.Width, drawn.Height = picture.size
    drawn.ColorSpace, drawn.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    drawn.Filter = pikepdf.Name.DCTDecode
    for name in [str(name) for name in page.obj if str(name) not in {"/Type", "/Parent"}]:
        del page.obj[name]
    page.obj.MediaBox = [0, 0, *size]
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=drawn))
    page.obj.Contents = pdf.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /P Do Q".encode())


ACTIONS: dict[str, Callable[[dict[str, object], bytes], Answer]] = {
    "embedded": embedded,
    "open": opened,
    "words": words,
    "render": render,
    "split": split,
    "pixels": pixels,
    "black_out": black_out,
}


def main() -> None:
    """Answer requests until the parent hangs up."""
    limit_memory(MEMORY)
    sock = socket.socket(fileno=0)
    while True:
        said, parts = read_request(sock)
        limit_time(CPU_SECONDS)
        try:
            answer = ACTIONS[str(said["do"])](said, parts[0])
        except pdfium.PdfiumError as error:
            answer = {"error": problem_of(error)}, []
        except MemoryError:
            answer = {"error": "it needs more memory than allowed"}, []
        except (ValueError, RuntimeError, OSError, UnicodeError) as error:
            answer = {"error": str(error) or type(error).__name__}, []
        write_answer(sock, *answer)


if __name__ == "__main__":
    main()
