"""explain: why a case stands where it stands, in sentences with their citations."""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reconciliation.queries import explaining

NO_SUCH_CASE = 1


def case_key(text: str) -> int:
    """Read a case_id such as C-12."""
    prefix, _, digits = text.partition("-")
    if prefix != "C" or not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise ArgumentTypeError(f"{text!r} is not a case such as C-12")
    return int(digits)


class Command(BaseCommand):
    help = "Says why a case stands where it stands, and which rows say so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case_id", type=case_key, metavar="CASE_ID")
        parser.add_argument("--json", action="store_true", help="JSON alone on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        explanation = explaining.explain_case(options["case_id"])
        if explanation is None:
            self.stderr.write(f"There is no case C-{options['case_id']}.")
            raise SystemExit(NO_SUCH_CASE)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(explanation), ensure_ascii=False))
            return
        for sentence in explanation.sentences:
            rows = ", ".join(f"{row.type} {row.id}" for row in sentence.citations)
            self.stdout.write(f"{sentence.text} [{rows}]")
