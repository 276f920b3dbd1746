"""Pages without text are recognised once; what was seen is kept, and reading starts from it.

The engine is slow and needs memory of its own, so its work is asked for in one transaction, done
outside any, and written down in another. What was seen is an input of reading like the document
itself: a replay reads it from the store and never asks the engine again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit import actions as audit
from audit import content as store
from core import queue
from core.actors import Actor
from intake.actions import holding, writing
from intake.formats import recognised, recognising
from intake.formats.recognised import Recognition
from intake.models import Document, RecognisedWords

QUEUE = "scans"
_TAKEN_FOR_DEAD = timedelta(minutes=10)


def want(pages: Mapping[int, Sequence[int]], *, at: datetime) -> None:
    """Note which pages of which documents are to be recognised; what is noted stays."""
    RecognisedWords.objects.bulk_create(
        [
            RecognisedWords(document_id=document_id, pages=list(numbers), asked_at=at)
            for document_id, numbers in sorted(pages.items())
        ],
        ignore_conflicts=True,
    )


def ring(document_id: int) -> None:
    """Wake a worker for the pictures of one document once the transaction is in."""
    queue.enqueue_after_commit(
        settings.DOCUMENT_RECOGNITION,
        key=f"recognition-{document_id}",
        queue=QUEUE,
        document_id=document_id,
    )


def take_up(document_id: int, *, at: datetime) -> bool:
    """Take up the pictures of one document for a worker; say whether none is at work on them.

    A worker that has not come back after a while is taken for dead.
    """
    is_free = Q(begun_at=None) | Q(begun_at__lt=at - _TAKEN_FOR_DEAD)
    wanted = RecognisedWords.objects.filter(is_free, document_id=document_id, sha256=None)
    return bool(wanted.update(begun_at=at))


def recognise_documents(
    document_ids: Sequence[int],
    *,
    processes: int,
    actor: Actor,
    at: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Recognise what is still wanted of these documents, several at once, each written when done.

    `progress` is told how many are done.
    """
    wanted = (
        RecognisedWords.objects.filter(document__in=document_ids, sha256=None)
        .order_by("document_id")
        .select_related("document")
    )
    waiting = [(one.document, one.pages) for one in wanted]
    for done, (document_id, recognition) in enumerate(_recognised(waiting, processes), 1):
        _keep(document_id, recognition, actor=actor, at=at)
        progress(done)


def kept(document_ids: Sequence[int]) -> dict[int, Recognition]:
    """Return what was recognised on the pages of these documents, as far as it is there."""
    rows = RecognisedWords.objects.filter(document__in=document_ids, sha256__isnull=False)
    names = {row.document_id: str(row.sha256) for row in rows}
    contents = store.get_many(set(names.values())) if names else {}
    return {pk: recognised.from_bytes(contents[sha256]) for pk, sha256 in names.items()}


def _recognised(
    waiting: Sequence[tuple[Document, list[int]]], processes: int
) -> Iterator[tuple[int, Recognition]]:
    """Yield documents with their words in order, while the engine is a few ahead of the caller."""
    with ThreadPoolExecutor(max_workers=processes) as engines:
        for start in range(0, len(waiting), processes):
            part = waiting[start : start + processes]
            contents = holding.contents([document for document, _ in part])
            running = [
                engines.submit(
                    recognising.recognise_pages,
                    contents[document.pk],
                    numbers,
                    processes=processes,
                )
                for document, numbers in part
            ]
            for (document, _), one in zip(part, running, strict=True):
                yield document.pk, one.result()


def _keep(document_id: int, recognition: Recognition, *, actor: Actor, at: datetime) -> None:
    """Write down what was recognised, unless another worker was faster."""
    with transaction.atomic():
        wanted = RecognisedWords.objects.select_for_update().get(document_id=document_id)
        if wanted.sha256 is not None:
            return
        document = wanted.document
        recognition, found = holding.release(document, recognition)
        writing.write_findings((document.pk, None, each) for each in found)
        wanted.sha256 = store.put(recognised.to_bytes(recognition))
        wanted.engine = recognition.engine
        wanted.recognised_at = at
        wanted.save(update_fields=["sha256", "engine", "recognised_at"])
        audit.record(
            action="intake.document.recognised",
            subject=f"document:{document.sha256}",
            actor=actor,
            at=at,
            payload={
                "engine": recognition.engine,
                "pages": [page.number for page in recognition.pages],
                "words": sum(len(page.words) for page in recognition.pages),
                "problem": recognition.problem,
                "card_numbers": [each.actual for each in found],
                "kept": document.content_sha256,
                "content": wanted.sha256,
            },
        )
