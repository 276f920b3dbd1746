"""The queue: open cases in order of work, a page at a time, by index and never by offset."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from reconciliation.models import Case, CaseState
from reconciliation.queries.closing import belonging

Entities = frozenset[str] | None

EXACT_UP_TO = 1_000

_COLUMNS = (
    "id", "vendor_name", "invoice_number", "kind", "state", "gross_total", "currency",
    "exception_codes", "entity", "due_at", "discount_until", "opened_at", "owner", "urgent_on",
    "stake_rank",
)  # fmt: skip


class WorkRow(NamedTuple):
    """What the queue shows of a case."""

    id: int
    vendor_name: str | None
    invoice_number: str | None
    kind: str
    state: str
    gross_total: Decimal | None
    currency: str | None
    exception_codes: list[str]
    entity: str | None
    due_at: datetime | None
    discount_until: date | None
    opened_at: datetime
    owner: str | None
    urgent_on: date
    stake_rank: Decimal


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which cases are asked for. What is `None` or empty does not narrow."""

    state: str = CaseState.IN_REVIEW.value
    reason: str = ""
    vendor: str = ""
    entity: str = ""
    owner: str | None = None  # "" is nobody
    text: str = ""
    period: str = ""  # the month of the document, as a close asks for it


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How much work is open: exact while it is little, a bound or an estimate beyond."""

    least: int
    is_exact: bool
    about: int | None = None

    @property
    def text(self) -> str:
        """Write the count as a page shows it."""
        if self.is_exact:
            return f"{self.least:,}"
        return f"≈{self.about:,}" if self.about else f"{self.least:,}+"


def work_page(
    wanted: WorkFilter, *, entities: Entities, after: str = "", limit: int = 50
) -> list[WorkRow]:
    """Return the next rows after a cursor, in order of work, or newest first once decided."""
    cases = _narrowed(Case.objects.all(), wanted, entities)
    if wanted.state == CaseState.IN_REVIEW.value:
        cases = cases.order_by("urgent_on", "stake_rank", "id")
        if (place := _work_place(after)) is not None:
            cases = cases.extra(  # one comparison of rows, so that the index is entered at it
                where=["(urgent_on, stake_rank, reconciliation_case.id) > (%s, %s, %s)"],
                params=list(place),
            )
    else:
        cases = cases.order_by("-opened_at", "-id")
        if (since := _opened_place(after)) is not None:
            cases = cases.extra(
                where=["(opened_at, reconciliation_case.id) < (%s, %s)"], params=list(since)
            )
    return [WorkRow._make(row) for row in cases.values_list(*_COLUMNS)[:limit]]


def cursor_of(row: WorkRow, state: str) -> str:
    """Return the cursor that goes on after this row."""
    if state == CaseState.IN_REVIEW.value:
        return f"{row.urgent_on.isoformat()}_{row.stake_rank}_{row.id}"
    return f"{row.opened_at.astimezone(UTC).isoformat()}_{row.id}"


def count_open(entities: Entities) -> OpenCount:
    """Count the open cases; beyond a thousand the index's own estimate will do."""
    where = "" if entities is None else "AND entity = ANY(%s)"
    sql = f"""
        SELECT (SELECT count(*) FROM (
                    SELECT 1 FROM reconciliation_case
                    WHERE state = 'in_review' {where} LIMIT {EXACT_UP_TO + 1}) AS bounded),
               (SELECT reltuples::bigint FROM pg_class WHERE relname = 'case_in_order_of_work')
    """  # noqa: S608  no outside text is in it
    with connection.cursor() as cursor:
        cursor.execute(sql, [] if entities is None else [sorted(entities)])
        least, about = cursor.fetchone()
    if least <= EXACT_UP_TO:
        return OpenCount(least, is_exact=True)
    has_estimate = entities is None and about > EXACT_UP_TO
    return OpenCount(EXACT_UP_TO, is_exact=False, about=about if has_estimate else None)


def work_at_risk(entities: Entities, *, today: date, limit: int = 5) -> list[WorkRow]:
    """Return open cases whose early-payment discount can still be taken, the nearest first."""
    cases = _narrowed(Case.objects.all(), WorkFilter(), entities)
    cases = cases.filter(discount_until__gte=today).order_by("discount_until", "stake_rank", "id")
    return [WorkRow._make(row) for row in cases.values_list(*_COLUMNS)[:limit]]


def work_of(owner: str, entities: Entities, *, limit: int = 5) -> list[WorkRow]:
    """Return what this person has claimed."""
    return work_page(WorkFilter(owner=owner), entities=entities, limit=limit)


def _narrowed(cases: QuerySet[Case], wanted: WorkFilter, entities: Entities) -> QuerySet[Case]:
    if wanted.state:
        cases = cases.filter(state=wanted.state)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    if wanted.entity:
        cases = cases.filter(entity=wanted.entity)
    if wanted.reason:
        cases = cases.filter(exception_codes__contains=[wanted.reason])
    if wanted.owner is not None:
        cases = cases.filter(owner=wanted.owner) if wanted.owner else cases.filter(owner=None)
    if wanted.vendor:
        cases = cases.filter(
            Q(vendor__vendor_id=wanted.vendor) | Q(vendor_name__istartswith=wanted.vendor)
        )
    if wanted.period:
        cases = belonging(cases, wanted.period)
    return _with_text(cases, wanted.text)


def _with_text(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    if not text:
        return cases
    found = Q(invoice_number__icontains=text) | Q(vendor_name__icontains=text)
    number = text.upper().removeprefix("C-")
    if number.isascii() and number.isdigit() and len(number) < 18:
        found |= Q(pk=int(number))
    return cases.filter(found)


def _work_place(cursor: str) -> tuple[date, Decimal, int] | None:
    try:
        day, rank, pk = cursor.split("_")
        return date.fromisoformat(day), Decimal(rank), int(pk)
    except (ValueError, InvalidOperation):
        return None


def _opened_place(cursor: str) -> tuple[datetime, int] | None:
    try:
        moment, pk = cursor.split("_")
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cases opened since a moment stand now."""

    opened: int
    by_state: dict[str, int]

    @property
    def straight_through_percent(self) -> Decimal | None:
        """Return the share that needed no person."""
        if not self.opened:
            return None
        passed = self.by_state.get(CaseState.STRAIGHT_THROUGH.value, 0)
        return Decimal(passed * 100) / self.opened


def standing(entities: Entities, *, since: datetime) -> Standing:
    """Count the cases opened since a moment by where they stand."""
    cases = _narrowed(Case.objects.all(), WorkFilter(state=""), entities)
    rows = cases.filter(opened_at__gte=since).values_list("state").annotate(count=Count("id"))
    by_state = dict(rows.order_by("state"))
    return Standing(sum(by_state.values()), by_state)


def still_at(versions: dict[int, int], *, entities: Entities) -> list[WorkRow]:
    """Return those open cases that are still at the version named."""
    cases = _narrowed(Case.objects.filter(pk__in=list(versions)), WorkFilter(), entities)
    rows = cases.order_by("urgent_on", "stake_rank", "id").values_list(*_COLUMNS, "version")
    return [WorkRow._make(row[:-1]) for row in rows if versions[row[0]] == row[-1]]


def open_among(keys: list[int], *, entities: Entities) -> list[WorkRow]:
    """Return those of the cases that are open, in order of work."""
    cases = _narrowed(Case.objects.filter(pk__in=keys), WorkFilter(), entities)
    rows = cases.order_by("urgent_on", "stake_rank", "id").values_list(*_COLUMNS)
    return [WorkRow._make(row) for row in rows]


def open_with_exceptions(*, most: int) -> list[Case]:
    """Return the cases that wait for a person because something is wrong, most urgent first."""
    cases = Case.objects.select_related("document", "invoice", "vendor").filter(
        state=CaseState.IN_REVIEW.value, exception_codes__len__gt=0
    )
    return list(cases.order_by(F("due_at").asc(nulls_last=True), "-id")[:most])
