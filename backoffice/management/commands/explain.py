"""explain: why a case stands where it stands, in sentences with their citations."""

import json
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.actors import PIPELINE
from reconciliation.queries import case_file, explaining
from reconciliation.queries.explaining import Explanation
from review.actions import citing
from review.queries import stories
from review.queries.stories import Similar, Story

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
        case = case_file.case_for(options["case_id"], entities=None)
        told = stories.stories_of(case, at=timezone.now()) if case else ()
        similar = stories.similar_to(case, entities=None) if case else ()
        ruled = citing.cited_for(case, told, actor=PIPELINE, at=timezone.now()) if case else ()
        if options["json"]:
            made = asdict(explanation) | {
                "stories": [asdict(each) for each in told],
                "similar": [asdict(each) for each in similar],
                "sources": [asdict(each) for each in ruled],
            }
            self.stdout.write(json.dumps(made, ensure_ascii=False, default=str))
            return
        self._write(explanation, told, similar)
        for said in ruled:
            for each in said.cited:
                self.stdout.write(
                    f"\n{said.title}: “{each.quote}” [{each.title}, version {each.version}]"
                )

    def _write(
        self, explanation: Explanation, told: Sequence[Story], similar: Sequence[Similar]
    ) -> None:
        for sentence in explanation.sentences:
            rows = ", ".join(f"{row.type} {row.id}" for row in sentence.citations)
            self.stdout.write(f"{sentence.text} [{rows}]")
        for each in told:
            self.stdout.write(f"\n{each.title}: {each.what}")
            self.stdout.write(f"{each.why} {each.rule} Next: {each.next} [{', '.join(each.rows)}]")
            if each.message:
                self.stdout.write(f"\nTo the {each.message.whom}:\n{each.message.body}")
        for one in similar:
            self.stdout.write(
                f"\n{one.case_id} is {one.likeness} % alike: {one.action} by {one.decided_by}"
                f" on {one.decided_at:%Y-%m-%d}. {one.comment or ''}".rstrip()
            )
