"""Several documents in one PDF: parted where each begins, each with pages of its own."""

import io

import pikepdf
import pytest

from intake.formats import pdf_page, registry
from intake.formats.page_sections import PageRange, page_ranges
from intake.formats.page_words import Page
from tests.intake.formats.pdfs import pdf_with, saved
from tests.intake.formats.placed import page


def of(*lines: str) -> Page:
    return page([[(50, line)] for line in lines])


def invoice(number: str, *more: str) -> Page:
    return of("Nordwind Handels GmbH", "RECHNUNG", f"Rechnungsnummer: {number}", *more)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((invoice("N-1"),), [(1, 1)]),
        ((invoice("N-1"), of("Allgemeine Geschäftsbedingungen", "§ 1")), [(1, 2)]),
        ((invoice("N-1"), invoice("N-2")), [(1, 1), (2, 2)]),
        ((invoice("N-1", "Seite 1 von 2"), invoice("N-1", "Seite 2 von 2")), [(1, 2)]),
        ((invoice("N-1"), invoice("N-1")), [(1, 2)]),
        (
            (invoice("N-1", "Seite 1 von 2"), of("Seite 2 von 2"), invoice("N-2", "Seite 1 von 1")),
            [(1, 2), (3, 3)],
        ),
        ((invoice("N-1"), of("AGB", "Seite 1 von 3"), invoice("N-2")), [(1, 2), (3, 3)]),
    ],
)
def test_a_document_begins_with_a_title_and_a_number_of_its_own(
    pages: tuple[Page, ...], expected: list[tuple[int, int]]
) -> None:
    assert page_ranges(pages) == tuple(PageRange(*each) for each in expected)


def test_a_number_misread_on_a_scan_begins_no_other_document() -> None:
    misread = (invoice("NW-10017"), invoice("NW-1OO17"), invoice("NW-10018"))

    assert page_ranges(misread, is_recognised=True) == (PageRange(1, 2), PageRange(3, 3))
    assert len(page_ranges(misread)) == 3


def joined(*contents: bytes) -> bytes:
    pdf = pikepdf.new()
    for content in contents:
        with pikepdf.open(io.BytesIO(content)) as part:
            pdf.pages.extend(part.pages)
    return saved(pdf)


def test_a_file_of_several_invoices_is_read_as_several() -> None:
    one, two = (
        pdf_with(["RECHNUNG", f"Rechnungsnummer: {number}", f"Gesamtbetrag: {total} EUR"])
        for number, total in (("N-1", "10,00"), ("N-2", "20,00"))
    )
    whole = joined(one, two)

    read, again = registry.read_file(whole, "x.pdf"), registry.read_file(whole, "x.pdf")

    assert read.invoice is None
    assert [section.name for section in read.sections] == ["page 1", "page 2"]
    assert read.sections == again.sections
    parts = [registry.read_file(section.content, "x.pdf").invoice for section in read.sections]
    assert [part.invoice_number for part in parts if part] == ["N-1", "N-2"]


def turned(content: bytes, quarters: int) -> bytes:
    pdf = pikepdf.open(io.BytesIO(content))
    pdf.pages[0].obj.Rotate = 90 * quarters
    return saved(pdf)


@pytest.mark.parametrize(
    ("quarters", "shown"), [(1, (842.0, 595.0)), (2, (595.0, 842.0)), (3, (842.0, 595.0))]
)
def test_turned_pages_are_read_as_they_are_shown(quarters: int, shown: tuple[float, float]) -> None:
    upright = pdf_with(["RECHNUNG", "Rechnungsnummer: N-1"])

    (found,) = pdf_page.placed_words(turned(upright, quarters))

    assert (found.width, found.height) == shown
    assert all(0 <= word.x0 < word.x1 <= found.width for word in found.words)
    assert all(0 <= word.y0 < word.y1 <= found.height for word in found.words)
