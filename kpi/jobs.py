"""What the clock calls for: counting what changed."""

from django.utils import timezone

from kpi.actions import snapshots


def count() -> None:
    """Count the months that changed since they were counted."""
    now = timezone.now()
    snapshots.take_snapshot(now.date(), at=now)
