"""Documents on their way, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from intake.models import Document, DocumentState, Finding, Invoice
from intake.rules.reading import DocumentType

UNFINISHED = (DocumentState.RECEIVED.value, DocumentState.READ.value)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document."""

    document_id: int
    sha256: str
    document_type: str | None
    state: str
    records: int
    refusal: str | None
    detail: str | None
    findings: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the file made no record."""
        return self.state == DocumentState.REFUSED.value


def documents(document_ids: Sequence[int]) -> list[Document]:
    """Return the documents, in the order in which they are to be read."""
    return list(Document.objects.filter(pk__in=document_ids).order_by("reading_order", "pk"))


def unfinished(document_ids: Sequence[int]) -> list[int]:
    """Return those that are still on their way, in the order in which they are to be read."""
    return list(
        Document.objects.filter(pk__in=document_ids, state__in=UNFINISHED)
        .order_by("reading_order", "pk")
        .values_list("pk", flat=True)
    )


def finished(document_ids: Iterable[int | None]) -> set[int]:
    """Return those that have come as far as they go without a person."""
    return set(
        Document.objects.filter(pk__in=[pk for pk in document_ids if pk is not None])
        .exclude(state__in=UNFINISHED)
        .values_list("pk", flat=True)
    )


def waiting(*, at_most: int) -> int:
    """Count the documents that wait for their turn, but no further than one past a limit."""
    return Document.objects.filter(state__in=UNFINISHED)[: at_most + 1].count()


def unsettled_invoices(document_ids: Sequence[int]) -> list[int]:
    """Return the invoices of these documents that are not cases yet: oldest first, credits last.

    A credit note of a day comes after that day's invoices, because it takes one of them back.
    """
    return list(
        Invoice.objects.filter(document__in=document_ids, document__state=DocumentState.READ.value)
        .order_by("issue_date", "-kind", "document_id")
        .values_list("pk", flat=True)
    )


def has_table(document_ids: Sequence[int]) -> bool:
    """Say whether one of these documents brought rows: master data, orders, receipts."""
    table = DocumentType.TABLE.value
    return Document.objects.filter(pk__in=document_ids, document_type=table).exists()


def forgotten(*, before: datetime, most_attempts: int) -> list[int]:
    """Return documents that came before a moment and are still on their way."""
    return list(
        Document.objects.filter(state__in=UNFINISHED, attempts__lt=most_attempts)
        .filter(Q(last_attempt_at__isnull=True) | Q(last_attempt_at__lt=before))
        .filter(received_at__lt=before)
        .order_by("pk")
        .values_list("pk", flat=True)[:1000]
    )


def outcomes(document_ids: Sequence[int]) -> dict[int, Outcome]:
    """Return what became of each document."""
    codes: dict[int, list[str]] = {}
    for pk, code in (
        Finding.objects.filter(document__in=document_ids)
        .order_by("pk")
        .values_list("document_id", "code")
    ):
        known = codes.setdefault(pk, [])
        if code not in known:
            known.append(code)
    rows = Document.objects.filter(pk__in=document_ids).values_list(
        "pk", "sha256", "document_type", "state", "records", "refusal", "detail"
    )
    return {row[0]: Outcome(*row, findings=tuple(codes.get(row[0], ()))) for row in rows}
