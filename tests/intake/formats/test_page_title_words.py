"""Titles that no table holds as they are written."""

import pytest

from intake.formats.page_kinds import kind_of
from intake.formats.page_title_words import denies, named_by
from intake.formats.page_words import Page, Word, lines_of
from intake.rules.reading import DocumentType


def page_of(*rows: tuple[str, ...]) -> Page:
    """A page whose cells stand far apart, each row below the one before."""
    words = tuple(
        Word(
            text, 50.0 + 130 * column + 6 * at, 60.0 + 14 * row, 55.0 + 130 * column + 6 * at, 69.0
        )
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        for at, text in enumerate(cell.split())
    )
    return Page(595, 842, tuple(_placed(word) for word in words))


def _placed(word: Word) -> Word:
    return Word(word.text, word.x0, word.y0, word.x1, word.y0 + 9)


@pytest.mark.parametrize(
    ("title", "document_type"),
    [
        ("Second reminder - invoice 2026-17", DocumentType.DUNNING_LETTER),
        ("Zahlungserinnerung zu Ihrer Rechnung RE 88", DocumentType.DUNNING_LETTER),
        ("Laatste aanmaning factuur 43521", DocumentType.DUNNING_LETTER),
        ("Mise en demeure - facture 12 impayée", DocumentType.DUNNING_LETTER),
        ("Rechnung (Proforma)", DocumentType.PRO_FORMA),
        ("Facture pro-forma pour la douane", DocumentType.PRO_FORMA),
        ("Gutschrift zur Rechnung 4711", DocumentType.CREDIT_NOTE),
        ("Nota de abono a la factura 4711", DocumentType.CREDIT_NOTE),
        ("Bestätigung Ihrer Bestellung", DocumentType.ORDER_CONFIRMATION),
        ("Aufstellung offener Rechnungen", DocumentType.ACCOUNT_STATEMENT),
        ("Specificatie van onze betaling", DocumentType.REMITTANCE),
        ("Invoice for goods delivered", DocumentType.INVOICE),
        ("Mietvertrag über Gewerberäume", DocumentType.OTHER),
        ("Busta paga", DocumentType.OTHER),
        ("Abono de ventas con tarjeta", DocumentType.PAYOUT_REPORT),
        ("Elenco colli", DocumentType.DELIVERY_NOTE),
    ],
)
def test_the_words_before_the_first_preposition_say_what_it_is(
    title: str, document_type: DocumentType
) -> None:
    """T59: a reminder names an invoice and is none."""
    found = named_by(title)

    assert found is not None
    assert found[0] is document_type


@pytest.mark.parametrize(
    "label", ["Vs. ordine PO-70492", "Your order 7", "Lieferschein-Datum", "Terms"]
)
def test_what_an_invoice_refers_to_is_no_title(label: str) -> None:
    """An invoice names the order of its reader and the day of a delivery."""
    assert named_by(label) is None


@pytest.mark.parametrize(
    "title",
    [
        "Gehaltsabrechnung",
        "Ultimo avviso fattura 2026-17 scaduta",
        "FRAMEWORK AGREEMENT",
        "Tiedoksi",
    ],
)
def test_a_list_of_invoices_or_a_letter_about_them_claims_nothing(title: str) -> None:
    """T59: the word invoice in a sentence or above a column makes no invoice."""
    page = page_of(
        (title,),
        ("The supplier shall send an invoice each month.",),
        ("Fattura", "Data", "Scadenza", "Importo"),
        ("2026-11", "01/02/2026", "03/03/2026", "1.200,00"),
        ("Saldo dovuto", "1.200,00"),
    )

    assert kind_of(lines_of([page])).document_type is not DocumentType.INVOICE


@pytest.mark.parametrize(
    ("company", "document_type"),
    [
        ("Storno Verlag GmbH", DocumentType.INVOICE),
        ("Avis Musterwagen GmbH & Co. KG", DocumentType.INVOICE),
        ("Lohner Maschinenbau GmbH, Musterweg 3", DocumentType.INVOICE),
        ("Mahnung - Nordwind GmbH", DocumentType.DUNNING_LETTER),
        ("Remittance for Nordwind GmbH", DocumentType.REMITTANCE),
    ],
)
def test_the_name_of_a_company_is_no_title(company: str, document_type: DocumentType) -> None:
    """T59: an invoice of one whose name begins like a reminder is an invoice."""
    page = page_of((company,), ("Rechnung",), ("Rechnungs-Nr.", "4711"), ("Summe", "12,00"))

    assert kind_of(lines_of([page])).document_type is document_type


@pytest.mark.parametrize(
    "subject", ["Salarisadministratie maart", "Gehaltsabrechnungen Mai", "Avis de passage"]
)
def test_what_an_invoice_is_about_is_no_title(subject: str) -> None:
    """T59: below its title an invoice says what was done; above it, it would be no invoice."""
    rows = (("Rechnung",), (subject,), ("Rechnungs-Nr.", "4711"), ("Summe", "12,00"))

    below = kind_of(lines_of([page_of(*rows)])).document_type
    above = kind_of(lines_of([page_of(rows[1], rows[0], *rows[2:])])).document_type

    assert below is DocumentType.INVOICE
    assert above is not DocumentType.INVOICE


def test_a_page_without_a_title_claims_by_a_number_of_its_own() -> None:
    """What nothing names is an invoice where it has an invoice's number, or says that it bills."""
    numbered = page_of(("Nordwind GmbH",), ("Rechnungs-Nr.", "4711"), ("Summe", "12,00"))
    billing = page_of(
        ("Nordwind GmbH",), ("Nun berechnen wir Ihnen laut Rechnung:",), ("Summe", "12,00")
    )
    denying = page_of(("Nordwind GmbH",), ("Rechnungs-Nr.", "4711"), ("Dies ist keine Rechnung",))

    found = [kind_of(lines_of([page])).document_type for page in (numbered, billing, denying)]

    assert found == [DocumentType.INVOICE, DocumentType.INVOICE, None]


def test_a_page_may_deny_that_it_is_an_invoice() -> None:
    """In the words of six languages."""
    assert denies("Ce document n'est pas une facture.")
    assert denies("Il presente documento non costituisce fattura.")
    assert not denies("This is not a VAT invoice")
