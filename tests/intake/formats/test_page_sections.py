"""Several documents in one PDF: parted where each begins, each with pages of its own."""

import io

import pikepdf
import pytest
from PIL import Image

from intake.formats import image_page, pdf_page, registry
from intake.formats.page_sections import PageRange, page_ranges
from intake.formats.page_words import Page
from intake.formats.recognised import RecognisedPage, Recognition
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


def goods(first: int, head: tuple[str, ...]) -> Page:
    """A page of one invoice that repeats its title above more of its rows, and not its number."""
    names = [(50 + 110 * place, name) for place, name in enumerate(head)]
    rows = [[(50, str(count)), (160, "Kaffee"), (380, "5,00")] for count in range(first, first + 8)]
    return page([[(50, "Nordwind Handels GmbH")], [(50, "RECHNUNG")], names, *rows])


@pytest.mark.parametrize(
    ("head", "first"),
    [(("Nr.", "Bezeichnung", "Menge", "Betrag"), 20_471), (("Nr.", "Leistung"), 1)],
)
def test_the_numbers_of_rows_part_no_invoice(head: tuple[str, ...], first: int) -> None:
    pages = (invoice("N-1"), goods(first, head), goods(first + 8, head))

    assert page_ranges(pages) == (PageRange(1, 3),)


def test_a_bare_number_below_titles_parts_invoices() -> None:
    pages = tuple(
        page([[(50, "RECHNUNG")], [(50, "Nr."), (160, number)], [(50, "Kaffee")]])
        for number in ("4711", "4711", "4712")
    )

    assert page_ranges(pages) == (PageRange(1, 2), PageRange(3, 3))


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


def fax(count: int) -> bytes:
    """Pages of a fax, each of its own gray."""
    pages = [Image.new("L", (60, 80), 50 * place) for place in range(1, count + 1)]
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], dpi=(100, 100))
    return stream.getvalue()


def recognised(*pages: Page) -> Recognition:
    return Recognition("engine 1", tuple(
        RecognisedPage(number, each.width, each.height, words=each.words,
                       certainties=(0.99,) * len(each.words))
        for number, each in enumerate(pages, 1)
    ))  # fmt: skip


def test_a_fax_of_several_invoices_is_parted_as_a_scan_is() -> None:
    seen = recognised(invoice("NW-10017", "Seite 1 von 2"), of("Seite 2 von 2"),
                      invoice("NW-10018"))  # fmt: skip
    content = fax(3)

    read = registry.read_file(content, "fax.tif", seen)

    assert [section.name for section in read.sections] == ["pages 1-2", "page 3"]
    assert registry.read_file(content, "fax.tif", seen).sections == read.sections
    looked = [image_page.look(section.content) for section in read.sections]
    assert [(each.format, each.page_count) for each in looked] == [("tiff", 2), ("tiff", 1)]
    assert looked[1].sizes == image_page.look(content).sizes[2:]
    last = image_page.pixels(read.sections[1].content, 1, side=80).rgb
    assert last == image_page.pixels(content, 3, side=80).rgb


def test_a_fax_of_one_invoice_stays_whole() -> None:
    seen = recognised(invoice("NW-10017", "Seite 1 von 2"), invoice("NW-10017", "Seite 2 von 2"))

    read = registry.read_file(fax(2), "fax.tif", seen)

    assert read.sections == ()
    assert read.page_count == 2
