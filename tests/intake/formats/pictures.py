"""Small pictures of pages made on the spot: lines of print, as a scanner would see them."""

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image, ImageDraw, ImageFont

INVOICE = (
    "Nordwind GmbH",
    "INVOICE",
    "Invoice number: NW-4711",
    "Invoice date: 2026-03-09",
    "Net total     EUR 100.00",
    "VAT 19%       EUR 19.00",
    "Total amount  EUR 119.00",
)


def drawn(lines: Sequence[str], *, size: tuple[int, int] = (560, 420)) -> Image.Image:
    """Lines of black print on white paper."""
    page = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size=26)
    for place, line in enumerate(lines):
        pen.text((40, 30 + place * 52), line, fill="black", font=font)
    return page


def saved(page: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The picture as a file."""
    stream = io.BytesIO()
    page.save(stream, form, **options)
    return stream.getvalue()


def pdf_of(page: Image.Image, *, dpi: int = 150) -> bytes:
    """A PDF of one page that is nothing but the picture."""
    pdf = pikepdf.new()
    jpeg = saved(page, "JPEG", quality=90)
    width, height = (round(side * 72 / dpi, 2) for side in page.size)
    picture = pdf.make_stream(jpeg)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height = page.size
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    picture.Filter = pikepdf.Name.DCTDecode
    sheet = pdf.add_blank_page(page_size=(width, height))
    sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    sheet.obj.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /P Do Q".encode())
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()
