"""One file in, one value out, with clear words for what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.formats import registry
from intake.rules.reading import DocumentKind, DocumentType
from tests.intake.formats.pdfs import pdf_with
from tests.intake.formats.samples import sample


@pytest.mark.parametrize(
    ("name", "document_type", "form"),
    [
        ("invoice_ubl.xml", DocumentType.INVOICE, "ubl"),
        ("credit_note_ubl.xml", DocumentType.CREDIT_NOTE, "ubl"),
        ("invoice_cii.xml", DocumentType.INVOICE, "cii"),
        ("invoice_zugferd1.xml", DocumentType.INVOICE, "cii"),
        ("order_ubl.xml", DocumentType.PURCHASE_ORDER, "ubl"),
        ("receipt_ubl.xml", DocumentType.RECEIPT_ADVICE, "ubl"),
    ],
)
def test_reads_by_content_whatever_the_name(
    name: str, document_type: DocumentType, form: str
) -> None:
    """R27: the name of a file decides nothing."""
    read = registry.read_file(sample(name), "holiday.jpg")

    assert (read.document_type, read.format, read.refusal) == (document_type, form, None)


@pytest.mark.parametrize(
    ("root", "document_type"),
    [
        ("OrderResponse", DocumentType.ORDER_CONFIRMATION),
        ("OrderResponseSimple", DocumentType.ORDER_CONFIRMATION),
        ("DespatchAdvice", DocumentType.SHIPMENT_NOTICE),
        ("RemittanceAdvice", DocumentType.REMITTANCE),
        ("Statement", DocumentType.ACCOUNT_STATEMENT),
        ("ApplicationResponse", DocumentType.ACKNOWLEDGEMENT),
        ("Reminder", DocumentType.DUNNING_LETTER),
    ],
)
def test_what_is_no_invoice_never_becomes_one(root: str, document_type: DocumentType) -> None:
    """T59."""
    content = f'<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"/>'.encode()

    read = registry.read_file(content, "invoice.xml")

    assert (read.document_type, read.invoice, read.refusal) == (document_type, None, None)
    assert [f.code for f in read.findings] == [ReasonCode.NOT_AN_INVOICE]


@pytest.mark.parametrize("name", ["invoice_ubl.xml", "invoice_cii.xml"])
def test_a_pro_forma_is_nothing_to_pay(name: str) -> None:
    """T59."""
    read = registry.read_file(sample(name).replace(b">380<", b">325<"), "invoice.xml")

    assert (read.document_type, read.invoice) == (DocumentType.PRO_FORMA, None)


@pytest.mark.parametrize("name", ["invoice_ubl.xml", "invoice_cii.xml"])
@pytest.mark.parametrize(
    ("code", "document_type"),
    [
        ("326", DocumentType.INVOICE),
        ("384", DocumentType.INVOICE),
        ("386", DocumentType.INVOICE),
        ("389", DocumentType.INVOICE),
        ("80", DocumentType.DEBIT_NOTE),
        ("84", DocumentType.DEBIT_NOTE),
        ("383", DocumentType.DEBIT_NOTE),
    ],
)
def test_what_claims_money_is_an_invoice(name: str, code: str, document_type: DocumentType) -> None:
    content = sample(name).replace(b">380<", f">{code}<".encode())

    read = registry.read_file(content, "invoice.xml")

    assert read.invoice is not None
    assert (read.document_type, read.invoice.kind) == (document_type, DocumentKind.INVOICE)
    assert read.invoice.type_code == code


@pytest.mark.parametrize(
    ("title", "document_type"),
    [
        ("Pro-forma invoice", DocumentType.PRO_FORMA),
        ("Auftragsbestätigung", DocumentType.ORDER_CONFIRMATION),
        ("Relevé de compte", DocumentType.ACCOUNT_STATEMENT),
        ("Recordatorio de pago", DocumentType.DUNNING_LETTER),
        ("Sollecito di pagamento", DocumentType.DUNNING_LETTER),
        ("Pakbon", DocumentType.DELIVERY_NOTE),
        ("2. Mahnung", DocumentType.DUNNING_LETTER),
        ("Lieferschein", DocumentType.DELIVERY_NOTE),
        ("Leveringsbon", DocumentType.DELIVERY_NOTE),
        ("Commande d'achat", DocumentType.PURCHASE_ORDER),
        ("Rappel de facture", DocumentType.DUNNING_LETTER),
        ("Saldobestätigung", DocumentType.ACCOUNT_STATEMENT),
        ("Betaaladvies", DocumentType.REMITTANCE),
        ("Wareneingangsbeleg", DocumentType.RECEIPT_ADVICE),
        ("Remittance advice", DocumentType.REMITTANCE),
    ],
)
def test_the_title_of_a_page_decides(title: str, document_type: DocumentType) -> None:
    """T59: in six languages, also where the word invoice stands further down."""
    read = registry.read_file(pdf_with([title, "Nordwind Handels GmbH", "Your order 7"]), "x")

    assert read.document_type is document_type
    assert read.invoice is None


def test_a_page_gives_only_what_stands_beside_its_label() -> None:
    """T44: a date that could be read two ways is left to a person."""
    lines = [
        "INVOICE",
        "Invoice No: NW-77",
        "Invoice date: 03/04/2026",
        "Grand total: USD 1,234.56",
    ]

    read = registry.read_file(pdf_with(lines), "x.pdf")

    assert read.document_type is DocumentType.INVOICE
    assert read.invoice is not None
    assert read.invoice.syntax == "page"
    assert read.invoice.invoice_number == "NW-77"
    assert read.invoice.issue_date is None
    assert str(read.invoice.gross_total) == "1234.56"
    assert [f.code for f in read.findings] == [ReasonCode.LOW_CONFIDENCE]


def test_what_is_doubted_on_a_page_is_said_in_a_sentence() -> None:
    lines = ["INVOICE", "Nordwind Handels GmbH", "VAT ID: DE123456788", "Invoice No: NW-77",
             "Invoice date: 5 March 2026", "Subtotal: USD 1,000.00", "VAT 19 %: USD 190.00",
             "Grand total: USD 1,190.00"]  # fmt: skip

    (doubt,) = registry.read_file(pdf_with(lines), "x.pdf").findings

    assert "the lines are not certain enough" in doubt.text


def test_two_totals_on_a_page_are_none() -> None:
    lines = ["INVOICE", "Grand total: 10.00", "Grand total: 20.00"]

    read = registry.read_file(pdf_with(lines), "x.pdf")

    assert read.invoice is not None
    assert read.invoice.gross_total is None


def test_pages_that_agree_with_their_file_are_silent() -> None:
    lines = ["Rechnung", "Rechnung Nr.: NW-2026-0418", "Gesamtbetrag: 113,05 EUR"]

    read = registry.read_file(
        pdf_with(lines, files={"factur-x.xml": sample("invoice_cii.xml")}), ""
    )

    assert (read.format, read.page_count, read.findings) == ("facturx", 1, ())


def test_a_page_that_says_otherwise_is_found() -> None:
    lines = ["Rechnung", "Rechnung Nr.: NW-2026-9999", "Gesamtbetrag: 911,05 EUR"]

    read = registry.read_file(
        pdf_with(lines, files={"factur-x.xml": sample("invoice_cii.xml")}), ""
    )

    assert [(f.code, f.field, f.expected, f.actual) for f in read.findings] == [
        (ReasonCode.TEXT_XML_DISAGREE, "invoice_number", "NW-2026-0418", "NW-2026-9999"),
        (ReasonCode.TEXT_XML_DISAGREE, "gross_total", "113.05", "911.05"),
    ]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", ReasonCode.EMPTY_FILE, "empty"),
        (b"<Invoice><ID>", ReasonCode.UNREADABLE, "line 1"),
        (b"<Recipe/>", ReasonCode.UNREADABLE, "'Recipe'"),
        (b"<Invoice><Song/></Invoice>", ReasonCode.UNREADABLE, "'Invoice'"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><Invoice>&a;</Invoice>", ReasonCode.UNSAFE_FILE, "entity"),
        (b"<html></html>", ReasonCode.UNREADABLE, "HTML"),
        (b"<svg/>", ReasonCode.UNREADABLE, "SVG"),
        (b"\x89PNG\r\n\x1a\n", ReasonCode.UNREADABLE, "picture"),
        (b"MZ\x90\x00\x03\x00\x00\x00", ReasonCode.UNREADABLE, "program"),
        (b"%PDF-1.7 nothing", ReasonCode.UNREADABLE, "The PDF cannot be opened: it is damaged"),
        (b'{"invoice": "17"}', ReasonCode.UNREADABLE, "a JSON file"),
        (b"Dear all\n", ReasonCode.UNREADABLE, "plain text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ReasonCode.UNREADABLE, "old Office"),
    ],
)
def test_refuses_with_a_reason_and_words(content: bytes, code: ReasonCode, words: str) -> None:
    """R27, R29: MIME lies, cut files and hostile files each get their own words."""
    read = registry.read_file(content, "invoice.xml")

    assert read.refusal is code
    assert words in read.findings[0].text


def test_a_pdf_of_empty_pages_says_so() -> None:
    read = registry.read_file(pdf_with(), "scan.pdf")

    assert (read.document_type, read.refusal) == (DocumentType.UNREADABLE, ReasonCode.UNREADABLE)
    assert read.page_count == 1
    assert not read.awaits


@given(st.binary(max_size=200).map(lambda tail: b"<Invoice>" + tail))
def test_broken_xml_always_ends_in_an_answer(content: bytes) -> None:
    """R28."""
    read = registry.read_file(content, "x.xml")

    assert read.invoice is not None or read.findings


@given(st.integers(0, 6000), st.binary(min_size=1, max_size=3))
def test_a_damaged_invoice_is_read_or_refused(place: int, bytes_: bytes) -> None:
    """R28: bytes changed anywhere end in a reading or in words, never in a crash."""
    good = sample("invoice_ubl.xml")

    read = registry.read_file(good[:place] + bytes_ + good[place + len(bytes_) :], "x.xml")

    assert read.invoice is not None or read.findings
