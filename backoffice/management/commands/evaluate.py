"""evaluate: score the current configuration against a labelled set, by slice, with intervals."""

import json
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from backoffice.commandline import DONE, WRONG_USAGE
from core.actors import Actor, ActorKind
from evaluation.actions import running
from evaluation.queries import runs
from evaluation.queries.runs import Compared
from evaluation.rules.scoring import DocumentScore
from evaluation.rules.summing import SliceScore

THE_ANSWER_IS_NO = 1


def day(text: str) -> date:
    """Read a day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-03-31") from error


class Command(BaseCommand):
    help = "Scores the current configuration against a labelled set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("labels", type=Path, metavar="LABELS.jsonl")
        parser.add_argument("--against", metavar="RUN", help="An earlier run, such as R-3.")
        parser.add_argument(
            "--as-of", type=day, metavar="DATE", help="The day the files count as having arrived."
        )
        parser.add_argument("--json", action="store_true", help="JSON alone on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        before = runs.run_named(options["against"]) if options["against"] else None
        if options["against"] and before is None:
            self._refuse(f"There is no run {options['against']}.")
        if not options["labels"].is_file():
            self._refuse(f"There is no file {options['labels']}.")
        try:
            evaluated = running.run_evaluation(
                options["labels"],
                as_of=options["as_of"] or timezone.localdate(),
                actor=Actor(kind=ActorKind.SERVICE, name="evaluate"),
                at=timezone.now(),
            )
        except running.UnableToEvaluate as refusal:
            self.stderr.write(str(refusal))
            raise SystemExit(THE_ANSWER_IS_NO) from refusal
        earlier = runs.shares_of(before) if before else None
        compared = runs.compared(runs.shares_of(evaluated.run), earlier)
        for problem in evaluated.problems:
            self.stderr.write(f"Line {problem.line}: {problem.reason}.")
        if options["json"]:
            said = as_json(evaluated, compared, options["against"])
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self._in_words(evaluated, compared)
        is_worse = any(
            each.delta is not None and each.delta.is_worse
            for each in compared
            if not each.slice_name and not each.measure.startswith("field:")
        )
        raise SystemExit(THE_ANSWER_IS_NO if evaluated.problems or is_worse else DONE)

    def _refuse(self, text: str) -> None:
        self.stderr.write(text)
        raise SystemExit(WRONG_USAGE)

    def _in_words(self, evaluated: running.Evaluated, compared: list[Compared]) -> None:
        run = evaluated.run
        self.stdout.write(
            f"{run.run_id}: {run.documents:,} files in {run.seconds:.1f} s, "
            f"policy {run.policy_version}, cost {run.cost}"
        )
        for each in compared:
            if each.measure.startswith("field:") and each.slice_name:
                continue
            name = f"{each.slice_name}={each.slice_value}" if each.slice_name else "everything"
            low, high = each.share.interval
            text = (
                f"{name:<32} {each.measure:<32} {each.share.right:>6} of {each.share.n:<6} "
                f"{_percent(each.share.value)}  [{_percent(low)}, {_percent(high)}]"
            )
            if each.delta is not None:
                text += f"  change {each.delta.value * 100:+.1f}"
            self.stdout.write(text)
        for scored in evaluated.scores:
            for wrong in scored.wrong:
                self.stdout.write(
                    f"wrong: {scored.label.file} {wrong.place}: "
                    f"expected {wrong.expected!r}, got {wrong.actual!r}"
                )


def as_json(
    evaluated: running.Evaluated, compared: list[Compared], against: str | None
) -> dict[str, object]:
    """Return the whole result as one object."""
    run = evaluated.run
    return {
        "run": run.run_id,
        "against": against,
        "labels": run.labels,
        "labels_sha256": run.labels_sha256,
        "code_version": run.code_version,
        "policy_version": run.policy_version,
        "documents": run.documents,
        "already_here": run.already_here,
        "seconds": round(run.seconds, 3),
        "cost": run.cost,
        "problems": [{"line": each.line, "reason": each.reason} for each in evaluated.problems],
        "slices": [
            _slice(name, value, found, compared)
            for (name, value), found in evaluated.slices.items()
        ],
        "wrong": [wrong for each in evaluated.scores for wrong in _wrong(each)],
    }


def _slice(name: str, value: str, found: SliceScore, compared: list[Compared]) -> dict[str, object]:
    mine = [each for each in compared if (each.slice_name, each.slice_value) == (name, value)]
    fields = [each for each in mine if each.measure.startswith("field:")]
    mean = found.seconds_a_document
    return {
        "slice": {name: value} if name else {},
        "documents": found.documents,
        "measures": {each.measure: _share(each) for each in mine if each not in fields},
        "fields": {each.measure.removeprefix("field:"): _share(each) for each in fields},
        "dispositions": dict(found.confusion),
        "cost": "0",
        "seconds_a_document": None if mean is None else round(mean, 4),
    }


def _share(each: Compared) -> dict[str, object]:
    low, high = each.share.interval
    value = each.share.value
    made: dict[str, object] = {
        "value": None if value is None else round(value, 6),
        "right": each.share.right,
        "n": each.share.n,
        "interval": [round(low, 6), round(high, 6)],
    }
    if each.delta is not None:
        made["delta"] = {
            "value": round(each.delta.value, 6),
            "interval": [round(each.delta.low, 6), round(each.delta.high, 6)],
        }
    return made


def _wrong(scored: DocumentScore) -> list[dict[str, object]]:
    return [
        {
            "file": scored.label.file,
            "line": scored.label.line,
            "place": each.place,
            "expected": each.expected,
            "actual": each.actual,
        }
        for each in scored.wrong
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f} %"
