"""Decisions over the API: a program may ask, escalate and comment; it never decides."""

from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from core.http import ApiRequest, Problem, Scope, needs
from core.reasons import ReasonCode
from review.actions import deciding, refusing
from review.queries import exports
from review.rules import DECIDE, DecisionAction

router = Router(tags=["decisions"])
COMMENT = "comment"


class DecisionAsked(Schema):
    """What is to be done with the case."""

    action: Annotated[str, Field(pattern="^(comment|ask|escalate|approve|reject|correct)$")]
    comment: Annotated[str, Field(max_length=4000)] = ""
    reason_code: ReasonCode | None = None
    case_version: Annotated[
        int | None, Field(ge=1, description="The version that was looked at: the case's ETag.")
    ] = None


class CommentView(Schema):
    """A note that was written on a case."""

    comment_id: int
    case_id: str
    text: str
    by: str
    at: datetime


@router.post(
    "/cases/{case_id}/decisions",
    response={201: dict[str, Any]},
    operation_id="decide_case",
)
@needs(Scope.DECISIONS_WRITE)
def decide(request: ApiRequest, case_id: str, asked: DecisionAsked) -> Status[dict[str, Any]]:
    """Comment on a case, ask, or escalate it to a controller.

    A service account never approves, rejects or corrects: that is refused, and on the trail.
    """
    try:
        if asked.action == COMMENT:
            return Status(201, _comment(request, case_id, asked))
        refusing.keep_to_people(
            case_id=case_id, action=DecisionAction(asked.action), actor=request.actor,
            at=timezone.now(),
        )  # fmt: skip
        decided = deciding.decide(
            case_id=case_id,
            action=asked.action,
            case_version=asked.case_version
            or deciding.visible_case(case_id=case_id, actor=request.actor).version,
            actor=request.actor,
            rights=frozenset({DECIDE}),
            decided_at=timezone.now(),
            reason_code=asked.reason_code.value if asked.reason_code else None,
            comment=asked.comment,
        )
    except deciding.NoSuchCase as nowhere:
        raise Problem(404, "There is no such case.") from nowhere
    except refusing.ForPeopleAlone as refusal:
        raise Problem(403, str(refusal), kind="service-account") from refusal
    except deciding.UnableToDecide as refusal:
        kind = "stale" if refusal.is_stale else "refused"
        raise Problem(409, str(refusal), kind=kind) from refusal
    return Status(201, exports.export_decision(decided.decision.pk))


def _comment(request: ApiRequest, case_id: str, asked: DecisionAsked) -> dict[str, Any]:
    text = asked.comment.strip()
    if not text:
        raise Problem(
            422, "A comment needs words.", kind="validation",
            errors=[{"pointer": "/body/asked/comment", "detail": "empty"}],
        )  # fmt: skip
    seen = asked.case_version
    if seen and deciding.visible_case(case_id=case_id, actor=request.actor).version != seen:
        raise Problem(409, "The case has changed since it was looked at.", kind="stale")
    note = deciding.comment_on(case_id=case_id, text=text, actor=request.actor, at=timezone.now())
    return CommentView(
        comment_id=note.pk, case_id=f"C-{note.case_id}", text=note.text, by=note.written_by,
        at=note.written_at,
    ).model_dump(mode="json")  # fmt: skip
