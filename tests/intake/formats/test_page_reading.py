"""Pages without an invoice file: what stands there beyond doubt, and nothing else."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from core.reasons import ReasonCode
from intake.formats import page_dates, registry
from intake.formats.page_values import Manner, manner_of
from intake.formats.page_words import Page, Word, lines_of
from intake.rules.findings import ReadFile
from intake.rules.reading import DocumentKind, DocumentType, InvoiceReading
from tests.intake.formats.pdfs import pdf_with

APART = " " * 12
HEAD = [
    "Nordwind Handels GmbH",
    "Hafenstr. 2, 24937 Flensburg, +49 461 123456, info@nordwind.example",
    "USt-IdNr. DE123456789",
    "",
    "RECHNUNG",
    "Rechnungsnummer: NW-2026-77",
    "Rechnungsdatum: 03.04.2026",
    "Bestellnummer: 4500118281",
    "",
]
COLUMNS = APART.join(["Pos.", "Bezeichnung", "Menge", "Einheit", "Einzelpreis", "USt. %", "Betrag"])
ROWS = [
    APART.join(["1", "Teekanne 1,2 l", "12", "H87", "10,50", "19", "126,00"]),
    APART.join(["2", "Tasse", "1.000", "H87", "2,00", "19", "2.000,00"]),
]
TOTALS = [
    "Nettobetrag" + APART + "2.126,00",
    "USt. 19 % (2.126,00)" + APART + "403,94",
    "Gesamtbetrag" + APART + "2.529,94 EUR",
    "",
    "Zahlbar innerhalb von 30 Tagen ohne Abzug.",
    "IBAN DE88 2008 0000 0970 3757 00",
    "BIC COBADEFFXXX",
]


def read(lines: Sequence[str]) -> ReadFile:
    return registry.read_file(pdf_with(lines), "x.pdf")


def invoice(lines: Sequence[str]) -> InvoiceReading:
    found = read(lines).invoice
    assert found is not None
    return found


def test_reads_what_a_page_says_in_its_own_manner() -> None:
    """T44."""
    reading = invoice([*HEAD, COLUMNS, *ROWS, *TOTALS])

    assert (reading.invoice_number, reading.issue_date) == ("NW-2026-77", date(2026, 4, 3))
    assert (reading.currency, reading.purchase_order) == ("EUR", "4500118281")
    assert (reading.seller.name, reading.seller.vat_id) == ("Nordwind Handels GmbH", "DE123456789")
    assert (reading.iban, reading.bic) == ("DE88200800000970375700", "COBADEFFXXX")
    assert reading.payment_terms == "Zahlbar innerhalb von 30 Tagen ohne Abzug."
    assert (reading.net_total, reading.tax_total) == (Decimal("2126.00"), Decimal("403.94"))
    assert reading.gross_total == Decimal("2529.94")
    assert [(row.rate, row.base, row.tax) for row in reading.tax_breakdown] == [
        (Decimal(19), Decimal("2126.00"), Decimal("403.94"))
    ]


def test_reads_lines_that_add_up() -> None:
    first, second = invoice([*HEAD, COLUMNS, *ROWS, *TOTALS]).lines

    assert (first.line, first.description, first.unit) == ("1", "Teekanne 1,2 l", "H87")
    assert (first.quantity, first.unit_price) == (Decimal(12), Decimal("10.50"))
    assert (second.quantity, second.net) == (Decimal(1000), Decimal("2000.00"))
    assert second.tax_rate == Decimal(19)


def test_every_value_names_its_place() -> None:
    reading = invoice([*HEAD, COLUMNS, *ROWS, *TOTALS])

    places = dict(reading.evidence)
    number = places["invoice_number"]
    assert (number.page, number.text, number.method) == (1, "NW-2026-77", "page")
    assert number.box is not None
    left, top, right, bottom = number.box
    assert 50 < left < right < 300
    assert 100 < top < bottom < 160
    assert {"gross_total", "net_total", "tax_total", "iban", "seller_name", "lines"} <= set(places)
    assert all(0 < place.confidence < 1 for place in places.values())


def test_a_page_that_proves_itself_may_go_without_a_person() -> None:
    found = read([*HEAD, COLUMNS, *ROWS, *TOTALS]).findings

    assert found == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("403,94", "403,95"),
        ("Rechnungsdatum: 03.04.2026", ""),
        ("Rechnungsnummer: NW-2026-77", ""),
        ("126,00", "127,00"),
        ("DE88 2008", "DE89 2008"),
    ],
)
def test_a_page_that_does_not_goes_to_a_person(old: str, new: str) -> None:
    page = [line.replace(old, new) for line in [*HEAD, COLUMNS, *ROWS, *TOTALS]]

    found = read(page).findings

    assert [finding.code for finding in found] == [ReasonCode.LOW_CONFIDENCE]
    assert found[0].actual is not None
    assert Decimal(found[0].actual) < Decimal(found[0].tolerance or 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [("403,94", "403,95"), ("2.529,94", "2.529,95")],
)
def test_parts_that_do_not_add_up_to_the_total_are_none(old: str, new: str) -> None:
    totals = [line.replace(old, new) for line in TOTALS]

    reading = invoice([*HEAD, COLUMNS, *ROWS, *totals])

    assert (reading.net_total, reading.tax_total) == (None, None)
    assert dict(reading.evidence)["gross_total"].confidence < Decimal("0.75")


def test_a_total_below_another_amount_is_none() -> None:
    assert invoice(["INVOICE", "Gross billing 3,425.00", "Total due 3,140.51"]).gross_total is None
    assert invoice(["INVOICE", "Total due 3,140.51"]).gross_total == Decimal("3140.51")


def test_one_row_that_is_not_understood_leaves_the_table_unread() -> None:
    rows = [ROWS[0], ROWS[1].replace("2,00", "2,10", 1)]

    reading = invoice([*HEAD, COLUMNS, *rows, *TOTALS])

    assert reading.lines == ()
    assert reading.net_total == Decimal("2126.00")


def test_two_accounts_are_none() -> None:
    """Which one is to be paid a person must see."""
    reading = invoice([*HEAD, *TOTALS, "IBAN NL91 ABNA 0417 1643 00"])

    assert reading.iban is None


def test_an_account_with_wrong_check_digits_is_read_and_doubted() -> None:
    wrong = [line.replace("DE88", "DE89") for line in TOTALS]

    reading = invoice([*HEAD, *wrong])

    assert reading.iban == "DE89200800000970375700"
    assert dict(reading.evidence)["iban"].confidence < Decimal("0.6")


def test_the_buyers_vat_id_is_not_the_sellers() -> None:
    lines = ["Factuuradres", "Hartwell Nederland B.V.", "Btw-nummer NL819518451B01", "", "FACTUUR"]

    reading = invoice(lines)

    assert (reading.seller.vat_id, reading.buyer.vat_id) == (None, "NL819518451B01")
    assert (reading.seller.name, reading.buyer.name) == (None, "Hartwell Nederland B.V.")


def test_orders_named_by_lines_are_not_the_documents() -> None:
    rows = [
        APART.join(["1", "Kanne (Bestellnummer 4711)", "1", "H87", "10,00", "19", "10,00"]),
        APART.join(["2", "Tasse (Bestellnummer 4712)", "1", "H87", "10,00", "19", "10,00"]),
    ]
    totals = ["Nettobetrag 20,00", "USt. 19 % 3,80", "Gesamtbetrag 23,80 EUR"]

    reading = invoice(["RECHNUNG", COLUMNS, *rows, *totals])

    assert reading.purchase_order is None
    assert [(line.description, line.po_number) for line in reading.lines] == [
        ("Kanne", "4711"),
        ("Tasse", "4712"),
    ]


def test_a_credit_note_below_zero_is_read_as_positive() -> None:
    lines = ["GUTSCHRIFT", "Nettobetrag -20,00", "USt. 19 % -3,80", "Gesamtbetrag -23,80 EUR"]

    reading = invoice(lines)

    assert reading.kind is DocumentKind.CREDIT_NOTE
    assert (reading.net_total, reading.gross_total) == (Decimal("20.00"), Decimal("23.80"))
    assert dict(reading.evidence)["gross_total"].confidence < Decimal("0.90")


def test_a_direction_that_is_said_twice_goes_to_a_person() -> None:
    """T29."""
    rows = [row.replace("126,00", "-126,00").replace("2.000,00", "-2.000,00") for row in ROWS]
    totals = [
        "Nettobetrag" + APART + "-2.126,00",
        "USt. 19 %" + APART + "-403,94",
        "Gesamtbetrag" + APART + "-2.529,94 EUR",
    ]
    page = [line.replace("RECHNUNG", "GUTSCHRIFT") for line in [*HEAD, COLUMNS, *rows, *totals]]

    found = read(page)

    assert found.document_type is DocumentType.CREDIT_NOTE
    assert "which way the amounts go" in found.findings[0].text


def test_a_title_beside_a_name_still_decides() -> None:
    """T59."""
    lines = ["Klingenwerk GmbH" + APART * 2 + "AUFTRAGSBESTÄTIGUNG", "Rechnungsempfänger"]

    found = read([*lines, "Gesamtbetrag 10,00 EUR", "Rechnung folgt"])

    assert (found.document_type, found.invoice) == (DocumentType.ORDER_CONFIRMATION, None)
    assert "calls itself an order confirmation of Klingenwerk GmbH" in found.findings[0].text
    assert found.beside is not None
    assert found.beside.gross_total == Decimal("10.00")


def test_a_title_with_number_and_date_decides_over_a_label() -> None:
    found = read(["Handelsrechnung (380) Nr. 471113 vom 13.06.2018", "Bestellung:", "2018-47"])

    assert found.document_type is DocumentType.INVOICE
    assert found.invoice is not None
    assert found.invoice.invoice_number == "471113"
    assert found.invoice.issue_date == date(2018, 6, 13)


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (["10,00"], "1.234", Decimal(1234)),
        (["10.00"], "1.234", Decimal("1.234")),
        (["10.00", "10,00"], "1.234", None),
        ([], "1.234", None),
        (["10,00"], "1 234,5", Decimal("1234.5")),
        (["10.00"], "12,34,567", None),
        (["1.234,50"], "1.234,50-", Decimal("-1234.50")),
        (["1,234.50"], "(1,234.50)", Decimal("-1234.50")),
        (["1,234.50"], "-$1,234.50", Decimal("-1234.50")),
        (["10,00"], "10.50", None),
    ],
)
def test_the_document_says_which_mark_is_decimal(
    words: list[str], text: str, expected: Decimal | None
) -> None:
    """T44."""
    manner = manner_of(words, 2)

    assert manner.number(text) == expected


@pytest.mark.parametrize(
    ("decimals", "text", "expected"),
    [
        (0, "12,345", Decimal(12345)),
        (0, "12.345", Decimal(12345)),
        (3, "1,234.500", Decimal("1234.500")),
        (3, "1.234", Decimal("1.234")),
        (2, "1.234", None),
        (2, "-0,50", Decimal("-0.50")),
        (2, "EUR 1'234.50", Decimal("1234.50")),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    decimals: int, text: str, expected: Decimal | None
) -> None:
    """T43."""
    assert Manner(None, decimals, None).amount(text) == expected


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ([], "03/04/2025", None),
        (["17/04/2025"], "03/04/2025", date(2025, 4, 3)),
        (["04/17/2025"], "03/04/2025", date(2025, 3, 4)),
        (["17/04/2025", "04/17/2025"], "03/04/2025", None),
        ([], "Apr 3, 2025", date(2025, 4, 3)),
        ([], "3 April 2025", date(2025, 4, 3)),
        ([], "3. März 2025", date(2025, 3, 3)),
        ([], "14 de febrero de 2025", date(2025, 2, 14)),
        ([], "1er août 2025", date(2025, 8, 1)),
        ([], "30.02.2025", None),
        ([], "2025-04-03", date(2025, 4, 3)),
        ([], "17/04/25", date(2025, 4, 17)),
    ],
)
def test_the_document_says_whether_days_come_first(
    words: list[str], text: str, expected: date | None
) -> None:
    """T44."""
    order = page_dates.order_in(words)

    assert page_dates.day_in(text, is_day_first=order) == expected


def test_words_far_apart_are_columns_and_thin_spaces_are_none() -> None:
    words = (
        Word("Total", 10, 10, 40, 22),
        Word("1", 100, 10, 106, 22),
        Word("234,50", 108, 10, 140, 22),
        Word("below", 10, 30, 40, 42),
    )

    first, second = lines_of([Page(595, 842, words)])

    assert [segment.text for segment in first.segments] == ["Total", "1 234,50"]
    assert [word.text for word in first.words] == ["Total", "1 234,50"]
    assert second.text == "below"


class TestTaxIds:
    def test_the_sellers_stands_beside_its_account_the_buyers_under_its_address(
        self,
    ) -> None:
        page = [*HEAD[:2], "", "Buchhaus Ost GmbH", "Ring 9", "04109 Leipzig"]
        page += ["USt-IdNr. DE136695976", "", *HEAD[4:], COLUMNS, *ROWS, *TOTALS]
        page += ["USt-IdNr. DE276730092 · Steuernummer 10/537/10113"]

        reading = invoice(page)

        assert reading.seller.vat_id == "DE276730092"
        assert reading.buyer.vat_id == "DE136695976"

    def test_two_numbers_that_nothing_tells_apart_are_nobodys(self) -> None:
        page = [*HEAD[:2], "", "USt-IdNr. DE136695976", "", "", "USt-IdNr. DE276730092", ""]

        reading = invoice([*page, *HEAD[4:], COLUMNS, *ROWS, *TOTALS[:4]])

        assert (reading.seller.vat_id, reading.buyer.vat_id) == (None, None)


class TestWithoutTax:
    LINES = (
        APART.join(["No.", "Description", "Quantity", "Unit price", "Amount"]),
        APART.join(["1", "Scented candle", "48", "7.84", "376.32"]),
        APART.join(["2", "Reed diffuser", "96", "12.30", "1,180.80"]),
        "",
    )
    TOP = ("Cascade Candle Inc.", "418 Alder Street", "Hood River, OR 97031", "", "INVOICE",
           "Invoice number: CC-27", "Invoice date: Sep 11, 2026", "")  # fmt: skip
    NET, TOTAL = "Net total" + APART + "1,557.12", "Total due" + APART + "1,557.12 USD"

    def confidence(self, *more: str) -> Decimal:
        reading = invoice([*self.TOP, *self.LINES, self.NET, *more, self.TOTAL])
        assert reading.gross_total == reading.net_total == Decimal("1557.12")
        return dict(reading.evidence)["gross_total"].confidence

    def test_net_and_gross_that_are_the_lines_prove_each_other(self) -> None:
        assert self.confidence() > Decimal("0.90")

    def test_a_page_that_names_a_tax_or_a_percentage_proves_nothing(self) -> None:
        assert self.confidence("Prices include sales tax") < Decimal("0.90")
        assert self.confidence("Podatek 23 % w cenie") < Decimal("0.90")
