"""Pages as pictures, made anew in a child process; the original is never shown in place."""

from django.core.cache import cache

from audit import content
from intake.formats import image_page, pdf_page
from intake.models import Document

PDFS = frozenset({"pdf", "facturx"})
PICTURES = frozenset({"image"})
MOST_PAGES = 20
_AN_HOUR = 3600
_UNABLE = (pdf_page.UnableToReadPdf, image_page.UnableToReadImage, content.UnableToRead)


def page_numbers(document: Document) -> range:
    """Return the pages that can be shown; none where it has none or cannot be opened."""
    if document.format not in PDFS | PICTURES:
        return range(0)
    key = f"pages:{document.sha256}"
    count = cache.get(key)
    if count is None:
        try:
            count = _page_count(document)
        except _UNABLE:
            count = 0
        cache.set(key, count, _AN_HOUR)
    return range(1, 1 + min(count, MOST_PAGES))


def page_sizes(document: Document) -> tuple[tuple[float, float], ...]:
    """Return the sizes of the first pages in points; none where they are not known."""
    if document.format not in PDFS | PICTURES:
        return ()
    key = f"page-sizes:{document.sha256}"
    sizes = cache.get(key)
    if sizes is None:
        try:
            sizes = _sizes(document)
        except _UNABLE:
            sizes = ()
        cache.set(key, sizes, _AN_HOUR)
    return tuple(sizes)


def page_image(document: Document, number: int) -> bytes | None:
    """Return one page as PNG, or nothing where there is no such page."""
    if document.format not in PDFS | PICTURES or not 1 <= number <= MOST_PAGES:
        return None
    try:
        original = content.get(document.content_sha256)
        if document.format in PICTURES:
            return image_page.render_page(original, number).png
        return pdf_page.render_page(original, number).png
    except _UNABLE:
        return None


def _page_count(document: Document) -> int:
    original = content.get(document.content_sha256)
    if document.format in PICTURES:
        return image_page.look(original).page_count
    return pdf_page.embedded_files(original).page_count


def _sizes(document: Document) -> tuple[tuple[float, float], ...]:
    original = content.get(document.content_sha256)
    if document.format in PICTURES:
        return image_page.look(original).sizes
    return tuple((page.width, page.height) for page in pdf_page.placed_words(original))
