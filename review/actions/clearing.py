"""What a reviewer says beside a decision: no repeat after all; how bank details were checked."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core.actors import Actor
from intake.actions import clearing as intake
from reconciliation.actions import bank_checks, matching
from reconciliation.queries import case_file as reconciliation
from reconciliation.rules.bank_checks import CallOutcome
from review import rules
from review.actions.deciding import NoSuchCase, UnableToDecide
from review.models import Decision
from review.queries import case_file
from review.rules import Decider

if TYPE_CHECKING:
    from reconciliation.models import Case


def clear_alarm(
    *,
    case_id: str,
    alarm_id: int,
    case_version: int,
    reason: str,
    remember: bool,
    actor: Actor,
    rights: frozenset[str],
    at: datetime,
) -> str:
    """Take a duplicate alarm off a case, and match it again; say what came of it.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    :raises UnableToDecide: the rules say no, or the alarm stands.
    """
    with transaction.atomic():
        case = visible_case(case_id, actor)
        decisions = tuple(Decision.objects.filter(case=case.pk).order_by("-decided_at", "-id"))
        facts = case_file.facts_for(case, decisions)
        decider = Decider(kind=actor.kind, label=actor.label, rights=rights)
        verdict = rules.may_clear(facts, decider, case_version=case_version)
        if verdict.refusal:
            raise UnableToDecide(verdict.refusal, is_stale=verdict.is_stale)
        may_confirm = rules.APPROVE in rights
        try:
            intake.clear_alarm(
                invoice_id=case.invoice_id, alarm_id=alarm_id, reason=reason, remember=remember,
                may_confirm=may_confirm, actor=actor, at=at,
            )  # fmt: skip
        except intake.UnableToClear as refusal:
            raise UnableToDecide(str(refusal)) from refusal
        matching.match_invoices([case.invoice_id], actor=actor, at=at)
    if not remember:
        return "Cleared for this invoice, and matched again."
    if may_confirm:
        return "Cleared, and remembered for this vendor."
    return "Cleared for this invoice. A controller must confirm that the vendor's habit is kept."


def confirm_repeat(*, repeat_id: int, actor: Actor, rights: frozenset[str], at: datetime) -> None:
    """Let a remembered pattern take effect; a controller's right.

    :raises UnableToDecide: the person may not, or it is in effect or revoked.
    """
    _controllers_only(rights)
    try:
        intake.confirm_repeat(repeat_id=repeat_id, actor=actor, at=at)
    except intake.UnableToClear as refusal:
        raise UnableToDecide(str(refusal)) from refusal


def revoke_repeat(*, repeat_id: int, actor: Actor, rights: frozenset[str], at: datetime) -> None:
    """Let the rule fire at the vendor again; a controller's right.

    :raises UnableToDecide: the person may not, or it was revoked.
    """
    _controllers_only(rights)
    try:
        intake.revoke_repeat(repeat_id=repeat_id, actor=actor, at=at)
    except intake.UnableToClear as refusal:
        raise UnableToDecide(str(refusal)) from refusal


def record_call(
    *,
    case_id: str,
    outcome: str,
    spoke_to: str,
    evidence: str,
    actor: Actor,
    rights: frozenset[str],
    at: datetime,
) -> str:
    """Write down the call to the number on file.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    :raises UnableToDecide: the person may not, or the check does not allow it now.
    """
    if rules.DECIDE not in rights:
        raise UnableToDecide("Your role does not decide cases.")
    case = visible_case(case_id, actor)
    said = CallOutcome(outcome)
    try:
        bank_checks.record_call(
            case=case, outcome=said, spoke_to=spoke_to, evidence=evidence, actor=actor, at=at
        )
    except bank_checks.UnableToCheck as refusal:
        raise UnableToDecide(str(refusal)) from refusal
    if said is CallOutcome.DENIED:
        return "The vendor denies the account: payment stays held. Reject the invoice."
    return "Noted. A second person must confirm the call."


def confirm_call(*, case_id: str, actor: Actor, rights: frozenset[str], at: datetime) -> str:
    """Confirm a call as the second person; a controller's right.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    :raises UnableToDecide: the person may not, or made the call.
    """
    _controllers_only(rights)
    case = visible_case(case_id, actor)
    try:
        bank_checks.confirm_call(case=case, actor=actor, at=at)
    except bank_checks.UnableToCheck as refusal:
        raise UnableToDecide(str(refusal)) from refusal
    return "Confirmed. Payment may go on after the cooling-off days."


def release_payment(*, case_id: str, actor: Actor, rights: frozenset[str], at: datetime) -> str:
    """Let payment go on; a controller's right.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    :raises UnableToDecide: the person may not, or the call, the second person or days are missing.
    """
    _controllers_only(rights)
    case = visible_case(case_id, actor)
    try:
        bank_checks.release_payment(case=case, actor=actor, at=at)
    except bank_checks.UnableToCheck as refusal:
        raise UnableToDecide(str(refusal)) from refusal
    return "Payment goes on."


def visible_case(case_id: str, actor: Actor) -> "Case":
    """Return the case if the person may see it.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    """
    pk = case_file.number_of(case_id)
    case = None if pk is None else reconciliation.case_for(pk, entities=actor.entities)
    if case is None:
        raise NoSuchCase("There is no such case.")
    return case


def _controllers_only(rights: frozenset[str]) -> None:
    if rules.APPROVE not in rights:
        raise UnableToDecide("This is for a controller.")
