"""token: let programs in, and shut them out again."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from backoffice.people import COMMAND_LINE
from core.errors import Refusal
from core.http import Scope
from review.actions import tokens

NOT_DONE = 1


class Command(BaseCommand):
    help = "Makes a service account and shows its token once, or revokes one."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Make a service account.")
        create.add_argument("--name", required=True, metavar="N")
        create.add_argument(
            "--scope", required=True, nargs="+", action="extend", metavar="S",
            choices=[scope.value for scope in Scope], help=", ".join(Scope),
        )  # fmt: skip
        create.add_argument(
            "--entity", nargs="+", action="extend", default=[], metavar="E",
            help="The entities it sees; every one if left out.",
        )  # fmt: skip
        create.add_argument("--json", action="store_true", help="JSON alone on standard output.")
        revoke = actions.add_parser("revoke", help="Shut a service account out.")
        revoke.add_argument("--name", required=True, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["action"] == "create":
                self._create(options)
            else:
                tokens.revoke_token(name=options["name"], actor=COMMAND_LINE, at=timezone.now())
                self.stderr.write(f"{options['name']} is shut out.")
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            raise SystemExit(NOT_DONE) from refusal

    def _create(self, options: dict[str, Any]) -> None:
        scopes = [Scope(text) for text in options["scope"]]
        secret = tokens.create_token(
            name=options["name"], scopes=scopes, entities=options["entity"],
            actor=COMMAND_LINE, at=timezone.now(),
        )  # fmt: skip
        if options["json"]:
            made = {"name": options["name"], "token": secret, "scopes": sorted(set(scopes))}
            self.stdout.write(json.dumps({**made, "entities": options["entity"] or None}))
            return
        self.stdout.write(secret)
        self.stderr.write("This is shown once. Keep it where the program finds it.")
