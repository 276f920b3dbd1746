"""Who works on a case, and that a case moved on: single statements whose row count decides."""

from datetime import datetime

from django.db import connection

from reconciliation.models import Case, CaseState

_TAKE_NEXT = """
    UPDATE reconciliation_case SET owner = %s
    WHERE id = (SELECT id FROM reconciliation_case
                WHERE state = 'in_review' AND owner IS NULL {entities}
                ORDER BY urgent_on, stake_rank, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    AND state = 'in_review' AND owner IS NULL
    RETURNING id, entity
"""


def take_next(owner: str, *, entities: frozenset[str] | None) -> tuple[int, str | None] | None:
    """Give the most urgent free case to somebody; return it and its entity.

    A case that somebody else takes in this moment is stepped over, never waited for.
    """
    narrowed = "" if entities is None else "AND entity = ANY(%s)"
    values: list[str | list[str]] = [owner] if entities is None else [owner, sorted(entities)]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NEXT.format(entities=narrowed), values)
        row = cursor.fetchone()
    return None if row is None else (int(row[0]), row[1])


def own(case_pk: int, owner: str) -> bool:
    """Put a name on an open case; say whether it is still open."""
    cases = Case.objects.filter(pk=case_pk, state=CaseState.IN_REVIEW.value)
    return bool(cases.update(owner=owner))


def disown(case_pk: int, owner: str) -> bool:
    """Take the name off a case; say whether it was this one's."""
    return bool(Case.objects.filter(pk=case_pk, owner=owner).update(owner=None))


def advance(case_pk: int, *, version: int, at: datetime) -> bool:
    """Move an open case on by one version; say whether it still was the version that was seen."""
    cases = Case.objects.filter(pk=case_pk, version=version, state=CaseState.IN_REVIEW.value)
    return bool(cases.update(version=version + 1, changed_at=at))
