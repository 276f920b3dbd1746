"""prompts: the versions of each prompt, and a version tried on questions that were asked before."""

import json
from argparse import Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.forms.models import model_to_dict
from django.utils import timezone

from ai import call_figures, calls
from core.actors import Actor, ActorKind
from core.errors import Refusal
from evaluation.actions import reasking

NO = 1
ACTOR = Actor(ActorKind.SERVICE, "prompts")


class Command(BaseCommand):
    help = "Lists the versions of prompts, or tries one before a person promotes it."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|try")
        shown = verbs.add_parser("list", help="every version, which is in use and how it does")
        shown.add_argument("--json", action="store_true")
        tried = verbs.add_parser("try", help="asks the newest questions with one version")
        tried.add_argument("name", metavar="NAME")
        tried.add_argument("version", metavar="VERSION", help="Its hash, or how that begins.")
        tried.add_argument("--model", help="Another model than the one that was asked.")
        tried.add_argument("--most", type=int, default=20, metavar="N")
        tried.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        given = Namespace(**options)
        if given.verb == "list":
            self._list(given)
        else:
            self._try(given)

    def _list(self, given: Namespace) -> None:
        found = call_figures.calls_since(timezone.now() - calls.WINDOW)
        for each in call_figures.versions(found):
            said = {
                "name": each.row.name, "version": each.row.version,
                "in_use": each.row.is_in_use, "promoted_by": each.row.promoted_by,
                "asked": each.asked, "answered": each.answered, "rejected": each.rejected,
            }  # fmt: skip
            if given.json:
                self.stdout.write(json.dumps(said))
                continue
            used = "in use  " if each.row.is_in_use else "        "
            self.stdout.write(
                f"{used}{each.row.name} {each.row.version[:12]}: {each.asked} asked,"
                f" {each.answered} answered, {each.rejected} thrown away"
            )

    def _try(self, given: Namespace) -> None:
        try:
            trial = reasking.try_prompt(
                name=given.name, version=given.version, model=given.model, most=given.most,
                actor=ACTOR, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            raise SystemExit(NO) from refusal
        if given.json:
            self.stdout.write(json.dumps(model_to_dict(trial), default=str))
            return
        self.stdout.write(
            f"{trial.passed} of {trial.asked} answers of {trial.model} could be used,"
            f" {trial.same} as before; {trial.cost} USD."
        )
