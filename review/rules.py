"""Who may decide what: permission, four eyes above a limit, nothing changed since it was shown."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from core.actors import ActorKind
from core.reasons import ReasonCode

CLAIM_LASTS = timedelta(minutes=30)
# What approving alone does not lift: payment waits until the vendor was called (T62).
STAYS_HELD = frozenset({ReasonCode.BANK_DETAILS_CHANGED})
DECIDE = "review.decide_case"
APPROVE = "review.approve_case"


class DecisionAction(StrEnum):
    """The five things a person can do with a case."""

    APPROVE = "approve"
    REJECT = "reject"
    CORRECT = "correct"
    ASK = "ask"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to which gross total one person alone may approve, in the currency of the case.

    `None` is no limit. An amount nobody knows is above every limit that is set.
    """

    operator: Decimal | None = None
    controller: Decimal | None = None
    four_eyes_above: Decimal | None = None

    def one_is_enough(self, gross: Decimal | None, *, is_controller: bool) -> bool:
        """Tell whether this person's word alone may book the amount."""
        own = self.controller if is_controller else self.operator
        limits = [limit for limit in (own, self.four_eyes_above) if limit is not None]
        if gross is None:
            return not limits
        return all(abs(gross) <= limit for limit in limits)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules must know of a case."""

    is_open: bool
    version: int
    gross_total: Decimal | None
    currency: str | None
    open_holds: tuple[str, ...] = ()
    decided_by: str | None = None
    first_approval_by: str | None = None  # of this very version; any change voids it


@dataclass(frozen=True, slots=True)
class Decider:
    """Who wants to decide."""

    kind: ActorKind
    label: str
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What they want to do, and which version of the case they saw."""

    action: DecisionAction
    case_version: int
    comment: str = ""
    has_changes: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why not; or yes, and whether a second person must say yes as well."""

    refusal: str | None = None
    needs_second_person: bool = False
    is_stale: bool = False


def may_decide(wish: Wish, case: CaseFacts, decider: Decider, limits: Limits) -> Verdict:
    """Say whether this person may do this with this case now."""
    refusal = _person_may_not(wish, decider) or _wish_is_incomplete(wish)
    if refusal:
        return Verdict(refusal)
    if not case.is_open:
        by = _name(case.decided_by) if case.decided_by else "somebody else"
        return Verdict(f"This case is decided already, by {by}.", is_stale=True)
    if wish.case_version != case.version:
        return Verdict(
            "This case changed while you were looking at it. Look at what is new, then decide.",
            is_stale=True,
        )
    if wish.action is DecisionAction.APPROVE:
        return _approval(case, decider, limits)
    return Verdict()


def role_of(decider: Decider) -> str:
    """Name the role in which a decision is signed."""
    if decider.kind is not ActorKind.PERSON:
        return "service"
    return "controller" if APPROVE in decider.rights else "operator"


def needs_second_person(case: CaseFacts, decider: Decider, limits: Limits) -> str | None:
    """Say why this person alone is not enough for the case, or nothing where they are."""
    if ReasonCode.BANK_DETAILS_CHANGED in case.open_holds:
        return "The bank details changed: a controller must approve as the second person."
    if ReasonCode.VENDOR_LOOKALIKE in case.open_holds:
        return "The seller only looks like a vendor of ours: a controller must approve as well."
    if ReasonCode.NEW_VENDOR_FIRST_INVOICE in case.open_holds:
        return "Several things about this new vendor are risky: a controller must approve as well."
    if case.gross_total is None and not limits.one_is_enough(None, is_controller=False):
        return "Its amount is not known: a controller must approve as the second person."
    if not limits.one_is_enough(case.gross_total, is_controller=APPROVE in decider.rights):
        return "It is above the limit for one person: a controller must approve as the second."
    return None


def may_clear(case: CaseFacts, decider: Decider, *, case_version: int) -> Verdict:
    """Say whether this person may say now that the case is no repeat of another."""
    if decider.kind is not ActorKind.PERSON or DECIDE not in decider.rights:
        return Verdict("Your role does not decide cases.")
    if not case.is_open:
        return Verdict("This case is decided already.", is_stale=True)
    if case_version != case.version:
        return Verdict(
            "This case changed while you were looking at it. Look at what is new, then decide.",
            is_stale=True,
        )
    return Verdict()


def _person_may_not(wish: Wish, decider: Decider) -> str | None:
    if wish.action is DecisionAction.APPROVE and decider.kind is not ActorKind.PERSON:
        return "Only a person approves; a service account never does."
    if DECIDE not in decider.rights:
        return "Your role does not decide cases."
    return None


def _wish_is_incomplete(wish: Wish) -> str | None:
    needs_words = {
        DecisionAction.REJECT: "Say why you reject it.",
        DecisionAction.ASK: "Write the question.",
        DecisionAction.ESCALATE: "Say what the controller should look at.",
    }
    if wish.action in needs_words and not wish.comment:
        return needs_words[wish.action]
    if wish.action is DecisionAction.CORRECT and not wish.has_changes:
        return "Nothing was changed."
    return None


def _approval(case: CaseFacts, decider: Decider, limits: Limits) -> Verdict:
    if case.first_approval_by is None:
        why = needs_second_person(case, decider, limits)
        return Verdict(needs_second_person=why is not None)
    if case.first_approval_by == decider.label:
        return Verdict("You approved it first; the second person must be somebody else.")
    if APPROVE not in decider.rights:
        return Verdict("The second approval is for a controller.")
    return Verdict()


def _name(label: str) -> str:
    return label.partition(":")[2] or label
