"""Archives are unpacked: each member becomes a document of its own, the archive its origin."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from audit import actions as audit
from audit import content as store
from core.actors import Actor
from intake.actions import receiving
from intake.formats import archives
from intake.models import Document, DocumentState, Finding
from intake.rules.findings import FindingValue
from intake.rules.reading import DocumentType

BATCH = 50


def unpack_archive(document_id: int, *, actor: Actor, at: datetime) -> list[receiving.Received]:
    """Receive the members of an archive, in the order they stand in it.

    A member that may not come in is named with its reason; the others go on. Running this again
    finds the members that are here already.
    """
    archive = Document.objects.get(pk=document_id)
    found = archives.members(store.get(archive.sha256))
    if isinstance(found, FindingValue):
        _settle(archive, 0, found, actor=actor, at=at)
        return []
    received: list[receiving.Received] = []
    while batch := list(islice(found, BATCH)):
        received += _receive(archive, batch, actor=actor, at=at)
    _settle(archive, len(received), None, actor=actor, at=at)
    return received


def _receive(
    archive: Document, batch: list[archives.Member], *, actor: Actor, at: datetime
) -> list[receiving.Received]:
    taken = [
        receiving.Incoming(
            content=member.content,
            filename=member.name,
            entity=archive.entity_hint,
            parent_id=archive.pk,
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
    archive: Document, members: int, problem: FindingValue | None, *, actor: Actor, at: datetime
) -> None:
    state = DocumentState.REFUSED if problem else DocumentState.SETTLED
    with transaction.atomic():
        moved = Document.objects.filter(pk=archive.pk, state=DocumentState.RECEIVED.value).update(
            state=state.value,
            format="zip",
            document_type=DocumentType.ARCHIVE.value,
            records=members,
            refusal=problem.code.value if problem else None,
            detail=problem.text if problem else None,
        )
        if not moved:
            return
        if problem:
            Finding.objects.create(document=archive, code=problem.code.value, text=problem.text)
        audit.record(
            action="intake.archive.unpacked",
            subject=f"document:{archive.sha256}",
            actor=actor,
            at=at,
            payload={"members": members, "state": state.value},
        )


def waiting_archives(document_ids: Sequence[int]) -> Iterator[int]:
    """Return those of the documents that are archives still to be unpacked."""
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
