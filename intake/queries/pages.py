"""What a case page needs of intake: the document as read, its findings, what was received."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from intake.models import Arrival, Document, Finding, Reading, ReceiptLine
from intake.rules import reading_json
from intake.rules.reading import Evidence, InvoiceReading


@dataclass(frozen=True, slots=True)
class Received:
    """What arrived of one order line, less what was rejected."""

    accepted: Decimal
    receipts: tuple[str, ...]
    last_on: date


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document, how it reached us, and what was understood of it."""

    document: Document
    reading: InvoiceReading | None
    reading_number: int
    read_by: str | None
    evidence: dict[str, Evidence]
    findings: tuple[Finding, ...]
    arrivals: tuple[Arrival, ...]
    page_count: int | None = None


def document_file(document_id: int) -> DocumentFile | None:
    """Return everything known of one document."""
    document = Document.objects.select_related("parent").filter(pk=document_id).first()
    if document is None:
        return None
    newest = Reading.objects.filter(document=document).order_by("-number").first()
    reading = _as_read(newest)
    findings = Finding.objects.filter(document=document).order_by("id")
    if newest is not None:
        findings = findings.filter(Q(reading=newest) | Q(reading=None))
    return DocumentFile(
        document=document,
        reading=reading,
        reading_number=newest.number if newest else 0,
        read_by=newest.read_by if newest else None,
        evidence=dict(reading.evidence) if reading else {},
        findings=tuple(findings[:200]),
        arrivals=tuple(Arrival.objects.filter(document=document).order_by("arrived_at", "id")[:50]),
    )


def received_for(order_lines: Collection[tuple[str, str]]) -> dict[tuple[str, str], Received]:
    """Return what arrived of these order lines, by order number and line."""
    numbers = {number for number, _ in order_lines}
    rows = (
        ReceiptLine.objects.filter(po_number__in=numbers)
        .select_related("receipt")
        .order_by("received_date", "id")
    )
    found: dict[tuple[str, str], list[ReceiptLine]] = {}
    for row in rows:
        found.setdefault((row.po_number, row.po_line), []).append(row)
    return {key: _received(found[key]) for key in order_lines if key in found}


def _received(rows: Iterable[ReceiptLine]) -> Received:
    rows = list(rows)
    return Received(
        accepted=sum((row.quantity_received - row.quantity_rejected for row in rows), Decimal(0)),
        receipts=tuple(dict.fromkeys(row.receipt.receipt_number for row in rows)),
        last_on=rows[-1].received_date,
    )


def _as_read(reading: Reading | None) -> InvoiceReading | None:
    if reading is None or not reading.payload:
        return None
    try:
        return reading_json.from_bytes(reading.payload.encode())
    except reading_json.UnableToReadReading:
        return None
