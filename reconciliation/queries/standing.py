"""Where the cases of documents stand: what `evaluate` compares with its labels."""

from collections.abc import Collection
from typing import NamedTuple

from reconciliation.models import Case


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
