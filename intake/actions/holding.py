"""Pictures are held apart until their words are known, because what is stored is never changed.

A card number on a picture is seen only once it is recognised. Until then its bytes are in a table
of their own; then they go into the content store, with the number blacked out, and leave it.
"""

from collections.abc import Mapping, Sequence

from audit import content as store
from intake.formats import mask_pictures, masking, pdf_page
from intake.formats.image_page import UnableToReadImage
from intake.formats.masking import Masked
from intake.formats.recognised import Recognition
from intake.models import Document, HeldPicture
from intake.rules.findings import FindingValue
from intake.rules.recognise import FileKind, recognise


def may_show_numbers(content: bytes) -> bool:
    """Say whether there is something on these pages that only recognition can see."""
    kind = recognise(content).kind
    if kind is not FileKind.PDF:
        return kind is FileKind.IMAGE
    try:
        return bool(pdf_page.open_pdf(content).pictures)
    except pdf_page.UnableToReadPdf:
        return False


def hold(pictures: Mapping[int, bytes]) -> None:
    """Hold the bytes of these documents until their words are known."""
    HeldPicture.objects.bulk_create(
        [HeldPicture(document_id=pk, content=content) for pk, content in pictures.items()],
        ignore_conflicts=True,
    )


def contents(documents: Sequence[Document]) -> dict[int, bytes]:
    """Return the bytes of documents, held or stored.

    :raises UnableToRead: the store does not have one, or it has been changed.
    """
    held = {
        row.document_id: bytes(row.content)
        for row in HeldPicture.objects.filter(document__in=documents)
    }
    stored = {each.pk: each.content_sha256 for each in documents if each.pk not in held}
    found = store.get_many(set(stored.values())) if stored else {}
    return held | {pk: found[sha256] for pk, sha256 in stored.items()}


def release(
    document: Document, recognition: Recognition
) -> tuple[Recognition, tuple[FindingValue, ...]]:
    """Store the picture of a document without card numbers, and hold it no more.

    Returns its words without card numbers, and what is to be said of it. A picture that cannot be
    drawn anew is not kept: better nothing of it than a number.
    """
    held = HeldPicture.objects.filter(document=document).first()
    if held is None:
        return recognition, ()
    masked = mask_pictures.mask_words(recognition)
    kept = bytes(held.content)
    if masked.places:
        try:
            kept = mask_pictures.black_out(kept, masked.places)
        except (UnableToReadImage, pdf_page.UnableToReadPdf):
            kept = b""
    _store(document, kept)
    held.delete()
    return masked.recognition, masking.findings_of(Masked(kept, masked.removed))


def release_unseen(documents: Sequence[Document]) -> None:
    """Store pictures on which nothing is to be recognised after all, and hold them no more."""
    held = HeldPicture.objects.filter(document__in=documents)
    contents = {row.document_id: bytes(row.content) for row in held}
    for document in documents:
        if document.pk in contents:
            _store(document, contents[document.pk])
    if contents:
        held.delete()


def _store(document: Document, kept: bytes) -> None:
    digest = store.put(kept)
    if digest != document.content_sha256:
        document.kept_sha256 = digest
        document.save(update_fields=["kept_sha256"])
