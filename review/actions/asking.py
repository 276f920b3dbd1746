"""A question about one case, answered from its own records with citations, or refused.

With a model its words are shown only when everything in them is in the facts of the case; else,
and without a model, sentences that the records make are given, and where they do not answer: none.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.db import transaction

from ai import gateway, prompts, retrieval
from ai.answers import CitedAnswer, claims_so_far
from ai.approved import Purpose
from ai.asking import Failure, Question
from ai.grounding import Claim, Fact, Grounds, problems_with
from audit import actions as audit
from core.actors import Actor
from core.errors import Refusal
from intake.rules.instructions import suspicion_of
from intake.rules.scrubbing import scrubbed
from reconciliation.queries import case_file as reconciliation
from reconciliation.queries import explaining
from reconciliation.rules import answer_step
from reconciliation.rules.answer_step import Answered, Known
from reconciliation.rules.questions import Statement
from review.models import CaseAnswer
from review.queries import stories
from review.queries.case_file import number_of
from review.queries.stories import Similar, Story

if TYPE_CHECKING:
    from reconciliation.models import Case

PURPOSE: Final = "review.ask_about_case"
Hear = Callable[[Claim], None]
_PROMPT: Final = Path(__file__).resolve().parent.parent / "prompts" / "ask_about_case.md"
_TOPICS: Final = {
    "document": "document", "purchase_order_line": "match", "proposal": "proposal", "case": "state",
}  # fmt: skip
UNGROUNDED: Final = "The records of this case do not answer this."


class UnableToAnswer(Refusal):
    """There is no such case, or nothing was asked."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came of asking a model: its words, whoever's they are, and why they are not shown."""

    text: str | None = None
    detail: str | None = None
    model: str | None = None
    prompt_version: str | None = None


def ask_about(
    *, case_id: str, question: str, actor: Actor, at: datetime, hear: Hear | None = None
) -> CaseAnswer:
    """Answer a question about one case and keep the answer.

    `hear` is told each claim of a model that has come whole and may be shown.

    :raises UnableToAnswer: this person may not see such a case, or nothing was asked.
    """
    pk, question = number_of(case_id), scrubbed(question.strip())
    case = None if pk is None else reconciliation.case_for(pk, entities=actor.entities)
    if case is None or not question:
        raise UnableToAnswer("There is no such case." if case is None else "Ask something.")
    known = _with_passages(_known(case, actor, at), question, case, actor=actor, at=at)
    heard = _heard(case, question, known, actor=actor, at=at, hear=hear)
    made = answer_step.answered(question, known, heard.text)
    return _keep(case, question, known, made, heard, actor=actor, at=at)


def _with_passages(
    known: Known, question: str, case: "Case", *, actor: Actor, at: datetime
) -> Known:
    """Add the approved passages about a question that this person may quote for this case."""
    if case.entity is None or not retrieval.has_sources():
        return known
    found = retrieval.retrieve(
        question, asker=actor, purpose=Purpose.ANSWER, at=at, entities=frozenset({case.entity}), k=3
    )
    passages = {f"{p.source_id}/{p.chunk_id}": p.text for p in found.relevant if not p.is_personal}
    return replace(known, grounds=replace(known.grounds, passages=passages))


def _heard(
    case: "Case", question: str, known: Known, *, actor: Actor, at: datetime, hear: Hear | None
) -> _Heard:
    """Return what a model says, as it came."""
    if not gateway.is_on():
        return _Heard()
    asked = Question(
        purpose=PURPOSE,
        prompt=prompts.load(_PROMPT),
        subject=f"case:{case.case_id}",
        data=answer_step.to_text(question, known),
    )
    answer = gateway.ask(
        asked, CitedAnswer, actor=actor, at=at, check=lambda said: said.problems(known.grounds),
        is_unsure=lambda said: not said.claims and bool(answer_step.by_rules(question, known)),
        hear=None if hear is None else _hearing(known, hear),
    )  # fmt: skip
    if not isinstance(answer, Failure):
        return _Heard(answer.text, None, answer.model, answer.prompt_version)
    return _Heard(answer.rejected_text, answer.text)


def _hearing(known: Known, hear: Hear) -> Callable[[str], None]:
    """Return who is told the text, and tells on each new claim whose grounds hold."""
    told = set[Claim]()

    def heard(text: str) -> None:
        for _, claim in claims_so_far(text):
            if claim not in told and not problems_with([claim], known.grounds):
                told.add(claim)
                hear(claim)

    return heard


def _known(case: "Case", actor: Actor, at: datetime) -> Known:
    explanation = explaining.explain_case(case.pk, entities=actor.entities)
    found = stories.stories_of(case, at=at)
    alike = stories.similar_to(case, entities=actor.entities)
    statements: list[Statement] = []
    facts = [Fact("case", case.case_id), Fact("document", case.document.filename)]
    for sentence in explanation.sentences if explanation else ():
        rows = tuple(f"{row.type} {row.id}" for row in sentence.citations)
        if "code" not in sentence.facts:
            topic = _TOPICS.get(sentence.citations[0].type, "document")
            statements.append(Statement(topic, sentence.text, rows))
        facts += [Fact(name, str(value)) for name, value in sentence.facts.items() if value]
        facts += [Fact(row.type, row.id) for row in sentence.citations]
    statements += _dates(case)
    for story in found:
        statements += _statements(story)
        facts += _facts(story)
    statements += [_precedent(each) for each in alike]
    rows_given = frozenset(row for each in statements for row in each.rows)
    said = tuple(each for each in facts if suspicion_of(each.value) is None)
    return Known(tuple(statements), Grounds(facts=said, rows=rows_given))


def _statements(story: Story) -> list[Statement]:
    return [
        Statement("wrong", f"{story.title}: {story.what}", story.rows),
        Statement("wrong", story.why, story.rows),
        Statement("rule", story.rule, story.rows),
        Statement("next", story.next, story.rows),
    ]


def _facts(story: Story) -> list[Fact]:
    found = story.difference
    facts = [Fact("rule", story.rule), Fact("title", story.title)]
    if found.gap:
        facts.append(Fact("difference", found.gap[0], direction=found.gap[1]))
    return facts


def _precedent(each: Similar) -> Statement:
    said = f" (“{each.comment}”)" if each.comment else ""
    text = (
        f"Case {each.case_id}, {each.likeness} % alike, ended in {each.action}"
        f" by {each.decided_by.partition(':')[2]} on {each.decided_at.date().isoformat()}{said}."
    )
    return Statement("before", text, (f"case {each.case_id}",))


def _dates(case: "Case") -> list[Statement]:
    issued, rows = case.invoice.issue_date, (f"document {case.document.sha256}",)
    told = [
        ("It was issued on", issued.isoformat() if issued else None),
        ("It is due on", case.due_at.date().isoformat() if case.due_at else None),
        (
            "A discount may be taken until",
            str(case.discount_until) if case.discount_until else None,
        ),
    ]
    return [Statement("date", f"{text} {day}.", rows) for text, day in told if day]


def _keep(
    case: "Case",
    question: str,
    known: Known,
    made: Answered,
    heard: _Heard,
    *,
    actor: Actor,
    at: datetime,
) -> CaseAnswer:
    said_by = made.said_by
    if said_by == "model":
        said_by = f"{heard.model} {(heard.prompt_version or '')[:12]}"
    with transaction.atomic():
        kept = CaseAnswer.objects.create(
            case_id=case.pk, round=case.round, question=question, said_by=said_by,
            claims=answer_step.claims_json(made.claims),
            code=made.code.value if made.code else None,
            detail=heard.detail or (None if made.claims else UNGROUNDED),
            asked_by=actor.label, asked_at=at,
        )  # fmt: skip
        audit.store_bundles([_bundle(case, question, known, made, heard)], at=at)
        audit.record(
            action="review.case.asked", subject=f"case:{case.case_id}", actor=actor, at=at,
            entity=case.entity,
            payload={"question": question, "claims": len(made.claims), "said_by": said_by,
                     "code": kept.code},
        )  # fmt: skip
    return kept


def _bundle(
    case: "Case", question: str, known: Known, made: Answered, heard: _Heard
) -> audit.BundleDraft:
    said = {} if heard.text is None else {"answer": heard.text.encode()}
    return audit.BundleDraft(
        step=answer_step.STEP,
        subject=f"case:{case.case_id}",
        inputs={"asked": answer_step.to_text(question, known).encode(), **said},
        output=answer_step.to_bytes(made),
        policy_versions={},
        prompt_version=heard.prompt_version,
        model=heard.model,
    )
