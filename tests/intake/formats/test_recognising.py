"""The engine itself, on small pictures: words with places, however the paper was held."""

from functools import cache

import pytest
from PIL import Image

from intake.formats import recognising, registry, scan_document
from intake.formats.page_words import Word
from intake.formats.recognised import RecognisedPage, Recognition, back_on_page
from intake.rules.reading import DocumentType
from tests.intake.formats.pdfs import pdf_with
from tests.intake.formats.pictures import INVOICE, drawn, pdf_of, saved

PICTURE = saved(drawn(INVOICE), dpi=(144, 144))


@cache
def _seen(content: bytes = PICTURE) -> Recognition:
    return recognising.recognise_pages(content, [1])


def _word(page: RecognisedPage, text: str) -> Word:
    return next(word for word in page.words if word.text == text)


def test_words_stand_where_they_are_printed() -> None:
    (page,) = _seen().pages

    assert {"INVOICE", "NW-4711", "119.00"} <= {word.text for word in page.words}
    assert (page.width, page.height, page.turn, page.lean) == (280.0, 210.0, 0, 0.0)
    title = _word(page, "INVOICE")
    assert 15 <= title.x0 <= 24
    assert 36 <= title.y0 <= title.middle <= 60
    assert all(certainty > 0.8 for certainty in page.certainties)


def test_paper_held_upside_down_is_turned() -> None:
    page = _seen(saved(drawn(INVOICE).rotate(180), dpi=(144, 144))).pages[0]

    title = _word(page, "INVOICE")

    assert page.turn == 180
    x0, y0, _, y1 = back_on_page((title.x0, title.y0, title.x1, title.y1), page)
    assert x0 > 140
    assert 150 <= (y0 + y1) / 2 <= 174


def test_a_crooked_scan_is_straightened() -> None:
    crooked = drawn(INVOICE).rotate(-3, fillcolor="white", resample=Image.Resampling.BICUBIC)

    page = _seen(saved(crooked, dpi=(144, 144))).pages[0]

    assert page.lean == pytest.approx(3, abs=0.6)
    assert abs(_word(page, "Net").x0 - _word(page, "Nordwind").x0) < 6


def test_an_empty_sheet_has_no_words() -> None:
    seen = recognising.recognise_pages(saved(drawn([])), [1])

    assert seen.pages[0].words == ()
    assert seen.problem is None


def test_a_broken_picture_is_an_answer() -> None:
    """R28."""
    seen = recognising.recognise_pages(PICTURE[:500], [1])

    assert "cannot be opened" in (seen.problem or "")


def test_a_picture_awaits_its_words_and_is_read_from_them() -> None:
    waiting = registry.read_file(PICTURE, "a.png")
    read = registry.read_file(PICTURE, "a.png", _seen())

    assert (waiting.awaits, waiting.invoice) == ((1,), None)
    assert (read.document_type, read.format) == (DocumentType.INVOICE, "image")
    assert read.invoice is not None
    assert (read.invoice.invoice_number, str(read.invoice.gross_total)) == ("NW-4711", "119.00")
    number = dict(read.invoice.evidence)["invoice_number"]
    assert number.method == scan_document.RECOGNISED
    assert number.box is not None
    assert 60 <= number.box[1] <= 90


def test_only_pages_without_text_are_recognised() -> None:
    """P5."""
    scanned, printed = pdf_of(drawn(INVOICE)), pdf_with(["Invoice"])

    assert registry.read_file(scanned, "x").awaits == (1,)
    assert registry.read_file(printed, "x").awaits == ()
    assert registry.read_file(pdf_with(), "x").awaits == ()


def test_a_scanned_pdf_is_read_like_a_picture() -> None:
    content = pdf_of(drawn(INVOICE), dpi=144)

    read = registry.read_file(content, "x.pdf", recognising.recognise_pages(content, [1]))

    assert read.document_type is DocumentType.INVOICE
    assert read.invoice is not None
    assert str(read.invoice.gross_total) == "119.00"
    assert read.page_count == 1
