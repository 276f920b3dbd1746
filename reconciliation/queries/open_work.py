"""Which cases are open, for matching them again."""

from collections.abc import Collection

from django.db.models import QuerySet

from reconciliation.models import Case, CaseState

Standing = tuple[str, int]  # state and round


def open_cases(*, period: str | None = None) -> dict[int, Standing]:
    """Return state and round of every case in review, by invoice, the oldest first.

    `period` narrows to documents issued in that month, such as 2026-03.
    """
    cases = Case.objects.filter(state=CaseState.IN_REVIEW.value).order_by("opened_at", "pk")
    if period is not None:
        year, month = int(period[:4]), int(period[5:])
        cases = cases.filter(invoice__issue_date__year=year, invoice__issue_date__month=month)
    return {pk: (state, number) for pk, state, number in _standing(cases)}


def invoices_of_strangers() -> list[int]:
    """Return the invoices of open cases whose vendor nobody knew, the oldest case first."""
    cases = Case.objects.filter(state=CaseState.IN_REVIEW.value, vendor__isnull=True)
    return list(cases.order_by("opened_at", "pk").values_list("invoice_id", flat=True))


def states_of(invoice_ids: Collection[int]) -> dict[int, Standing]:
    """Return where the cases of these invoices stand now."""
    cases = Case.objects.filter(invoice_id__in=list(invoice_ids)).order_by("pk")
    return {pk: (state, number) for pk, state, number in _standing(cases)}


def _standing(cases: "QuerySet[Case]") -> "QuerySet[Case, tuple[int, str, int]]":
    return cases.values_list("invoice_id", "state", "round")
