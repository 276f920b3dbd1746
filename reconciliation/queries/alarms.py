"""Cases whose invoices look like others."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from reconciliation.models import Case

if TYPE_CHECKING:
    from django.db.models import QuerySet


def cases_with_alarms(*, entities: Collection[str] | None) -> "QuerySet[Case]":
    """Return the cases with a duplicate alarm, of the entities that may be seen."""
    rows = Case.objects.filter(invoice__alarms__isnull=False)
    return rows if entities is None else rows.filter(entity__in=sorted(entities))
