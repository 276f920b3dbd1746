"""Documents are read: format readers first; what they say is kept with what is wrong in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.db import transaction
from django.db.models import F, QuerySet

from audit import actions as audit
from audit import content as store
from core.actors import Actor
from core.reasons import ReasonCode
from intake.actions import importing
from intake.formats import understanding
from intake.formats.understanding import Received, Understood
from intake.models import Document, DocumentState, Finding, Invoice, InvoiceLine, Reading
from intake.rules import numbers, reading_json, step_json
from intake.rules.checks import ReadingTolerances
from intake.rules.findings import FindingValue, Table
from intake.rules.reading import DocumentType, InvoiceReading

STEP = "intake.read"
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


@dataclass(frozen=True, slots=True)
class _Work:
    """One document and what was understood of it."""

    document: Document
    content: bytes
    understood: Understood
    limits: ReadingTolerances

    @property
    def findings(self) -> tuple[FindingValue, ...]:
        return self.understood.findings

    @property
    def is_claim(self) -> bool:
        """Whether it is something a vendor wants to be paid for, or pays back."""
        return self.understood.read.invoice is not None

    @property
    def claim(self) -> InvoiceReading:
        return cast(InvoiceReading, self.understood.read.invoice)


def received(documents: Sequence[Document]) -> list[Received]:
    """Return the documents as the readers take them, in their order."""
    kept = store.get_many([document.sha256 for document in documents])
    return [
        Received(
            content=kept[document.sha256],
            filename=document.filename,
            arrived_on=document.as_of,
        )
        for document in documents
    ]


def read_documents(
    document_ids: Sequence[int],
    *,
    limits: ReadingTolerances,
    actor: Actor,
    at: datetime,
    understood: Mapping[int, Understood] | None = None,
) -> frozenset[str]:
    """Read what is still unread among these documents and write down what they say.

    `understood` holds what readers already made of some of them. Returns the numbers of the
    orders whose terms or receipts changed, so that cases waiting for them can be woken.
    """
    known = dict(understood or {})
    missing = [document for document in _unread(document_ids) if document.pk not in known]
    fresh = understanding.understand_many(received(missing), limits=limits)
    known |= {document.pk: made for document, made in zip(missing, fresh, strict=True)}
    touched: frozenset[str] = frozenset()
    with transaction.atomic():
        locked = list(_unread(document_ids).select_for_update(of=("self",)))
        contents = store.get_many([document.sha256 for document in locked])
        work = [
            _Work(document, contents[document.sha256], known[document.pk], limits)
            for document in locked
        ]
        for item in work:
            if item.understood.read.table is not None:
                touched |= _import_table(item, actor=actor, at=at)
        _write([item for item in work if item.understood.read.table is None], actor=actor, at=at)
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
    ).order_by("pk")


def _import_table(item: _Work, *, actor: Actor, at: datetime) -> frozenset[str]:
    """Load the rows of one file; what cannot be read is a finding, the rest stands."""
    read = item.understood.read
    imported = importing.import_tables(
        [cast(Table, read.table), *read.further_tables],
        document_id=item.document.pk,
        as_of=item.document.as_of,
        actor=actor,
        at=at,
    )
    problems = item.findings + imported.problems
    is_refused = imported.records == 0 and bool(problems)
    Finding.objects.bulk_create(_finding_rows(item.document, None, problems))
    _mark(
        item,
        state=DocumentState.REFUSED if is_refused else DocumentState.SETTLED,
        records=imported.records,
        refusal=problems[0].code if is_refused else None,
        detail=problems[0].text if problems else None,
    )
    item.document.save(update_fields=_MARKED)
    return imported.touched_orders


_MARKED = ("state", "format", "document_type", "records", "refusal", "detail")


def _mark(
    item: _Work,
    *,
    state: DocumentState,
    records: int,
    refusal: ReasonCode | None = None,
    detail: str | None = None,
) -> None:
    document, read = item.document, item.understood.read
    document.state = state.value
    document.format = read.format
    document.document_type = read.document_type.value
    document.records = records
    document.refusal = refusal.value if refusal else None
    document.detail = detail


def _write(work: Sequence[_Work], *, actor: Actor, at: datetime) -> None:
    """Write down what documents without rows say: readings, invoices, findings, bundles, trail."""
    if not work:
        return
    readings = _write_readings([item for item in work if item.is_claim], actor=actor, at=at)
    findings: list[Finding] = []
    for item in work:
        reading = readings.get(item.document.pk)
        findings += _finding_rows(item.document, reading, item.findings)
        _settle_mark(item)
    Finding.objects.bulk_create(findings)
    Document.objects.bulk_update([item.document for item in work], _MARKED)
    audit.store_bundles([_bundle(item) for item in work], at=at)
    audit.record_many([_event(item) for item in work], actor=actor, at=at)


def _settle_mark(item: _Work) -> None:
    """Decide how far the document has come by what it turned out to be."""
    read = item.understood.read
    first = item.findings[0] if item.findings else None
    if item.is_claim:
        _mark(item, state=DocumentState.READ, records=1)
    elif read.refusal is None and read.document_type in TAKEN_NOTE_OF:
        _mark(item, state=DocumentState.SETTLED, records=0, detail=first.text if first else None)
    else:
        code = read.refusal or (first.code if first else ReasonCode.NOT_AN_INVOICE)
        _mark(
            item,
            state=DocumentState.REFUSED,
            records=0,
            refusal=code,
            detail=first.text if first else None,
        )


def _write_readings(work: Sequence[_Work], *, actor: Actor, at: datetime) -> dict[int, Reading]:
    """Write the first reading of each claim, and the invoice it makes; by document."""
    readings = [
        Reading(
            document=item.document,
            number=1,
            syntax=item.claim.syntax,
            payload=reading_json.to_bytes(item.claim).decode(),
            read_at=at,
            read_by=actor.label,
        )
        for item in work
    ]
    Reading.objects.bulk_create(readings)
    invoices = [
        Invoice(document=item.document, reading=reading, **invoice_values(item.claim))
        for item, reading in zip(work, readings, strict=True)
    ]
    Invoice.objects.bulk_create(invoices)
    InvoiceLine.objects.bulk_create(
        line
        for item, invoice in zip(work, invoices, strict=True)
        for line in invoice_lines(invoice, item.claim)
    )
    return {reading.document_id: reading for reading in readings}


def invoice_values(reading: InvoiceReading) -> dict[str, Any]:
    """Return the columns of an invoice that its reading decides."""
    return {
        "kind": reading.kind.value,
        "invoice_number": reading.invoice_number,
        "number_key": numbers.number_key(reading.invoice_number),
        "seller_name": reading.seller.name,
        "currency": reading.currency if is_currency(reading.currency) else None,
        "issue_date": reading.issue_date,
        "due_date": reading.due_date,
        "purchase_order": reading.purchase_order,
        "preceding_invoice": reading.preceding_invoice,
        "net_total": reading.net_total,
        "tax_total": reading.tax_total,
        "gross_total": reading.gross_total,
        "amount_due": reading.amount_due,
    }


def is_currency(code: str | None) -> bool:
    """Say whether the text has the shape of an ISO 4217 code."""
    return code is not None and len(code) == 3 and code.isascii() and code.isupper()


def invoice_lines(invoice: Invoice, reading: InvoiceReading) -> list[InvoiceLine]:
    """Return the rows of the lines of an invoice, not yet stored."""
    return [
        InvoiceLine(
            invoice=invoice,
            position=position,
            line=line.line,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            net=line.net,
            tax_rate=line.tax_rate,
            po_number=line.po_number,
            po_line=line.po_line,
        )
        for position, line in enumerate(reading.lines, start=1)
    ]


def _finding_rows(
    document: Document, reading: Reading | None, findings: Sequence[FindingValue]
) -> list[Finding]:
    reading_id = reading.pk if reading else None
    return [finding_row(document.pk, reading_id, found) for found in findings]


def finding_row(document_id: int, reading_id: int | None, found: FindingValue) -> Finding:
    """Return the row of a finding, not yet stored."""
    return Finding(
        document_id=document_id,
        reading_id=reading_id,
        code=found.code.value,
        field=found.field,
        line=found.line,
        expected=found.expected,
        actual=found.actual,
        tolerance=found.tolerance,
        reference=found.reference,
        text=found.text,
    )


def _bundle(item: _Work) -> audit.BundleDraft:
    return audit.BundleDraft(
        step=STEP,
        subject=f"document:{item.document.sha256}",
        inputs={
            "document": item.content,
            "limits": step_json.to_bytes(item.limits),
            "received": step_json.to_bytes((item.document.filename, item.document.as_of)),
        },
        output=_output(item.understood),
        policy_versions={},
    )


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
    file = Received(inputs["document"], filename, date.fromisoformat(arrived_on))
    (understood,) = understanding.understand_many([file], limits=limits)
    return _output(understood)


def _output(understood: Understood) -> bytes:
    """Return what reading made of the document: its kind, its reading, and what is wrong in it."""
    read = understood.read
    head = {"document_type": read.document_type, "format": read.format, "refusal": read.refusal}
    parts = [
        step_json.to_bytes(tuple(head.items())),
        reading_json.to_bytes(read.invoice) if read.invoice else b"",
        step_json.to_bytes(understood.findings),
    ]
    return b"\n".join(parts)


def _event(item: _Work) -> audit.EventDraft:
    read, document = item.understood.read, item.document
    return audit.EventDraft(
        action="intake.document.read",
        subject=f"document:{document.sha256}",
        payload={
            "document_type": read.document_type.value,
            "format": read.format,
            "state": document.state,
            "findings": [found.code.value for found in item.findings],
        },
    )
