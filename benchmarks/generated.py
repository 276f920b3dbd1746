"""Invoices made for measuring: same content, other numbers, all of them valid."""

import io
import re
from functools import cache
from pathlib import Path

import pikepdf

SAMPLES = Path(__file__).resolve().parents[1] / "tests" / "samples" / "einvoices"
LINES = 5
_CII_LINE = re.compile(rb"<ram:IncludedSupplyChainTradeLineItem>.*?</ram:IncludedSupply\w+>", re.S)
_UBL_LINE = re.compile(rb"<a:InvoiceLine>\s*<b:ID>20.*?</a:InvoiceLine>", re.S)


def ubl_invoice(number: int) -> bytes:
    """A UBL invoice of six lines."""
    content = (SAMPLES / "invoice_ubl.xml").read_bytes()
    match = _UBL_LINE.search(content)
    assert match is not None  # noqa: S101 - our own sample
    line = match[0]
    more = b"".join(
        line.replace(b"<b:ID>20<", b"<b:ID>%d<" % (20 + n))
        .replace(b">10</b:Inv", b">2</b:Inv")
        .replace(b">100.00<", b">20.00<")
        for n in range(LINES)
    )
    return content.replace(line, more).replace(b"NW-2026-0417", b"NW-%d" % number)


def cii_invoice(number: int) -> bytes:
    """A CII invoice of five lines."""
    content = (SAMPLES / "invoice_cii.xml").read_bytes()
    match = _CII_LINE.search(content)
    assert match is not None  # noqa: S101 - our own sample
    line = match[0]
    more = b"".join(
        line.replace(b"LineID>1<", b"LineID>%d<" % n)
        .replace(b">40.0000<", b">8.0000<")
        .replace(b">5.00</ram:ActualAmount>", b">1.00</ram:ActualAmount>")
        .replace(b">95.00</ram:LineTotal", b">19.00</ram:LineTotal")
        for n in range(1, LINES + 1)
    )
    return content.replace(line, more).replace(b"NW-2026-0418", b"NW-%d" % number)


@cache
def _page() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def hybrid_pdf(number: int) -> bytes:
    """A PDF of one page that carries a CII invoice."""
    with pikepdf.open(io.BytesIO(_page())) as pdf:
        pdf.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(
            pdf,
            cii_invoice(number),
            filename="factur-x.xml",
            description="",
            mime_type="text/xml",
            creation_date="",
            mod_date="",
        )
        stream = io.BytesIO()
        pdf.save(stream)
    return stream.getvalue()
