"""Who may decide what: permission, four eyes above a limit, nothing changed since it was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from core.actors import ActorKind
from core.reasons import ReasonCode

CLAIM_LASTS = timedelta(minutes=30)
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
    """Up to which gross total one person alone may approve, by currency.

    A currency without a limit of its own takes the limit without a currency; where there is
    none either, one person is not enough.
    """

    alone: Mapping[str | None, Decimal]

    def is_above(self, gross: Decimal | None, currency: str | None) -> bool:
        """Tell whether one person is not enough. An unknown amount is above every limit."""
        limit = self.alone.get(currency, self.alone.get(None))
        return gross is None or limit is None or abs(gross) > limit


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


def needs_second_person(case: CaseFacts, limits: Limits) -> str | None:
    """Say why one person is not enough for this case, or nothing where one is."""
    if ReasonCode.BANK_DETAILS_CHANGED in case.open_holds:
        return "The bank details changed: a controller and a second person must approve."
    if limits.is_above(case.gross_total, case.currency):
        return "It is above the limit for one person: a second person must approve."
    return None


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
    if needs_second_person(case, limits) is None:
        return Verdict()
    if case.first_approval_by is None:
        return Verdict(needs_second_person=True)
    if case.first_approval_by == decider.label:
        return Verdict("You approved it first; the second person must be somebody else.")
    if APPROVE not in decider.rights:
        return Verdict("The second approval is for a controller.")
    return Verdict()


def _name(label: str) -> str:
    return label.partition(":")[2] or label
