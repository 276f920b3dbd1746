"""Exceptions put into a model's words: from their facts alone, checked, and kept beside the plain.

The plain sentences always stand. A model's are added where everything in them is in the facts of
that exception or in an approved passage that everybody who sees the case may be quoted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.db import transaction

from ai import batching, gateway, prompts
from ai.answers import WordedAnswer, claims_so_far
from ai.asking import CallStatus, Failure, Question
from ai.grounding import Claim, Fact, Grounds, problems_with
from ai.models import ModelBatch
from audit import actions as audit
from core.actors import PIPELINE, Actor
from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.instructions import suspicion_of
from reconciliation.queries import case_file as reconciliation
from reconciliation.queries import work
from reconciliation.rules import wording_step
from review.actions import citing
from review.actions.citing import Ruled
from review.models import Wording
from review.queries import stories, wordings
from review.queries.case_file import number_of
from review.queries.stories import Similar, Story

if TYPE_CHECKING:
    from reconciliation.models import Case

PURPOSE: Final = "review.explain_case"
_MOST_A_NIGHT: Final = 200
_PROMPT: Final = Path(__file__).resolve().parent.parent / "prompts" / "explain_case.md"
# The words that stand beside the two values of an exception, as its own sentence says them.
_ROLES: Final = {
    **dict.fromkeys(("PRICE_OVER", "PRICE_UNDER", "QUANTITY_OVER_ORDERED"), ("ordered", "billed")),
    **dict.fromkeys(("QUANTITY_OVER_RECEIVED", "NOT_RECEIVED"), ("accepted", "billed")),
}
Hear = Callable[[int, Claim], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The question about a case, and what each part of an answer may rest on."""

    question: Question
    grounds: dict[int, Grounds]
    facts_sha256: str


def word_case(
    *, case_id: str, actor: Actor, at: datetime, hear: Hear | None = None
) -> Wording | None:
    """Ask for words for the exceptions of a case and keep them; nothing where there is no case.

    `hear` is told each claim that comes whole and may be shown. What was worded already from the
    same facts is not asked again.
    """
    pk = number_of(case_id)
    case = None if pk is None else reconciliation.case_for(pk, entities=actor.entities)
    if case is None:
        return None
    asked = question_about(case, at=at)
    if not asked.grounds or not gateway.is_on():
        return None
    if (made := wordings.wording_of(case, asked.facts_sha256)) is not None:
        return made
    answer = gateway.ask(
        asked.question, WordedAnswer, actor=actor, at=at,
        check=lambda said: said.problems(asked.grounds),
        hear=None if hear is None else _hearing(asked, hear),
    )  # fmt: skip
    return _keep(case, asked, answer, actor=actor, at=at)


def hand_over(*, at: datetime) -> ModelBatch | Failure | None:
    """Hand the open cases nobody has words for yet over for the night; nothing where none is."""
    if not batching.is_possible() or batching.waiting(PURPOSE):
        return None
    asked = []
    for case in work.open_with_exceptions(most=_MOST_A_NIGHT):
        each = question_about(case, at=at)
        if each.grounds and wordings.wording_of(case, each.facts_sha256) is None:
            asked.append(each.question)
    return batching.submit(asked, WordedAnswer, actor=PIPELINE, at=at) if asked else None


def take_in(*, at: datetime) -> int:
    """Keep the words that came of the night's batches; return how many cases have some."""
    batching.take_up(PURPOSE, actor=PIPELINE, at=at)
    return sum(_taken(batch, at) for batch in batching.waiting(PURPOSE))


def question_about(case: "Case", *, at: datetime) -> Asked:
    """Return what is asked about a case: every exception with its own facts, rows and passages."""
    told = stories.stories_of(case, at=at)[: wordings.MOST_WORDED]
    ruled = {each.code: each for each in citing.cited_for(case, told, actor=PIPELINE, at=at)}
    alike = stories.similar_to(
        case, entities=None if case.entity is None else frozenset({case.entity})
    )
    parts = [
        wording_step.part_of(
            place,
            [each for each in _facts(case, story, alike) if suspicion_of(each.value) is None],
            (*story.rows, *(f"case {each.case_id}" for each in alike)),
            [
                text
                for text in (story.what, story.why, story.rule, story.next)
                if suspicion_of(text) is None
            ],
            _passages(ruled.get(story.code)),
        )
        for place, story in enumerate(told)
    ]
    data = wording_step.to_text(parts)
    question = Question(PURPOSE, prompts.load(_PROMPT), f"case:{case.case_id}", data)
    return Asked(question, wording_step.grounds_of(data), wordings.facts_sha256_of(told))


def _passages(ruled: Ruled | None) -> dict[str, str]:
    cited = ruled.cited if ruled else ()
    return {each.passage: each.quote for each in cited if not each.is_personal}


def _taken(batch: ModelBatch, at: datetime) -> int:
    known: dict[str, tuple[Case, Asked]] = {}

    def check_of(subject: str) -> "gateway.Check[WordedAnswer] | None":
        pk = number_of(subject.removeprefix("case:"))
        case = None if pk is None else reconciliation.case_for(pk, entities=None)
        if case is None:
            return lambda _said: ("There is no such case.",)
        asked = question_about(case, at=at)
        known[subject] = (case, asked)
        return lambda said: said.problems(asked.grounds)

    count = 0
    for each in batching.collect(batch, WordedAnswer, actor=PIPELINE, at=at, check_of=check_of):
        case, asked = known.get(each.subject, (None, None))
        if case is not None and asked is not None and asked.question.fenced == each.asked:
            count += bool(_keep(case, asked, each.outcome, actor=PIPELINE, at=at).parts)
    return count


def _hearing(asked: Asked, hear: Hear) -> Callable[[str], None]:
    """Return who is told the text, and tells on each new claim that its grounds hold."""
    told = set[tuple[int, Claim]]()

    def heard(text: str) -> None:
        for place, claim in claims_so_far(text):
            grounds = asked.grounds.get(place)
            if grounds is None or (place, claim) in told or problems_with([claim], grounds):
                continue
            told.add((place, claim))
            hear(place, claim)

    return heard


def _facts(case: "Case", story: Story, alike: Sequence[Similar]) -> Iterator[Fact]:
    found = story.difference
    yield Fact("what is wrong", story.title)
    yield Fact("case", case.case_id)
    for name, value in (
        ("invoice number", case.invoice_number), ("vendor", case.vendor_name),
        ("line", story.line), ("allowed", found.tolerance), ("rule", story.rule),
        ("total", decimal_text(case.gross_total) if case.gross_total is not None else None),
        ("currency", case.currency),
    ):  # fmt: skip
        if value:
            yield Fact(name, str(value))
    if found.expected and found.actual:
        before, after = _ROLES.get(story.code, ("", ""))
        yield Fact("expected", found.expected, role=before)
        yield Fact("actual", found.actual, role=after)
    if found.gap:
        yield Fact("difference", found.gap[0], direction=found.gap[1])
    for each in alike:
        yield Fact("case decided before", each.case_id)
        yield Fact("alike", f"{each.likeness} %")
        yield Fact("ended in", each.action)


def _keep(
    case: "Case",
    asked: Asked,
    answer: "gateway.Answer[WordedAnswer] | Failure",
    *,
    actor: Actor,
    at: datetime,
) -> Wording:
    failure = answer if isinstance(answer, Failure) else None
    parts, said_by, code = [], None, None
    if not isinstance(answer, Failure):
        parts = [each.model_dump() for each in answer.value.parts]
        said_by = f"{answer.model} {answer.prompt_version[:12]}"
    elif answer.status is CallStatus.REJECTED:
        code = ReasonCode.OUTPUT_REJECTED.value
    else:
        code = ReasonCode.PROVIDER_UNAVAILABLE.value
    said = answer.text if not isinstance(answer, Failure) else answer.rejected_text
    with transaction.atomic():
        if said is not None:
            audit.store_bundles([_bundle(case, asked, said, answer)], at=at)
        made = Wording(
            case_id=case.pk, round=case.round, facts_sha256=asked.facts_sha256, parts=parts,
            said_by=said_by, code=code, detail=failure.text if failure else None, made_at=at,
        )  # fmt: skip
        if code != ReasonCode.PROVIDER_UNAVAILABLE.value:
            made.save()
        audit.record(
            action="review.case.worded", subject=f"case:{case.case_id}", actor=actor, at=at,
            entity=case.entity, payload={"exceptions": len(parts), "by": said_by, "code": code},
        )  # fmt: skip
    return made


def _bundle(
    case: "Case", asked: Asked, said: str, answer: "gateway.Answer[WordedAnswer] | Failure"
) -> audit.BundleDraft:
    given = None if isinstance(answer, Failure) else answer
    return audit.BundleDraft(
        step=wording_step.STEP,
        subject=f"case:{case.case_id}",
        inputs={"asked": asked.question.data.encode(), "answer": said.encode()},
        output=wording_step.to_bytes(asked.question.data, said),
        policy_versions={},
        prompt_version=given.prompt_version if given else None,
        model=given.model if given else None,
    )
