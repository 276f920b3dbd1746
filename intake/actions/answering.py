"""Every interchange is answered: a 997 or a CONTRL says which messages were taken, and why not."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from audit import actions as audit
from audit import content as store
from core.actors import Actor
from intake.formats import edifact, x12
from intake.formats.edi import UnableToReadEdi
from intake.models import Acknowledgement, Document, DocumentState
from intake.rules.acknowledgements import Answer
from intake.rules.step_json import plain

_WRITERS = {"x12": x12.acknowledge, "edifact": edifact.acknowledge}


def answer_interchanges(document_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[int]:
    """Write the acknowledgements that are still missing; return the documents answered.

    A part of a file is answered with its file; acknowledgements themselves are not answered.
    """
    waiting = Document.objects.filter(
        pk__in=document_ids,
        format__in=list(_WRITERS),
        section__isnull=True,
        acknowledgement__isnull=True,
    ).exclude(state=DocumentState.RECEIVED.value)
    return [
        document.pk for document in waiting.order_by("pk") if _answer(document, actor=actor, at=at)
    ]


def _answer(document: Document, *, actor: Actor, at: datetime) -> bool:
    """Answer one interchange, under the number of its document: no two share one."""
    content = store.get(document.content_sha256)
    try:
        answer = _WRITERS[document.format or ""](content, number=document.pk, at=at)
    except UnableToReadEdi:
        return False
    return answer is not None and _keep(document, answer, actor=actor, at=at)


def _keep(document: Document, answer: Answer, *, actor: Actor, at: datetime) -> bool:
    with transaction.atomic():
        _, is_new = Acknowledgement.objects.get_or_create(
            document=document,
            defaults={
                "syntax": answer.syntax,
                "content": answer.content.decode(),
                "accepted": len(answer.verdicts) - answer.rejected,
                "rejected": answer.rejected,
                "verdicts": plain(answer.verdicts),
                "made_at": at,
            },
        )
        if is_new:
            audit.record(
                action="intake.interchange.acknowledged",
                subject=f"document:{document.sha256}",
                actor=actor,
                at=at,
                payload={
                    "syntax": answer.syntax,
                    "accepted": len(answer.verdicts) - answer.rejected,
                    "rejected": answer.rejected,
                },
            )
    return is_new
