"""Pages whose words were recognised, read as any pages are, with evidence on the page as it is."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from intake.formats import page_document, receipt_reading
from intake.formats.page_document import PageDocument
from intake.formats.page_words import Box, Page
from intake.formats.recognised import RecognisedPage, Recognition, back_on_page
from intake.rules.reading import Evidence, InvoiceReading

RECOGNISED: Final = "ocr"
_RESTS_ON: Final = frozenset({"gross_total", "issue_date"})
_SURE: Final = 0.90  # a word that the engine is less sure of lowers what rests on it
_SURE_OF_A_NAME: Final = 0.96  # no sum and no calendar would find a wrong letter in it


def pages_with(pages: Sequence[Page], recognition: Recognition) -> tuple[Page, ...]:
    """All pages in order: those with text as they are, the others as they were recognised."""
    merged = list(pages)
    for page in recognition.pages:
        while len(merged) < page.number:
            merged.append(Page(page.width, page.height, ()))
        merged[page.number - 1] = page.straightened()
    return tuple(merged)


def read(pages: Sequence[Page], recognition: Recognition) -> PageDocument:
    """What the document is and says, where some or all of its pages were recognised."""
    merged = pages_with(pages, recognition)
    found = receipt_reading.read(merged, method=RECOGNISED)
    if found is None:
        found = page_document.read_pages(merged, method=RECOGNISED)
    if found.reading is None:
        return found
    completed = receipt_reading.with_missing(found.reading, merged, method=RECOGNISED)
    reading = on_pages(completed, recognition)
    sure = [each.confidence for name, each in reading.evidence if name in _RESTS_ON]
    return replace(found, reading=reading, confidence=min([found.confidence, *sure]))


def on_pages(reading: InvoiceReading, recognition: Recognition) -> InvoiceReading:
    """The reading with its evidence where it lies on the pages, and as sure as the words were."""
    by_number = {page.number: page for page in recognition.pages}
    evidence = tuple(
        (name, _placed(name, found, by_number.get(found.page or 0)))
        for name, found in reading.evidence
    )
    return replace(reading, evidence=evidence)


def _placed(name: str, found: Evidence, page: RecognisedPage | None) -> Evidence:
    if page is None:
        return replace(found, method=page_document.TEXT_LAYER)
    if found.box is None:
        return found
    return replace(
        found,
        box=back_on_page(found.box, page),
        confidence=_lowered(name, found.confidence, certainty_in(found.box, page)),
    )


def certainty_in(box: Box, page: RecognisedPage) -> float:
    """How sure the engine was of the word in a box that it was least sure of."""
    certainties = [
        certainty
        for word, certainty in zip(page.words, page.certainties, strict=True)
        if box[0] <= (word.x0 + word.x1) / 2 <= box[2] and box[1] <= word.middle <= box[3]
    ]
    return min(certainties, default=0.0)


def _lowered(name: str, confidence: Decimal, certainty: float) -> Decimal:
    if certainty >= (_SURE_OF_A_NAME if name.endswith("_name") else _SURE):
        return confidence
    return (confidence * Decimal(f"{certainty:.2f}")).quantize(Decimal("0.01"))
