"""A person corrects what was read: a new reading follows, and the old one stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from audit import actions as audit
from core.actors import Actor
from core.errors import Refusal
from core.reasons import ReasonCode
from intake.actions import learning, writing
from intake.actions.learning import Seen, Taught
from intake.formats import page_anchors
from intake.models import Finding, Invoice, InvoiceLine, Reading
from intake.rules import checks, corrections, reading_json
from intake.rules.checks import ReadingTolerances
from intake.rules.corrections import Change
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading

# What concerns the file and no field of it stays as it was found.
FILE_FINDINGS = frozenset(
    {
        ReasonCode.EINVOICE_RULE,
        ReasonCode.HIDDEN_TEXT,
        ReasonCode.CARD_NUMBER_REMOVED,
        ReasonCode.TEXT_XML_DISAGREE,
    }
)


NOTHING_SEEN = Seen()


class UnableToCorrect(Refusal):
    """The correction names no field, does not fit it, or changes nothing."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The invoice with its new reading, and what changed: (from, to) by field."""

    invoice_id: int
    reading_id: int
    changes: Mapping[str, Change]


def correct_reading(
    *,
    document_id: int,
    changes: Mapping[str, str | None],
    limits: ReadingTolerances,
    actor: Actor,
    at: datetime,
    seen: Seen = NOTHING_SEEN,
) -> Corrected:
    """Write a new reading with a person's corrections; identifying and matching come after it.

    What is corrected is learned for the layout of its pages, as far as it stands on those `seen`.

    :raises UnableToCorrect: a field is unknown, a value does not fit, or nothing changes.
    """
    with transaction.atomic():
        invoice = (
            Invoice.objects.select_for_update(of=("self",))
            .select_related("reading", "document")
            .get(document=document_id)
        )
        before = reading_json.from_bytes(invoice.reading.payload.encode())
        try:
            after, changed = corrections.apply(before, changes)
        except corrections.WrongCorrection as wrong:
            raise UnableToCorrect(str(wrong)) from wrong
        if not changed:
            raise UnableToCorrect("The correction says what is there already.")
        taught = learning.learn(
            invoice=invoice, before=before, after=after, changed=[*changed], seen=seen,
            actor=actor, at=at,
        )  # fmt: skip
        after = _with_places(after, taught, seen)
        reading = _write(invoice, after, limits, actor=actor, at=at)
        audit.record(
            action="intake.reading.corrected",
            subject=f"document:{invoice.document.sha256}",
            actor=actor,
            at=at,
            payload={"changes": {name: list(pair) for name, pair in changed.items()}},
            entity=invoice.entity,
        )
    return Corrected(invoice_id=invoice.pk, reading_id=reading.pk, changes=changed)


def _with_places(after: InvoiceReading, taught: Taught, seen: Seen) -> InvoiceReading:
    """Return the reading with the places of corrected values, where they stand on the page."""
    evidence = dict(after.evidence)
    for name, anchor in taught.learned.items():
        held = page_anchors.place_of(anchor, seen.pages)
        if held is not None and name in evidence:
            place = page_anchors.evidence_of(held, seen.recognition, method="person")
            evidence[name] = replace(place, confidence=evidence[name].confidence)
    return replace(after, evidence=tuple(evidence.items()))


def _write(
    invoice: Invoice,
    after: InvoiceReading,
    limits: ReadingTolerances,
    *,
    actor: Actor,
    at: datetime,
) -> Reading:
    """Write the reading, make the invoice say what it says, and check it anew."""
    findings = _findings(invoice, after, limits)
    reading = Reading.objects.create(
        document_id=invoice.document_id,
        number=invoice.reading.number + 1,
        syntax=after.syntax,
        payload=reading_json.to_bytes(after).decode(),
        read_at=at,
        read_by=actor.label,
    )
    Invoice.objects.filter(pk=invoice.pk).update(
        reading=reading, identified_at=None, duplicate_of=None, **writing.invoice_columns(after)
    )
    InvoiceLine.objects.filter(invoice=invoice).delete()
    writing.write_lines([(invoice.pk, after)])
    writing.write_findings((invoice.document_id, reading.pk, found) for found in findings)
    return reading


def _findings(
    invoice: Invoice, after: InvoiceReading, limits: ReadingTolerances
) -> Sequence[FindingValue]:
    """Return what is wrong now: of the file as before, of the reading by checking it again."""
    kept = [
        FindingValue(
            code=ReasonCode(row.code),
            text=row.text,
            field=row.field,
            line=row.line,
            expected=row.expected,
            actual=row.actual,
            tolerance=row.tolerance,
            reference=row.reference,
        )
        for row in Finding.objects.filter(
            reading=invoice.reading_id, code__in=[code.value for code in FILE_FINDINGS]
        ).order_by("pk")
    ]
    arrived_on = invoice.document.as_of
    return [*kept, *checks.check_reading(after, limits, arrived_on=arrived_on)]
