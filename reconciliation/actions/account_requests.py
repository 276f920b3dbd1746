"""A mail's request for another account, step by step: noted, called back, confirmed (T63).

None of it writes master data. Where the vendor confirms, those who keep the master data change it
there; the change then comes with them, and payment waits as it does for every such change.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from intake.queries import account_requests as intake
from reconciliation.models import AccountRequest
from reconciliation.queries.account_requests import call_of
from reconciliation.rules import bank_checks as rules
from reconciliation.rules.account_notice import OnFile, vendor_meant
from reconciliation.rules.bank_checks import CallOutcome


class UnableToAnswer(Refusal):
    """The request does not allow this now."""


def note_requests(document_ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Open a request for each of these mails that asks for another account; return how many."""
    asked = intake.asked_for(document_ids)
    if not asked:
        return 0
    on_file = [OnFile(*row) for row in intake.vendors_with_mail()]
    opened = 0
    for each in asked:
        meant = vendor_meant(each.sender, on_file)
        with transaction.atomic():
            request, is_new = AccountRequest.objects.get_or_create(
                document_id=each.document_id,
                defaults={
                    "vendor_id": meant.pk if meant else None, "entity": each.entity,
                    "sender": each.sender, "said": each.said, "asked_at": at,
                },
            )  # fmt: skip
            if is_new:
                vendor = request.vendor.vendor_id if request.vendor else None
                _record(request, "opened", {"vendor_id": vendor}, actor=actor, at=at)
                opened += 1
    return opened


def record_call(
    *, pk: int, outcome: CallOutcome, spoke_to: str, evidence: str, actor: Actor, at: datetime
) -> None:
    """Write down what the vendor said on the number that is on file.

    :raises UnableToAnswer: no vendor or number is known, or the call was made before.
    """
    with transaction.atomic():
        request = _open(pk, actor)
        if request.vendor is None:
            raise UnableToAnswer("Whose account it is meant to be is not known: nobody to call.")
        phone = request.vendor.phone
        if refusal := rules.may_call(call_of(request), phone_on_file=phone):
            raise UnableToAnswer(refusal)
        request.called_by, request.called_at = actor.label, at
        request.number_called, request.outcome = phone, outcome.value
        request.spoke_to, request.evidence = spoke_to.strip(), evidence.strip()
        request.save()
        _record(request, "called", {"outcome": outcome.value, "spoke_to": request.spoke_to,
                "number_ends_in": (phone or "")[-4:], "evidence": request.evidence},
                actor=actor, at=at)  # fmt: skip


def confirm_call(*, pk: int, actor: Actor, at: datetime) -> None:
    """Confirm the call as the second person.

    :raises UnableToAnswer: nobody called, the vendor denied, or it is the person who called.
    """
    with transaction.atomic():
        request = _open(pk, actor)
        if refusal := rules.may_confirm(call_of(request), by=actor.label):
            raise UnableToAnswer(refusal)
        request.confirmed_by, request.confirmed_at = actor.label, at
        request.save(update_fields=["confirmed_by", "confirmed_at"])
        _record(request, "confirmed", {"called_by": request.called_by}, actor=actor, at=at)


def dismiss(*, pk: int, reason: str, actor: Actor, at: datetime) -> None:
    """Close a request that is none, or is nobody's we know, with a reason.

    :raises UnableToAnswer: it was called back already, or no reason is given.
    """
    if not reason.strip():
        raise UnableToAnswer("Say why it is no request of a vendor of ours.")
    with transaction.atomic():
        request = _open(pk, actor)
        if request.called_by is not None:
            raise UnableToAnswer("The vendor was called already.")
        request.dismissed_by, request.dismissed_at = actor.label, at
        request.dismissed_because = reason.strip()
        request.save(update_fields=["dismissed_by", "dismissed_at", "dismissed_because"])
        _record(request, "dismissed", {"reason": request.dismissed_because}, actor=actor, at=at)


def _open(pk: int, actor: Actor) -> AccountRequest:
    if actor.kind is not ActorKind.PERSON:
        raise UnableToAnswer("Only a person checks bank details.")
    found = AccountRequest.objects.select_for_update(of=("self",)).select_related("vendor")
    request = found.filter(pk=pk).first()
    if request is None or not actor.may_see(request.entity):
        raise UnableToAnswer("There is no such request.")
    if request.dismissed_at is not None:
        raise UnableToAnswer("It was closed already.")
    return request


def _record(
    request: AccountRequest,
    what: str,
    payload: Mapping[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    audit.record(
        action=f"reconciliation.account_request.{what}",
        subject=f"document:{request.document.sha256}", actor=actor, at=at, payload=payload,
        entity=request.entity,
    )  # fmt: skip
