"""One file in, one value out: recognised by content, read by the reader of its format.

A file that makes no record is still an answer: its kind, a reason code, and a sentence that says
what it seems to be.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from lxml import etree

from core.reasons import ReasonCode
from intake.formats import (
    bai2,
    camt,
    disagreement,
    facturx,
    kinds,
    mt940,
    ofx,
    page_document,
    pdf_page,
    safe_xml,
    statements,
    tables,
    ubl_orders,
    x12,
)
from intake.formats.xml_values import local_name
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.reading import DocumentType, InvoiceReading
from intake.rules.recognise import FileKind, Recognised, recognise

_OTHERS: Final = {
    FileKind.EDIFACT: (DocumentType.OTHER, "edifact"),
    FileKind.IMAGE: (DocumentType.OTHER, "image"),
}


def read_file(content: bytes, filename: str) -> ReadFile:  # noqa: ARG001 - names lie
    """What this file turned out to be. Its name is taken and never asked: the content decides."""
    recognised = recognise(content)
    if recognised.kind is FileKind.ZIP:
        return ReadFile(document_type=DocumentType.ARCHIVE, format="zip")
    if recognised.kind is FileKind.MAIL:
        return ReadFile(document_type=DocumentType.MAIL, format="eml")
    reader = _READERS.get(recognised.kind)
    if reader is not None:
        return reader(content)
    return _refused(recognised)


def _refused(recognised: Recognised) -> ReadFile:
    if recognised.kind is FileKind.EMPTY:
        return _refusal(DocumentType.UNREADABLE, ReasonCode.EMPTY_FILE, "The file is empty.")
    document_type, form = _OTHERS.get(recognised.kind, (DocumentType.UNREADABLE, "unknown"))
    text = f"This is {recognised.name}, which cannot be read here."
    if recognised.kind in {FileKind.PROGRAM, FileKind.SVG, FileKind.HTML}:
        text = f"This is {recognised.name}; invoices come as XML, PDF, tables or EDI."
    return _refusal(document_type, ReasonCode.UNREADABLE, text, form)


def _refusal(
    document_type: DocumentType, code: ReasonCode, text: str, form: str = "unknown"
) -> ReadFile:
    finding = FindingValue(code=code, text=text)
    return ReadFile(document_type=document_type, format=form, findings=(finding,), refusal=code)


def _read_xml(content: bytes) -> ReadFile:
    try:
        root = safe_xml.parse(content)
    except safe_xml.UnableToReadXml as refusal:
        return _refusal(DocumentType.UNREADABLE, refusal.reason, refusal.text, "xml")
    if (found := facturx.read_root(root)) is not None:
        reading, findings = found
        return _invoice(reading, findings, form=reading.syntax, xml=content)
    return _other_xml(root)


def _invoice(
    reading: InvoiceReading,
    findings: tuple[FindingValue, ...],
    *,
    form: str,
    xml: bytes | None = None,
    page_count: int | None = None,
) -> ReadFile:
    document_type = kinds.document_type_of(reading.kind, reading.type_code)
    if document_type not in kinds.PAYABLE:
        named = document_type.value.replace("_", " ")
        return replace(
            _not_an_invoice(document_type, form, f"The type code says {named}"),
            page_count=page_count,
            xml=xml,
        )
    return ReadFile(
        document_type=document_type,
        format=form,
        invoice=reading,
        findings=findings,
        page_count=page_count,
        xml=xml,
    )


def _not_an_invoice(document_type: DocumentType, form: str, why: str) -> ReadFile:
    finding = FindingValue(
        code=ReasonCode.NOT_AN_INVOICE, text=f"{why}; nothing is to be paid from it."
    )
    return ReadFile(document_type=document_type, format=form, findings=(finding,))


def _other_xml(root: etree._Element) -> ReadFile:
    name = local_name(root.tag)
    if name == "Order":
        table, findings = ubl_orders.read_order(root)
        return ReadFile(DocumentType.PURCHASE_ORDER, "ubl", table=table, findings=findings)
    if name == "ReceiptAdvice":
        table, findings = ubl_orders.read_receipt(root)
        return ReadFile(DocumentType.RECEIPT_ADVICE, "ubl", table=table, findings=findings)
    if name in ubl_orders.NAMED:
        document_type, words = ubl_orders.NAMED[name]
        return _not_an_invoice(document_type, "ubl", f"The file is {words}")
    if camt.is_camt(root):
        return statements.read_file(camt.read(root), "camt")
    text = f"This is an XML file with the root element {name[:60]!r}, which is no known document."
    return _refusal(DocumentType.OTHER, ReasonCode.UNREADABLE, text, "xml")


def _read_pdf(content: bytes) -> ReadFile:
    try:
        opened = pdf_page.open_pdf(content)
    except pdf_page.UnableToReadPdf as refusal:
        return _refusal(DocumentType.UNREADABLE, refusal.reason, refusal.text, "pdf")
    hybrid = facturx.read_opened(opened)
    if hybrid.reading is None:
        return _plain_pdf(hybrid, opened)
    read = _invoice(
        hybrid.reading,
        hybrid.findings,
        form="facturx",
        xml=hybrid.xml,
        page_count=hybrid.page_count,
    )
    found = disagreement.between(hybrid.reading, opened.texts)
    return replace(read, page_texts=opened.texts, findings=read.findings + found)


def _plain_pdf(hybrid: facturx.Hybrid, opened: pdf_page.Opened) -> ReadFile:
    pages = opened.texts
    if not any(page.strip() for page in pages):
        text = "The PDF has no text layer: its pages are pictures, which cannot be read here."
        refused = _refusal(DocumentType.UNREADABLE, ReasonCode.UNREADABLE, text, "pdf")
        return replace(refused, page_count=hybrid.page_count)
    found = page_document.read_pages(opened.pages)
    document_type = found.document_type
    if document_type is None:
        text = "The PDF names itself neither an invoice nor anything else that is known."
        refused = _refusal(DocumentType.OTHER, ReasonCode.UNREADABLE, text, "pdf")
        return replace(refused, page_count=hybrid.page_count, page_texts=pages)
    if document_type not in kinds.PAYABLE:
        named = document_type.value.replace("_", " ")
        article = "an" if named[0] in "aeiou" else "a"
        said = f"The page calls itself {article} {named}"
        read = _not_an_invoice(document_type, "pdf", said)
        return replace(read, page_count=hybrid.page_count, page_texts=pages)
    return ReadFile(
        document_type=document_type,
        format="pdf",
        invoice=found.reading,
        findings=(*hybrid.findings, _from_the_page_only()),
        page_count=hybrid.page_count,
        page_texts=pages,
    )


def _from_the_page_only() -> FindingValue:
    return FindingValue(
        code=ReasonCode.LOW_CONFIDENCE,
        text="The PDF carries no readable invoice file; its page was read instead.",
    )


_READERS: Final[dict[FileKind, Callable[[bytes], ReadFile]]] = {
    FileKind.XML: _read_xml,
    FileKind.PDF: _read_pdf,
    FileKind.X12: x12.read,
    FileKind.XLSX: tables.read,
    FileKind.TABLE: tables.read,
    FileKind.MT940: lambda content: statements.read_file(mt940.read(content), "mt940"),
    FileKind.BAI2: lambda content: statements.read_file(bai2.read(content), "bai2"),
    FileKind.OFX: lambda content: statements.read_file(ofx.read(content), "ofx"),
}
