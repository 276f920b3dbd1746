"""What is for people alone: a service account that tries is refused, and the trail says so."""

from datetime import datetime

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from review.actions.deciding import visible_case
from review.rules import DecisionAction

FOR_PROGRAMS = frozenset({DecisionAction.ASK, DecisionAction.ESCALATE})


class ForPeopleAlone(Refusal):
    """Only a person does this."""


def keep_to_people(*, case_id: str, action: DecisionAction, actor: Actor, at: datetime) -> None:
    """Refuse what only a person may decide, and write the attempt down.

    :raises NoSuchCase: there is none, or it belongs to an entity that this actor does not see.
    :raises ForPeopleAlone: it is no person, and wants more than to ask or escalate.
    """
    if actor.kind is ActorKind.PERSON or action in FOR_PROGRAMS:
        return
    case = visible_case(case_id=case_id, actor=actor)
    audit.record(
        action="review.decision.refused", subject=f"case:{case.case_id}", actor=actor, at=at,
        payload={"action": action.value, "reason": "service_account"}, entity=case.entity,
    )  # fmt: skip
    raise ForPeopleAlone("A service account never approves, rejects or corrects; a person does.")
