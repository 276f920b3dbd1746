"""Cases a page at a time, in the form of the contract: for programs."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from reconciliation.models import Case
from reconciliation.queries import exports


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are asked for. What is empty does not narrow."""

    state: str = ""
    since: datetime | None = None
    code: str = ""
    entity: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of cases, and the place of the last one where more follow."""

    rows: list[dict[str, object]]
    last: int | None


def case_page(
    wanted: CaseFilter, *, entities: frozenset[str] | None, after: int = 0, limit: int
) -> CasePage:
    """Return cases in the order of their id, from after a place on."""
    cases = Case.objects.filter(pk__gt=after)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    if wanted.state:
        cases = cases.filter(state=wanted.state)
    if wanted.since is not None:
        cases = cases.filter(changed_at__gte=wanted.since)
    if wanted.code:
        cases = cases.filter(exception_codes__contains=[wanted.code])
    if wanted.entity:
        cases = cases.filter(entity=wanted.entity)
    if wanted.document:
        inside = Q(document__section__isnull=False, document__parent__sha256=wanted.document)
        cases = cases.filter(Q(document__sha256=wanted.document) | inside)
    found = list(cases.order_by("pk").values_list("pk", flat=True)[: limit + 1])
    has_more, found = len(found) > limit, found[:limit]
    return CasePage(exports.exported_cases(found), found[-1] if has_more else None)


def case_of(
    case_pk: int, *, entities: frozenset[str] | None
) -> tuple[dict[str, object], int] | None:
    """Return one case and its version, or nothing where the reader sees none."""
    cases = Case.objects.filter(pk=case_pk)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    version = cases.values_list("version", flat=True).first()
    found = None if version is None else exports.export_case(case_pk)
    return None if found is None or version is None else (found, version)
