"""Layouts that no rule was written for: what is made is what is read."""

from decimal import Decimal

import pytest

from benchmarks.layout_designs import DESIGNS
from benchmarks.layout_maker import Maker
from benchmarks.layout_words import LANGUAGES
from benchmarks.page_fields import judged
from benchmarks.page_layouts import made
from intake.formats import pdf_page, registry
from intake.formats.page_document import read_pages
from intake.rules.reading import InvoiceReading
from tests.intake.formats.pdfs import pdf_with
from tests.intake.formats.test_page_reading import APART, COLUMNS, HEAD, ROWS

HEADER = {
    "invoice_number", "issue_date", "due_date", "currency", "purchase_order", "net_total",
    "tax_total", "gross_total", "buyer_name", "iban",
}  # fmt: skip


SEEN = ("early", "A", "C")  # the sets that are looked at while developing


@pytest.mark.parametrize("place", range(0, 15 * 6, 7))
def test_every_design_in_every_language_is_read_to_the_cent(place: int) -> None:
    """T40, T43, T44."""
    designs = [(group, design) for group in SEEN for design in DESIGNS[group]]
    group, design = designs[place // 6]
    page = made(Maker(group, design, LANGUAGES[place % 6], seed=3))

    verdicts = list(judged(read_pages(pdf_page.placed_words(page.pdf)), page.label))

    assert {each.field for each in verdicts} >= HEADER
    assert [each for each in verdicts if each.field in HEADER and each.verdict != "right"] == []


def invoice(*lines: str) -> InvoiceReading:
    found = registry.read_file(pdf_with(lines), "x.pdf").invoice
    assert found is not None
    return found


def test_the_taxes_of_two_rates_on_lines_of_their_own_are_the_tax() -> None:
    reading = invoice(
        *HEAD, COLUMNS, *ROWS,
        "Nettobetrag" + APART + "2.126,00",
        "USt. 19 %" + APART + "380,00",
        "USt. 7 %" + APART + "8,82",
        "Gesamtbetrag" + APART + "2.514,82 EUR",
    )  # fmt: skip

    assert reading.tax_total == Decimal("388.82")
    assert dict(reading.evidence)["tax_total"].text == "380,00 + 8,82"


def test_a_name_over_two_lines_is_one() -> None:
    reading = invoice("Nordwind", *[HEAD[0].replace("Nordwind ", ""), *HEAD[1:], COLUMNS, *ROWS])

    assert reading.seller.name == "Nordwind Handels GmbH"


def test_the_buyers_address_in_the_line_of_the_name_is_not_the_name() -> None:
    reading = invoice(*HEAD, "Kunde: Möwe Laden, Am Kai 3, 18055 Rostock", COLUMNS, *ROWS)

    assert reading.buyer.name == "Möwe Laden"


def test_the_number_of_a_customer_behind_a_name_is_not_the_name() -> None:
    reading = invoice(*HEAD, "Kunde: Möwe Laden (33528)", COLUMNS, *ROWS)

    assert reading.buyer.name == "Möwe Laden"
