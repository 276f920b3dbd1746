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
    bank_csv,
    camt,
    disagreement,
    edifact,
    facturx,
    image_page,
    kinds,
    mt940,
    ofx,
    page_confidence,
    page_document,
    page_sections,
    payouts,
    pdf_page,
    receipt_reading,
    safe_xml,
    scan_document,
    statements,
    tables,
    ubl_notices,
    ubl_orders,
    x12,
)
from intake.formats.page_words import Page
from intake.formats.recognised import Recognition
from intake.formats.xml_values import local_name
from intake.rules.findings import FindingValue, ReadFile, Section
from intake.rules.reading import DocumentType, InvoiceReading
from intake.rules.recognise import FileKind, Recognised, recognise


def read_file(
    content: bytes,
    filename: str,  # noqa: ARG001 - names lie
    recognition: Recognition | None = None,
) -> ReadFile:
    """What this file turned out to be. Its name is taken and never asked: the content decides.

    Pages that have no text are read from their `recognition`; without one, the file awaits it.
    """
    recognised = recognise(content)
    if recognised.kind is FileKind.ZIP:
        return ReadFile(document_type=DocumentType.ARCHIVE, format="zip")
    if recognised.kind is FileKind.MAIL:
        return ReadFile(document_type=DocumentType.MAIL, format="eml")
    if recognised.kind is FileKind.IMAGE:
        return _read_image(content, recognition)
    if recognised.kind is FileKind.PDF:
        return _read_pdf(content, recognition)
    reader = _READERS.get(recognised.kind)
    if reader is not None:
        return reader(content)
    return _refused(recognised)


def _refused(recognised: Recognised) -> ReadFile:
    if recognised.kind is FileKind.EMPTY:
        return _refusal(DocumentType.UNREADABLE, ReasonCode.EMPTY_FILE, "The file is empty.")
    text = f"This is {recognised.name}, which cannot be read here. {recognised.advice}"
    if recognised.kind in {FileKind.PROGRAM, FileKind.SVG, FileKind.HTML}:
        text = f"This is {recognised.name}; invoices come as XML, PDF, tables or EDI."
    return _refusal(DocumentType.UNREADABLE, ReasonCode.UNREADABLE, text)


def _refusal(
    document_type: DocumentType, code: ReasonCode, text: str, form: str = "unknown"
) -> ReadFile:
    finding = FindingValue(code=code, text=text)
    return ReadFile(document_type=document_type, format=form, findings=(finding,), refusal=code)


def _read_xml(content: bytes) -> ReadFile:
    try:
        if camt.is_long(content):
            return statements.read_file(camt.read_long(content), "camt")
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
        said = f"Type code {reading.type_code} says that it is {kinds.named(document_type)}"
        return replace(
            _not_an_invoice(document_type, form, said),
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
    finding = kinds.not_payable(why)
    return ReadFile(document_type=document_type, format=form, findings=(finding,))


def _other_xml(root: etree._Element) -> ReadFile:
    name = local_name(root.tag)
    if name == "Order":
        table, findings = ubl_orders.read_order(root)
        return ReadFile(DocumentType.PURCHASE_ORDER, "ubl", table=table, findings=findings)
    if name == "ReceiptAdvice":
        table, findings = ubl_orders.read_receipt(root)
        return ReadFile(DocumentType.RECEIPT_ADVICE, "ubl", table=table, findings=findings)
    if name in ubl_notices.NAMES:
        return ubl_notices.read(root)
    if name in ubl_orders.NAMED:
        document_type, words = ubl_orders.NAMED[name]
        return _not_an_invoice(document_type, "ubl", f"The file is {words}")
    if camt.is_camt(root):
        return statements.read_file(camt.read(root), "camt")
    text = f"This is an XML file with the root element {name[:60]!r}, which is no known document."
    return _refusal(DocumentType.OTHER, ReasonCode.UNREADABLE, text, "xml")


def _read_image(content: bytes, recognition: Recognition | None) -> ReadFile:
    try:
        looked = image_page.look(content)
    except image_page.UnableToReadImage as refusal:
        return _refusal(DocumentType.UNREADABLE, refusal.reason, refusal.text, "image")
    if recognition is None:
        wanted = tuple(range(1, 1 + len(looked.sizes)))
        return ReadFile(DocumentType.OTHER, "image", page_count=looked.page_count, awaits=wanted)
    if looked.page_count > 1:
        together = scan_document.pages_with((), recognition)
        count = looked.page_count
        parts = _parts(content, together, count, form="image", is_recognised=True)
        if parts is not None:
            return replace(parts, pages=together)
    read = _scanned((), recognition, form="image")
    return replace(read, page_count=looked.page_count)


def _scanned(pages: tuple[Page, ...], recognition: Recognition, *, form: str) -> ReadFile:
    """What a document says of which some or all pages were recognised."""
    found = scan_document.read(pages, recognition)
    together = scan_document.pages_with(pages, recognition)
    if found.document_type is None:
        text = recognition.problem or (
            "The pages were recognised, and name themselves neither an invoice nor anything else"
            " that is known."
        )
        code = ReasonCode.UNREADABLE
        document_type = DocumentType.UNREADABLE if recognition.problem else DocumentType.OTHER
        return replace(_refusal(document_type, code, text, form), pages=together)
    return replace(_from_pages(found, form, _recognised_only(recognition)), pages=together)


def _read_pdf(content: bytes, recognition: Recognition | None) -> ReadFile:
    try:
        opened = pdf_page.open_pdf(content)
    except pdf_page.UnableToReadPdf as refusal:
        return _refusal(DocumentType.UNREADABLE, refusal.reason, refusal.text, "pdf")
    hybrid = facturx.read_opened(opened)
    if hybrid.reading is None:
        return _plain_pdf(content, hybrid, opened, recognition)
    read = _invoice(
        hybrid.reading,
        hybrid.findings,
        form="facturx",
        xml=hybrid.xml,
        page_count=hybrid.page_count,
    )
    found = disagreement.between(hybrid.reading, opened.texts)
    return replace(read, page_texts=opened.texts, findings=read.findings + found)


def _plain_pdf(
    content: bytes,
    hybrid: facturx.Hybrid,
    opened: pdf_page.Opened,
    recognition: Recognition | None,
) -> ReadFile:
    pages = opened.texts
    if opened.pictures and recognition is None:
        return ReadFile(
            DocumentType.OTHER, "pdf", page_count=hybrid.page_count, awaits=opened.pictures
        )
    if opened.pictures and recognition is not None:
        together = scan_document.pages_with(opened.pages, recognition)
        parts = _parts(content, together, hybrid.page_count, is_recognised=True)
        if parts is not None:
            return replace(parts, page_texts=pages, pages=together)
        read = _scanned(opened.pages, recognition, form="pdf")
        return replace(read, page_count=hybrid.page_count, page_texts=pages)
    if not any(page.strip() for page in pages):
        text = "The pages of the PDF are empty."
        refused = _refusal(DocumentType.UNREADABLE, ReasonCode.UNREADABLE, text, "pdf")
        return replace(refused, page_count=hybrid.page_count)
    placed = opened.pages or pdf_page.placed_words(content)
    if (parts := _parts(content, placed, hybrid.page_count)) is not None:
        return replace(parts, page_texts=pages, pages=placed)
    found = page_document.read_pages(placed)
    if found.document_type is None:
        text = (
            "The PDF names itself neither an invoice nor anything else that is known. Ask the"
            " sender for one that does, where it is to be paid."
        )
        refused = _refusal(DocumentType.OTHER, ReasonCode.UNREADABLE, text, "pdf")
        return replace(
            refused,
            page_count=hybrid.page_count, page_texts=pages, pages=placed, beside=found.reading,
        )  # fmt: skip
    read = _from_pages(found, "pdf", (*hybrid.findings, *_doubts(found)))
    return replace(read, page_count=hybrid.page_count, page_texts=pages, pages=placed)


def _parts(
    content: bytes,
    pages: tuple[Page, ...],
    count: int,
    *,
    form: str = "pdf",
    is_recognised: bool = False,
) -> ReadFile | None:
    """The documents of a file that holds several, each with its own pages; `None` for one.

    Parts of a scan are recognised once more, each as the document that it is.
    """
    ranges = page_sections.page_ranges(pages, is_recognised=is_recognised)
    if len(ranges) < 2:
        return None
    ends = [each.last for each in ranges[:-1]] + [max(count, ranges[-1].last)]
    places = [(each.first, last) for each, last in zip(ranges, ends, strict=True)]
    split = pdf_page.split_pages if form == "pdf" else image_page.split_pages
    try:
        made = split(content, places)
    except (pdf_page.UnableToReadPdf, image_page.UnableToReadImage):
        return None
    names = [f"page {a}" if a == b else f"pages {a}-{b}" for a, b in places]
    sections = tuple(Section(name, part) for name, part in zip(names, made, strict=True))
    return ReadFile(DocumentType.OTHER, form, page_count=count, sections=sections)


def _from_pages(
    found: page_document.PageDocument, form: str, findings: tuple[FindingValue, ...]
) -> ReadFile:
    """The file as its pages name it: a claim, or something from which nothing is to be paid."""
    document_type = found.document_type or DocumentType.OTHER
    if document_type not in kinds.PAYABLE:
        named = kinds.named(document_type)
        words = "" if found.reading is None else receipt_reading.in_words(found.reading)
        verb = "is" if document_type is DocumentType.TILL_RECEIPT else "calls itself"
        said = f"The page {verb} {named}{words}"
        return replace(_not_an_invoice(document_type, form, said), beside=found.reading)
    return ReadFile(
        document_type=document_type, format=form, invoice=found.reading, findings=findings
    )


def _doubts(found: page_document.PageDocument) -> tuple[FindingValue, ...]:
    """Why a person must see a page: what was read least surely, and prices that contain the tax."""
    doubts = []
    if found.is_inclusive:
        text = "The prices on the page contain the tax; the lines are left without net amounts."
        doubts.append(FindingValue(code=ReasonCode.LOW_CONFIDENCE, text=text, field="lines"))
    if not found.passes:
        verb = "are" if found.weakest.endswith("s") else "is"
        doubts.append(
            FindingValue(
                code=ReasonCode.LOW_CONFIDENCE,
                text=f"Read from the page: {found.weakest} {verb} not certain enough to go without"
                " a person. Compare with the page.",
                actual=str(found.confidence),
                tolerance=str(page_confidence.PASSES),
            )
        )
    return tuple(doubts)


def _recognised_only(recognition: Recognition) -> tuple[FindingValue, ...]:
    """What a person should know of a document whose words an engine saw."""
    text = "The words were recognised on a picture of the page; none of them was printed as text."
    problems = [page.problem for page in recognition.pages if page.problem]
    return tuple(
        FindingValue(code=ReasonCode.LOW_CONFIDENCE, text=each) for each in (text, *problems)
    )


def _read_table(content: bytes) -> ReadFile:
    """A table of the contract, a processor's report, or a bank's file of lines."""
    report = payouts.read(content)
    if report is None and tables.sniff(content) is None:
        report = bank_csv.offer(content)
    return report or tables.read(content)


_READERS: Final[dict[FileKind, Callable[[bytes], ReadFile]]] = {
    FileKind.XML: _read_xml,
    FileKind.X12: x12.read,
    FileKind.EDIFACT: edifact.read,
    FileKind.XLSX: tables.read,
    FileKind.TABLE: _read_table,
    FileKind.MT940: lambda content: statements.read_file(mt940.read(content), "mt940"),
    FileKind.BAI2: lambda content: statements.read_file(bai2.read(content), "bai2"),
    FileKind.OFX: lambda content: statements.read_file(ofx.read(content), "ofx"),
}
