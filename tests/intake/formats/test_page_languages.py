"""Invoices of one business in many languages and manners, each in a layout of its own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from intake.formats.page_column_names import kind_of
from intake.formats.page_document import read_pages
from intake.formats.page_words import Page
from intake.rules.reading import DocumentKind, DocumentType
from tests.intake.formats.placed import Cell, page, right


@dataclass(frozen=True, slots=True)
class Told:
    """The words of one language for one invoice, and how its numbers look."""

    title: str
    number: str
    issued: str
    due: str
    order: str
    seller: str
    buyer_label: str
    heading: tuple[str, str, str, str]
    net: str
    tax: str
    gross: str
    sign: str
    mark: str = ","
    day: str = "14.03.2026"
    due_day: str = "13.04.2026"

    def amount(self, text: str) -> str:
        """An amount as this language writes it."""
        whole, cents = text.split(".")
        return f"{whole}{self.mark}{cents} {self.sign}"


LANGUAGES = {
    "German": Told(
        "RECHNUNG", "Rechnungs-Nr.:", "Rechnungsdatum:", "Fällig am:", "Bestellnummer:",
        "Nordwind Handels GmbH", "Rechnungsempfänger",
        ("Bezeichnung", "Menge", "Einzelpreis", "Gesamt"),
        "Nettobetrag", "zzgl. 19 % MwSt.", "Rechnungsbetrag", "€",
    ),
    "French": Told(
        "FACTURE", "Facture n° :", "Date de facture :", "Échéance :", "Commande n° :",
        "Moulin Vert SARL", "Facturé à",
        ("Désignation", "Quantité", "Prix unitaire", "Montant HT"),
        "Total HT", "TVA 19 %", "Total TTC", "€", day="14/03/2026", due_day="13/04/2026",
    ),
    "Swedish": Told(
        "FAKTURA", "Fakturanummer:", "Fakturadatum:", "Förfallodatum:", "Order nr:",
        "Nordisk Handel AB", "Kund", ("Beskrivning", "Antal", "Pris", "Belopp"),
        "Netto", "Moms 19 %", "Att betala", "SEK", day="2026-03-14", due_day="2026-04-13",
    ),
    "Spanish": Told(
        "FACTURA", "Número de factura:", "Fecha de factura:", "Vencimiento:", "Pedido n.º:",
        "Olivares del Sur S.L.", "Cliente",
        ("Descripción", "Cantidad", "Precio", "Importe"),
        "Base imponible", "IVA 19 %", "Total factura", "€", day="14/03/2026",
        due_day="13/04/2026",
    ),
    "Italian": Told(
        "FATTURA", "Fattura n.:", "Data fattura:", "Scadenza:", "Ordine n.:",
        "Ceramiche Rossi S.r.l.", "Cliente",
        ("Descrizione", "Quantità", "Prezzo unitario", "Importo"),
        "Totale imponibile", "IVA 19 %", "Totale fattura", "€", day="14 marzo 2026",
        due_day="13 aprile 2026",
    ),
    "Dutch": Told(
        "FACTUUR", "Factuurnummer:", "Factuurdatum:", "Vervaldatum:", "Uw bestelnummer:",
        "Hartwell Nederland B.V.", "Factuuradres",
        ("Omschrijving", "Aantal", "Prijs", "Bedrag"),
        "Totaal excl. btw", "Btw 19 %", "Totaal incl. btw", "€", day="14-03-2026",
        due_day="13-04-2026",
    ),
    "English": Told(
        "INVOICE", "Invoice No:", "Invoice date:", "Due date:", "PO number:",
        "Ashdown Supplies Ltd", "Bill to",
        ("Description", "Qty", "Unit price", "Amount"),
        "Subtotal", "VAT 19%", "Total due", "GBP", ".", "14 March 2026", "13 April 2026",
    ),
    "Portuguese": Told(
        "FATURA", "Fatura n.º:", "Data de emissão:", "Vencimento:", "Encomenda n.º:",
        "Cortiças do Norte Lda", "Cliente",
        ("Descrição", "Quantidade", "Preço unitário", "Total"),
        "Total líquido sem IVA", "IVA 19 %", "Total a pagar", "EUR", day="14/03/2026",
        due_day="13/04/2026",
    ),
}  # fmt: skip


def told(words: Told) -> Page:
    """The invoice in these words."""
    a = words.amount
    name, count, price, amount = words.heading
    rows: list[list[Cell]] = [
        [(50, words.seller), (350, words.title)],
        [(50, "Hafenstr. 2, 24937 Flensburg, info@example.org")],
        [(350, words.number), right(545, "RX-2026/77")],
        [(350, words.issued), right(545, words.day)],
        [(350, words.due), right(545, words.due_day)],
        [(50, words.buyer_label), (350, words.order), right(545, "4500118281")],
        [(50, "Hartwell Warenhaus AG")],
        [(50, "Kaufstr. 1")],
        [(50, "80333 Hauptstadt")],
        [],
        [(50, name), right(330, count), right(430, price), right(545, amount)],
        [(50, "Teekanne 1,2 l rot"), right(330, "12"), right(430, a("10.50")),
         right(545, a("126.00"))],
        [(50, "mit Deckel")],
        [(50, "Tasse weiss"), right(330, "50"), right(430, a("2.00")), right(545, a("100.00"))],
        [],
        [(330, words.net), right(545, a("226.00"))],
        [(330, words.tax), right(545, a("42.94"))],
        [(330, words.gross), right(545, a("268.94"))],
        [],
        [(50, "IBAN DE88 2008 0000 0970 3757 00")],
    ]  # fmt: skip
    return page(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reads_an_invoice_in_any_of_our_languages(language: str) -> None:
    """T44."""
    found = read_pages((told(LANGUAGES[language]),))

    assert found.document_type is DocumentType.INVOICE
    reading = found.reading
    assert reading is not None
    assert reading.invoice_number == "RX-2026/77"
    assert (reading.issue_date, reading.due_date) == (date(2026, 3, 14), date(2026, 4, 13))
    assert reading.purchase_order == "4500118281"
    assert reading.seller.name == LANGUAGES[language].seller
    assert reading.buyer.name == "Hartwell Warenhaus AG"
    assert (reading.net_total, reading.tax_total) == (Decimal("226.00"), Decimal("42.94"))
    assert reading.gross_total == Decimal("268.94")
    assert [(line.description, line.quantity, line.net) for line in reading.lines] == [
        ("Teekanne 1,2 l rot mit Deckel", Decimal(12), Decimal("126.00")),
        ("Tasse weiss", Decimal(50), Decimal("100.00")),
    ]
    assert found.passes


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_that_is_changed_is_never_sure(language: str) -> None:
    """P4: whatever single amount is misprinted, the page does not go without a person."""
    words = LANGUAGES[language]
    whole = told(words)
    for old, new in (("126", "128"), ("226", "236"), ("42", "43"), ("268", "286")):
        changed = Page(
            whole.width,
            whole.height,
            tuple(
                type(word)(word.text.replace(old, new), word.x0, word.y0, word.x1, word.y1)
                if word.text.startswith(f"{old}{words.mark}")
                else word
                for word in whole.words
            ),
        )

        assert not read_pages((changed,)).passes


def test_prices_that_contain_the_tax_are_known_as_such() -> None:
    """T40."""
    rows: list[list[Cell]] = [
        [(50, "Kaffeehaus Konrad GmbH"), (400, "RECHNUNG")],
        [(50, "Rechnungsnummer: 88123")],
        [(50, "Rechnungsdatum: 02.05.2026")],
        [(50, "Bezeichnung"), right(330, "Menge"), right(430, "Preis"), right(545, "Betrag")],
        [(50, "Kaffee"), right(330, "2"), right(430, "11,90"), right(545, "23,80")],
        [(50, "Gesamtbetrag"), right(545, "23,80 EUR")],
        [(50, "Nettobetrag"), right(545, "20,00 EUR")],
        [(50, "MwSt. 19 %"), right(545, "3,80 EUR")],
    ]

    found = read_pages((page(rows),))

    assert found.is_inclusive
    assert found.reading is not None
    assert found.reading.gross_total == Decimal("23.80")
    (line,) = found.reading.lines
    assert (line.description, line.quantity) == ("Kaffee", Decimal(2))
    assert (line.unit_price, line.net) == (None, None)
    assert not found.passes


def test_a_table_goes_on_over_pages_past_carried_amounts() -> None:
    head: list[list[Cell]] = [
        [(50, "Nordwind Handels GmbH"), (400, "RECHNUNG")],
        [(50, "Rechnungsnummer: 88124")],
        [(50, "Rechnungsdatum: 02.05.2026")],
    ]
    columns: list[Cell] = [
        (50, "Pos."), (90, "Bezeichnung"), right(330, "Menge"), right(430, "Preis"),
        right(545, "Betrag"),
    ]  # fmt: skip

    def row(number: int) -> list[Cell]:
        return [
            (50, f"{number}"), (90, f"Ware {number}"), right(330, "3"), right(430, "10,00"),
            right(545, "30,00"),
        ]  # fmt: skip

    carried: list[Cell] = [(90, "Übertrag"), right(545, "60,00")]
    first = page([*head, columns, *(row(n) for n in (1, 2)), carried])
    second = page(
        [
            columns,
            carried,
            *(row(n) for n in (3, 4)),
            [(90, "Nettobetrag"), right(545, "120,00 EUR")],
            [(90, "MwSt. 19 %"), right(545, "22,80 EUR")],
            [(90, "Rechnungsbetrag"), right(545, "142,80 EUR")],
        ]
    )

    reading = read_pages((first, second)).reading

    assert reading is not None
    assert [line.line for line in reading.lines] == ["1", "2", "3", "4"]
    assert [line.net for line in reading.lines] == [Decimal("30.00")] * 4


def test_a_discount_on_a_row_stays_beside_its_price() -> None:
    rows: list[list[Cell]] = [
        [(50, "Moulin Vert SARL"), (400, "FACTURE")],
        [(50, "Facture n° : F-12")],
        [(50, "Désignation"), right(300, "Qté"), right(380, "P.U."), right(450, "Remise"),
         right(545, "Montant HT")],
        [(50, "Nougat"), right(300, "5"), right(380, "4,55"), right(450, "10%"),
         right(545, "20,48")],
        [(380, "Total HT"), right(545, "20,48 €")],
        [(380, "TVA 20 %"), right(545, "4,10 €")],
        [(380, "Total TTC"), right(545, "24,58 €")],
    ]  # fmt: skip

    reading = read_pages((page(rows),)).reading

    assert reading is not None
    (line,) = reading.lines
    assert (line.unit_price, line.net) == (Decimal("4.55"), Decimal("20.48"))
    (allowance,) = line.allowances_charges
    assert (allowance.is_charge, allowance.percent) == (False, Decimal(10))
    assert line.quantity is not None
    assert line.quantity * Decimal("4.55") - allowance.amount == Decimal("20.48")


def test_charges_and_payments_lead_to_what_is_due() -> None:
    rows: list[list[Cell]] = [
        [(50, "Ashdown Supplies Ltd"), (400, "CREDIT NOTE")],
        [(50, "Credit note number: CN-5")],
        [(50, "Original invoice: INV-4")],
        [(330, "Goods total"), right(545, "100.00")],
        [(330, "Discount"), right(545, "-10.00")],
        [(330, "Carriage"), right(545, "5.00")],
        [(330, "Net total"), right(545, "95.00")],
        [(330, "VAT 20%"), right(545, "19.00")],
        [(330, "Invoice total"), right(545, "£114.00")],
        [(330, "Paid on account"), right(545, "14.00")],
        [(330, "Balance due"), right(545, "£100.00")],
    ]

    reading = read_pages((page(rows),)).reading

    assert reading is not None
    assert (reading.kind, reading.preceding_invoice) == (DocumentKind.CREDIT_NOTE, "INV-4")
    assert (reading.line_total, reading.allowance_total) == (Decimal("100.00"), Decimal("10.00"))
    assert (reading.charge_total, reading.net_total) == (Decimal("5.00"), Decimal("95.00"))
    assert (reading.prepaid, reading.amount_due) == (Decimal("14.00"), Decimal("100.00"))


def test_words_that_recognition_ran_together_still_label() -> None:
    rows: list[list[Cell]] = [
        [(50, "INVOICE")],
        [(50, "InvoiceNo:RX-77")],
        [(50, "InvoiceDate:14March2026".replace("14March2026", "2026-03-14"))],
        [(330, "TotalDue"), right(545, "12.00")],
    ]

    found = read_pages((page(rows),), method="ocr")

    assert found.reading is not None
    assert found.reading.invoice_number == "RX-77"
    assert found.reading.issue_date == date(2026, 3, 14)
    assert {place.method for _, place in found.reading.evidence} == {"ocr"}


def test_letters_up_the_side_of_a_page_are_no_words_of_its_lines() -> None:
    whole = told(LANGUAGES["German"])
    side = tuple(
        type(whole.words[0])(letter, 20, 100 + 9 * place, 26, 110 + 9 * place)
        for place, letter in enumerate("Bergisch-Verlag")
    )

    found = read_pages((Page(whole.width, whole.height, (*whole.words, *side)),))

    assert found.passes


def test_the_date_of_an_order_is_not_that_of_the_invoice() -> None:
    rows: list[list[Cell]] = [
        [(50, "Nordwind Handels GmbH")],
        [(50, "Rechnung Nr. 4711")],
        [(50, "vom 5. März 2026")],
        [(50, "Rechnung gemäß Bestellung Nr. 88-1 vom 1. März 2026.")],
    ]

    reading = read_pages((page(rows),)).reading

    assert reading is not None
    assert (reading.invoice_number, reading.issue_date) == ("4711", date(2026, 3, 5))


def test_a_number_above_a_day_is_nobody() -> None:
    """A column of values that ends in a day is no address, and its first value no buyer."""
    rows: list[list[Cell]] = [
        [(60, "Nordwind Handels GmbH")],
        [],
        [(60, "Rechnung")],
        [],
        [(60, "Bestellnummer:"), (200, "PO-88-DE")],
        [(60, "Rechnungsnummer:"), (200, "R-881")],
        [(60, "Rechnungsdatum:"), (200, "14.03.2026")],
        [],
        [(60, "Gesamtbetrag"), right(500, "119,00 EUR")],
    ]

    found = read_pages((page(rows),))

    assert found.reading is not None
    assert found.reading.purchase_order == "PO-88-DE"
    assert found.reading.buyer.name is None


def test_a_price_of_one_is_named_in_several_ways() -> None:
    names = ("P. unitario", "Unit price", "E-Preis", "Prix unitaire", "Stuksprijs")

    assert {kind_of(name) for name in names} == {"price"}
