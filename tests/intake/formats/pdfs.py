"""Small PDFs made on the spot: text on pages, files inside, hostile streams."""

import io
from collections.abc import Mapping, Sequence

import pikepdf


def pdf_with(
    lines: Sequence[str] = (), *, files: Mapping[str, bytes] | None = None, pages: int = 1
) -> bytes:
    """A PDF with these lines of text on each page and these files inside."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(_text(lines))
    for name, content in (files or {}).items():
        pdf.attachments[name] = pikepdf.AttachedFileSpec(
            pdf,
            content,
            filename=name,
            description="",
            mime_type="text/xml",
            creation_date="",
            mod_date="",
        )
    return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def _text(lines: Sequence[str]) -> bytes:
    shown = "".join(f"({line}) Tj T* " for line in lines)
    return f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("cp1252")
