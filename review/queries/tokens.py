"""Which programs are let in."""

from review.models import ServiceToken


def everyone_let_in() -> list[ServiceToken]:
    """Return the service accounts that were not revoked, by name."""
    return list(ServiceToken.objects.filter(revoked_at__isnull=True).order_by("name", "id"))
