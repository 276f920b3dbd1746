"""policy: every limit, tolerance and autonomy level as one JSON document with its version."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.actors import Actor, ActorKind
from reconciliation.actions import policies
from review.queries.exports import has_decisions

REFUSED = 1
STANDARD_STREAM = Path("-")
# Without a file the policy goes to standard output; what is taken in is always named.
_MAY_BE_LEFT_OUT: dict[str, dict[str, Any]] = {
    "export": {"nargs": "?", "default": STANDARD_STREAM},
    "import": {},
}


class Command(BaseCommand):
    help = "Writes the policy in force to a file, or takes one in."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="export|import")
        for verb, does in (("export", "writes the policy in force"), ("import", "takes one in")):
            command = verbs.add_parser(verb, help=does)
            command.add_argument("file", type=Path, metavar="FILE.json", **_MAY_BE_LEFT_OUT[verb])
            command.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "export":
            self._export(options["file"])
        else:
            self._import(options["file"], as_json=options["json"])

    def _export(self, file: Path) -> None:
        text = json.dumps(policies.export_policy(), ensure_ascii=False, indent=2) + "\n"
        if file == STANDARD_STREAM:
            self.stdout.write(text, ending="")
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            self._refuse(f"{file} cannot be written: {error.strerror}.")

    def _import(self, file: Path, *, as_json: bool) -> None:
        try:
            text = sys.stdin.read() if file == STANDARD_STREAM else file.read_text(encoding="utf-8")
        except OSError as error:
            self._refuse(f"{file} cannot be read: {error.strerror}.")
        except UnicodeDecodeError:
            self._refuse(f"{file} is not text in UTF-8.")
        try:
            version = policies.import_policy(
                text,
                actor=Actor(kind=ActorKind.SERVICE, name="command-line"),
                at=timezone.now(),
                has_decisions=has_decisions(),
            )
        except policies.UnableToImport as refusal:
            self._refuse(f"{file}: {refusal}")
        if as_json:
            self.stdout.write(json.dumps({"version": version.version, "state": version.state}))
        elif policies.is_in_force(version):
            self.stdout.write(f"Policy {version.version} is in force.")
        else:
            self.stdout.write(
                f"Policy {version.version} is proposed; a second person has to approve it."
            )

    def _refuse(self, text: str) -> None:
        self.stderr.write(text)
        raise SystemExit(REFUSED)
