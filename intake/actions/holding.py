"""Some files are held apart until they are looked into, because what is stored is never changed.

A card number on a picture is seen only once it is recognised, and one in an archive once its files
are taken out. Until then the bytes are in a table of their own; then what may be kept of them goes
into the content store: pictures with the number blacked out, of mails and archives the envelope,
and nothing of what nobody here can open.
"""

from collections.abc import Mapping, Sequence

from audit import content as store
from core.reasons import ReasonCode
from intake.actions import writing
from intake.formats import envelopes, mask_pictures, masking, pdf_page
from intake.formats.image_page import UnableToReadImage
from intake.formats.masking import Masked
from intake.formats.recognised import Recognition
from intake.models import Document, HeldPicture
from intake.rules.findings import FindingValue
from intake.rules.recognise import FileKind, recognise


def may_show_numbers(content: bytes) -> bool:
    """Say whether there is something in this file that only a later step can see."""
    kind = recognise(content).kind
    if kind is FileKind.PDF:
        try:
            return bool(pdf_page.open_pdf(content, with_words=False).pictures)
        except pdf_page.UnableToReadPdf:
            return True
    if kind is FileKind.IMAGE or kind in envelopes.HOLDS_OTHERS:
        return True
    return envelopes.is_closed(content)


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

    Returns its words without card numbers, and what is to be said of it. A picture on which nothing
    could be recognised is drawn anew too, so that no more of it is kept than a person can see. One
    that cannot be drawn anew is not kept: better nothing of it than a number.
    """
    held = HeldPicture.objects.filter(document=document).first()
    if held is None:
        return recognition, ()
    masked = mask_pictures.mask_words(recognition)
    kept = bytes(held.content)
    is_unseen = recognition.problem is not None and recognise(kept).kind is FileKind.IMAGE
    if masked.places or is_unseen:
        try:
            kept = mask_pictures.black_out(kept, masked.places)
        except (UnableToReadImage, pdf_page.UnableToReadPdf):
            kept = b""
    _store(document, kept)
    held.delete()
    return masked.recognition, masking.findings_of(Masked(kept, masked.removed))


def release_envelope(document: Document, refused: Mapping[str, str]) -> None:
    """Store what is kept of a mail or an archive whose files were taken out.

    `refused` says of members that did not come in why.
    """
    held = HeldPicture.objects.filter(document=document).first()
    if held is not None:
        _store(document, envelopes.of(bytes(held.content), refused))
        held.delete()


def release_unseen(documents: Sequence[Document]) -> None:
    """Store files on which nothing is to be recognised after all, and hold them no more.

    Nothing is kept of one that nobody can look into.
    """
    held = HeldPicture.objects.filter(document__in=documents)
    contents = {row.document_id: bytes(row.content) for row in held}
    for document in documents:
        if document.pk in contents:
            content = contents[document.pk]
            if envelopes.is_closed(content):
                content = envelopes.NOT_KEPT.encode()
                said = FindingValue(ReasonCode.UNREADABLE, envelopes.NOT_KEPT)
                writing.write_findings([(document.pk, None, said)])
            _store(document, content)
    if contents:
        held.delete()


def _store(document: Document, kept: bytes) -> None:
    digest = store.put(kept)
    if digest != document.content_sha256:
        document.kept_sha256 = digest
        document.save(update_fields=["kept_sha256"])
