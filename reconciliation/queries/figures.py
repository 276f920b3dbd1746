"""Cases as the figures count them: by the month in which their documents arrived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from reconciliation.models import Case

Entities = frozenset[str] | None
AT_ONCE = 5_000

# A mark of every month: another number of cases, or a case that moved on, makes another mark.
_MARKS = """
    SELECT to_char(document.as_of, 'YYYY-MM'), count(*), sum(cases.version + cases.round)
    FROM reconciliation_case AS cases
    JOIN intake_document AS document ON document.id = cases.document_id
    GROUP BY 1
"""


class CountedCase(NamedTuple):
    """What the figures need to know of one case."""

    pk: int
    arrived_on: date
    entity: str | None
    vendor_id: str | None
    case_class: str
    state: str
    exception_codes: list[str]
    received_at: datetime
    booked_at: datetime | None


class CaseBehind(NamedTuple):
    """One case behind a figure, as a list shows it."""

    pk: int
    vendor_name: str | None
    invoice_number: str | None
    entity: str | None
    case_class: str
    state: str
    exception_codes: list[str]
    gross_total: Decimal | None
    currency: str | None
    arrived_on: date
    received_at: datetime
    booked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Behind:
    """Which cases are asked for; what is None does not narrow."""

    first: date | None = None
    after: date | None = None
    entity: str | None = None
    vendor: str | None = None
    case_class: str | None = None
    part: str = ""  # exceptions, straight_through, settled, booked


def month_marks() -> dict[str, str]:
    """Return a mark of the cases of every month, which changes when any of them does."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        return {period: f"{count}-{moved}" for period, count, moved in cursor.fetchall()}


def counted_cases(first: date, after: date) -> Iterator[CountedCase]:
    """Yield the cases whose documents arrived from one day on and before another."""
    rows = (
        Case.objects.filter(document__as_of__gte=first, document__as_of__lt=after)
        .order_by("pk")
        .values_list(
            "pk", "document__as_of", "entity", "vendor__vendor_id", "case_class", "state",
            "exception_codes", "document__received_at", "booked_at",
        )
    )  # fmt: skip
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield CountedCase._make(row)


def cases_behind(
    wanted: Behind, *, entities: Entities, before: int | None = None, limit: int = 50
) -> list[CaseBehind]:
    """Return the cases behind a figure, newest first."""
    rows = _narrowed(Case.objects.all(), wanted)
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    names = (
        "pk", "vendor_name", "invoice_number", "entity", "case_class", "state", "exception_codes",
        "gross_total", "currency", "document__as_of", "document__received_at", "booked_at",
    )  # fmt: skip
    return [CaseBehind._make(row) for row in rows.order_by("-pk").values_list(*names)[:limit]]


def _narrowed(rows: "QuerySet[Case]", wanted: Behind) -> "QuerySet[Case]":
    parts = {
        "exceptions": ~Q(exception_codes=[]),
        "straight_through": Q(state="straight_through"),
        "settled": ~Q(state="in_review"),
        "booked": Q(booked_at__isnull=False),
    }
    named = {
        "document__as_of__gte": wanted.first,
        "document__as_of__lt": wanted.after,
        "entity": wanted.entity,
        "vendor__vendor_id": wanted.vendor,
        "case_class": wanted.case_class,
    }
    rows = rows.filter(**{name: value for name, value in named.items() if value is not None})
    return rows.filter(parts[wanted.part]) if wanted.part in parts else rows
