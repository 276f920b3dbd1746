"""Writing what a batch of documents said: one statement a table, however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from core.fields import columns
from core.reasons import ReasonCode
from intake.models import DocumentState, DuplicateAlarm
from intake.rules import numbers
from intake.rules.duplicates import Alarm
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading

_READINGS = """
    INSERT INTO intake_reading (document_id, number, syntax, payload, read_at, read_by)
    SELECT document_id, 1, syntax, payload, %s, %s
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS draft (document_id, syntax, payload)
    RETURNING document_id, id
"""
_INVOICES = """
    INSERT INTO intake_invoice
        (document_id, reading_id, kind, invoice_number, number_key, seller_name, currency,
         issue_date, due_date, purchase_order, preceding_invoice, net_total, tax_total,
         gross_total, amount_due, is_withdrawn)
    SELECT *, false
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::date[], %s::date[], %s::text[], %s::text[], %s::numeric[],
                %s::numeric[], %s::numeric[], %s::numeric[])
    RETURNING document_id, id
"""
_LINES = """
    INSERT INTO intake_invoiceline
        (invoice_id, position, line, description, quantity, unit, unit_price, net, tax_rate,
         po_number, po_line)
    SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::numeric[],
                         %s::text[], %s::numeric[], %s::numeric[], %s::numeric[], %s::text[],
                         %s::text[])
"""
_FINDINGS = """
    INSERT INTO intake_finding
        (document_id, reading_id, code, field, line, expected, actual, tolerance, reference, text)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
                         %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
"""
_ALARMS = """
    INSERT INTO intake_duplicatealarm
        (invoice_id, way, pattern, code, seller_key, other, found_at)
    SELECT invoice, way, pattern, code, seller, other, %s
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS draft (invoice, way, pattern, code, seller, other)
    ON CONFLICT (invoice_id, other) DO UPDATE SET
        way = excluded.way, pattern = excluded.pattern, code = excluded.code,
        seller_key = excluded.seller_key, found_at = excluded.found_at, cleared_at = NULL
"""
_COME_THIS_FAR = """
    UPDATE intake_document AS known SET
        state = now.state, format = now.format, document_type = now.document_type,
        records = now.records, refusal = now.refusal, detail = now.detail
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[],
                %s::text[]) AS now (id, state, format, document_type, records, refusal, detail)
    WHERE known.id = now.id
"""
_IDENTIFIED = """
    UPDATE intake_invoice AS known SET
        vendor_id = now.vendor_id, entity = now.entity, due_date = now.due_date,
        discount_until = now.discount_until, duplicate_of_id = now.duplicate_of,
        seller_key = now.seller_key, lines_key = now.lines_key, identified_at = %s
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[], %s::date[], %s::bigint[],
                %s::text[], %s::text[])
        AS now (id, vendor_id, entity, due_date, discount_until, duplicate_of, seller_key,
                lines_key)
    WHERE known.id = now.id
"""
_ARRIVALS = """
    INSERT INTO intake_arrival (document_id, filename, channel, arrived_at, arrived_by)
    SELECT document_id, filename, %s, %s, %s
    FROM unnest(%s::bigint[], %s::text[]) AS draft (document_id, filename)
"""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ClaimKeys:
    """The rows that a claim became."""

    reading: int
    invoice: int


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a document has come, and what it turned out to be."""

    document_id: int
    state: DocumentState
    format: str
    document_type: str
    records: int
    refusal: ReasonCode | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """What identifying decides of an invoice."""

    invoice_id: int
    vendor_pk: int | None
    entity: str | None
    due_date: date | None
    discount_until: date | None
    duplicate_of: int | None
    seller_key: str | None
    lines_key: str | None


def write_claims(
    claims: Sequence[tuple[int, InvoiceReading, bytes]], *, at: datetime, by: str
) -> dict[int, ClaimKeys]:
    """Write the first readings of documents and the invoices they make; keys by document.

    Each claim is its document, what it says, and the same as canonical JSON.
    """
    if not claims:
        return {}
    readings = _keys(
        _READINGS,
        [(pk, said.syntax, payload.decode()) for pk, said, payload in claims],
        before=(at, by),
    )
    invoices = _keys(
        _INVOICES, [(pk, readings[pk], *invoice_columns(said).values()) for pk, said, _ in claims]
    )
    write_lines((invoices[pk], said) for pk, said, _ in claims)
    return {pk: ClaimKeys(readings[pk], invoices[pk]) for pk, _, _ in claims}


def write_lines(claims: Iterable[tuple[int, InvoiceReading]]) -> None:
    """Write the lines of invoices, by the key of the invoice."""
    _run(
        _LINES,
        [
            (
                invoice, position, line.line, line.description, line.quantity, line.unit,
                line.unit_price, line.net, line.tax_rate, line.po_number, line.po_line,
            )
            for invoice, said in claims
            for position, line in enumerate(said.lines, start=1)
        ],
    )  # fmt: skip


def write_findings(findings: Iterable[tuple[int, int | None, FindingValue]]) -> None:
    """Write findings, each with its document and the reading it was found in."""
    _run(
        _FINDINGS,
        [
            (
                document, reading, found.code.value, found.field, found.line, found.expected,
                found.actual, found.tolerance, found.reference, found.text,
            )
            for document, reading, found in findings
        ],
    )  # fmt: skip


def write_marks(marks: Iterable[Mark]) -> None:
    """Note how far documents have come."""
    _run(
        _COME_THIS_FAR,
        [
            (
                mark.document_id, mark.state.value, mark.format, mark.document_type, mark.records,
                mark.refusal.value if mark.refusal else None, mark.detail,
            )
            for mark in marks
        ],
    )  # fmt: skip


def write_identified(identified: Iterable[Identified], *, at: datetime) -> None:
    """Note whose claims these are, and which of them are here already."""
    _run(
        _IDENTIFIED,
        [
            (
                each.invoice_id, each.vendor_pk, each.entity, each.due_date, each.discount_until,
                each.duplicate_of, each.seller_key, each.lines_key,
            )
            for each in identified
        ],
        before=(at,),
    )  # fmt: skip


def write_alarms(
    alarms: Sequence[tuple[int, str | None, Sequence[Alarm]]], *, at: datetime
) -> None:
    """Note what claims are like, in place of what was noted before and nobody cleared."""
    DuplicateAlarm.objects.filter(
        invoice__in=[invoice for invoice, _, _ in alarms], cleared_at__isnull=True
    ).delete()
    _run(
        _ALARMS,
        [
            (invoice, each.way, each.pattern, each.finding.code.value, seller, each.other)
            for invoice, seller, found in alarms
            for each in found
        ],
        before=(at,),
    )


def write_arrivals(
    arrivals: Sequence[tuple[int, str]], *, channel: str, at: datetime, by: str
) -> None:
    """Note that the bytes of these documents came, under these names."""
    _run(_ARRIVALS, arrivals, before=(channel, at, by))


def invoice_columns(reading: InvoiceReading) -> dict[str, object]:
    """Return the columns of an invoice that its reading decides, in the order of the statement."""
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


def _run(statement: str, rows: Sequence[Row], *, before: Row = ()) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [*before, *columns(rows)])


def _keys(statement: str, rows: Sequence[Row], *, before: Row = ()) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, *columns(rows)])
        return dict(cursor.fetchall())
