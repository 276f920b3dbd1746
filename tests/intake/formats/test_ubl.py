"""UBL invoices and credit notes, read into the fields of the contract."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.reasons import ReasonCode
from intake.formats import safe_xml, ubl
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)
from tests.intake.formats.samples import sample


def read(content: bytes) -> InvoiceReading:
    return ubl.read(safe_xml.parse(content))[0]


def test_reads_every_field_of_an_invoice() -> None:
    reading = read(sample("invoice_ubl.xml"))

    assert replace(reading, seller=Party(), buyer=Party(), lines=()) == InvoiceReading(
        kind=DocumentKind.INVOICE,
        syntax="ubl",
        profile="urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
        invoice_number="NW-2026-0417",
        issue_date=date(2026, 4, 17),
        due_date=date(2026, 5, 17),
        delivery_date=date(2026, 4, 15),
        type_code="380",
        currency="EUR",
        tax_currency="SEK",
        purchase_order="PO-77120",
        buyer_reference="STORE-14",
        contract_reference="FRAME-2026",
        despatch_reference="DN-5501",
        iban="DE75512108001245126199",
        bic="SOGEDEFFXXX",
        payment_means_code="58",
        payment_reference="RF18539007547034",
        payment_terms="30 days net",
        line_total=Decimal("195.00"),
        charge_total=Decimal("12.00"),
        net_total=Decimal("207.00"),
        tax_total=Decimal("39.33"),
        gross_total=Decimal("246.33"),
        prepaid=Decimal("46.30"),
        rounding=Decimal("-0.03"),
        amount_due=Decimal("200.00"),
        tax_breakdown=(TaxBreakdown("S", Decimal(19), Decimal("207.00"), Decimal("39.33")),),
        allowances_charges=(
            AllowanceCharge(
                is_charge=True,
                amount=Decimal("12.00"),
                reason="Freight",
                tax_category="S",
                tax_rate=Decimal(19),
            ),
        ),
        notes=("Delivered to the side entrance.",),
    )


def test_reads_the_parties_with_their_tax_numbers_apart() -> None:
    reading = read(sample("invoice_ubl.xml"))

    assert reading.seller == Party(
        name="Nordwind Handels GmbH",
        vat_id="DE811907980",
        tax_id="21/815/08150",
        registration_id="HRB 20417",
        identifier="4711",
        endpoint="7300010000001",
        street="Hafenstrasse 8",
        city="Kiel",
        postcode="24103",
        country="DE",
        email="billing@nordwind.example",
        phone="+49 431 5550",
    )
    assert (reading.buyer.name, reading.buyer.vat_id) == ("Lindqvist Stores AB", "SE556012345601")


def test_reads_lines_with_price_base_and_allowance() -> None:
    first, second = read(sample("invoice_ubl.xml")).lines

    assert first == InvoiceLine(
        line="10",
        description="Green tea",
        quantity=Decimal(40),
        unit="C62",
        unit_price=Decimal("25.00"),
        price_base_quantity=Decimal(10),
        net=Decimal("95.00"),
        tax_rate=Decimal(19),
        tax_category="S",
        seller_item_id="GT-20",
        buyer_item_id="B-100",
        gtin="4006381333931",
        po_line="3",
        note="Lot 7",
        allowances_charges=(
            AllowanceCharge(is_charge=False, amount=Decimal("5.00"), reason="Promotion"),
        ),
    )
    assert (second.line, second.gtin, second.price_base_quantity) == ("20", None, None)


def test_a_credit_note_keeps_its_amounts_positive_and_names_what_it_corrects() -> None:
    """T29: direction comes from the kind, never from a sign."""
    reading = read(sample("credit_note_ubl.xml"))

    assert reading.kind is DocumentKind.CREDIT_NOTE
    assert reading.gross_total == Decimal("50.00")
    assert reading.preceding_invoice == "NW-2026-0417"
    assert reading.preceding_invoice_date == date(2026, 4, 17)
    assert reading.issue_date == date(2026, 4, 20)
    assert reading.due_date == date(2026, 5, 1)
    assert reading.seller.name == "Nordwind"
    assert (reading.lines[0].po_number, reading.lines[0].po_line) == ("PO-77121", "2")


def test_an_account_that_is_no_iban_is_an_account_number() -> None:
    reading = read(sample("credit_note_ubl.xml"))

    assert (reading.iban, reading.account_number) == (None, "000123456789")
    assert (reading.bic, reading.routing_number) == (None, "021000021")


def test_reads_the_same_without_namespaces() -> None:
    plain = sample("invoice_ubl.xml")
    for prefix in (b"inv:", b"a:", b"b:"):
        plain = plain.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    start = plain.index(b"<Invoice")
    plain = b"<Invoice>" + plain[plain.index(b">", start) + 1 :]

    assert read(plain) == read(sample("invoice_ubl.xml"))


def test_keeps_printed_zeros() -> None:
    """T43: three decimals stay three."""
    content = sample("invoice_ubl.xml").replace(b">200.00<", b">200.000<")

    assert str(read(content).amount_due) == "200.000"


@pytest.mark.parametrize("text", ["1.234,56", "1e3", "NaN", "Infinity", "1_000", "12,50", "x" * 40])
def test_an_unreadable_amount_is_a_finding_and_never_zero(text: str) -> None:
    """R30, T44: nothing is guessed from an amount that is no decimal."""
    content = sample("invoice_ubl.xml").replace(b">246.33<", f">{text}<".encode())

    reading, findings = ubl.read(safe_xml.parse(content))

    assert reading.gross_total is None
    assert [(f.code, f.field) for f in findings] == [(ReasonCode.MISSING_FIELD, "gross_total")]


def test_an_impossible_date_is_a_finding() -> None:
    content = sample("invoice_ubl.xml").replace(b">2026-05-17<", b">2026-02-30<")

    reading, findings = ubl.read(safe_xml.parse(content))

    assert reading.due_date is None
    assert [f.field for f in findings] == ["due_date"]


def test_before_ubl_2_1_the_gross_total_is_what_is_payable_with_what_was_paid() -> None:
    content = sample("invoice_ubl.xml").replace(b"TaxInclusiveAmount", b"OtherAmount")

    assert read(content).gross_total == Decimal("246.33")
