"""Pages of the families that samples of e-invoices show: corrections, boxes, insurers, slips."""

from datetime import date
from decimal import Decimal

import pytest

from benchmarks.family_pages import documents, judged
from intake.formats import page_accounts, pdf_page
from intake.formats.page_column_names import kind_of
from intake.formats.page_document import PageDocument, read_pages
from intake.formats.page_labels import Labels
from intake.formats.page_names import is_name
from intake.formats.page_party_names import is_form_below
from intake.formats.page_sums import Sum, meaning_of
from intake.formats.page_words import lines_of
from intake.rules.reading import DocumentKind, InvoiceReading, TaxBreakdown
from tests.intake.formats.placed import Cell, page, right

HEAD: list[list[Cell]] = [[(40, "Rechnung Nr. A-4711")], []]
NAMES: list[Cell] = [(40, "Bezeichnung"), (300, "Menge"), (380, "Preis"), (500, "Betrag")]


def row(words: str, quantity: str, price: str, net: str) -> list[Cell]:
    return [(40, words), right(325, quantity), right(405, price), right(530, net)]


def total(name: str, amount: str) -> list[Cell]:
    return [(380, name), right(530, amount)]


def document(*rows: list[Cell]) -> PageDocument:
    return read_pages((page([*HEAD, *rows]),))


def reading(*rows: list[Cell]) -> InvoiceReading:
    found = document(*rows).reading
    assert found is not None
    return found


@pytest.mark.parametrize(
    "look", ["stylesheet", "viewer", "premium", "corrected", "slip", "situation", "prixnet"]
)
def test_a_page_of_a_family_is_read_as_it_was_printed(look: str) -> None:
    made = next(documents("1", range(1, 2), look))

    found = read_pages(pdf_page.placed_words(made.pdf))

    assert [each for each in judged(found, made.label) if each.verdict != "right"] == []


def test_the_date_of_an_earlier_invoice_is_not_that_of_its_correction() -> None:
    found = reading(
        [(40, "Datum:"), (160, "17.04.2026")], [(40, "zu Rechnung Nr.:"), (160, "RE424522")],
        [(40, "Rechnungsdatum:"), (160, "08.04.2026")],
    )  # fmt: skip

    assert found.issue_date == date(2026, 4, 17)
    assert found.preceding_invoice == "RE424522"


def test_a_date_below_an_earlier_number_is_the_documents_where_no_other_is_named() -> None:
    found = reading([(40, "zu Rechnung Nr.:"), (160, "RE424522")],
                    [(40, "Rechnungsdatum:"), (160, "17.04.2026")])  # fmt: skip

    assert found.issue_date == date(2026, 4, 17)


GOODS = [NAMES, row("Kanne", "10", "5,00", "50,00"), row("Fahrt", "1", "24,36", "24,36")]


def test_a_rate_of_nothing_is_a_row_of_the_taxes() -> None:
    found = reading(*GOODS, total("Summe netto", "74,36"), total("MwSt. 19 % auf 50,00", "9,50"),
                    total("MwSt. 0 % auf 24,36", "0,00"),
                    total("Gesamtbetrag", "83,86"))  # fmt: skip

    nothing = TaxBreakdown(None, Decimal(0), Decimal("24.36"), Decimal("0.00"))
    assert found.tax_breakdown[1] == nothing


def test_taxes_of_a_credit_note_below_zero_are_positive_like_its_totals() -> None:
    found = read_pages(
        (page([[(40, "Gutschrift Nr. G-4711")], [], NAMES, row("Kanne", "-10", "5,00", "-50,00"),
               row("Topf", "-1", "30,00", "-30,00"), total("Summe netto", "-80,00"),
               total("MwSt. 19 % auf -80,00", "-15,20"), total("Gesamtbetrag", "-95,20")]),),
    ).reading  # fmt: skip

    assert found is not None
    assert (found.kind, found.gross_total) == (DocumentKind.CREDIT_NOTE, Decimal("95.20"))
    assert found.tax_breakdown == (
        TaxBreakdown(None, Decimal(19), Decimal("80.00"), Decimal("15.20")),
    )


def test_a_discount_below_a_row_that_is_off_already_is_not_taken_off_again() -> None:
    found = reading(NAMES, row("Kanne", "10", "5,00", "45,00"),
                    [(40, "Rabatt 10 % von 50,00"), right(530, "-5,00")],
                    row("Topf", "1", "30,00", "30,00"), total("Summe netto", "75,00"),
                    total("MwSt. 19 %", "14,25"), total("Gesamtbetrag", "89,25"))  # fmt: skip

    assert [line.net for line in found.lines] == [Decimal("45.00"), Decimal("30.00")]
    assert found.lines[0].allowances_charges[0].amount == Decimal("5.00")


def test_one_row_without_headings_waits_for_a_person() -> None:
    found = document([(40, "Glasbruch"), right(530, "120,00")], total("Nettobeitrag", "120,00"),
                     total("19 % Versicherungsteuer", "22,80"),
                     total("Beitrag", "142,80"))  # fmt: skip

    assert found.reading is not None
    assert [line.description for line in found.reading.lines] == ["Glasbruch"]
    assert not found.passes


def test_a_tax_is_one_whatever_it_is_for() -> None:
    found = meaning_of("Versicherungsteuer zur Verbundenen Wohngebäudeversicherung")

    assert found is not None
    assert found.role is Sum.TAX
    assert kind_of("Umsatzsteuersatz in %:") == "rate"


def test_several_payments_before_come_off_together() -> None:
    found = reading(*GOODS, total("Summe netto", "74,36"), total("MwSt. 19 %", "14,13"),
                    total("Gesamtbetrag", "88,49"), total("Anzahlung vom 1. März", "-20,00"),
                    total("Anzahlung vom 1. April", "-30,00"),
                    total("Zahlbetrag", "38,49"))  # fmt: skip

    assert (found.prepaid, found.amount_due) == (Decimal("50.00"), Decimal("38.49"))


def test_goods_whose_price_is_a_tenth_of_their_amount_are_no_tax() -> None:
    names: list[Cell] = [(40, "Bezeichnung"), (240, "Menge"), (320, "Preis"), (400, "MwSt."),
                         (500, "Betrag")]  # fmt: skip
    found = reading(
        names, [(40, "Kanne"), right(265, "10"), right(345, "5,00"), right(425, "10 %"),
                right(530, "50,00")],
        total("Nettobetrag", "50,00"), total("MwSt. 10 % von 50,00", "5,00"),
        total("Gesamtbetrag", "55,00"),
    )  # fmt: skip

    assert len(found.tax_breakdown) == 1


def test_names_of_taxes_end_a_table_of_goods() -> None:
    taxes: list[Cell] = [(280, "USt-Satz"), (350, "Netto"), (400, "USt-Betrag"), (490, "Brutto")]
    found = reading(NAMES, row("Kanne", "10", "5,00", "50,00"), row("Topf", "1", "30,00", "30,00"),
                    taxes, [right(325, "19 %"), right(385, "80,00"), right(450, "15,20"),
                            right(530, "95,20")],
                    total("Summe netto", "80,00"), total("USt", "15,20"),
                    total("Gesamtbetrag", "95,20"))  # fmt: skip

    assert len(found.lines) == 2


def test_the_day_without_discount_is_when_an_invoice_is_due() -> None:
    found = reading([(40, "bis 13.05.2026"), (160, "2 % Skonto"), right(330, "4,44")],
                    [(40, "bis 04.06.2026"), (160, "netto"), right(330, "0,00")])  # fmt: skip

    assert found.due_date == date(2026, 6, 4)


@pytest.mark.parametrize(
    "said",
    ["Der Betrag wird am 20.03.2026 per SEPA-Lastschrift eingezogen.",
     "Le montant sera prélevé le 20/03/2026 sur votre compte.",
     "We collect the amount by direct debit on 20/03/2026."],
)  # fmt: skip
def test_an_invoice_is_due_when_its_amount_is_taken(said: str) -> None:
    assert reading([(40, said)]).due_date == date(2026, 3, 20)


@pytest.mark.parametrize(
    "said",
    [["Geliefert am 12.03.2026", "Zahlung per Lastschrift"],
     ["Geliefert am 12.03.2026, Zahlung per Lastschrift."],
     ["Payment by direct debit. Delivered on 12.03.2026"]],
)  # fmt: skip
def test_the_day_of_a_delivery_beside_a_debit_is_not_when_it_is_due(said: list[str]) -> None:
    rows: list[list[Cell]] = [[(40, each)] for each in said]

    assert reading(*rows).due_date is None


def test_what_is_named_beside_figures_is_no_description() -> None:
    found = reading(NAMES, [(40, "Stahlband"), right(325, "10"), right(405, "100,00")],
                    [(40, "Herkunft: DE"), right(530, "1.000,00")],
                    total("Nettobetrag", "1.000,00"), total("MwSt. 19 %", "190,00"),
                    total("Gesamtbetrag", "1.190,00"))  # fmt: skip

    assert [line.description for line in found.lines] == ["Stahlband"]


def test_a_bare_number_is_the_documents_where_no_other_is_named() -> None:
    pages = (
        page(
            [
                [(40, "Rechnung")],
                [(40, "Nummer:"), (160, "S49153")],
                NAMES,
                row("Kanne", "10", "5,00", "50,00"),
                total("Rechnungsbetrag", "50,00"),
            ]
        ),
    )

    found = read_pages(pages).reading

    assert found is not None
    assert found.invoice_number == "S49153"


@pytest.mark.parametrize(
    ("first", "below", "is_one"),
    [
        ("Moll GmbH &", "Co. KG", True),
        ("Moll GmbH & Co.", "KG", True),
        ("Moll GmbH", "Am Tor", False),
    ],
)
def test_the_form_of_a_company_goes_on_below(first: str, below: str, *, is_one: bool) -> None:
    assert is_form_below(first, below) is is_one


@pytest.mark.parametrize("text", ["HYVEDEMM488.", "COBADEFF370", "DE118517702"])
def test_a_code_is_no_name(text: str) -> None:
    assert not is_name(text)


def test_a_bank_code_goes_on_in_the_next_line() -> None:
    words = page([[(40, "auf unser Konto bei der Bank, BIC")], [(40, "HYVEDEMM488 bis Mai")]])

    found = list(page_accounts.bics(Labels(lines_of((words,)))))

    assert [each.value for each in found] == ["HYVEDEMM488"]


@pytest.mark.parametrize(
    "rows",
    [[[(300, "BIC")], [(40, "MUSTERDE"), (300, "x")]],
     [[(40, "Konto bei der Bank, BIC")], [(40, "Rechnung folgt")]]],
)  # fmt: skip
def test_a_word_of_the_next_line_is_no_bank_code(rows: list[list[Cell]]) -> None:
    assert list(page_accounts.bics(Labels(lines_of((page(rows),))))) == []
