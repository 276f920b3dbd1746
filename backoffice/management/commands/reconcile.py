"""reconcile: match again all that is open. Running it twice changes nothing more."""

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from backoffice import reconciling
from core.actors import Actor, ActorKind
from ledger.rules import is_period


def period(text: str) -> str:
    """Read a month of the command line."""
    if not is_period(text):
        raise ArgumentTypeError(f"{text!r} is not a month such as 2026-03")
    return text


class Command(BaseCommand):
    help = "Matches again everything that is open, with what is known today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--period", type=period, metavar="YYYY-MM", help="Only documents issued in this month."
        )
        parser.add_argument("--json", action="store_true", help="JSON alone on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        summary = reconciling.reconcile(
            period=options["period"],
            actor=Actor(kind=ActorKind.SERVICE, name="reconcile"),
            at=timezone.now(),
            progress=lambda step, done, total: self.stderr.write(f"{step} {done:,} of {total:,}"),
        )
        if options["json"]:
            self.stdout.write(json.dumps({"summary": summary}))
            return
        self.stdout.write(
            f"{summary['cases']:,} open cases: {summary['changed']:,} changed, "
            f"{summary['straight_through']:,} went straight through, "
            f"{summary['in_review']:,} wait for a person."
        )
