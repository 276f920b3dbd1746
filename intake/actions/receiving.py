"""Files come in: each content once, every arrival noted, and started on its way."""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction

from audit import actions as audit
from audit import content as store
from core import queue
from core.actors import Actor
from core.errors import Refusal
from intake.actions import cleaning, holding, writing
from intake.formats import edifact, tables, x12
from intake.formats.crew import ALONE, Crew
from intake.formats.masking import Part
from intake.models import Document
from intake.rules import arrivals
from intake.rules.findings import FindingValue
from intake.rules.recognise import FileKind, recognise

_ONE_BATCH_AT_A_TIME = 0x7265636569766500
ARCHIVE, LAST_TABLE, DOCUMENT = 0, 50, 100
_TABLES = {
    kind: place
    for place, kind in enumerate(
        (
            "entities",
            "locations",
            "accounts",
            "bank_accounts",
            "vendors",
            "items",
            "purchase_orders",
            "receipts",
            "payables_history",
            "journal",
            "plan",
            "close_tasks",
            "sales_orders",
            "bank_lines",
        ),
        start=1,
    )
}
_MESSAGES = {
    "orders": _TABLES["purchase_orders"],
    "changes": _TABLES["receipts"],  # of orders that are here by then
    "receipts": _TABLES["receipts"],
}


class UnableToReceive(Refusal):
    """The file may not come in: it is empty or too large."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file on its way in; `parent_id` is the file it came out of, `section` its place there."""

    content: bytes
    filename: str
    entity: str | None = None
    parent_id: int | None = None
    section: str | None = None
    before: Part | None = None  # what a masked archive or mail knows of it
    warnings: tuple[FindingValue, ...] = ()  # what is to be said of the mail it came with


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one incoming file: a document, or the reason why there is none."""

    filename: str
    sha256: str
    document_id: int | None
    is_new: bool
    problem: FindingValue | None = None


def receive_document(
    *,
    content: bytes,
    filename: str,
    channel: str,
    actor: Actor,
    received_at: datetime,
    as_of: date,
    entity: str | None = None,
) -> Received:
    """Take one file in, once, and start it on its way.

    The same bytes sent again return the document that is already here.

    :raises UnableToReceive: the file is empty or too large.
    """
    incoming = Incoming(content=content, filename=filename, entity=entity)
    received = receive_documents(
        [incoming], channel=channel, actor=actor, received_at=received_at, as_of=as_of
    )[0]
    if received.problem:
        raise UnableToReceive(received.problem.text, code=received.problem.code)
    return received


def receive_documents(
    incoming: Sequence[Incoming],
    *,
    channel: str,
    actor: Actor,
    received_at: datetime,
    as_of: date,
    is_rung: bool = True,
    clean: Mapping[str, cleaning.Clean] | None = None,
) -> list[Received]:
    """Take files in, in one transaction; `is_rung` wakes a worker for each new document.

    `clean` holds those that `cleaned` made of the same files before.
    """
    judged = [(item, *_judged(item)) for item in incoming]
    allowed = {digest: item for item, digest, problem in judged if problem is None}
    clean = cleaned(incoming) if clean is None else clean
    judged = [(_under_clean_name(item), digest, problem) for item, digest, problem in judged]
    with transaction.atomic():
        store.put_packed(each.packed for each in clean.values() if not each.is_held)
        fresh = _insert_new(
            {digest: allowed[digest] for digest in clean}, clean,
            channel=channel, actor=actor, received_at=received_at, as_of=as_of,
        )  # fmt: skip
        ids = dict(Document.objects.filter(sha256__in=list(allowed)).values_list("sha256", "pk"))
        holding.hold({ids[each]: clean[each].content for each in fresh if clean[each].is_held})
        results = _results(judged, ids, fresh)
        _note(results, clean, channel=channel, actor=actor, at=received_at)
        if is_rung:
            for sha256 in fresh:
                ring(ids[sha256])
    return results


def cleaned(incoming: Sequence[Incoming], *, crew: Crew = ALONE) -> dict[str, cleaning.Clean]:
    """Clean what may come in and is not here yet; what is here was cleaned when it came first."""
    judged = [(item, *_judged(item)) for item in incoming]
    allowed = {digest: item for item, digest, problem in judged if problem is None}
    here = set(Document.objects.filter(sha256__in=list(allowed)).values_list("sha256", flat=True))
    arriving = [
        cleaning.Arriving(item.content, item.filename, digest, item.before, item.warnings)
        for digest, item in allowed.items()
        if digest not in here
    ]
    made = crew.share(cleaning.clean_many, arriving)
    return {each.sha256: clean for each, clean in zip(arriving, made, strict=True)}


def turned_away(filename: str, problem: FindingValue) -> Received:
    """Return what became of a file that never came in."""
    name = cleaning.clean_name(filename)
    said = replace(problem, text=cleaning.clean_name(problem.text))
    return Received(filename=name, sha256="", document_id=None, is_new=False, problem=said)


def reading_order(content: bytes) -> int:
    """Return the place of a file among those that arrive together: what others refer to first."""
    kind = recognise(content).kind
    if kind in {FileKind.ZIP, FileKind.MAIL}:
        return ARCHIVE
    if kind in {FileKind.TABLE, FileKind.XLSX}:
        return _TABLES.get(tables.sniff(content) or "", LAST_TABLE)
    if kind in {FileKind.X12, FileKind.EDIFACT}:
        sniff = x12.sniff if kind is FileKind.X12 else edifact.sniff
        return _MESSAGES.get(sniff(content) or "", DOCUMENT)
    return DOCUMENT


def ring(document_id: int) -> None:
    """Wake a worker for one document once the transaction is in."""
    queue.enqueue_after_commit(
        settings.DOCUMENT_PIPELINE, key=f"document-{document_id}", document_id=document_id
    )


def _judged(item: Incoming) -> tuple[str, FindingValue | None]:
    sent = item.before.sent_sha256 if item.before else None
    digest = sent or hashlib.sha256(item.content).hexdigest()
    return digest, arrivals.problem_with(
        len(item.content),
        cleaning.clean_name(item.filename),
        largest_bytes=settings.DOCUMENT_SIZE_LIMIT,
    )


def _under_clean_name(item: Incoming) -> Incoming:
    return replace(item, filename=cleaning.clean_name(item.filename))


_INSERT_NEW = """
    INSERT INTO intake_document
        (sha256, kept_sha256, masked_parts, filename, size, received_at, received_by, channel,
         as_of, entity_hint, parent_id, section, reading_order, state, records, attempts)
    SELECT digest, kept, parts::jsonb, filename, size, %(received_at)s, %(received_by)s,
           %(channel)s, %(as_of)s, entity, parent, section, reading_order, 'received', 0, 0
    FROM unnest(%(digests)s::text[], %(kept)s::text[], %(parts)s::text[], %(filenames)s::text[],
                %(sizes)s::bigint[], %(entities)s::text[], %(parents)s::bigint[],
                %(sections)s::text[], %(orders)s::smallint[]) WITH ORDINALITY
         AS row(digest, kept, parts, filename, size, entity, parent, section, reading_order, place)
    ORDER BY place
    ON CONFLICT (sha256) DO NOTHING
    RETURNING sha256
"""


def _insert_new(
    allowed: Mapping[str, Incoming],
    clean: Mapping[str, cleaning.Clean],
    *,
    channel: str,
    actor: Actor,
    received_at: datetime,
    as_of: date,
) -> set[str]:
    """Insert what is not here yet; return the digests whose row this call made.

    Where others insert the same bytes at the same moment, the unique constraint lets one win.
    """
    items = list(allowed.values())
    parts = [clean[digest].parts for digest in allowed]
    with connection.cursor() as cursor:
        if len(items) > 1:  # two batches with the same files in another order would deadlock
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_BATCH_AT_A_TIME])
        cursor.execute(
            _INSERT_NEW,
            {
                "digests": list(allowed),
                "kept": [clean[digest].kept_sha256 for digest in allowed],
                "parts": [json.dumps(each) if each else None for each in parts],
                "filenames": [
                    cleaning.clean_name(arrivals.safe_name(item.filename)) for item in items
                ],
                "sizes": [len(item.content) for item in items],
                "entities": [item.entity for item in items],
                "parents": [item.parent_id for item in items],
                "sections": [item.section for item in items],
                "orders": [reading_order(item.content) for item in items],
                "received_at": received_at,
                "received_by": actor.label,
                "channel": channel,
                "as_of": as_of,
            },
        )
        return {row[0] for row in cursor.fetchall()}


def _results(
    judged: Sequence[tuple[Incoming, str, FindingValue | None]],
    ids: Mapping[str, int],
    fresh: Set[str],
) -> list[Received]:
    """One result a file, in the order given; the first of equal bytes is the new one."""
    unseen = set(fresh)
    results = []
    for item, digest, problem in judged:
        is_new = digest in unseen
        unseen.discard(digest)
        results.append(
            Received(
                filename=item.filename,
                sha256=digest,
                document_id=None if problem else ids[digest],
                is_new=is_new,
                problem=problem,
            )
        )
    return results


def _note(
    results: Sequence[Received],
    clean: Mapping[str, cleaning.Clean],
    *,
    channel: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Write every arrival down, what was masked in it, and both on the trail."""
    here = [
        (result.document_id, arrivals.safe_name(result.filename))
        for result in results
        if result.document_id is not None
    ]
    writing.write_arrivals(here, channel=channel, at=at, by=actor.label)
    writing.write_findings(
        (result.document_id, None, found)
        for result in results
        if result.is_new and result.document_id is not None
        for found in clean[result.sha256].findings
    )
    audit.record_many(
        [
            _event(result, channel, clean[result.sha256] if result.is_new else None)
            for result in results
        ],
        actor=actor,
        at=at,
    )


def _event(result: Received, channel: str, clean: cleaning.Clean | None) -> audit.EventDraft:
    payload: dict[str, object] = {"filename": result.filename, "channel": channel}
    if result.problem:
        action = "intake.document.turned_away"
        payload |= {"reason": result.problem.code.value, "text": result.problem.text}
    elif result.is_new:
        action = "intake.document.received"
    else:
        action = "intake.document.repeated"
    if clean is not None and clean.findings:
        count = len(clean.findings)
        payload |= {"card_numbers_removed": count, "kept_sha256": clean.kept_sha256}
    return audit.EventDraft(action=action, subject=f"document:{result.sha256}", payload=payload)
