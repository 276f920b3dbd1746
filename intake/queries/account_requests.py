"""Mails that ask for another bank account, and the vendors who may have written them."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.reasons import ReasonCode
from intake.models import Finding, Vendor
from intake.rules.reading import DocumentType


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One mail in which a change of the account was noticed."""

    document_id: int
    entity: str | None
    sender: str | None
    said: str


def asked_for(document_ids: Sequence[int]) -> list[AskedFor]:
    """Return what was noticed in these mails themselves, once a mail."""
    rows = (
        Finding.objects.filter(
            document__in=document_ids,
            document__document_type=DocumentType.MAIL.value,
            code=ReasonCode.BANK_DETAILS_CHANGED.value,
        )
        .order_by("document_id", "pk")
        .distinct("document_id")
        .values_list("document_id", "document__entity_hint", "actual", "text")
    )
    return [AskedFor(*row) for row in rows]


def vendors_with_mail() -> list[tuple[int, str, str]]:
    """Return key, name and mail address of the vendors that have one on file."""
    rows = Vendor.objects.exclude(email=None).exclude(email="").order_by("pk")
    found = rows.values_list("pk", "vendor_name", "email")
    return [(pk, name, email) for pk, name, email in found if email is not None]
