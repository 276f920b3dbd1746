"""A variance put into a model's words: from its facts alone, checked, beside the plain text.

The plain text stands in any case. What a model says is kept where everything in it is in the facts
of that variance or in words of approved sources; it counts for no figures but those.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from ai import gateway, prompts
from ai.answers import WordedAnswer
from ai.asking import CallStatus, Failure, Question
from audit import actions as audit
from core.actors import PIPELINE, Actor
from core.reasons import ReasonCode
from kpi.models import VarianceWording
from kpi.queries.variances import notes, reading, said
from kpi.queries.variances.reading import Judged
from kpi.queries.variances.sayings import sayings
from kpi.rules.variance import words
from reconciliation.rules import wording_step

_PROMPT: Final = Path(__file__).resolve().parent.parent / "prompts" / "explain_variance.md"


def word_variance(key: notes.Key, *, actor: Actor, at: datetime) -> VarianceWording | None:
    """Ask for words for one variance and keep them; nothing where there is none, or no model.

    What was worded already from the same figures is not asked again.
    """
    found = reading.one(key, actor.entities)
    if found is None or not gateway.is_on():
        return None
    if (made := said.wording_of(found)) is not None:
        return made
    passages = {
        f"{each.source_id}/{each.chunk_id}": each.quote
        for each in sayings([found], asker=PIPELINE, at=at).get(key, ())
    }
    data = words.asked_of(found.kept, passages)
    question = Question(
        wording_step.PURPOSE_OF_VARIANCES, prompts.load(_PROMPT), said.subject_of(key), data
    )
    grounds = wording_step.grounds_of(data)
    answer = gateway.ask(
        question, WordedAnswer, actor=actor, at=at, check=lambda one: one.problems(grounds)
    )
    return _keep(found, data, answer, actor=actor, at=at)


def _keep(
    found: Judged,
    data: str,
    answer: gateway.Answer[WordedAnswer] | Failure,
    *,
    actor: Actor,
    at: datetime,
) -> VarianceWording:
    failure = answer if isinstance(answer, Failure) else None
    claims, said_by, code = [], None, None
    if not isinstance(answer, Failure):
        claims = [claim.model_dump() for part in answer.value.parts for claim in part.claims]
        said_by = f"{answer.model} {answer.prompt_version[:12]}"
    elif answer.status is CallStatus.REJECTED:
        code = ReasonCode.OUTPUT_REJECTED.value
    else:
        code = ReasonCode.PROVIDER_UNAVAILABLE.value
    text = answer.text if not isinstance(answer, Failure) else answer.rejected_text
    subject = said.subject_of(found.key)
    with transaction.atomic():
        if text is not None:
            audit.store_bundles([_bundle(subject, data, text, answer)], at=at)
        made = VarianceWording(
            subject=subject, figures_hash=found.kept.figures_hash, claims=claims, said_by=said_by,
            code=code, detail=failure.text if failure else None, made_at=at,
        )  # fmt: skip
        if code != ReasonCode.PROVIDER_UNAVAILABLE.value:
            made.save()
        audit.record(
            action="kpi.variance.worded", subject=subject, actor=actor, at=at,
            entity=found.kept.place.entity,
            payload={"claims": len(claims), "by": said_by, "code": code},
        )  # fmt: skip
    return made


def _bundle(
    subject: str, data: str, text: str, answer: gateway.Answer[WordedAnswer] | Failure
) -> audit.BundleDraft:
    given = None if isinstance(answer, Failure) else answer
    return audit.BundleDraft(
        step=wording_step.STEP_OF_VARIANCES,
        subject=subject,
        inputs={"asked": data.encode(), "answer": text.encode()},
        output=wording_step.to_bytes(data, text),
        policy_versions={},
        prompt_version=given.prompt_version if given else None,
        model=given.model if given else None,
    )
