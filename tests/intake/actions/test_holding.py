"""Pictures are held until their words are known; card numbers never reach what is stored (T129)."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.db import connection
from PIL import Image

from audit import content as store
from backoffice import pipeline
from core.actors import PIPELINE
from core.reasons import ReasonCode
from intake.actions import receiving
from intake.formats import envelopes, image_page, mask_pictures, pdf_page, recognising
from intake.formats.page_words import Word
from intake.formats.recognised import RecognisedPage, Recognition, from_bytes
from intake.models import Document, Finding, HeldPicture, RecognisedWords
from tests.intake.formats.pictures import drawn, pdf_of, saved

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
CARD = "4111 1111 1111 1111"
WORDS = ("Card", "4111", "1111", "1111", "1111", "Total", "12.00")


def _seen(_content: bytes, _numbers: object, *, processes: int = 1) -> Recognition:
    assert processes
    words = tuple(
        Word(text, 20.0 + 50 * place, 20.0, 60.0 + 50 * place, 40.0)
        for place, text in enumerate(WORDS)
    )
    page = RecognisedPage(1, 400.0, 60.0, words=words, certainties=(0.99,) * len(words))
    return Recognition("engine 1", (page,))


@pytest.fixture
def page() -> Image.Image:
    return drawn([f"Card {CARD}"], size=(400, 60))


def _receive(content: bytes) -> Document:
    receiving.receive_document(
        content=content, filename="scan", channel="load", actor=PIPELINE,
        received_at=NOW, as_of=NOW.date(),
    )  # fmt: skip
    return Document.objects.get()


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_a_card_number_on_a_picture_is_blacked_out_before_it_is_stored(
    page: Image.Image, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "recognise_pages", _seen)
    content = saved(page, dpi=(72, 72)) if form == "png" else pdf_of(page, dpi=72)
    document = _receive(content)
    assert _stored() == 0

    pipeline.process_documents([document.pk], actor=PIPELINE, at=NOW)

    document.refresh_from_db()
    assert document.kept_sha256 is not None
    assert not HeldPicture.objects.exists()
    with pytest.raises(store.UnableToRead):
        store.get(document.sha256)
    kept = store.get(document.content_sha256)
    shown = _pixels(kept, form)
    assert shown.getpixel((90, 30)) == (0, 0, 0)
    assert shown.getpixel((35, 50)) == (255, 255, 255)
    words = from_bytes(store.get(RecognisedWords.objects.get().sha256 or ""))
    assert [word.text for word in words.pages[0].words][1:5] == ["XXXX", "XXXX", "XXXX", "1111"]
    finding = Finding.objects.get(code="CARD_NUMBER_REMOVED")
    assert (finding.actual, finding.reference) == ("1111", "page 1")


def test_a_picture_without_one_is_stored_as_it_came(
    page: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "recognise_pages", lambda *_, **__: Recognition("x", ()))
    content = saved(page)
    document = _receive(content)

    pipeline.process_documents([document.pk], actor=PIPELINE, at=NOW)

    document.refresh_from_db()
    assert document.kept_sha256 is None
    assert store.get(document.sha256) == content


def test_a_broken_picture_is_refused_and_nothing_of_it_is_kept() -> None:
    """T129: what nobody can look into may show a number."""
    document = _receive(b"\x89PNG\r\n\x1a\n and nothing more")

    pipeline.process_documents([document.pk], actor=PIPELINE, at=NOW)

    document.refresh_from_db()
    assert (document.state, document.refusal) == ("refused", "UNREADABLE")
    assert not HeldPicture.objects.exists()
    assert store.get(document.content_sha256) == envelopes.NOT_KEPT.encode()


def test_a_picture_that_cannot_be_drawn_anew_is_not_kept(
    page: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_: object) -> bytes:
        raise image_page.UnableToReadImage(ReasonCode.UNREADABLE, "no")

    monkeypatch.setattr(recognising, "recognise_pages", _seen)
    monkeypatch.setattr(mask_pictures, "black_out", unable)
    document = _receive(saved(page))

    pipeline.process_documents([document.pk], actor=PIPELINE, at=NOW)

    document.refresh_from_db()
    assert store.get(document.content_sha256) == b""
    assert document.state == "refused"


def test_a_blacked_out_pdf_keeps_nothing_of_the_picture_below(page: Image.Image) -> None:
    before = pdf_of(page, dpi=72)

    after = pdf_page.black_out(before, {1: [(60.0, 10.0, 300.0, 50.0)]})

    with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(after)) as new:
        gone = old.pages[0].Resources.XObject.P.read_raw_bytes()
        streams = [each for each in new.objects if isinstance(each, pikepdf.Stream)]
        assert len(streams) == 2
        assert all(each.read_raw_bytes() != gone for each in streams)


def _pixels(kept: bytes, form: str) -> Image.Image:
    if form == "png":
        return Image.open(io.BytesIO(kept)).convert("RGB")
    shown = pdf_page.render_page(kept, 1, 72).png
    return Image.open(io.BytesIO(shown)).convert("RGB").resize((400, 60))


def _stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_content")
        return int(cursor.fetchone()[0])


def test_a_picture_that_nobody_could_recognise_is_kept_as_it_looks_alone(
    page: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T129: what its file says besides is not kept, as nobody saw it."""

    def blind(_content: bytes, _numbers: object, *, processes: int = 1) -> Recognition:
        assert processes
        return Recognition("engine 1", (RecognisedPage(1, 400.0, 60.0, problem="Too dark."),))

    monkeypatch.setattr(recognising, "recognise_pages", blind)
    note = Image.Exif()
    note[0x9286] = "a note".encode("utf-16")
    document = _receive(saved(page, "JPEG", exif=note))

    pipeline.process_documents([document.pk], actor=PIPELINE, at=NOW)

    document.refresh_from_db()
    kept = Image.open(io.BytesIO(store.get(document.content_sha256)))
    assert kept.size == page.size
    assert not kept.getexif()
