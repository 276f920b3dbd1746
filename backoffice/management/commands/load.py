"""load: take in files, folders and zip archives, and take each as far as it goes."""

import json
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from backoffice import loading
from backoffice.commandline import DONE
from core.actors import Actor, ActorKind

REFUSED = 1


def day(text: str) -> date:
    """Read a day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-03-31") from error


class Command(BaseCommand):
    help = "Takes in files, folders and zip archives of any mix of formats."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--entity", metavar="CODE", help="The entity the files are for.")
        parser.add_argument(
            "--as-of", type=day, metavar="DATE", help="The day they count as having arrived."
        )
        parser.add_argument("--json", action="store_true", help="JSON alone on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [path for path in options["paths"] if not path.exists()]
        if missing:
            self.stderr.write(f"There is no {missing[0]}.")
            raise SystemExit(2)
        report = loading.load(
            options["paths"],
            entity=options["entity"],
            as_of=options["as_of"] or timezone.localdate(),
            at=timezone.now(),
            actor=Actor(kind=ActorKind.SERVICE, name="load"),
            progress=self._progress,
        )
        for line in report.lines:
            self.stdout.write(json.dumps(line) if options["json"] else _in_words(line))
        summary = report.summary()
        self.stdout.write(
            json.dumps({"summary": summary}) if options["json"] else _summary_in_words(summary)
        )
        raise SystemExit(REFUSED if summary["refused"] else DONE)

    def _progress(self, step: str, done: int, total: int) -> None:
        self.stderr.write(f"{step} {done:,} of {total:,}")


def _in_words(line: dict[str, Any]) -> str:
    words = f"{line['outcome']:<10} {line['document_type']:<18} {line['file']}"
    if line["findings"]:
        words += f"  {' '.join(line['findings'])}"
    return words + (f"  {line['detail']}" if line["detail"] else "")


def _summary_in_words(summary: dict[str, Any]) -> str:
    return (
        f"{summary['files']:,} files: {summary['loaded']:,} loaded, "
        f"{summary['duplicate']:,} duplicate, {summary['refused']:,} refused; "
        f"{summary['records']:,} records in {summary['seconds']} s"
    )
