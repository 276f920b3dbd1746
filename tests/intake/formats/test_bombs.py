"""R29: what is small and unfolds ends within limits, in a process whose death harms nobody.

Limits are on processor time, of this process and of all that it started: a busy machine is slow in
minutes and not in work. Looking through a file and reading it are two requests, each with its own.
"""

import io
import os
import resource
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from intake.actions.cleaning import Arriving, clean
from intake.formats import pdf_page, registry
from intake.rules.reading import DocumentType
from tests.intake.formats.pdfs import pdf_with, saved

MOST_SECONDS = 10
MOST_SECONDS_HERE = 2
MOST_PAGES_OF_MEMORY = 64 * 1024 * 1024 // resource.getpagesize()
TICKS = os.sysconf("SC_CLK_TCK")


def spent() -> float:
    """The processor time of this process, of its children that ended, and of those that live."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            alive += int(fields[11]) + int(fields[12])
    return time.process_time() + ended.ru_utime + ended.ru_stime + alive / TICKS


def held() -> int:
    """The pages of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def unfolding(body: bytes) -> bytes:
    """A PDF whose one page has this content, deflated."""
    with pikepdf.open(io.BytesIO(pdf_with(["Invoice 17"]))) as pdf:
        stream = pdf.make_stream(b"")
        stream.write(zlib.compress(body, 1), filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].obj.Contents = stream
        return saved(pdf)


def folded_twice() -> bytes:
    """A PDF whose page content is deflated twice: a thousandth of a thousandth."""
    with pikepdf.open(io.BytesIO(pdf_with(["Invoice 17"]))) as pdf:
        inner = zlib.compress(b" " * 120_000_000, 9)
        stream = pdf.make_stream(b"")
        stream.write(zlib.compress(inner, 9), filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2))
        pdf.pages[0].obj.Contents = stream
        return saved(pdf)


def pages_in_a_ring() -> bytes:
    """A PDF whose tree of pages leads back to its own root."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 3/Kids[3 0 R]>>",
        b"<</Type/Pages/Count 3/Parent 2 0 R/Kids[2 0 R 3 0 R 2 0 R]>>",
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF\n"


def forms_in_a_ring() -> bytes:
    """A PDF whose page draws a form that draws itself, twice each time."""
    with pikepdf.open(io.BytesIO(pdf_with(["Invoice 17"]))) as pdf:
        form = pdf.make_indirect(pdf.make_stream(b"/F Do /F Do "))
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = [0, 0, 100, 100]
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        pdf.pages[0].obj.Resources = form.Resources
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/F Do /F Do ")
        return saved(pdf)


def huge_picture() -> bytes:
    """A PNG of 60,000 by 60,000 points that nobody drew."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + crc

    side = (60_000).to_bytes(4, "big")
    rows = zlib.compress(b"\0" * 10_000_000, 9)
    head = chunk(b"IHDR", side + side + b"\x08\x02\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def workbook_bomb() -> bytes:
    """A workbook whose one sheet is 200 MB of blanks."""
    stream = io.BytesIO(zipped("xl/worksheets/sheet1.xml", b" " * 200_000_000))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


STYLED = (
    b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="file:///etc/passwd"?>'
    b'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
    b'<xsl:template match="/"><xsl:call-template name="x"/>'
    b"<xsl:value-of select=\"document('file:///etc/passwd')\"/></xsl:template>"
    b'<xsl:template name="x"><xsl:call-template name="x"/></xsl:template></xsl:stylesheet>'
)


@pytest.mark.parametrize(
    "made",
    [
        lambda: unfolding(b" " * 120_000_000),
        lambda: unfolding(b"0 0 m 9 9 l S " * 4_000_000),
        folded_twice, pages_in_a_ring, forms_in_a_ring, huge_picture, workbook_bomb,
        lambda: zipped("a.zip", zipped("a.xml", b" " * 200_000_000)),
        lambda: STYLED,
        lambda: b"[" * 200_000,
        lambda: b"ISA" + b"*" * 2_000_000,
        lambda: b"ISA" + b"*00" * 16 + b"*>~" + b"~" * 1_000_000,
        lambda: b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 9_000,
    ],
    ids=[
        "flate", "operators", "flate twice", "pages in a ring", "forms in a ring",
        "picture", "workbook", "zip in zip", "xslt", "nested json", "elements", "segments",
        "nested mail",
    ],
)  # fmt: skip
def test_what_unfolds_ends_in_time_and_harms_nobody(made: Callable[[], bytes]) -> None:
    content = made()
    work, here, memory = spent(), time.process_time(), held()

    clean(Arriving(content, "bomb", ""))
    looked_through = spent()
    read = registry.read_file(content, "bomb")

    assert read.invoice is None or read.document_type is DocumentType.INVOICE
    assert looked_through - work < MOST_SECONDS
    assert spent() - looked_through < MOST_SECONDS
    assert time.process_time() - here < MOST_SECONDS_HERE
    assert held() - memory < MOST_PAGES_OF_MEMORY


def test_the_next_file_is_read_after_a_bomb() -> None:
    registry.read_file(pages_in_a_ring(), "bomb.pdf")

    assert pdf_page.open_pdf(pdf_with(["Invoice 18"])).texts[0].strip() == "Invoice 18"
