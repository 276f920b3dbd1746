"""Documents on their way, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from intake.models import Document, DocumentState, Finding, Invoice, RecognisedWords
from intake.rules.reading import DocumentType

_MOST_TOLD = 20  # documents of one file that the answer to its sender names
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


def sizes(document_ids: Sequence[int]) -> dict[int, int]:
    """Return the bytes of each document as it was sent."""
    return dict(Document.objects.filter(pk__in=document_ids).values_list("pk", "size"))


def unread_sections(document_ids: Sequence[int]) -> list[int]:
    """Return the documents inside these files that are still on their way, in their order."""
    return list(
        Document.objects.filter(
            parent__in=document_ids, section__isnull=False, state__in=UNFINISHED
        )
        .order_by("reading_order", "pk")
        .values_list("pk", flat=True)
    )


def unrecognised(document_ids: Sequence[int]) -> list[int]:
    """Return the documents whose pictures are still to be recognised, in their order."""
    return list(
        RecognisedWords.objects.filter(
            document__in=document_ids, document__state=DocumentState.RECEIVED.value, sha256=None
        )
        .order_by("document__reading_order", "document_id")
        .values_list("document_id", flat=True)
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


_OF_CASH = tuple(
    kind.value
    for kind in (
        DocumentType.BANK_STATEMENT,
        DocumentType.PAYOUT_REPORT,
        DocumentType.REMITTANCE,
        DocumentType.TABLE,
        DocumentType.INVOICE,
        DocumentType.CREDIT_NOTE,
    )
)


def has_table(document_ids: Sequence[int]) -> bool:
    """Say whether one of these documents brought rows: master data, orders, receipts."""
    table = DocumentType.TABLE.value
    return Document.objects.filter(pk__in=document_ids, document_type=table).exists()


def has_cash(document_ids: Sequence[int]) -> bool:
    """Say whether one of these documents brought what cash is matched with."""
    return Document.objects.filter(pk__in=document_ids, document_type__in=_OF_CASH).exists()


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
    """Return what became of each document; of a file with several, what became of them all."""
    found = _outcomes_alone(document_ids)
    sections: dict[int, list[int]] = {}
    for parent, pk in (
        Document.objects.filter(parent__in=document_ids, section__isnull=False)
        .order_by("pk")
        .values_list("parent_id", "pk")
    ):
        sections.setdefault(parent, []).append(pk)
    if sections:
        inside = _outcomes_alone([pk for group in sections.values() for pk in group])
        for parent, group in sections.items():
            found[parent] = _together(found[parent], [inside[pk] for pk in group])
    return found


def _together(whole: Outcome, parts: Sequence[Outcome]) -> Outcome:
    """Say of a file what became of the documents in it: refused only where all of them are."""
    findings = dict.fromkeys(whole.findings + tuple(c for part in parts for c in part.findings))
    refused = [part for part in parts if part.is_refused]
    told = [f"{place}: {part.detail}" for place, part in enumerate(parts, 1) if part.detail]
    together = replace(
        whole,
        document_type=_type_of_all(whole, parts),
        records=whole.records + sum(part.records for part in parts),
        findings=tuple(findings),
        detail=" ".join(filter(None, [whole.detail, *told[:_MOST_TOLD]])) or None,
    )
    if len(refused) < len(parts):
        return together
    return replace(together, state=refused[0].state, refusal=refused[0].refusal)


def _type_of_all(whole: Outcome, parts: Sequence[Outcome]) -> str | None:
    """Return what the documents of a file are, where all that were taken are one kind."""
    taken = [part for part in parts if not part.is_refused]
    types = {part.document_type for part in taken or parts}
    is_open = whole.document_type in {None, DocumentType.OTHER.value}
    return types.pop() if is_open and len(types) == 1 else whole.document_type


def _outcomes_alone(document_ids: Sequence[int]) -> dict[int, Outcome]:
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
