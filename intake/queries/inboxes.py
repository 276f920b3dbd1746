"""Inboxes as an admin sees them."""

from intake.models import Inbox


def inboxes() -> list[Inbox]:
    """Return all of them, by name."""
    return list(Inbox.objects.order_by("name", "pk"))
