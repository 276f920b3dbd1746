"""The journey of one document, step by step, in order. Read this file first.

    received -> unpacked -> read -> identified -> matched -> booked, or waiting for a person
                   pictures: -> recognised -> read

Each step is an action of the app that owns it; this file alone knows their order. Every step may
run twice, late, or after a crash in the middle: it asks what is still to be done and does that.
The command `load` and the worker call the same functions, with many documents or with one.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import actions as audit
from backoffice.batches import in_batches
from core.actors import PIPELINE, Actor
from intake import queries as intake
from intake.actions import answering, identifying, reading, receiving, recognising, unpacking
from intake.formats.crew import ALONE, Crew
from intake.formats.understanding import Understood
from intake.rules.checks import ReadingTolerances
from reconciliation.actions import (
    account_requests,
    cash_matching,
    matching,
    policies,
    returning,
    settling,
)
from reconciliation.queries import open_work

logger = logging.getLogger(__name__)

READ_AHEAD = 3
WAITED_TOO_LONG = timedelta(minutes=1)
MOST_ATTEMPTS = 5

Progress = Callable[[str, int, int], None]  # the step, how many are done, of how many


def silent(_step: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""


def process_document(document_id: int) -> None:
    """Take one document as far as it goes without a person. This is the job of a worker.

    Its pictures are left to a worker that has the memory for them.
    """
    process_documents([document_id], actor=PIPELINE, at=timezone.now(), recognises_in_place=False)


def recognise_document(document_id: int) -> None:
    """Recognise the pictures of one document. This is the job of a worker for scans."""
    at = timezone.now()
    if recognising.take_up(document_id, at=at):
        recognising.recognise_documents([document_id], processes=1, actor=PIPELINE, at=at)
        receiving.ring(document_id)


def process_documents(
    document_ids: Sequence[int],
    *,
    actor: Actor,
    at: datetime,
    as_of: date | None = None,
    progress: Progress = silent,
    recognises_in_place: bool = True,
    crew: Crew = ALONE,
) -> None:
    """Take documents as far as they go without a person, those that others refer to first.

    `as_of` is the day this counts as having happened on, where it is not the day of `at`.
    """
    members = unpack(document_ids, actor=actor, at=at)
    waiting = intake.unfinished([*document_ids, *members])
    recognise = recognise_in_place if recognises_in_place else ring_for_pictures
    touched = read(waiting, actor=actor, at=at, progress=progress, crew=crew)
    touched |= recognise(waiting, actor=actor, at=at, progress=progress)
    while sections := sorted(set(intake.unread_sections(waiting)) - set(waiting)):
        touched |= read(sections, actor=actor, at=at, progress=progress)
        touched |= recognise(sections, actor=actor, at=at, progress=progress)
        waiting += sections
    account_requests.note_requests([*document_ids, *members], actor=actor, at=at)
    answering.answer_interchanges(waiting, actor=actor, at=at)
    invoices = intake.unsettled_invoices(waiting)
    settle(invoices, actor=actor, at=at, as_of=as_of, progress=progress)
    wake(touched, actor=actor, at=at, as_of=as_of)
    if intake.has_cash(waiting):
        match_cash(actor=actor, at=at)
    if intake.has_table(waiting):
        settle(open_work.invoices_of_strangers(), actor=actor, at=at, as_of=as_of)


def unpack(document_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[int]:
    """Unpack the archives and mails among the documents, and those that come out of them."""
    members = [
        received.document_id
        for archive in unpacking.waiting_archives(document_ids)
        for received in unpacking.unpack_archive(archive, actor=actor, at=at)
        if received.document_id is not None
    ]
    return members + unpack(members, actor=actor, at=at) if members else []


def read(
    document_ids: Sequence[int],
    *,
    actor: Actor,
    at: datetime,
    progress: Progress,
    crew: Crew = ALONE,
) -> frozenset[str]:
    """Read documents in batches, the readers one step ahead of the database."""
    limits = policies.current_policy().reading_limits
    touched: frozenset[str] = frozenset()
    done = 0
    understand = partial(_understand, limits=limits, actor=actor, at=at, crew=crew)
    for batch, understood in _read_ahead(document_ids, understand):

        def step(ids: Sequence[int], known: dict[int, Understood] = understood) -> None:
            nonlocal touched
            touched |= reading.read_documents(
                ids, limits=limits, understood=known, actor=actor, at=at
            )

        _batch_or_each(batch, step, what="document", at=at)
        done += len(batch)
        progress("read", done, len(document_ids))
    return touched


def recognise_in_place(
    document_ids: Sequence[int], *, actor: Actor, at: datetime, progress: Progress
) -> frozenset[str]:
    """Recognise the pictures among these documents here and now, and read what they show."""
    pictures = intake.unrecognised(document_ids)
    if not pictures:
        return frozenset()
    recognising.recognise_documents(
        pictures,
        processes=settings.OCR_PROCESSES,
        actor=actor,
        at=at,
        progress=lambda done: progress("recognised", done, len(pictures)),
    )
    return read(pictures, actor=actor, at=at, progress=progress)


def ring_for_pictures(
    document_ids: Sequence[int],
    *,
    actor: Actor,  # noqa: ARG001 - whoever recognises them is the actor
    at: datetime,  # noqa: ARG001
    progress: Progress,  # noqa: ARG001
) -> frozenset[str]:
    """Wake the workers for scans; each document comes back once its words are there."""
    for document_id in intake.unrecognised(document_ids):
        recognising.ring(document_id)
    return frozenset()


def settle(
    invoice_ids: Sequence[int],
    *,
    actor: Actor,
    at: datetime,
    as_of: date | None = None,
    progress: Progress = silent,
) -> None:
    """Identify, match and route invoices, in batches; book those that go straight through.

    What waited for receipts that a credit note gave back is then matched again.
    """
    done = 0
    freed: frozenset[str] = frozenset()
    for batch in in_batches(invoice_ids):

        def step(ids: Sequence[int]) -> None:
            nonlocal freed
            freed |= _settle_batch(ids, actor=actor, at=at, as_of=as_of)

        _batch_or_each(batch, step, what="invoice", at=at)
        done += len(batch)
        progress("settled", done, len(invoice_ids))
    if freed:
        wake(freed, actor=actor, at=at, as_of=as_of)


def wake(
    po_numbers: frozenset[str], *, actor: Actor, at: datetime, as_of: date | None = None
) -> int:
    """Match again what waited for these orders or their receipts; return how many cases."""
    waiting = matching.wake(po_numbers, actor=actor, at=at)
    settle(waiting, actor=actor, at=at, as_of=as_of)
    return len(waiting)


def match_cash(*, actor: Actor, at: datetime) -> None:
    """Match bank lines and payouts with what is known now; what was loaded stays loaded."""
    try:
        cash_matching.match_cash(actor=actor, at=at)
    except Exception:
        logger.exception("Cash could not be matched.")


def sweep(*, at: datetime) -> None:
    """Ring again for documents that waited too long: their bell was lost, or a worker died."""
    forgotten = intake.forgotten(before=at - WAITED_TOO_LONG, most_attempts=MOST_ATTEMPTS)
    pictures = frozenset(intake.unrecognised(forgotten))
    for document_id in forgotten:
        if document_id in pictures:
            recognising.ring(document_id)
        else:
            receiving.ring(document_id)


def seal_when_committed(*, at: datetime) -> None:
    """Seal the trail now that much was written; the clock does so anyway, a little later."""
    transaction.on_commit(lambda: audit.seal(at=at), robust=True)


def _settle_batch(
    invoice_ids: Sequence[int], *, actor: Actor, at: datetime, as_of: date | None
) -> frozenset[str]:
    """One transaction: nobody sees an invoice matched that is about to be booked.

    Return the orders of which a credit note gave receipts back.
    """
    with transaction.atomic():
        identifying.identify_invoices(
            invoice_ids, settings=policies.current_policy().duplicates, actor=actor, at=at
        )
        matched = matching.match_invoices(invoice_ids, actor=actor, at=at)
        booked = settling.pass_straight_through(
            [each.case for each in matched if each.goes_straight_through],
            actor=actor,
            at=at,
            as_of=as_of,
        )
        reading.finish(invoice_ids)
        return returning.given_back_with(booked)


def _read_ahead(
    document_ids: Sequence[int], understand: Callable[[Sequence[int]], dict[int, Understood]]
) -> Iterator[tuple[Sequence[int], dict[int, Understood]]]:
    """Yield batches with what the readers made of them, a few batches ahead of the caller."""
    sizes = intake.sizes(document_ids)
    batches = list(in_batches(document_ids, lambda pk: sizes.get(pk, 0)))
    if len(batches) < 2:
        yield from ((batch, {}) for batch in batches)
        return
    with ThreadPoolExecutor(max_workers=READ_AHEAD) as readers:
        ahead = [readers.submit(understand, batch) for batch in batches[:READ_AHEAD]]
        for place, batch in enumerate(batches):
            understood = ahead.pop(0).result()
            if place + READ_AHEAD < len(batches):
                ahead.append(readers.submit(understand, batches[place + READ_AHEAD]))
            yield batch, understood


def _understand(
    document_ids: Sequence[int],
    *,
    limits: ReadingTolerances,
    actor: Actor,
    at: datetime,
    crew: Crew,
) -> dict[int, Understood]:
    """Understand a batch ahead of its turn; the thread's own database connection is given back."""
    try:
        documents = intake.documents(document_ids)
        made = reading.understand(documents, limits=limits, actor=actor, at=at, crew=crew)
        return {document.pk: each for document, each in zip(documents, made, strict=True)}
    finally:
        connection.close()


def _batch_or_each(
    ids: Sequence[int], step: Callable[[Sequence[int]], None], *, what: str, at: datetime
) -> None:
    """Do a batch; where it fails, each alone, so that one bad document stops nobody else."""
    try:
        step(ids)
    except Exception:
        logger.warning("A batch failed and is done one by one.", exc_info=True)
        for one in ids:
            try:
                step([one])
            except Exception:
                logger.exception("A document failed.", extra={what: one})
                reading.note_failure(what, one, at=at)
