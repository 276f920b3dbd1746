"""Cross Industry Invoices of both generations, read into the same fields."""

from datetime import date
from decimal import Decimal

from intake.formats import cii, safe_xml
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading, TaxBreakdown
from tests.intake.formats.samples import sample


def read(content: bytes) -> InvoiceReading:
    return cii.read(safe_xml.parse(content))[0]


def test_reads_the_header() -> None:
    reading = read(sample("invoice_cii.xml"))

    assert reading.kind is DocumentKind.INVOICE
    assert reading.profile == "urn:cen.eu:en16931:2017"
    assert reading.invoice_number == "NW-2026-0418"
    assert reading.issue_date == date(2026, 4, 18)
    assert reading.due_date == date(2026, 5, 18)
    assert reading.delivery_date == date(2026, 4, 15)
    assert reading.purchase_order == "PO-77120"
    assert reading.buyer_reference == "STORE-14"
    assert reading.payment_terms == "30 days net"
    assert reading.payment_reference == "RF18539007547034"
    assert (reading.iban, reading.bic) == ("DE75512108001245126199", "SOGEDEFFXXX")
    assert reading.notes == ("Thank you.",)
    assert (reading.seller.vat_id, reading.seller.tax_id) == ("DE811907980", "21/815/08150")
    assert (reading.seller.city, reading.buyer.name) == ("Kiel", "Lindqvist Stores AB")


def test_takes_the_tax_total_in_the_currency_of_the_invoice() -> None:
    reading = read(sample("invoice_cii.xml"))

    assert reading.tax_total == Decimal("18.05")
    assert reading.tax_breakdown == (
        TaxBreakdown("S", Decimal("19.00"), Decimal("95.00"), Decimal("18.05")),
    )


def test_reads_a_line_at_its_net_price() -> None:
    (line,) = read(sample("invoice_cii.xml")).lines

    assert line.unit_price == Decimal("2.5000")
    assert (line.quantity, line.unit) == (Decimal("40.0000"), "C62")
    assert (line.gtin, line.seller_item_id, line.buyer_item_id) == (
        "4006381333931",
        "GT-20",
        "B-100",
    )
    assert line.po_line == "3"
    assert [part.amount for part in line.allowances_charges] == [Decimal("5.00")]


def test_reads_zugferd_1() -> None:
    reading = read(sample("invoice_zugferd1.xml"))

    assert reading.invoice_number == "NW-2014-1"
    assert reading.purchase_order == "PO-11"
    assert reading.delivery_date == date(2014, 3, 5)
    assert (reading.account_number, reading.routing_number) == ("1234567", "51210800")
    assert reading.gross_total == Decimal("47.60")
    assert [(c.is_charge, c.amount, c.reason) for c in reading.allowances_charges] == [
        (True, Decimal("5.00"), "Freight")
    ]


def test_a_line_of_mere_text_becomes_a_note() -> None:
    reading = read(sample("invoice_zugferd1.xml"))

    assert reading.lines == (
        InvoiceLine(
            line="1",
            description="Green tea",
            quantity=Decimal(10),
            unit="C62",
            unit_price=Decimal("3.50"),
            net=Decimal("35.00"),
            tax_rate=Decimal("19.00"),
            tax_category="S",
        ),
    )
    assert reading.notes == ("Our delivery of last week",)


def test_type_code_381_is_a_credit_note_with_positive_amounts() -> None:
    """T29."""
    content = sample("invoice_cii.xml").replace(b"<ram:TypeCode>380<", b"<ram:TypeCode>381<")

    reading = read(content)

    assert reading.kind is DocumentKind.CREDIT_NOTE
    assert reading.gross_total == Decimal("113.05")


def test_a_month_is_no_date() -> None:
    content = sample("invoice_cii.xml").replace(b'format="102">20260415', b'format="610">202604')

    reading, findings = cii.read(safe_xml.parse(content))

    assert reading.delivery_date is None
    assert [finding.field for finding in findings] == ["delivery_date"]


def test_reads_the_same_with_other_prefixes() -> None:
    other = sample("invoice_cii.xml").replace(b"ram:", b"x:").replace(b":ram=", b":x=")

    assert read(other) == read(sample("invoice_cii.xml"))
