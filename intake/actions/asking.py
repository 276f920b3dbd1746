"""Where rules end, a model is asked: once a document, outside of transactions, never believed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from ai import gateway, prompts
from ai.asking import CallStatus, Failure, Question
from core.actors import Actor
from core.reasons import ReasonCode
from intake.formats import model_answer, understanding
from intake.formats.understanding import Received, Understood
from intake.models import Document
from intake.rules.answers import AnsweredInvoice, Heard
from intake.rules.checks import ReadingTolerances

PURPOSE: Final = "intake.read_invoice"
_CLAIMS: Final = frozenset({"invoice", "credit_note"})
_PROMPT: Final = Path(__file__).resolve().parent.parent / "prompts" / "read_invoice.md"


def with_answers(
    documents: Sequence[Document],
    files: Sequence[Received],
    understood: Sequence[Understood],
    *,
    limits: ReadingTolerances,
    actor: Actor,
    at: datetime,
) -> list[Understood]:
    """Return what is understood of the documents now that a model was asked where rules ended."""
    made = list(understood)
    if not gateway.is_on():
        return made
    for place, (document, file, each) in enumerate(zip(documents, files, made, strict=True)):
        if each.heard is None and not each.read.awaits and model_answer.is_wanted(each.read):
            heard = _heard(document, each, actor=actor, at=at)
            again = replace(file, recognition=each.recognition, heard=heard)
            (made[place],) = understanding.understand_many([again], limits=limits)
    return made


def _heard(document: Document, understood: Understood, *, actor: Actor, at: datetime) -> Heard:
    question = Question(
        purpose=PURPOSE,
        prompt=prompts.load(_PROMPT),
        subject=f"document:{document.sha256}",
        data=model_answer.words_of(understood.read.pages),
    )
    answer = gateway.ask(
        question, AnsweredInvoice, actor=actor, at=at,
        is_unsure=lambda said: is_unsure(said, question.data),
    )  # fmt: skip
    if isinstance(answer, Failure):
        is_rejected = answer.status is CallStatus.REJECTED
        code = ReasonCode.OUTPUT_REJECTED if is_rejected else ReasonCode.PROVIDER_UNAVAILABLE
        return Heard(code=code, text=answer.text)
    return Heard(answer=answer.value, prompt_version=answer.prompt_version, model=answer.model)


def is_unsure(said: AnsweredInvoice, words: str) -> bool:
    """Tell whether a larger model should look: a claim without what names it, or not as printed."""
    if said.document_type not in _CLAIMS:
        return False
    return any(
        value is None or value not in words for value in (said.invoice_number, said.gross_total)
    )
