"""Pages in, one document out: what kind it is and what it says, whoever found the words.

The words come from a text layer or from recognition; nothing here knows which but for the name of
the method that is written into the evidence.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from intake.formats import kinds, page_confidence, page_kinds, page_reading
from intake.formats.page_words import Page, lines_of
from intake.rules.reading import DocumentKind, DocumentType, InvoiceReading

TEXT_LAYER: Final = "page"
_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class PageDocument:
    """What some pages are; `reading` is set where they claim or return money.

    `confidence` is the chance that everything a booking rests on was read right.
    """

    document_type: DocumentType | None
    reading: InvoiceReading | None = None
    confidence: Decimal = _NONE
    weakest: str = ""  # what lowers it most
    is_inclusive: bool = False  # the prices of the lines contain the tax (T40)

    @property
    def passes(self) -> bool:
        """Whether nobody need look at it for the sake of its reading."""
        return self.reading is not None and self.confidence >= page_confidence.PASSES


def read_pages(pages: tuple[Page, ...], *, method: str = TEXT_LAYER) -> PageDocument:
    """The one document on these pages; its kind is `None` where nothing names it.

    What is not payable is read too: whose it is and over how much is worth knowing.
    """
    lines = lines_of(pages)
    found = page_kinds.kind_of(lines)
    document_type = found.document_type
    reader = page_reading.Reader(lines, is_claim=document_type in kinds.PAYABLE)
    is_taken_back = found.is_correction and reader.is_below_zero
    if document_type is DocumentType.CREDIT_NOTE and is_taken_back:
        document_type = DocumentType.INVOICE
    is_credit = document_type is DocumentType.CREDIT_NOTE
    kind = DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.INVOICE
    reading = _by(reader.reading(kind), method)
    sure, weakest = page_confidence.of_document(reading, reader.totals, found)
    return PageDocument(document_type, reading, sure, weakest, reader.is_inclusive)


def _by(reading: InvoiceReading, method: str) -> InvoiceReading:
    """The reading with the name of how its words were found."""
    evidence = tuple((name, replace(found, method=method)) for name, found in reading.evidence)
    return replace(reading, evidence=evidence)
