"""Requests for another bank account as their page shows them, those that wait first."""

from dataclasses import dataclass
from datetime import UTC

from django.db.models import F, Q

from core.actors import Actor
from reconciliation.models import AccountRequest
from reconciliation.rules.account_notice import Notice, notice_of
from reconciliation.rules.bank_checks import Call, CallOutcome, may_call

_MOST = 100


@dataclass(frozen=True, slots=True)
class RequestFile:
    """One request, the notice to its vendor, and how far its check has come."""

    request: AccountRequest
    notice: Notice | None
    state: str
    why_nobody_calls: str | None


def call_of(request: AccountRequest) -> Call | None:
    """Return the call as the rules take it."""
    if request.called_by is None or request.called_at is None or request.outcome is None:
        return None
    return Call(
        called_by=request.called_by,
        called_on=request.called_at.date(),
        outcome=CallOutcome(request.outcome),
        cooling_off_days=0,
        confirmed_by=request.confirmed_by,
    )


def request_files(*, reader: Actor) -> list[RequestFile]:
    """Return the newest requests of the entities that the reader may see, open ones first."""
    rows = AccountRequest.objects.select_related("document", "vendor")
    if reader.entities is not None:
        rows = rows.filter(entity__in=reader.entities)
    is_closed = Q(dismissed_at__isnull=False) | Q(confirmed_at__isnull=False)
    is_closed |= Q(outcome=CallOutcome.DENIED.value)
    waiting = rows.exclude(is_closed).order_by("asked_at", "pk")[:_MOST]
    closed = rows.filter(is_closed).order_by(F("asked_at").desc(), "-pk")[:_MOST]
    return [_file(each) for each in (*waiting, *closed)]


def may_see(pk: int, *, reader: Actor) -> bool:
    """Say whether there is such a request, of an entity that the reader may see."""
    found = AccountRequest.objects.filter(pk=pk).values_list("entity", flat=True).first()
    exists = found is not None or AccountRequest.objects.filter(pk=pk).exists()
    return exists and reader.may_see(found)


def _file(request: AccountRequest) -> RequestFile:
    call, vendor = call_of(request), request.vendor
    notice = None
    if vendor is not None:
        notice = notice_of(
            vendor_name=vendor.vendor_name, email=vendor.email, sender=request.sender,
            received_on=request.document.received_at.astimezone(UTC).date(),
        )  # fmt: skip
    phone = None if vendor is None else vendor.phone
    return RequestFile(request, notice, _state(request), may_call(call, phone_on_file=phone))


def _state(request: AccountRequest) -> str:
    if request.dismissed_at is not None:
        return "dismissed"
    if request.called_by is None:
        return "not_called"
    if request.outcome == CallOutcome.DENIED.value:
        return "denied"
    return "confirmed" if request.confirmed_by is not None else "awaits_second_person"
