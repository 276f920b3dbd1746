"""user: make a log-in for a person."""

import getpass
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from backoffice import people
from backoffice.roles import Role

NOT_DONE, WRONG_USAGE = 1, 2
_GENERATED_BYTES = 15


class Command(BaseCommand):
    help = "Makes a log-in for a person, with roles."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Make a log-in.")
        create.add_argument("name", metavar="NAME")
        create.add_argument(
            "--role", required=True, nargs="+", action="extend", metavar="ROLE",
            choices=[role.value for role in Role], help=", ".join(Role),
        )  # fmt: skip
        create.add_argument(
            "--entity", nargs="+", action="extend", default=[], metavar="E",
            help="The entities the person sees; every one if left out.",
        )  # fmt: skip
        how = create.add_mutually_exclusive_group()
        how.add_argument("--password-file", type=Path, metavar="FILE", help="Its first line.")
        how.add_argument("--ask", action="store_true", help="Ask for the password.")
        create.add_argument("--json", action="store_true", help="JSON alone on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        password, is_made = self._password(options)
        try:
            people.create_person(
                name=options["name"], roles=[Role(text) for text in options["role"]],
                entities=options["entity"], password=password,
                actor=people.COMMAND_LINE, at=timezone.now(),
            )  # fmt: skip
        except people.UnableToMakePerson as refusal:
            self.stderr.write(str(refusal))
            raise SystemExit(NOT_DONE) from refusal
        if options["json"]:
            made = {"username": options["name"], "roles": sorted(set(options["role"]))}
            made |= {"entities": options["entity"] or None}
            self.stdout.write(json.dumps(made | ({"password": password} if is_made else {})))
            return
        if is_made:
            self.stdout.write(password)
            self.stderr.write("This password is shown once.")
        self.stderr.write(f"{options['name']} may sign in as {', '.join(options['role'])}.")

    def _password(self, options: dict[str, Any]) -> tuple[str, bool]:
        """Return the password, and whether it was made here and must be shown."""
        if options["password_file"] is not None:
            try:
                text = options["password_file"].read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                self.stderr.write(f"{options['password_file']} cannot be read.")
                raise SystemExit(WRONG_USAGE) from None
            return text.partition("\n")[0].rstrip("\r"), False
        if options["ask"] and sys.stdin.isatty():
            return getpass.getpass("Password: "), False
        if options["ask"]:
            return sys.stdin.readline().rstrip("\r\n"), False
        return secrets.token_urlsafe(_GENERATED_BYTES), True
