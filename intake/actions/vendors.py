"""What people found out about vendors. Bank details themselves come with master data alone."""

from datetime import datetime

from django.db import transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from intake.models import VendorBankChange


class UnableToVerify(Refusal):
    """Bank details are not verified this way."""


def verify_bank_changes(*, vendor: int, called_at: datetime, actor: Actor, at: datetime) -> int:
    """Note that the vendor confirmed the changes that came before the call; return how many.

    :raises UnableToVerify: no person verified them.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToVerify("Only a person verifies bank details.")
    with transaction.atomic():
        waiting = VendorBankChange.objects.select_for_update(of=("self",)).select_related("vendor")
        found = list(
            waiting.filter(
                vendor=vendor, verified_at__isnull=True, changed_at__lte=called_at
            ).order_by("pk")
        )
        for change in found:
            change.verified_at, change.verified_by = at, actor.label
            change.save(update_fields=["verified_at", "verified_by"])
        if found:
            audit.record(
                action="intake.vendor.bank_details_verified",
                subject=f"vendor:{found[0].vendor.vendor_id}", actor=actor, at=at,
                payload={"changes": [change.pk for change in found]},
            )  # fmt: skip
    return len(found)
