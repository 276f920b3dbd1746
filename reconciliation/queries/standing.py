"""Where cases stand: those of documents, for `evaluate`, and those that waited in some days."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from reconciliation.models import Case, CaseState


class Standing(NamedTuple):
    """The case of one document."""

    document_id: int
    case_pk: int
    state: str
    exception_codes: list[str]


def cases_of_documents(document_ids: Collection[int]) -> dict[int, Standing]:
    """Return the cases of documents, by document."""
    rows = (
        Case.objects.filter(document_id__in=list(document_ids))
        .order_by("pk")
        .values_list("document_id", "pk", "state", "exception_codes")
    )
    return {row[0]: Standing._make(row) for row in rows}


class Waiting(NamedTuple):
    """A case that waits for a person."""

    pk: int
    version: int
    opened_at: datetime
    exception_codes: list[str]

    @property
    def case_id(self) -> str:
        """Return how people name it."""
        return f"C-{self.pk}"


def waiting_since(first: date, last: date) -> list[Waiting]:
    """Return the cases opened from a day to another that still wait, oldest first."""
    rows = (
        Case.objects.filter(state=CaseState.IN_REVIEW.value)
        .filter(opened_at__date__gte=first, opened_at__date__lte=last)
        .order_by("pk")
        .values_list("pk", "version", "opened_at", "exception_codes")
    )
    return [Waiting._make(row) for row in rows]
