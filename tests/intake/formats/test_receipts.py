"""Till receipts: known as such, and read by what their own arithmetic proves."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.formats import receipt_reading, scan_document
from intake.formats.page_document import PageDocument
from intake.formats.page_words import Page, Word, lines_of
from intake.formats.receipt_date import day_of
from intake.formats.receipt_seller import seller_of
from intake.formats.receipt_total import Total, total_of
from intake.formats.receipt_words import Role, amount_in, names_in, role_of, rows_of
from intake.formats.recognised import RecognisedPage, Recognition
from intake.rules.reading import DocumentType, InvoiceReading

SHOP = (
    "KEDAI RIANG SDN BHD", "(123456-X)", "12 Jalan Mawar", "TEL: 03-5555 1234", "TAX INVOICE",
    "Invoice No: R-20417", "Date: 03/04/2018 12:41", "Cashier: Mei",
)  # fmt: skip
SUMS = (
    "Nails 3mm   8.00", "Hammer   12.02", "Sub Total   20.02", "Rounding Adj   -0.02",
    "Total   20.00", "Cash   RM 50.00", "Change   RM 30.00", "Thank you",
)  # fmt: skip
KIOSK = (
    "Kiosk am Markt", "Kassenbon", "14.03.2025 08:12", "Brezel   1,20 A", "Kaffee   2,80 B",
    "SUMME   EUR 4,00", "Bar   5,00", "Rückgeld   1,00", "Vielen Dank",
)  # fmt: skip


def page_of(lines: Sequence[str]) -> Page:
    """Lines as words with places; three spaces are a wide gap."""
    words = []
    for down, line in enumerate(lines):
        across = 10.0
        for part in line.split("   "):
            for text in part.split():
                width = 6.0 * len(text)
                words.append(Word(text, across, 20.0 * down, across + width, 20.0 * down + 12))
                across += width + 4
            across += 60
    return Page(400, 20.0 * len(lines) + 20, tuple(words))


def read(*lines: str) -> PageDocument | None:
    return receipt_reading.read([page_of(lines)], method="ocr")


def total(*lines: str) -> Total | None:
    return total_of(rows_of(lines_of([page_of(lines)])))


def _reading(document: PageDocument | None) -> InvoiceReading:
    assert document is not None
    assert document.reading is not None
    return document.reading


def test_a_receipt_that_names_itself_an_invoice_claims_and_says_that_it_is_paid() -> None:
    document = read(*SHOP, *SUMS)

    reading = _reading(document)
    assert document is not None
    assert document.document_type is DocumentType.INVOICE
    assert document.confidence > Decimal("0.95")
    assert reading.seller.name == "KEDAI RIANG SDN BHD"
    assert reading.issue_date == date(2018, 4, 3)
    assert (reading.gross_total, reading.currency) == (Decimal("20.00"), "MYR")
    assert (reading.prepaid, reading.amount_due) == (Decimal("20.00"), Decimal("0.00"))
    assert reading.invoice_number == "R-20417"
    found = dict(reading.evidence)
    assert {"gross_total", "issue_date", "seller_name", "invoice_number", "currency", "prepaid",
            "amount_due", "lines"} == found.keys()  # fmt: skip
    assert "RM" in found["currency"].text
    assert found["prepaid"].text == "Cash RM 50.00"


def test_any_other_receipt_is_a_till_receipt() -> None:
    """T59."""
    document = read(*KIOSK)

    assert document is not None
    assert document.document_type is DocumentType.TILL_RECEIPT
    reading = _reading(document)
    assert (reading.gross_total, reading.currency) == (Decimal("4.00"), "EUR")
    assert reading.issue_date == date(2025, 3, 14)
    assert receipt_reading.in_words(reading) == " of Kiosk am Markt of 2025-03-14 over 4.00 EUR"


def test_a_bill_on_account_is_no_receipt() -> None:
    assert (
        read("Nordwind GmbH", "Invoice", "Bill to: Acme", "Net 30 days", "Total   119.00") is None
    )
    assert read("ACME Ltd", "Invoice", "Due date: 1 May 2026", "Paid   10.00", "Thank you") is None


@pytest.mark.parametrize(
    ("lines", "expected", "proofs"),
    [
        (("Total   9.00", "Cash   20.00", "Change   11.00"), "9.00", {"cash"}),
        (("Sub total   64.00", "GST 6%   3.84", "Rounding   0.01", "Net total   67.85"), "67.85",
         {"parts"}),
        (("Tea   2.00", "Cake   3.50", "Total   5.50"), "5.50", {"items"}),
        (("Total   25.00", "GST Summary   Amount   Tax", "SR 6%   23.58   1.42"), "25.00",
         {"summary"}),
        (("Total   RM 30.91", "Rounding   -RM 0.01", "Total rounded   RM 30.90"), "30.90",
         {"parts"}),
        (("Total Qty   3", "Total saving   4.00", "Total   12.00"), "12.00", set()),
        (("TOTAL   12,40", "VISA   12,40"), "12.40", {"cash"}),
        (("21.otal sa   21.20", "CASH   100.00", "Change   78.80"), "21.20", {"cash"}),
    ],
)  # fmt: skip
def test_the_total_is_what_the_sums_prove(
    lines: tuple[str, ...], expected: str, proofs: set[str]
) -> None:
    found = total(*lines)

    assert found is not None
    assert found.value == Decimal(expected)
    assert proofs <= found.proofs


@pytest.mark.parametrize(
    "lines", [("Tea   2.00",), ("Welcome",), ("Total qty   3.00",), ("Change   5.00",)]
)
def test_nothing_labelled_or_proven_is_no_total(lines: tuple[str, ...]) -> None:
    assert total(*lines) is None


@given(
    st.lists(st.integers(1, 99_999), min_size=1, max_size=5),
    st.integers(0, 5_000),
    st.integers(-2, 2),
)
def test_cash_proves_whatever_was_bought(items: list[int], more: int, rounding: int) -> None:
    """The total after rounding wins over the sum before it, however they are printed."""
    before = sum(items)
    after = before + rounding
    printed = [f"Item   {cents / 100:.2f}" for cents in items]
    if after <= 0:
        return

    found = total(
        *printed,
        f"Sub Total   {before / 100:.2f}",
        f"Rounding   {rounding / 100:.2f}",
        f"Total   {after / 100:.2f}",
        f"Cash   {(after + more) / 100:.2f}",
        f"Change   {more / 100:.2f}",
    )

    assert found is not None
    assert found.value == Decimal(after) / 100


def test_cash_that_says_otherwise_leaves_doubt() -> None:
    """A misread total must not pass because its parts were misread alike."""
    document = read(
        *SHOP, "Sub Total   94.00", "Service   1.00", "Total   95.00", "Cash   100.00",
        "Change   65.00", "Amount   35.00",
    )  # fmt: skip

    assert document is not None
    assert document.confidence < Decimal("0.9")


@pytest.mark.parametrize(
    ("text", "value", "is_mended"),
    [
        ("80.90", "80.90", False),
        ("RM80.90", "80.90", False),
        ("1,234.50", "1234.50", False),
        ("1.234,50", "1234.50", False),
        ("-0.02", "-0.02", False),
        (".40", "0.40", False),
        ("2.45S", "2.45", False),
        ("RMO.06", "0.06", True),
        ("2120", "21.20", True),
    ],
)
def test_amounts_are_read_as_printed_or_marked(text: str, value: str, is_mended: bool) -> None:
    found = amount_in(text, Word(text, 0, 0, 30, 10))

    assert found is not None
    assert (found.value, found.is_mended) == (Decimal(value), is_mended)


@pytest.mark.parametrize("text", ["12:31", "25/12/2018", "03-5555", "12.345", "No.12", "x", "5"])
def test_other_figures_are_no_amounts(text: str) -> None:
    assert amount_in(text, Word(text, 0, 0, 30, 10)) is None


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("RCUNDING ADJ", Role.ROUNDING),
        ("SUB-TCTAL", Role.SUBTOTAL),
        ("Total (Inclusive of GST)", Role.TOTAL),
        ("Total Sales (Excluding GST)", Role.SUBTOTAL),
        ("Total GST", Role.TAX),
        ("CASHRM", Role.TENDER),
        ("Change Due", Role.CHANGE),
        ("Total Qty", Role.COUNT),
        ("Gesamtbetrag", Role.TOTAL),
        ("Rückgeld", Role.CHANGE),
        ("Espèces", Role.TENDER),
        ("Zwischensumme", Role.SUBTOTAL),
        ("Hammer", Role.ITEM),
    ],
)
def test_a_label_may_have_a_wrong_letter(label: str, role: Role) -> None:
    assert role_of(names_in(label), ()) is role


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Date: 25/12/2018", "Date 25/12/2018"), date(2018, 12, 25)),
        (("GST ID 1234", "Date 03/04/2018"), date(2018, 4, 3)),
        (("Springfield, IL 62701", "03/04/2018 10:00"), date(2018, 3, 4)),
        (("Date 03/04/2018",), None),
        (("29/12/201711:41",), date(2017, 12, 29)),
        (("Date: 2016-07-3113:48:37",), date(2016, 7, 31)),
        (("02/Jan/2017 10:49",), date(2017, 1, 2)),
        (("le 14 mars 2025",), date(2025, 3, 14)),
        (("20180428/191204",), date(2018, 4, 28)),
        (("31/02/2018", "99/99/2018"), None),
    ],
)
def test_the_day_is_certain_or_unknown(lines: tuple[str, ...], expected: date | None) -> None:
    """T44."""
    found = day_of(lines_of([page_of(lines)]))

    assert (None if found is None else found.value) == expected


@pytest.mark.parametrize(
    ("lines", "expected", "is_sure"),
    [
        (("AMANO SON BHD (682288-V)", "12 Jalan Pinang"), "AMANO SDN BHD", False),
        (("99 SPEED MART S/B (519537-X)", "12 Jalan Pinang"), "99 SPEED MART S/B", True),
        (("Sonne", "Bäckerei Sonne", "Hauptstr. 4"), "Bäckerei Sonne", False),
        (("PASAR BESAR", "(MAJU) SDN BHD", "(767840-W)"), "PASAR BESAR (MAJU) SDN BHD", True),
        (("3180404", "SUNFISH", "<484297-M>", "22 Lrg 4"), "SUNFISH", False),
        (("KEDAI SERI", "SERI HOUSE", "12 Jalan Pinang"), "KEDAI SERI SERI HOUSE", False),
        (("SUNFISH", "<484297-M>", "22 Furniture Lane"), "SUNFISH", False),
        (("THREE OWLS", "BISTRO & CAFE", "109 Main Street"), "THREE OWLS", False),
    ],
)
def test_the_seller_stands_at_the_head(
    lines: tuple[str, ...], expected: str, is_sure: bool
) -> None:
    found = seller_of(lines_of([page_of(lines)]))

    assert found is not None
    assert (found.name, found.is_sure) == (expected, is_sure)


def test_a_word_that_was_hardly_seen_lowers_what_rests_on_it() -> None:
    page = page_of([*SHOP, *SUMS])

    def seen(certainty: float) -> PageDocument:
        certainties = tuple(certainty if word.text == "20.00" else 0.99 for word in page.words)
        recognised = RecognisedPage(
            1, page.width, page.height, words=page.words, certainties=certainties
        )
        return scan_document.read((), Recognition("engine 1", (recognised,)))

    assert seen(0.99).confidence > Decimal("0.95")
    assert seen(0.7).confidence < Decimal("0.75")
    assert dict(_reading(seen(0.7)).evidence)["gross_total"].method == scan_document.RECOGNISED


def test_a_small_shop_without_a_till_is_filled_in_where_nothing_was_read() -> None:
    page = page_of(["OWL TRADING", "12 Main Road", "GST 123", "Date: 3/4/2018", "Total   45.00"])
    bare = InvoiceReading(kind=_reading(read(*KIOSK)).kind, syntax="page")

    filled = receipt_reading.with_missing(bare, [page], method="ocr")

    assert (filled.seller.name, filled.gross_total) == ("OWL TRADING", Decimal("45.00"))
    assert all(found.confidence <= Decimal("0.6") for _, found in filled.evidence)
    again = receipt_reading.with_missing(
        filled, [page_of(["OTHER MART", "Total   9.99"])], method="x"
    )
    assert again == filled


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("DATELESS KITCHEN SDN BHD", ("DATELESS KITCHEN SDN BHD",)),
        ("UNITY PAPER SDN BHD", ("UNITY PAPER SDN BHD (139386 X)",)),
        ("PASAR MAWAR SDN BHD", ("PASAR MAWAR", "SDN BHD", "(124525-H)")),
        ("LIM AH KOW HARDWARE ENTERPRISE (SETIA INDAH) SDN BHD",
         ("LIM AH KOW HARDWARE", "ENTERPRISE (SETIA INDAH)", "SDN BHD", "822737-X")),
        ("TIGA KAWAN SEAFOOD RESTAURANT SDN BHD", ("TIGA KAWAN", "SEAFOOD RESTAURANT SDN BHD")),
        ("HUAT HUAT MINI MARKET & TRADING", ("HUAT HUAT MINI MARKET", "& TRADING")),
        ("KAWAN CAFE", ("KAWAN CAFE", "G-12 PLAZA MELUR")),
    ],
)  # fmt: skip
def test_a_name_is_whole_though_it_stands_on_several_lines(
    name: str, head: tuple[str, ...]
) -> None:
    found = seller_of(lines_of([page_of((*head, "NO 12 JALAN MELUR 3/4", "TEL 07-3551234"))]))

    assert found is not None
    assert found.name == name
