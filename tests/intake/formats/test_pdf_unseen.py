"""Pages that say nothing themselves: a scan is one, with or without the stamp of a program."""

import io

import pikepdf
import pytest

from intake.formats import pdf_page
from tests.intake.formats.pdfs import pdf_with, saved
from tests.intake.formats.pictures import drawn, pdf_of


def _over_a_scan(text: str) -> bytes:
    """Return a scan over which a program has written something."""
    scan = pikepdf.open(io.BytesIO(pdf_of(drawn(["Invoice 4711", "Total 12.00"]))))
    stamp = pikepdf.open(io.BytesIO(pdf_with([text])))
    scan.pages[0].add_overlay(stamp.pages[0], None)
    return saved(scan)


@pytest.mark.parametrize("stamp", ["Scanned by PaperPilot", "Page 1 of 1", "2026-03-04 17:20"])
def test_a_scan_with_a_stamp_is_still_a_scan(stamp: str) -> None:
    assert pdf_page.open_pdf(_over_a_scan(stamp)).pictures == (1,)


def test_a_page_that_says_more_than_a_stamp_is_read_as_text() -> None:
    letter = "Invoice 4711 of 3 March 2026 for Nordlicht Handel GmbH, 2 boxes at 6.00, total 12.00"

    assert pdf_page.open_pdf(_over_a_scan(letter)).pictures == ()
    assert pdf_page.open_pdf(pdf_with(["Paid"])).pictures == ()
