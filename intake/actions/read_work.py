"""One document while it is read: what was understood of it, and what is to become of it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from core.reasons import ReasonCode
from intake.actions.writing import Mark
from intake.formats.understanding import Understood
from intake.models import Document, DocumentState
from intake.rules import reading_json
from intake.rules.checks import ReadingTolerances
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading


@dataclass(frozen=True)
class Work:
    """One document and what was understood of it."""

    document: Document
    understood: Understood
    limits: ReadingTolerances
    repeat: FindingValue | None = None  # its sender sent it before, in other bytes

    @cached_property
    def payload(self) -> bytes:
        """The claim as canonical JSON; nothing where the document makes none."""
        return payload_of(self.understood)

    @property
    def findings(self) -> tuple[FindingValue, ...]:
        return self.understood.findings if self.repeat is None else (self.repeat,)

    @property
    def has_rows(self) -> bool:
        """Whether the file is rows of a table, or lines of a bank or a payment processor."""
        read = self.understood.read
        has_any = read.table is not None or bool(read.statements) or bool(read.payouts)
        return has_any and self.repeat is None

    @property
    def first_day(self) -> date:
        """The day a bank file begins: in their order it shows whether one is missing (T85)."""
        days = [each.from_date for each in self.understood.read.statements]
        return min((day for day in days if day is not None), default=date.min)

    @property
    def is_split(self) -> bool:
        """Whether the file holds several documents."""
        return bool(self.understood.read.sections) and self.repeat is None

    @property
    def is_claim(self) -> bool:
        """Whether it is something a vendor wants to be paid for, or pays back."""
        return self.understood.read.invoice is not None and self.repeat is None

    @property
    def claim(self) -> InvoiceReading:
        return cast(InvoiceReading, self.understood.read.invoice)

    def mark(
        self,
        state: DocumentState,
        *,
        records: int,
        refusal: ReasonCode | None = None,
        detail: str | None = None,
    ) -> Mark:
        """Return how far the document has come."""
        read = self.understood.read
        return Mark(
            document_id=self.document.pk,
            state=state,
            format=read.format,
            document_type=read.document_type.value,
            records=records,
            refusal=refusal,
            detail=detail,
        )


def payload_of(understood: Understood) -> bytes:
    """Return the claim as canonical JSON; nothing where the document makes none."""
    if understood.payload is not None:
        return understood.payload
    invoice = understood.read.invoice
    return reading_json.to_bytes(invoice) if invoice else b""
