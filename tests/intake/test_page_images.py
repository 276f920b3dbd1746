"""Pages are shown as pictures made anew, in the size in which their fields were found."""

from datetime import UTC, datetime

import pytest

from audit import content as store
from core.actors import PIPELINE
from intake.actions import receiving
from intake.formats import image_page
from intake.models import Document
from intake.queries import page_images
from tests.intake.formats.pdfs import pdf_with
from tests.intake.formats.pictures import INVOICE, drawn, saved

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def _document(content: bytes, form: str | None) -> Document:
    receiving.receive_document(
        content=content, filename="scan", channel="load", actor=PIPELINE,
        received_at=NOW, as_of=NOW.date(),
    )  # fmt: skip
    store.put(content)  # as once its words are known
    document = Document.objects.get()
    document.format = form
    return document


@pytest.mark.parametrize(
    ("content", "form", "size"),
    [
        (saved(drawn(INVOICE), dpi=(144, 144)), "image", (280.0, 210.0)),
        (pdf_with(["Invoice"]), "pdf", (595.0, 842.0)),
    ],
)
def test_a_page_is_shown_in_its_size(content: bytes, form: str, size: tuple[float, float]) -> None:
    document = _document(content, form)

    assert page_images.page_sizes(document) == (size,)
    assert list(page_images.page_numbers(document)) == [1]
    assert (page_images.page_image(document, 1) or b"").startswith(b"\x89PNG")
    assert page_images.page_image(document, 2) is None


@pytest.mark.parametrize("form", [None, "csv", "image", "pdf"])
def test_what_is_no_page_is_not_shown(form: str | None) -> None:
    document = _document(b"a,b\n1,2\n", form)

    assert page_images.page_sizes(document) == ()
    assert page_images.page_image(document, 1) is None


def test_a_picture_is_never_shown_as_it_came() -> None:
    """R27: what is behind the pixels stays behind."""
    content = saved(drawn(INVOICE)) + b"<script>alert(1)</script>"

    png = page_images.page_image(_document(content, "image"), 1)

    assert png is not None
    assert b"script" not in png
    assert image_page.look(png).page_count == 1
