"""serve: the web server, with several processes."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from backoffice import supervision


class Command(BaseCommand):
    help = "Serves the pages and the API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=None, metavar="HOST:PORT")
        parser.add_argument("--check", action="store_true", help="Only check that it would start.")

    def handle(self, *args: Any, **options: Any) -> None:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        words = supervision.web_server(options["bind"])
        if options["check"]:
            sys.exit(subprocess.run([*words, "--check-config"], check=False).returncode)
        if not supervision.has_borrowed():
            os.execv(words[0], words)  # noqa: S606  our own Python
        sys.exit(supervision.keep_running({"web": words}))
