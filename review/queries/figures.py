"""How long people had cases in view before they decided."""

from collections.abc import Sequence

from django.db.models import Count, Q, Sum

from review.models import Decision


def time_in_view(case_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return, by case, the measured seconds and how many decisions have no measured time."""
    rows = (
        Decision.objects.filter(case__in=case_ids)
        .values("case_id")
        .annotate(
            seconds=Sum("seconds_in_view"),
            unmeasured=Count("pk", filter=Q(seconds_in_view__isnull=True)),
        )
        .order_by("case_id")
    )
    return {row["case_id"]: (row["seconds"] or 0, row["unmeasured"]) for row in rows}
