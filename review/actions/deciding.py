"""A person decides a case: once a version, signed, and carried out in the same transaction.

The unique constraint on case and version is the last word when two people decide at once.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from audit import actions as audit
from audit import keys
from audit.rules import canonical_payload
from audit.verifier import signing_key_id
from core.actors import Actor
from core.errors import Refusal
from core.reasons import ReasonCode
from intake.actions import correcting, identifying, learning
from intake.rules import cards
from intake.rules.scrubbing import scrubbed
from ledger.actions import UnableToPost
from reconciliation.actions import matching, owning, policies, settling
from reconciliation.queries import case_file as reconciliation
from review import rules
from review.models import Claim, Comment, Decision
from review.queries import case_file
from review.rules import CaseFacts, Decider, DecisionAction, Verdict, Wish

if TYPE_CHECKING:
    from reconciliation.models import Case

Changes = Mapping[str, str | None]


class UnableToDecide(Refusal):
    """The rules say no, or somebody was faster."""

    def __init__(
        self, text: str, *, code: ReasonCode | None = None, is_stale: bool = False
    ) -> None:
        super().__init__(text, code=code)
        self.is_stale = is_stale


class NoSuchCase(UnableToDecide):
    """There is no such case, or this person may not see it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, and whether somebody else must still say yes."""

    decision: Decision
    case: "Case"
    text: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """One decision before it is written."""

    case: "Case"
    facts: CaseFacts
    wish: Wish
    reason_code: str | None
    seconds_in_view: int | None
    changes: Changes
    verdict: Verdict
    role: str
    stated: dict[str, list[str | None]] = field(default_factory=dict)
    seen: learning.Seen = field(default_factory=learning.Seen)  # of the pages that are corrected


def decide(
    *,
    case_id: str,
    action: str,
    case_version: int,
    actor: Actor,
    rights: frozenset[str],
    decided_at: datetime,
    reason_code: str | None = None,
    comment: str = "",
    changes: Changes | None = None,
    seconds_in_view: int | None = None,
) -> Decided:
    """Decide one case, as this person saw it.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    :raises UnableToDecide: the rules say no, it changed meanwhile, or it cannot be booked.
    """
    changes = scrubbed(changes or {})
    said = cards.masked(comment.strip())
    wish = Wish(DecisionAction(action), case_version, said, bool(changes))
    seen = _look(case_id, actor) if wish.action is DecisionAction.CORRECT else None
    try:
        with transaction.atomic():
            case, facts = _case(case_id, actor)
            limits = case_file.current_limits(case.currency)
            decider = Decider(kind=actor.kind, label=actor.label, rights=rights)
            verdict = rules.may_decide(wish, facts, decider, limits)
            if verdict.refusal:
                raise UnableToDecide(verdict.refusal, is_stale=verdict.is_stale)
            role = rules.role_of(decider)
            draft = _Draft(
                case, facts, wish, reason_code or None, seconds_in_view, changes, verdict, role,
                seen=seen or learning.Seen(),
            )  # fmt: skip
            return _carry_out(draft, actor=actor, at=decided_at)
    except IntegrityError as error:
        if "one_decision_per_case_and_version" not in str(error):
            raise
        raise UnableToDecide("Somebody else decided this case first.", is_stale=True) from error
    except (settling.UnableToSettle, UnableToPost, correcting.UnableToCorrect) as refusal:
        raise UnableToDecide(str(refusal), code=refusal.code) from refusal


def comment_on(*, case_id: str, text: str, actor: Actor, at: datetime) -> Comment:
    """Write a note on a case.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    """
    with transaction.atomic():
        case, _ = _case(case_id, actor)
        comment = Comment.objects.create(
            case_id=case.pk, written_by=actor.label, written_at=at, text=cards.masked(text)
        )
        audit.record(
            action="review.comment.written", subject=f"case:{case.case_id}", actor=actor, at=at,
            payload={"comment": comment.pk}, entity=case.entity,
        )  # fmt: skip
    return comment


def reverse(
    *, case_id: str, text: str, actor: Actor, rights: frozenset[str], at: datetime
) -> "Case":
    """Take the booking of a case back, and open the case again; a controller's right.

    :raises NoSuchCase: there is none, or it belongs to an entity that the person does not see.
    :raises UnableToDecide: the person may not, or there is no booking to reverse.
    """
    if rules.APPROVE not in rights:
        raise UnableToDecide("Only a controller reverses a booking.")
    case, _ = _case(case_id, actor)
    try:
        return settling.reverse_case(case, reason=text, actor=actor, at=at)
    except (settling.UnableToSettle, UnableToPost) as refusal:
        raise UnableToDecide(str(refusal), code=refusal.code) from refusal


def visible_case(*, case_id: str, actor: Actor) -> "Case":
    """Return a case that this actor may see.

    :raises NoSuchCase: there is none, or it belongs to an entity that the actor does not see.
    """
    return _case(case_id, actor)[0]


def _look(case_id: str, actor: Actor) -> learning.Seen | None:
    """Look at the pages of a case's document, before anything is locked."""
    pk = case_file.number_of(case_id)
    case = None if pk is None else reconciliation.case_for(pk, entities=actor.entities)
    return None if case is None else learning.look(case.document)


def _case(case_id: str, actor: Actor) -> tuple["Case", CaseFacts]:
    pk = case_file.number_of(case_id)
    case = None if pk is None else reconciliation.case_for(pk, entities=actor.entities)
    if case is None:
        raise NoSuchCase("There is no such case.")
    decisions = tuple(Decision.objects.filter(case=case.pk).order_by("-decided_at", "-id"))
    return case, case_file.facts_for(case, decisions)


def _carry_out(draft: _Draft, *, actor: Actor, at: datetime) -> Decided:
    """Write the decision, then do what it says; both or neither."""
    case, wish = draft.case, draft.wish
    is_final = not draft.verdict.needs_second_person
    decision = _write(draft, actor=actor, at=at)
    text = "Noted."
    match wish.action:
        case DecisionAction.APPROVE if is_final:
            text = _settle(draft, "approve", actor=actor, at=at)
        case DecisionAction.REJECT:
            text = _settle(draft, "reject", actor=actor, at=at)
        case DecisionAction.CORRECT:
            text = _correct(draft, actor=actor, at=at)
        case DecisionAction.APPROVE:
            _advance(draft, at)
            text = "You approved first. A second person must approve before it is booked."
        case DecisionAction.ASK:
            _advance(draft, at)
            text = "The question stands on the case, which stays open."
        case DecisionAction.ESCALATE:
            _advance(draft, at)
            text = "A controller will look at it."
    if wish.action in {DecisionAction.ASK, DecisionAction.ESCALATE}:
        Comment.objects.create(
            case_id=case.pk, written_by=actor.label, written_at=at, text=wish.comment
        )
    if wish.action is not DecisionAction.CORRECT:
        owning.disown(case.pk, actor.label)
        Claim.objects.filter(case=case.pk, claimed_by=actor.label).delete()
    case.refresh_from_db()
    return Decided(decision, case, text)


def _settle(draft: _Draft, outcome: settling.Outcome, *, actor: Actor, at: datetime) -> str:
    if outcome == "approve":
        for reason in sorted(set(draft.facts.open_holds) - rules.STAYS_HELD):
            settling.release_hold(draft.case, hold_reason=ReasonCode(reason), actor=actor, at=at)
    settled = settling.apply_decision(draft.case, outcome=outcome, actor=actor, at=at)
    if settled.case.version != draft.wish.case_version + 1:
        raise UnableToDecide(
            "This case changed while you were looking at it. Look at what is new, then decide.",
            is_stale=True,
        )
    if outcome == "reject":
        return "Rejected. What it had used of orders and receipts is free again."
    if settled.case.booked_as is None:
        return "Approved. There was nothing to book."
    held = rules.STAYS_HELD.intersection(draft.facts.open_holds)
    waits = " Payment stays held until the bank details are checked." if held else ""
    return f"Approved and booked as {settled.case.booked_as}.{waits}"


def _correct(draft: _Draft, *, actor: Actor, at: datetime) -> str:
    """Keep the correction as a new reading, then identify and match again."""
    policy = policies.current_policy()
    invoice_id = draft.case.invoice_id
    correcting.correct_reading(
        document_id=draft.case.document_id, changes=draft.changes,
        limits=policy.reading_limits, actor=actor, at=at, seen=draft.seen,
    )  # fmt: skip
    identifying.identify_invoices([invoice_id], settings=policy.duplicates, actor=actor, at=at)
    matching.match_invoices([invoice_id], actor=actor, at=at)
    return "Corrected and matched again."


def _advance(draft: _Draft, at: datetime) -> None:
    if not owning.advance(draft.case.pk, version=draft.wish.case_version, at=at):
        raise UnableToDecide("Somebody else was faster.", is_stale=True)


def _write(draft: _Draft, *, actor: Actor, at: datetime) -> Decision:
    """Sign the decision and keep it; the trail says that it was taken."""
    case, wish = draft.case, draft.wish
    decision_id = uuid.uuid4()
    stated: dict[str, object] = {
        "decision_id": str(decision_id), "case_id": case.case_id,
        "case_version": wish.case_version, "action": wish.action.value,
        "reason_code": draft.reason_code, "comment": wish.comment or None, "by": actor.label,
        "role": draft.role, "at": at, "seconds_in_view": draft.seconds_in_view,
        "proposal_followed": _follows(draft), "needs_second_person":
        draft.verdict.needs_second_person, "changes": dict(draft.changes),
        "gross_total": case.gross_total, "currency": case.currency, "round": case.round,
    }  # fmt: skip
    content = canonical_payload(stated).encode()
    key = keys.signing_key()
    decision = Decision.objects.create(
        decision_id=decision_id, case_id=case.pk, case_version=wish.case_version,
        action=wish.action.value, reason_code=draft.reason_code, comment=wish.comment or None,
        decided_by=actor.label, role=draft.role, decided_at=at,
        seconds_in_view=draft.seconds_in_view, proposal_followed=_follows(draft),
        needs_second_person=draft.verdict.needs_second_person, changes=dict(draft.changes),
        content_hash=hashlib.sha256(content).hexdigest(), signature=key.sign(content).hex(),
        key_id=signing_key_id(key.public_key().public_bytes_raw()),
    )  # fmt: skip
    audit.record(
        action="review.case.decided", subject=f"case:{case.case_id}", actor=actor, at=at,
        payload={**stated, "content_hash": decision.content_hash}, entity=case.entity,
    )  # fmt: skip
    return decision


def _follows(draft: _Draft) -> bool:
    """Tell whether the person did what was proposed: book it as it stands."""
    return draft.wish.action is DecisionAction.APPROVE and not draft.changes
