"""A page that was drawn leaves nothing behind that moves the words of the next file."""

import pikepdf

from intake.formats import pdf_page
from tests.intake.formats.pdfs import saved


def _in_a_narrow_font_of_elsewhere(width: int) -> bytes:
    """Return a page whose font is not in the file; each of its letters is as wide as said."""
    pdf = pikepdf.new()
    described = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name.ArialNarrow,
        Flags=33,
        FontBBox=[-250, -210, 1200, 1000],
        ItalicAngle=0,
        Ascent=922,
        Descent=-210,
        CapHeight=922,
        StemV=0,
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.TrueType,
        BaseFont=pikepdf.Name.ArialNarrow,
        FirstChar=32,
        LastChar=126,
        Widths=[width] * 95,
        FontDescriptor=pdf.make_indirect(described),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = pdf.add_blank_page(page_size=(300, 200))
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    page.obj.Contents = pdf.make_stream(b"BT /F 7 Tf 20 100 Td (Total 2001H www.ketv.com) Tj ET")
    return saved(pdf)


def test_words_stand_where_they_stood_whatever_was_drawn_between() -> None:
    narrow, *others = map(_in_a_narrow_font_of_elsewhere, (410, 410, 603, 820))
    before = pdf_page.open_pdf(narrow)

    for other in others:
        pdf_page.render_page(other, 1, 72)
        assert pdf_page.open_pdf(narrow) == before
