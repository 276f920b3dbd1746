"""The check of other bank details, step by step: called, confirmed by a second person, released."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.reasons import ReasonCode
from intake.actions import vendors
from reconciliation.actions import policies, settling
from reconciliation.models import BankCheck, Case, Hold
from reconciliation.queries.bank_checks import call_of
from reconciliation.rules import bank_checks as rules
from reconciliation.rules.bank_checks import CallOutcome

if TYPE_CHECKING:
    from intake.models import Vendor

REASON = ReasonCode.BANK_DETAILS_CHANGED


class UnableToCheck(Refusal):
    """The check of bank details does not allow this now."""


def record_call(
    *, case: Case, outcome: CallOutcome, spoke_to: str, evidence: str, actor: Actor, at: datetime
) -> BankCheck:
    """Write down what the vendor said on the number that is on file.

    :raises UnableToCheck: payment is not held, no number is on file, or the call was made before.
    """
    _only_a_person(actor)
    if not spoke_to.strip() or not evidence.strip():
        raise UnableToCheck("Say whom you spoke to and what was said.")
    with transaction.atomic():
        hold, check = _open(case)
        phone = None if case.vendor is None else _vendor(case).phone
        if refusal := rules.may_call(call_of(check), phone_on_file=phone):
            raise UnableToCheck(refusal)
        check = BankCheck.objects.create(
            hold=hold, called_by=actor.label, called_at=at, number_called=phone or "",
            spoke_to=spoke_to.strip(), evidence=evidence.strip(), outcome=outcome.value,
            cooling_off_days=policies.current_policy().policy.bank_changes.cooling_off_days,
        )  # fmt: skip
        _record(case, "called", {"outcome": outcome.value, "spoke_to": check.spoke_to,
                "number_ends_in": (phone or "")[-4:], "evidence": check.evidence},
                actor=actor, at=at)  # fmt: skip
    return check


def confirm_call(*, case: Case, actor: Actor, at: datetime) -> BankCheck:
    """Confirm the call as the second person.

    :raises UnableToCheck: nobody called, the vendor denied, or it is the person who called.
    """
    _only_a_person(actor)
    with transaction.atomic():
        _, check = _open(case)
        if refusal := rules.may_confirm(call_of(check), by=actor.label):
            raise UnableToCheck(refusal)
        if check is None:
            raise UnableToCheck("Nobody has called the vendor yet.")
        check.confirmed_by, check.confirmed_at = actor.label, at
        check.save(update_fields=["confirmed_by", "confirmed_at"])
        _record(case, "confirmed", {"called_by": check.called_by}, actor=actor, at=at)
    return check


def release_payment(*, case: Case, actor: Actor, at: datetime) -> None:
    """Let payment go on after the call, the second person and the cooling-off days.

    :raises UnableToCheck: one of the three is missing.
    """
    _only_a_person(actor)
    with transaction.atomic():
        _, check = _open(case)
        if refusal := rules.may_release(call_of(check), today=at.astimezone(UTC).date()):
            raise UnableToCheck(refusal)
        settling.release_hold(case, hold_reason=REASON, actor=actor, at=at)
        if case.vendor is not None and check is not None:
            vendors.verify_bank_changes(
                vendor=_vendor(case).pk, called_at=check.called_at, actor=actor, at=at
            )


def _only_a_person(actor: Actor) -> None:
    if actor.kind is not ActorKind.PERSON:
        raise UnableToCheck("Only a person checks bank details.")


def _open(case: Case) -> tuple[Hold, BankCheck | None]:
    hold = (
        Hold.objects.select_for_update(of=("self",))
        .filter(case=case, hold_reason=REASON.value, released_at__isnull=True)
        .first()
    )
    if hold is None:
        raise UnableToCheck("Payment of this case is not held for other bank details.")
    return hold, BankCheck.objects.filter(hold=hold).first()


def _vendor(case: Case) -> "Vendor":
    if case.vendor is None:
        raise UnableToCheck("The vendor is not known.")
    return case.vendor


def _record(
    case: Case, what: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    audit.record(
        action=f"reconciliation.bank_details.{what}", subject=f"case:{case.case_id}", actor=actor,
        at=at, payload=payload, entity=case.entity,
    )  # fmt: skip
