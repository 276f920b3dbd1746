"""Pages of PDFs as pictures, made in a child process; the original is never shown in place."""

from django.core.cache import cache

from audit import content
from intake.formats import pdf_page
from intake.models import Document

PDFS = frozenset({"pdf", "facturx"})
MOST_PAGES = 20
_AN_HOUR = 3600


def page_numbers(document: Document) -> range:
    """Return the pages that can be shown; none where it is no PDF or cannot be opened."""
    if document.format not in PDFS:
        return range(0)
    key = f"pages:{document.sha256}"
    count = cache.get(key)
    if count is None:
        try:
            count = pdf_page.embedded_files(content.get(document.sha256)).page_count
        except (pdf_page.UnableToReadPdf, content.UnableToRead):
            count = 0
        cache.set(key, count, _AN_HOUR)
    return range(1, 1 + min(count, MOST_PAGES))


def page_image(document: Document, number: int) -> bytes | None:
    """Return one page as PNG, or nothing where there is no such page."""
    if document.format not in PDFS or not 1 <= number <= MOST_PAGES:
        return None
    try:
        return pdf_page.render_page(content.get(document.sha256), number).png
    except (pdf_page.UnableToReadPdf, content.UnableToRead):
        return None
