"""Pages in, one document out: what kind it is and what it says, whoever found the words.

The words come from a text layer or from recognition; nothing here knows which but for the name of
the method that is written into the evidence.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from intake.formats import kinds, page_reading, page_text
from intake.formats.page_words import Line, Page, lines_of
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


def read_pages(pages: tuple[Page, ...], *, method: str = TEXT_LAYER) -> PageDocument:
    """The one document on these pages; its kind is `None` where nothing names it."""
    lines = lines_of(pages)
    titles = [part.text for line in lines if line.page == 1 for part in line.segments]
    document_type = page_text.document_type_of(_texts(lines, len(pages)), titles)
    if document_type is None or document_type not in kinds.PAYABLE:
        return PageDocument(document_type)
    is_credit = document_type is DocumentType.CREDIT_NOTE
    kind = DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.INVOICE
    reading = _by(page_reading.read(kind, pages), method)
    return PageDocument(document_type, reading)


def _by(reading: InvoiceReading, method: str) -> InvoiceReading:
    """The reading with the name of how its words were found."""
    evidence = tuple((name, replace(found, method=method)) for name, found in reading.evidence)
    return replace(reading, evidence=evidence)


def _texts(lines: tuple[Line, ...], count: int) -> tuple[str, ...]:
    """The words of each page, a line a line."""
    return tuple(
        "\n".join(line.text for line in lines if line.page == number)
        for number in range(1, count + 1)
    )
