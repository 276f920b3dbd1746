"""Who sells, where nothing on the page calls them the seller."""

from decimal import Decimal

import pytest

from intake.formats import page_accounts
from intake.formats.page_document import read_pages
from intake.formats.page_words import Page, Word
from intake.rules.reading import DocumentType, InvoiceReading
from tests.intake.formats.placed import Placed, scattered


def page(*rows: Placed) -> Page:
    return scattered(*rows, letter=6)


def reading_of(*rows: Placed) -> InvoiceReading:
    found = read_pages((page(*rows),)).reading
    assert found is not None
    return found


BUYER = ((300, 60, "Bill to:"), (300, 72, "Fenwick Retail plc"), (300, 84, "London W1B 5AH"))
TITLE = ((40, 140, "INVOICE"), (40, 160, "Invoice No.: 4711"))


def test_an_address_whose_name_is_in_a_web_address_is_the_sellers() -> None:
    reading = reading_of(
        *BUYER, *TITLE, (40, 700, "Brightwater Trading"), (40, 711, "Dock Road"),
        (40, 722, "Bristol BS1 6UL"), (300, 711, "www.brightwater.example"),
    )  # fmt: skip

    assert reading.seller.name == "Brightwater Trading"


def test_thanks_with_a_bank_account_are_no_sender() -> None:
    thanks = "Thank you for your business. · www.oldmill.example · IBAN GB33 BUKB 2020 1555 5555 55"
    reading = reading_of(
        (40, 60, "Old Mill Homeware"), (40, 72, "Mill Lane"), (40, 84, "Kendal LA9 4QR"),
        *BUYER, *TITLE, (40, 700, thanks),
    )  # fmt: skip

    assert reading.seller.name == "Old Mill Homeware"


def test_a_line_that_begins_with_a_street_is_no_sender() -> None:
    reading = reading_of(
        (40, 40, "Comptoir des Alpes SARL"),
        (40, 54, "27 rue du Lac, 74000 Annecy | Tél. 04 50 00 00 00 | SIRET 99999999800010"),
        *BUYER, *TITLE,
    )  # fmt: skip

    assert reading.seller.name == "Comptoir des Alpes SARL"


def test_an_order_is_named_by_the_word_alone() -> None:
    for word in ("Pedido", "Ordine", "Vs. ordine"):
        reading = reading_of(*BUYER, *TITLE, (40, 180, f"{word}: 45640064"))

        assert reading.purchase_order == "45640064"


LETTER = ((40, 120, "Kaufpark Westfalen"), (40, 132, "Hansaring 101"), (40, 144, "48155 Münster"))
TOTAL = ((40, 400, "Gesamtbetrag"), (300, 400, "119,00"), (336, 400, "EUR"))


def test_a_sellers_name_goes_on_below_and_a_buyers_does_not() -> None:
    reading = reading_of(
        (40, 40, "Backhaus Tellerrand"), (40, 52, "Feinkost und Catering"),
        (40, 64, "Hafenstraße 7"), (40, 76, "20457 Hamburg"), (40, 88, "Tel. +49 40 123456"),
        (300, 40, "Kaufpark Westfalen"), (300, 52, "Sabine Kroll"),
        (300, 64, "Hansaring 101"), (300, 76, "48155 Münster"), *TITLE,
    )  # fmt: skip

    assert reading.seller.name == "Backhaus Tellerrand Feinkost und Catering"
    assert reading.buyer.name == "Kaufpark Westfalen"


def test_a_seller_whom_only_the_foot_names_is_found() -> None:
    reading = reading_of(
        (40, 40, "LICHT"), *LETTER, *TITLE, *TOTAL,
        (40, 780, "Lichthuis Korbwaren"), (40, 791, "Dorfanger 4"), (40, 802, "96215 Lichtenfels"),
        (300, 780, "IBAN DE02 7002 0270 0010 1086 69"),
    )  # fmt: skip

    assert (reading.seller.name, reading.buyer.name) == ("Lichthuis Korbwaren", LETTER[0][2])


def test_a_foot_in_one_line_names_the_seller() -> None:
    foot = "Buchhandlung Korn · Neue Straße 31 · 37073 Göttingen · USt-ID DE 811 569 869"
    reading = reading_of(*LETTER, *TITLE, *TOTAL, (40, 790, foot))

    assert (reading.seller.name, reading.seller.vat_id) == ("Buchhandlung Korn", "DE811569869")


def test_a_mail_address_in_the_buyers_own_block_makes_no_seller() -> None:
    reading = reading_of(
        (40, 40, "Moulin Vert - 12 chemin de la Vigne - 84340 Malaucène"),
        (300, 100, "Jolie Boutique"), (300, 112, "35 rue de la Gare"), (300, 124, "69001 Lyon"),
        (300, 136, "achats@joliebontique.example"), (40, 200, "Facture FA-17"),
    )  # fmt: skip

    assert (reading.seller.name, reading.buyer.name) == ("Moulin Vert", "Jolie Boutique")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("B12345674", "B12345674"),
        ("B12345675", None),
        ("007 4311 0157", "00743110157"),
        ("007 4311 0158", None),
        ("DE 129 273 398 Amtsgericht", "DE129273398"),
        ("CHE-116.281.710 MWST", "CHE116281710MWST"),
    ],
)
def test_an_id_without_its_country_stands_by_its_check_digit(text: str, read: str | None) -> None:
    found = page_accounts.vat_id_in(text)

    assert (found and found[0]) == read


def test_a_label_in_two_languages_is_one() -> None:
    pages = page(
        (40, 120, "Gutschrift / Credit note"), (40, 160, "Belegnummer / Document no."),
        (240, 160, "Datum/Date"), (40, 172, "2026-118"), (240, 172, "3. August 2026"), *TOTAL,
    )  # fmt: skip
    found = read_pages((pages,))

    assert found.document_type is DocumentType.CREDIT_NOTE
    assert found.reading is not None
    assert found.reading.invoice_number == "2026-118"
    assert str(found.reading.issue_date) == "2026-08-03"


def test_totals_in_a_row_under_their_names_are_read_with_signs_behind_them() -> None:
    heads = ("Netto", "MwSt. 19 %", "Gesamtbetrag", "Anzahlung", "Zahlbetrag")
    amounts = ("100,00 EUR", "19,00 EUR", "119,00 EUR", "-50,00 EUR", "69,00 EUR")
    rows = [(40 + 100 * n, 400, text) for n, text in enumerate(heads)]
    rows += [(40 + 100 * n, 415, text) for n, text in enumerate(amounts)]
    reading = reading_of(*LETTER, *TITLE, *rows)

    assert (reading.net_total, reading.tax_total) == (Decimal(100), Decimal(19))
    assert (reading.gross_total, reading.prepaid) == (Decimal(119), Decimal(50))
    assert reading.amount_due == Decimal(69)


def test_a_tax_inside_the_total_is_read_and_the_net_that_nobody_prints_is_not() -> None:
    """T40."""
    reading = reading_of(
        *LETTER, *TITLE, *TOTAL, (40, 415, "darin 19 % USt."), (300, 415, "19,00 EUR")
    )

    assert (reading.gross_total, reading.tax_total) == (Decimal(119), Decimal(19))
    assert reading.net_total is None


def test_a_date_that_goes_on_in_the_next_line_of_its_cell_is_read() -> None:
    reading = reading_of(
        *LETTER, (40, 200, "Factura nº"), (140, 200, "Fecha"), (40, 212, "F-17"),
        (140, 212, "6 de noviembre de"), (140, 224, "2026"), *TOTAL,
    )  # fmt: skip

    assert (reading.invoice_number, str(reading.issue_date)) == ("F-17", "2026-11-06")


def test_a_line_of_a_cell_above_its_label_belongs_to_the_name() -> None:
    reading = reading_of(
        (40, 100, "Verkäufer"), (40, 120, "Nummer:"), (200, 120, "4711"),
        (200, 142, "MVM Musterhafter"), (40, 154, "Name:"), (200, 154, "Versicherungsverein a.G."),
        (40, 180, "Anschrift:"), (200, 180, "Musterstr. 12"), (40, 40, "Rechnung Nr. 4711"),
    )  # fmt: skip

    assert reading.seller.name == "MVM Musterhafter Versicherungsverein a.G."


def test_what_a_label_calls_an_iban_is_shown_as_printed_and_stays_doubtful() -> None:
    reading = reading_of(*LETTER, *TITLE, (40, 300, "IBAN: DE12 1234 4321 9876 00"))

    assert reading.iban == "DE12123443219876 00".replace(" ", "")
    assert dict(reading.evidence)["iban"].confidence < Decimal("0.6")


def test_a_tax_that_nothing_names_stands_between_the_two_totals_that_are_named() -> None:
    heads = ("Montant EUR HT", "Hors abonnement", "Montant EUR TTC")
    rows = [(40 + 150 * n, 400, text) for n, text in enumerate(heads)]
    rows += [(40 + 150 * n, 415, text) for n, text in enumerate(("24,99", "5,00", "29,99"))]
    reading = reading_of(*LETTER, (40, 180, "Facture n°562044387 du 02 Juillet 2015"), *rows)

    assert (reading.net_total, reading.tax_total) == (Decimal("24.99"), Decimal("5.00"))
    assert (reading.gross_total, reading.invoice_number) == (Decimal("29.99"), "562044387")
    assert dict(reading.evidence)["tax_total"].confidence < Decimal("0.9")


def test_columns_whose_lines_are_not_level_keep_values_beside_their_labels() -> None:
    tall = page(
        *((40, 52.4 + 13 * n, "La Jolie Boutique de Lyon") for n in range(3)),
        (380, 56.8, "21023/2026"), (380, 69.8, "95732"), (40, 200, "Facture"),
    )  # fmt: skip
    labels = (("Facture", 300, 58.5), ("n°", 345, 58.5), ("Code", 300, 71.5), ("client", 330, 71.5))
    small = tuple(Word(text, x, y, x + 4 * len(text), y + 7) for text, x, y in labels)
    found = read_pages((Page(595, 842, (*tall.words, *small)),)).reading

    assert found is not None
    assert found.invoice_number == "21023/2026"


def test_whom_a_label_calls_the_buyer_is_no_seller() -> None:
    reading = reading_of(
        (40, 40, "WFLD"), (40, 52, "Chicago, IL 60693"), (40, 100, "INVOICE"),
        (300, 60, "Advertiser:"), (400, 60, "Bloomgate 2020, Inc"),
        (40, 120, "Bill to:"), (140, 120, "Office of Sales"),
    )  # fmt: skip

    assert reading.seller.name != "Bloomgate 2020, Inc"


BILL = ((350, 20, "Bill number"), (480, 20, "001933457"), (40, 200, "Total to pay £52.20"))


def test_a_rate_of_tax_below_a_customer_makes_no_seller_of_it() -> None:
    reading = reading_of(
        (40, 20, "Lark Mobile Limited"), (40, 32, "1 Quay Street, Leeds LS1 4AB"), *BILL,
        (40, 80, "Harper & Sons Ltd"), (40, 92, "9 High Street"), (40, 104, "York YO1 7HH"),
        (40, 140, "Your bill"), (40, 152, "VAT at 20% £8.70"),
    )  # fmt: skip

    assert (reading.seller.name, reading.buyer.name) == (
        "Lark Mobile Limited", "Harper & Sons Ltd"
    )  # fmt: skip


def test_the_heading_of_the_next_column_is_no_buyer() -> None:
    reading = reading_of(
        *TITLE, (40, 200, "Billing address"), (300, 200, "Order information"),
        (40, 212, "Moor Cafe"), (300, 212, "Order date"), (400, 212, "04 June 2021"),
        (40, 224, "2 Mill Lane"), (40, 236, "Bath BA1 1AA"),
    )  # fmt: skip

    assert reading.buyer.name == "Moor Cafe"


def test_a_title_behind_a_name_is_no_part_of_it() -> None:
    reading = reading_of(
        (40, 20, "Nimbus Hosting, Inc. Invoice"), (300, 60, "Invoice Number: 42183"), *BUYER
    )

    assert reading.seller.name == "Nimbus Hosting, Inc."


def test_the_number_of_a_goods_and_services_tax_is_the_sellers_tax_id() -> None:
    reading = reading_of(
        (40, 20, "Tax Invoice"), (40, 40, "Sold By: Sunrise Retail Private Limited"),
        (40, 64, "GSTIN - 06AAMCS1234F1ZV"), (300, 20, "Invoice Number # FAWB07219"),
    )  # fmt: skip

    assert reading.seller.tax_id == "06AAMCS1234F1ZV"


def test_the_holder_of_an_account_is_no_buyer() -> None:
    reading = reading_of(
        (40, 60, "Almacenes Mar SA"), (40, 72, "Calle Mayor 4"), (40, 84, "28013 Madrid"),
        (40, 140, "FACTURA"), (40, 160, "Número: 4711"), (40, 700, "Titular: Textiles Sol SA"),
        (40, 714, "IBAN ES91 2100 0418 4502 0005 1332"),
    )  # fmt: skip

    assert reading.buyer.name == "Almacenes Mar SA"
    assert reading.seller.name == "Textiles Sol SA"


def test_the_holder_of_a_contract_is_no_seller() -> None:
    """Its tax number is the customer's, though nothing says who bills."""
    reading = reading_of(
        (40, 20, "Iberluz"), (40, 60, "FACTURA"), (40, 80, "Número: 4711"),
        (40, 120, "Titular: Almacenes Mar SL"), (40, 134, "CIF: B12345674"),
        (40, 148, "Calle Mayor 4"), (40, 160, "28013 Madrid"),
    )  # fmt: skip

    assert (reading.buyer.name, reading.buyer.vat_id) == ("Almacenes Mar SL", "B12345674")
    assert (reading.seller.name, reading.seller.vat_id) == (None, None)
