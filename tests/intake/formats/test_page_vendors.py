"""Pages as programs of vendors print them: what orders and freight must not become."""

from decimal import Decimal

import pytest

from benchmarks.page_fields import judged
from benchmarks.vendor_pages import documents
from intake.formats import page_accounts, pdf_page
from intake.formats.page_document import PageDocument, read_pages
from intake.formats.page_names import company, is_name
from intake.formats.page_values import Manner
from intake.formats.page_words import lines_of
from intake.rules.reading import DocumentType
from tests.intake.formats.placed import Cell, page, right

HEAD: list[list[Cell]] = [[(40, "INVOICE")], [(40, "Invoice No. 4711")], []]
NAMES: list[Cell] = [(40, "Description"), (300, "Qty"), (380, "Price"), (440, "Disc."),
                     (500, "Amount")]  # fmt: skip


def row(words: str, quantity: str, price: str, discount: str, net: str) -> list[Cell]:
    off = [right(465, discount)] if discount else []
    return [(40, words), right(315, quantity), right(405, price), *off, right(530, net)]


def total(name: str, amount: str) -> list[Cell]:
    return [(380, name), right(530, amount)]


def document(*rows: list[Cell]) -> PageDocument:
    return read_pages((page([*HEAD, *rows]),))


@pytest.mark.parametrize("look", ["courtesy", "utility", "distributor", "folio"])
def test_a_look_of_a_vendor_is_read_as_it_was_printed(look: str) -> None:
    made = next(documents("1", range(1, 2), look))

    found = read_pages(pdf_page.placed_words(made.pdf))

    wrong = [each.field for each in judged(found, made.label) if each.verdict == "wrong"]
    assert wrong == []


def test_freight_is_no_tax() -> None:
    """T44: what stands between a net and a gross total has a name of its own."""
    found = document(NAMES, row("Jug", "10", "5.00", "", "50.00"), total("Merchandise", "50.00"),
                     total("Freight", "8.00"), total("Sales tax", "0.00"),
                     total("Invoice total", "58.00")).reading  # fmt: skip

    assert found is not None
    assert (found.net_total, found.tax_total, found.gross_total) == (
        Decimal("58.00"), Decimal("0.00"), Decimal("58.00")
    )  # fmt: skip
    assert found.charge_total == Decimal("8.00")


def test_bases_of_several_rates_are_the_net_total() -> None:
    found = document(
        [(40, "VAT %"), (200, "Taxable"), (300, "VAT")],
        [(40, "20.00"), right(250, "100.00"), right(330, "20.00")],
        [(40, "5.00"), right(250, "40.00"), right(330, "2.00")],
        total("Invoice total", "162.00"),
    ).reading

    assert found is not None
    assert (found.net_total, found.tax_total) == (Decimal("140.00"), Decimal("22.00"))
    assert dict(found.evidence)["net_total"].text == "100.00 + 40.00"


@pytest.mark.parametrize(
    ("discount", "price", "passes"), [("10", "50.00", False), ("", "45.00", True)]
)
def test_a_price_before_or_after_a_discount_is_for_a_person(
    discount: str, price: str, passes: bool
) -> None:
    seller: list[Cell] = [(40, "VAT ID: GB 123 4567 82"), (300, "Date: 3 May 2026")]
    found = document(seller, NAMES, row("Jug", "2", price, discount, "90.00"),
                     total("Net total", "£90.00"), total("VAT 20 %", "£18.00"),
                     total("Grand total", "£108.00"))  # fmt: skip

    assert found.reading is not None
    assert found.reading.lines[0].net == Decimal("90.00")
    assert (found.confidence >= Decimal("0.90")) is passes
    assert passes or found.weakest == "the lines"


@pytest.mark.parametrize(
    "beside",
    ["Lieferschein L849444 vom 23.08.2026", "Bestellung: 4500017", "Auftragsbestätigung 77"],
)
def test_a_document_that_an_invoice_bills_is_not_what_it_is(beside: str) -> None:
    """T59."""
    found = read_pages((page([[(40, "Rechnung Nr. 4711")], [(40, "Rechnungsdatum 26.08.2026")],
                              [(40, beside)], total("Gesamtbetrag", "10,00")]),))  # fmt: skip

    assert found.document_type is DocumentType.INVOICE


def test_an_italian_code_says_which_document_it_is() -> None:
    found = read_pages((page([[(40, "Tipologia documento"), (200, "Numero documento")],
                              [(40, "TD04 nota di credito"), (200, "12/2026")]]),))  # fmt: skip

    assert found.document_type is DocumentType.CREDIT_NOTE


@pytest.mark.parametrize(
    ("below", "read"), [("8768 08", "DE02700100800030876808"), ("8768 09", None)]
)
def test_an_account_goes_on_in_the_next_line_where_its_check_digits_prove_it(
    below: str, read: str | None
) -> None:
    lines = lines_of([page([[(40, "Hauptstr. 1, IBAN DE02 7001 0080 0030")], [(60, below)]])])

    found = page_accounts.the_iban(lines)

    assert (found.value if found else None) == read


@pytest.mark.parametrize(
    "text", ["Total to pay £2,779.40", "Regime fiscale: RF01", "Claims must be made within 5 days."]
)
def test_what_says_an_amount_a_label_or_a_sentence_is_no_name(text: str) -> None:
    assert not is_name(text)


def test_a_price_in_pence_is_one_in_pounds() -> None:
    assert Manner(".", 2, None).number("24.610p") == Decimal("0.24610")


@pytest.mark.parametrize(
    "rows",
    [
        [[(40, "Invoice no. / date")], [(40, "4711 / 26.08.2026")]],
        [[(40, "Invoice no. 4711")], [(40, "No. 4711 of 26.08.2026")]],
    ],
)
def test_the_day_behind_the_number_is_that_of_the_document(rows: list[list[Cell]]) -> None:
    other: list[list[Cell]] = [[(40, "Order no. / date")], [(40, "98 / 01.08.2026")]]

    found = read_pages((page([[(40, "INVOICE")], *rows, *other]),)).reading

    assert found is not None
    assert str(found.issue_date) == "2026-08-26"
    assert found.invoice_number == "4711"


def test_what_a_discount_leaves_is_no_row() -> None:
    names: list[Cell] = [(40, "Description"), (300, "Qty"), (380, "Price"), (500, "Amount")]
    rows: list[list[Cell]] = [
        [(40, "Jug"), right(315, "10"), right(405, "5.00"), right(530, "50.00")],
        [(40, "Customer discount"), right(405, "10.0- %"), right(530, "5.00-")],
        [(40, "Net value"), right(530, "45.00")],
        [(40, "Pot"), right(315, "2"), right(405, "9.00"), right(530, "18.00")],
    ]

    found = document(names, *rows, total("Total net value", "63.00"), total("VAT 20 %", "12.60"),
                     total("Total due", "75.60")).reading  # fmt: skip

    assert found is not None
    assert [(each.description, str(each.net)) for each in found.lines] == [
        ("Jug", "45.00"), ("Pot", "18.00")
    ]  # fmt: skip


def test_a_code_below_a_description_is_its_gtin() -> None:
    names: list[Cell] = [(40, "Description"), (300, "Qty"), (380, "Price"), (500, "Amount")]
    jug: list[Cell] = [(40, "Jug"), right(315, "10"), right(405, "€ 5.00"), right(530, "€ 50.00")]

    found = document(names, jug, [(40, "EAN 4006381333931")], total("Net total", "50.00"),
                     total("VAT 20 %", "10.00"), total("Total due", "60.00")).reading  # fmt: skip

    assert found is not None
    assert [(each.description, each.gtin) for each in found.lines] == [("Jug", "4006381333931")]


def test_a_base_that_could_be_a_rate_is_the_base() -> None:
    found = document(
        [(40, "Base"), (200, "VAT %"), (300, "VAT"), (400, "Total")],
        [(40, "22.24"), right(250, "21.00"), right(330, "4.67"), right(430, "26.91")],
        [(40, "4.66"), right(250, "10.00"), right(330, "0.47"), right(430, "5.13")],
        total("Total due", "32.04"),
    ).reading

    assert found is not None
    assert (found.net_total, found.tax_total) == (Decimal("26.90"), Decimal("5.14"))


def test_the_label_of_a_delivery_notes_number_is_no_title() -> None:
    """T59."""
    found = read_pages((page([[(40, "Invoice")], [(40, "Delivery note no.")], [(40, "L962841")]]),))

    assert found.document_type is DocumentType.INVOICE


def test_where_the_tax_is_printed_as_none_the_gross_total_is_the_net_total() -> None:
    found = document(total("Charges", "$4.11"), total("Tax", "$0.00"),
                     total("Total for this invoice", "$4.11")).reading  # fmt: skip

    assert found is not None
    assert (found.net_total, found.tax_total, found.gross_total) == (
        Decimal("4.11"), Decimal("0.00"), Decimal("4.11")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("below", "due"),
    [("by 27 Apr 2026", "2026-04-27"), ("no later than 27 April 2026.", "2026-04-27"),
     ("by hand", None)],
)  # fmt: skip
def test_a_day_under_what_is_to_be_paid_is_when(below: str, due: str | None) -> None:
    found = document([(40, "Total to pay £58.00")], [(40, below)]).reading

    assert found is not None
    assert (str(found.due_date) if found.due_date else None) == due


def test_a_letter_is_dated_behind_its_place() -> None:
    terms: list[Cell] = [(40, "Conditions")]
    found = document([(300, "Genève, le 12/03/2026")], [(40, "Montant CHF 5.00")],
                     *[terms] * 12, [(40, "Köln, 13/03/2026")]).reading  # fmt: skip

    assert found is not None
    assert str(found.issue_date) == "2026-03-12"
    assert dict(found.evidence)["issue_date"].confidence > Decimal("0.85")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme Supplies, Inc.", "Acme Supplies, Inc."),
        ("Casa Uno, S.L., Calle Mayor 3, 28013 Madrid", "Casa Uno, S.L."),
        ("Osaka Paper Co., Ltd.", "Osaka Paper Co., Ltd."),
        ("Figli Rossi, S.p.A.", "Figli Rossi, S.p.A."),
        ("Gulf Trading W.L.L.", "Gulf Trading W.L.L."),
        ("Nordwind GmbH, Hafenstr. 1, 20457 Hamburg", "Nordwind GmbH"),
        ("Bitte zahlen, Salut", None),
    ],
)
def test_a_comma_before_the_form_of_a_company_parts_nothing(text: str, name: str | None) -> None:
    assert company(text) == name


def test_a_price_that_is_a_tenth_of_its_amount_is_no_tax() -> None:
    names: list[Cell] = [(40, "Description"), (300, "Qty"), (380, "Price"), (440, "VAT %"),
                         (500, "Amount")]  # fmt: skip
    jug: list[Cell] = [(40, "Jug"), right(315, "10"), right(405, "54.00"), right(465, "7"),
                       right(530, "540.00")]  # fmt: skip
    seller: list[Cell] = [(40, "VAT no. GB 123 4567 82"), (300, "Date: 3 May 2026")]

    found = document(seller, names, jug, total("Net total", "£540.00"),
                     total("VAT 7 %", "£37.80"), total("Grand total", "£577.80"))  # fmt: skip

    assert found.reading is not None
    assert found.reading.tax_total == Decimal("37.80")
    assert found.passes
