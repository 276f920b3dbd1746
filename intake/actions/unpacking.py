"""Archives and mails are unpacked: each file in them becomes a document, they are its origin."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from audit import actions as audit
from core.actors import Actor
from core.reasons import ReasonCode
from intake.actions import cleaning, holding, receiving, writing
from intake.formats import archives, mail
from intake.models import Document, DocumentState, Finding
from intake.queries import masters
from intake.rules import account_requests
from intake.rules.cells import shown
from intake.rules.findings import FindingValue
from intake.rules.reading import DocumentType
from intake.rules.recognise import FileKind, recognise

BATCH = 50


@dataclass(frozen=True, slots=True)
class _Opened:
    """What holds other files: what it is, the files, and what is to be said of it."""

    document_type: DocumentType
    format: str
    members: Iterable[archives.Member] = ()
    problem: FindingValue | None = None
    detail: str | None = None
    requests: tuple[FindingValue, ...] = ()  # for another bank account: what came with it waits


def unpack_archive(document_id: int, *, actor: Actor, at: datetime) -> list[receiving.Received]:
    """Receive the files in an archive or a mail, in the order they stand in it.

    A member that may not come in is named with its reason; the others go on. Running this again
    after a crash finds the members that are here already; what was unpacked once is done.
    """
    archive = Document.objects.get(pk=document_id)
    if archive.state != DocumentState.RECEIVED.value:
        return []
    opened = _open(holding.contents([archive])[archive.pk])
    members = iter(opened.members)
    received: list[receiving.Received] = []
    while batch := list(islice(members, BATCH)):
        received += _receive(archive, batch, opened.requests, actor=actor, at=at)
    _settle(archive, opened, received, actor=actor, at=at)
    return received


def _open(content: bytes) -> _Opened:
    """Say what holds the files, and let them be taken out one by one."""
    if recognise(content).kind is FileKind.MAIL:
        return _open_mail(content)
    found = archives.members(content)
    if isinstance(found, FindingValue):
        return _Opened(DocumentType.ARCHIVE, "zip", problem=found)
    return _Opened(DocumentType.ARCHIVE, "zip", members=found)


def _open_mail(content: bytes) -> _Opened:
    found = mail.read(content)
    if isinstance(found, FindingValue):
        return _Opened(DocumentType.MAIL, "eml", problem=found)
    count = len(found.members)
    requests = account_requests.requests_of(
        sender=found.sender,
        reply_to=found.reply_to,
        text=f"{found.subject or ''}\n\n{found.text}",
        held=masters.mail_addresses(),
    )
    said = f"Mail from {shown(found.sender or 'nobody')}: {shown(found.subject or 'no subject')}"
    if not count:
        text = f"{said}. No file hangs on it, and the text of a mail is no invoice."
        if requests:
            text += " It asks for another bank account; two people check that first."
        problem = FindingValue(code=ReasonCode.NOT_AN_INVOICE, text=text)
        return _Opened(DocumentType.MAIL, "eml", problem=problem, requests=requests)
    files = "1 file" if count == 1 else f"{count:,} files"
    return _Opened(
        DocumentType.MAIL, "eml", members=found.members, detail=f"{said}. {files}.",
        requests=requests,
    )  # fmt: skip


def _receive(
    archive: Document,
    batch: list[archives.Member],
    requests: tuple[FindingValue, ...],
    *,
    actor: Actor,
    at: datetime,
) -> list[receiving.Received]:
    warnings = (*cleaning.warnings_of(archive), *requests)
    taken = [
        receiving.Incoming(
            content=member.content,
            filename=member.name,
            entity=archive.entity_hint,
            parent_id=archive.pk,
            before=cleaning.part_before(archive, member.content),
            warnings=warnings,
        )
        for member in batch
        if member.problem is None
    ]
    come_in = iter(
        receiving.receive_documents(
            taken,
            channel=archive.channel,
            actor=actor,
            received_at=at,
            as_of=archive.as_of,
            is_rung=False,
        )
    )
    return [
        next(come_in)
        if member.problem is None
        else receiving.turned_away(member.name, member.problem)
        for member in batch
    ]


def _settle(
    archive: Document,
    opened: _Opened,
    received: Sequence[receiving.Received],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    problem = opened.problem
    state = DocumentState.REFUSED if problem else DocumentState.SETTLED
    with transaction.atomic():
        moved = Document.objects.filter(pk=archive.pk, state=DocumentState.RECEIVED.value).update(
            state=state.value,
            format=opened.format,
            document_type=opened.document_type.value,
            records=len(received),
            refusal=problem.code.value if problem else None,
            detail=problem.text if problem else opened.detail,
        )
        if not moved:
            return
        refused = {each.filename: each.problem.text for each in received if each.problem}
        holding.release_envelope(archive, refused)
        writing.write_findings((archive.pk, None, found) for found in opened.requests)
        if problem:
            Finding.objects.create(document=archive, code=problem.code.value, text=problem.text)
        audit.record(
            action=f"intake.{opened.document_type.value}.unpacked",
            subject=f"document:{archive.sha256}",
            actor=actor,
            at=at,
            payload={
                "members": len(received),
                "state": state.value,
                "kept_sha256": archive.content_sha256,
            },
        )


def waiting_archives(document_ids: Sequence[int]) -> Iterator[int]:
    """Return those of the documents that are archives or mails still to be unpacked."""
    return (
        Document.objects.filter(
            pk__in=document_ids,
            state=DocumentState.RECEIVED.value,
            reading_order=receiving.ARCHIVE,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
        .iterator()
    )
