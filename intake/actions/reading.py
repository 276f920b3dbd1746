"""Documents are read: format readers first; what they say is kept with what is wrong in it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial

from django.db import transaction
from django.db.models import F, QuerySet

from audit import actions as audit
from core.actors import Actor
from core.reasons import ReasonCode
from intake.actions import (
    asking,
    cleaning,
    holding,
    importing,
    learning,
    receiving,
    recognising,
    trading,
    transmissions,
    writing,
)
from intake.actions.read_work import Work, payload_of
from intake.actions.writing import Mark
from intake.formats import recognised, understanding
from intake.formats.crew import ALONE, Crew
from intake.formats.understanding import Received, Understood
from intake.models import Document, DocumentState
from intake.queries.columns import saved_columns
from intake.rules import anchors, bank_columns, step_json
from intake.rules.answers import Heard
from intake.rules.checks import ReadingTolerances
from intake.rules.findings import FindingValue, Section
from intake.rules.reading import DocumentType

STEP = "intake.read"
_MOST_TOLD = 20  # rows of one file that the answer to its sender names
# Papers of a purchase that announce or confirm without being a claim; the rest that is not
# payable is refused, so that nobody waits for it.
TAKEN_NOTE_OF = frozenset(
    {
        DocumentType.SHIPMENT_NOTICE,
        DocumentType.DELIVERY_NOTE,
        DocumentType.RECEIPT_ADVICE,
        DocumentType.REMITTANCE,
        DocumentType.DEDUCTION,
        DocumentType.ACKNOWLEDGEMENT,
        DocumentType.ARCHIVE,
        DocumentType.PURCHASE_ORDER,
        DocumentType.TABLE,
    }
)


def received(documents: Sequence[Document]) -> list[Received]:
    """Return the documents as the readers take them, in their order."""
    kept = holding.contents(documents)
    seen = recognising.kept([document.pk for document in documents])
    columns = saved_columns({each.content_sha256: kept[each.pk] for each in documents})
    return [
        Received(
            content=kept[document.pk],
            filename=document.filename,
            arrived_on=document.as_of,
            recognition=seen.get(document.pk),
            columns=columns.get(document.content_sha256),
        )
        for document in documents
    ]


def understand(
    documents: Sequence[Document],
    *,
    limits: ReadingTolerances,
    actor: Actor,
    at: datetime,
    crew: Crew = ALONE,
) -> list[Understood]:
    """Understand documents, writing none of it; a model is asked where rules end, if one is on."""
    files = received(documents)
    made = crew.share(partial(understanding.understand_many, limits=limits), files)
    files, made = learning.with_anchors(files, made, limits=limits)
    return asking.with_answers(documents, files, made, limits=limits, actor=actor, at=at)


def read_documents(
    document_ids: Sequence[int],
    *,
    limits: ReadingTolerances,
    actor: Actor,
    at: datetime,
    understood: Mapping[int, Understood] | None = None,
) -> frozenset[str]:
    """Read what is still unread among these documents and write down what they say.

    `understood` holds what readers already made of some of them. What awaits recognition stays
    unread, and is noted. Returns the numbers of the orders whose terms or receipts changed, so
    that cases waiting for them can be woken.
    """
    known = dict(understood or {})
    missing = [document for document in _unread(document_ids) if document.pk not in known]
    fresh = understand(missing, limits=limits, actor=actor, at=at)
    known |= {document.pk: made for document, made in zip(missing, fresh, strict=True)}
    touched: frozenset[str] = frozenset()
    with transaction.atomic():
        locked = list(_unread(document_ids).select_for_update(of=("self",)))
        awaiting = {
            document.pk: pages for document in locked if (pages := known[document.pk].read.awaits)
        }
        recognising.want(awaiting, at=at)
        locked = [document for document in locked if document.pk not in awaiting]
        holding.release_unseen(locked)
        repeats = transmissions.find_repeats(
            [(document, known[document.pk].read.transmissions) for document in locked]
        )
        work = [
            Work(document, known[document.pk], limits, repeats.get(document.pk))
            for document in locked
        ]
        for item in sorted(work, key=lambda item: item.first_day):
            if item.has_rows:
                touched |= _import_rows(item, actor=actor, at=at)
        _write([item for item in work if not item.has_rows], actor=actor, at=at)
    return touched


def finish(invoice_ids: Sequence[int]) -> None:
    """Note that these invoices have become cases: nothing is left to do without a person."""
    Document.objects.filter(invoice__in=invoice_ids, state=DocumentState.READ.value).update(
        state=DocumentState.SETTLED.value
    )


def note_failure(what: str, pk: int, *, at: datetime) -> None:
    """Count a failed attempt at one document or invoice, and say so where people see it."""
    lookup = {"pk": pk} if what == "document" else {"invoice": pk}
    Document.objects.filter(**lookup).update(
        attempts=F("attempts") + 1,
        last_attempt_at=at,
        detail="It could not be taken further; the failure is in the log.",
    )


def _unread(document_ids: Sequence[int]) -> QuerySet[Document]:
    return Document.objects.filter(
        pk__in=document_ids, state=DocumentState.RECEIVED.value
    ).order_by("reading_order", "pk")


def _import_rows(item: Work, *, actor: Actor, at: datetime) -> frozenset[str]:
    """Load the rows of one file; what cannot be read is a finding, the rest stands."""
    imported = _imported(item, actor=actor, at=at)
    problems = item.findings + imported.problems
    is_refused = imported.records == 0 and bool(problems)
    writing.write_findings((item.document.pk, None, found) for found in problems)
    mark = item.mark(
        DocumentState.REFUSED if is_refused else DocumentState.SETTLED,
        records=imported.records,
        refusal=problems[0].code if is_refused else None,
        detail=_in_words(problems),
    )
    writing.write_marks([mark])
    return imported.touched_orders


def _imported(item: Work, *, actor: Actor, at: datetime) -> importing.Imported:
    read, document = item.understood.read, item.document
    if read.table is not None:
        return importing.import_tables(
            [read.table, *read.further_tables],
            document_id=document.pk,
            as_of=document.as_of,
            actor=actor,
            at=at,
        )
    audit.store_bundles([_bundle(item)], at=at)
    if read.payouts:
        return importing.import_payouts(
            read.payouts, document_id=document.pk, as_of=document.as_of, actor=actor, at=at
        )
    return importing.import_statements(
        read.statements, document_id=document.pk, as_of=document.as_of, actor=actor, at=at
    )


def _in_words(problems: Sequence[FindingValue]) -> str | None:
    """Return what is wrong with a file, row by row, as far as anyone would read it."""
    if not problems:
        return None
    told = " ".join(found.text for found in problems[:_MOST_TOLD])
    rest = len(problems) - _MOST_TOLD
    return told if rest <= 0 else f"{told} And {rest:,} more."


def _write(work: Sequence[Work], *, actor: Actor, at: datetime) -> None:
    """Write down what documents without rows say: readings, invoices, findings, bundles, trail."""
    if not work:
        return
    keys = writing.write_claims(
        [(item.document.pk, item.claim, item.payload) for item in work if item.is_claim],
        at=at,
        by=actor.label,
    )
    kept = {
        item.document.pk: trading.keep(item.document.pk, item.understood.read)
        for item in work
        if item.repeat is None
    }
    writing.write_findings(
        (item.document.pk, keys[item.document.pk].reading if item.is_claim else None, found)
        for item in work
        for found in (*item.findings, *_beside(item, kept))
    )
    marks = [_mark(item, kept) for item in work]
    writing.write_marks(marks)
    for item in work:
        if item.is_split:
            _receive_sections(item, actor=actor, at=at)
    audit.store_bundles([_bundle(item) for item in work], at=at)
    audit.record_many(
        [_event(item, mark) for item, mark in zip(work, marks, strict=True)], actor=actor, at=at
    )


def _receive_sections(item: Work, *, actor: Actor, at: datetime) -> None:
    """Make each document that the file holds a document of its own, read in the same run."""
    document = item.document
    receiving.receive_documents(
        [
            receiving.Incoming(
                content=section.content,
                filename=document.filename,
                entity=document.entity_hint,
                parent_id=document.pk,
                section=section.name,
                before=cleaning.section_before(document, section.content),
            )
            for section in item.understood.read.sections
        ],
        channel=document.channel,
        actor=actor,
        received_at=at,
        as_of=document.as_of,
        is_rung=False,
    )


def _beside(item: Work, kept: Mapping[int, trading.Kept]) -> tuple[FindingValue, ...]:
    """Return what is wrong with a document beside those that are here."""
    return kept[item.document.pk].findings if item.document.pk in kept else ()


def _mark(item: Work, kept: Mapping[int, trading.Kept]) -> Mark:
    """Decide how far the document has come by what it turned out to be."""
    read = item.understood.read
    findings = (*item.findings, *_beside(item, kept))
    first = findings[0] if findings else None
    ours = (found for found in findings if found.code is not ReasonCode.EINVOICE_RULE)
    plainest = next(ours, first)
    detail = plainest.text if plainest else None
    if item.repeat is not None:
        code = item.repeat.code
        return item.mark(DocumentState.REFUSED, records=0, refusal=code, detail=detail)
    if item.is_split:
        detail = detail or f"The file holds {len(read.sections)} documents."
        return item.mark(DocumentState.SETTLED, records=0, detail=detail)
    if item.is_claim:
        return item.mark(DocumentState.READ, records=1, detail=detail)
    records = kept[item.document.pk].records
    if read.refusal is None and (records or read.document_type in TAKEN_NOTE_OF):
        return item.mark(DocumentState.SETTLED, records=records, detail=detail)
    code = read.refusal or (first.code if first else ReasonCode.NOT_AN_INVOICE)
    return item.mark(DocumentState.REFUSED, records=0, refusal=code, detail=detail)


def _bundle(item: Work) -> audit.BundleDraft:
    heard = item.understood.heard
    return audit.BundleDraft(
        step=STEP,
        subject=f"document:{item.document.sha256}",
        inputs={
            "document": audit.Stored(item.document.content_sha256),
            "limits": _limits(item.limits),
            "received": step_json.to_bytes((item.document.filename, item.document.as_of)),
            **_recognition(item.understood),
            **_heard(item.understood),
            **_columns(item.understood),
            **_anchors(item.understood),
        },
        output=_output(item.understood, item.payload),
        policy_versions={},
        prompt_version=heard.prompt_version if heard else None,
        model=heard.model if heard else None,
    )


@lru_cache(maxsize=4)
def _limits(limits: ReadingTolerances) -> bytes:
    """Return the limits as an input of the step; a batch has them all in common."""
    return step_json.to_bytes(limits)


def _heard(understood: Understood) -> dict[str, bytes]:
    """Return what a model said of the document, as an input of the step."""
    heard = understood.heard
    return {} if heard is None else {"heard": heard.model_dump_json().encode()}


def _columns(understood: Understood) -> dict[str, bytes]:
    """Return what a person said the columns mean, as an input of the step."""
    said = understood.columns
    return {} if said is None else {"columns": step_json.to_bytes(said)}


def _anchors(understood: Understood) -> dict[str, bytes]:
    """Return what corrections taught of the document's layout, as an input of the step."""
    known = understood.anchors
    return {} if known is None else {"anchors": anchors.to_bytes(known)}


def _recognition(understood: Understood) -> dict[str, bytes]:
    """Return what was recognised before the document could be read, as an input of the step."""
    seen = understood.recognition
    return {} if seen is None else {"recognition": recognised.to_bytes(seen)}


def replay(inputs: Mapping[str, bytes]) -> bytes:
    """Read a document again from what its bundle kept, and return the output of the step.

    :raises KeyError: the bundle is of a version that kept less.
    """
    filename, arrived_on = json.loads(inputs["received"])
    stated = json.loads(inputs["limits"])
    days = stated.pop("days_ahead")
    limits = ReadingTolerances(
        days_ahead=int(days), **{name: Decimal(text) for name, text in stated.items()}
    )
    seen, heard = inputs.get("recognition"), inputs.get("heard")
    columns, taught = inputs.get("columns"), inputs.get("anchors")
    file = Received(
        content=inputs["document"],
        filename=filename,
        arrived_on=date.fromisoformat(arrived_on),
        recognition=None if seen is None else recognised.from_bytes(seen),
        heard=None if heard is None else Heard.model_validate_json(heard),
        columns=None if columns is None else bank_columns.from_plain(json.loads(columns)),
        anchors=None if taught is None else anchors.from_bytes(taught),
    )
    (understood,) = understanding.understand_many([file], limits=limits)
    return _output(understood, payload_of(understood))


def _output(understood: Understood, payload: bytes) -> bytes:
    """Return what reading made of the document: its kind, its reading, and what is wrong in it."""
    read = understood.read
    head = {"document_type": read.document_type, "format": read.format, "refusal": read.refusal}
    parts = [
        step_json.to_bytes(tuple(head.items())),
        payload,
        step_json.to_bytes(understood.findings),
    ]
    if read.sections:
        parts.append(step_json.to_bytes(tuple(_named(section) for section in read.sections)))
    return b"\n".join(parts)


def _named(section: Section) -> tuple[str, str]:
    return section.name, hashlib.sha256(section.content).hexdigest()


def _event(item: Work, mark: Mark) -> audit.EventDraft:
    read = item.understood.read
    return audit.EventDraft(
        action="intake.document.read",
        subject=f"document:{item.document.sha256}",
        payload={
            "document_type": read.document_type.value,
            "format": read.format,
            "state": mark.state.value,
            "findings": [found.code.value for found in item.findings],
        },
    )
