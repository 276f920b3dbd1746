"""Measuring the current configuration over a labelled set: nothing stays but the scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction

from audit import actions as audit
from core.actors import Actor
from core.errors import Refusal
from evaluation.actions import producing
from evaluation.actions.producing import File, Produced
from evaluation.models import Miss, Run, Score
from evaluation.rules.labels import Label, LineProblem, read_labels
from evaluation.rules.scoring import DocumentScore, score
from evaluation.rules.summing import SliceKey, SliceScore, sum_up
from intake.formats import mail
from intake.rules.findings import FindingValue
from intake.rules.recognise import FileKind, recognise
from reconciliation.actions import policies


class UnableToEvaluate(Refusal):
    """There is no labelled set here."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One run with everything it found."""

    run: Run
    slices: dict[SliceKey, SliceScore]
    scores: tuple[DocumentScore, ...]
    problems: tuple[LineProblem, ...]


def run_evaluation(labels_path: Path, *, as_of: date, actor: Actor, at: datetime) -> Evaluated:
    """Take the files of a labelled set through the production steps, and score what came out.

    Documents, cases and entries are taken back; the run, its scores and what was wrong stay.

    :raises UnableToEvaluate: the labels cannot be read, or none of them can.
    """
    started = monotonic()
    try:
        content = labels_path.read_bytes()
    except OSError as error:
        raise UnableToEvaluate(f"{labels_path} cannot be read: {error.strerror}.") from error
    labels, problems = read_labels(content)
    labelled, files, missing = _files(labels, labels_path.parent)
    problems = sorted([*problems, *missing], key=lambda problem: problem.line)
    if not labelled:
        first = f" Line {problems[0].line}: {problems[0].reason}." if problems else ""
        raise UnableToEvaluate(f"{labels_path} holds no label that can be scored.{first}")
    produced = producing.produce(files, as_of=as_of, actor=actor, at=at)
    scores = [score(label, each.outcome) for label, each in zip(labelled, produced, strict=True)]
    slices = sum_up(scores, [each.seconds for each in produced])
    with transaction.atomic():
        run = _write_run(
            labels_path.name, content, produced, problems, actor=actor, at=at,
            seconds=monotonic() - started,
        )  # fmt: skip
        _write_scores(run, slices, scores)
        audit.record(
            action="evaluation.run.made",
            subject=f"run:{run.run_id}",
            actor=actor,
            at=at,
            payload={"labels": run.labels, "sha256": run.labels_sha256, "documents": len(scores)},
        )
    return Evaluated(run, slices, tuple(scores), tuple(problems))


def _files(
    labels: Sequence[Label], folder: Path
) -> tuple[list[Label], list[File], list[LineProblem]]:
    """Read the files beside the labels; a label whose file is not there is a problem."""
    labelled, files, missing = [], [], []
    root = folder.resolve()
    for label in labels:
        path = (folder / label.file).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            missing.append(LineProblem(label.line, f"there is no file {label.file}"))
            continue
        with path.open("rb") as file:
            content = file.read(settings.DOCUMENT_SIZE_LIMIT + 1)
        labelled.append(label)
        files.append(_labelled_file(label, File(path.name, content)))
    return labelled, files, missing


def _labelled_file(label: Label, file: File) -> File:
    """Return what the label speaks of: of a mail with one file on it, that file."""
    if label.document_type == "mail" or recognise(file.content).kind is not FileKind.MAIL:
        return file
    read = mail.read(file.content)
    members = () if isinstance(read, FindingValue) else read.members
    if len(members) != 1 or members[0].problem is not None:
        return file
    return File(members[0].name, members[0].content)


def _write_run(
    name: str,
    content: bytes,
    produced: Sequence[Produced],
    problems: Sequence[LineProblem],
    *,
    actor: Actor,
    at: datetime,
    seconds: float,
) -> Run:
    return Run.objects.create(
        labels=name,
        labels_sha256=producing.digest(content),
        code_version=settings.CODE_VERSION,
        policy_version=policies.current_policy().name,
        run_at=at,
        run_by=actor.label,
        seconds=seconds,
        documents=len(produced),
        already_here=sum(1 for each in produced if each.was_here),
        problems=[{"line": each.line, "reason": each.reason} for each in problems],
    )


def _write_scores(
    run: Run, slices: dict[SliceKey, SliceScore], scores: Sequence[DocumentScore]
) -> None:
    Score.objects.bulk_create(
        Score(
            run=run,
            slice_name=name,
            slice_value=value,
            measure=measure,
            right=share.right,
            n=share.n,
        )
        for (name, value), found in slices.items()
        for measure, share in [
            *found.measures.items(),
            *((f"field:{field}", share) for field, share in found.by_field.items()),
        ]
    )
    Miss.objects.bulk_create(
        Miss(
            run=run,
            file=each.label.file,
            place=wrong.place,
            name=wrong.name,
            expected=wrong.expected,
            actual=wrong.actual,
        )
        for each in scores
        for wrong in each.wrong
    )
