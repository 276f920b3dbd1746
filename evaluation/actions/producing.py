"""The production steps over files, and everything they wrote taken back again.

The files are read outside any transaction, as in production; the rest happens in one transaction
that is rolled back, so that no document, case, entry or trail event of a measurement stays. While
it lasts, it holds the same locks as a load of the same files.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction

from core.actors import Actor
from core.reasons import ReasonCode
from evaluation.rules.scoring import Outcome
from intake import queries as intake
from intake.actions import identifying, reading, receiving
from intake.formats import masking, understanding
from intake.formats.understanding import Understood
from reconciliation.actions import matching, policies, settling
from reconciliation.queries import standing
from reconciliation.queries.exports import fields_of

BATCH = 50
READ_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class File:
    """One file of a labelled set."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Produced:
    """What came of one file, how long it took, and whether it was here before."""

    outcome: Outcome
    seconds: float
    was_here: bool = False


def produce(files: Sequence[File], *, as_of: date, actor: Actor, at: datetime) -> list[Produced]:
    """Take files through every step and take all of it back; return what came of each.

    A file that is here already is read again, and its standing case says what came of it.
    """
    understood, took = _understand(files, as_of)
    with transaction.atomic():
        try:
            started = monotonic()
            arrivals = _receive(files, as_of=as_of, actor=actor, at=at)
            known = {
                each.document_id: said
                for each, said in zip(arrivals, understood, strict=True)
                if each.document_id is not None
            }
            _settle(known, actor=actor, at=at)
            outcomes = _outcomes(arrivals, understood)
            each_took = (monotonic() - started) / max(len(files), 1)
        finally:
            transaction.set_rollback(True)
    return [
        Produced(outcome, seconds + each_took, was_here=was_here)
        for (outcome, was_here), seconds in zip(outcomes, took, strict=True)
    ]


def _understand(files: Sequence[File], as_of: date) -> tuple[list[Understood], list[float]]:
    limits = policies.current_policy().reading_limits
    made: list[Understood] = []
    took: list[float] = []
    for start in range(0, len(files), READ_AT_ONCE):
        part = files[start : start + READ_AT_ONCE]
        started = monotonic()
        made += understanding.understand_in_place(
            [
                understanding.Received(masking.mask_file(file.content).content, file.name, as_of)
                for file in part
            ],
            limits=limits,
            processes=settings.OCR_PROCESSES,
        )
        took += [(monotonic() - started) / len(part)] * len(part)
    return made, took


def _receive(
    files: Sequence[File], *, as_of: date, actor: Actor, at: datetime
) -> list[receiving.Received]:
    received: list[receiving.Received] = []
    for start in range(0, len(files), BATCH):
        received += receiving.receive_documents(
            [
                receiving.Incoming(content=file.content, filename=file.name)
                for file in files[start : start + BATCH]
            ],
            channel="evaluation",
            actor=actor,
            received_at=at,
            as_of=as_of,
            is_rung=False,
        )
    return received


def _settle(known: Mapping[int, Understood], *, actor: Actor, at: datetime) -> None:
    """Read, identify, match and book what is new, as the pipeline does, in its order."""
    policy = policies.current_policy()
    waiting = intake.unfinished(list(known))
    touched: frozenset[str] = frozenset()
    for start in range(0, len(waiting), BATCH):
        touched |= reading.read_documents(
            waiting[start : start + BATCH],
            limits=policy.reading_limits,
            understood=known,
            actor=actor,
            at=at,
        )
    _match(intake.unsettled_invoices(waiting), actor=actor, at=at)
    _match(matching.wake(touched, actor=actor, at=at), actor=actor, at=at)


def _match(invoice_ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    settings = policies.current_policy().duplicates
    for start in range(0, len(invoice_ids), BATCH):
        batch = invoice_ids[start : start + BATCH]
        identifying.identify_invoices(batch, settings=settings, actor=actor, at=at)
        matched = matching.match_invoices(batch, actor=actor, at=at)
        settling.pass_straight_through(
            [each.case for each in matched if each.goes_straight_through], actor=actor, at=at
        )
        reading.finish(batch)


def _outcomes(
    arrivals: Sequence[receiving.Received], understood: Sequence[Understood]
) -> list[tuple[Outcome, bool]]:
    ids = [each.document_id for each in arrivals if each.document_id is not None]
    documents = intake.outcomes(ids)
    cases = standing.cases_of_documents(ids)
    seen: set[str] = set()
    made = []
    for arrival, said in zip(arrivals, understood, strict=True):
        is_repeat = arrival.sha256 in seen
        seen.add(arrival.sha256)
        was_here = not arrival.is_new and not is_repeat and arrival.document_id is not None
        document = documents.get(arrival.document_id or 0)
        case = cases.get(arrival.document_id or 0)
        made.append((_outcome(arrival, said, document, case, is_repeat=is_repeat), was_here))
    return made


def _outcome(
    arrival: receiving.Received,
    said: Understood,
    document: intake.Outcome | None,
    case: standing.Standing | None,
    *,
    is_repeat: bool,
) -> Outcome:
    says = said.read.invoice or said.read.beside
    fields: dict[str, Any] = {} if says is None else fields_of(says)
    kind = said.read.document_type.value
    if arrival.problem is not None or document is None:
        codes = {arrival.problem.code.value} if arrival.problem else set()
        return Outcome("unreadable", {}, frozenset(codes), "refused")
    if is_repeat:
        codes = {ReasonCode.DUPLICATE_DOCUMENT.value}
        return Outcome(kind, fields, frozenset(codes), "duplicate")
    if document.is_refused:
        codes = {*document.findings, *([document.refusal] if document.refusal else [])}
        return Outcome(document.document_type or kind, fields, frozenset(codes), "refused")
    if case is None:
        return Outcome(document.document_type or kind, fields, frozenset(document.findings), None)
    state = "straight_through" if case.state == "straight_through" else "in_review"
    return Outcome(document.document_type or kind, fields, frozenset(case.exception_codes), state)


def digest(content: bytes) -> str:
    """Return by what a set of labels is known."""
    return hashlib.sha256(content).hexdigest()
