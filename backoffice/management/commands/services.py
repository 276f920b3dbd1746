"""services: whether the embedded database and queue run; start or stop them by hand."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice import embedded, env
from backoffice.embedded.postgres import Postgres
from backoffice.embedded.valkey import Valkey


class Command(BaseCommand):
    help = "Shows whether the embedded services run, or stops them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", choices=["status", "stop"], default="status")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        services = embedded.Services.wanted(env.home())
        if options["what"] == "stop":
            embedded.stop_now(services)
        state = {
            "home": str(services.home),
            "database": _state(services.postgres),
            "queue": _state(services.valkey),
        }
        if options["as_json"]:
            self.stdout.write(json.dumps(state))
            return
        for name, value in state.items():
            self.stdout.write(f"{name}: {value}")
        if "stopped" in state.values() and options["what"] == "status":
            sys.exit(1)


def _state(server: Postgres | Valkey | None) -> str:
    if server is None:
        return "not embedded"
    pid = server.pid()
    return "stopped" if pid is None else f"runs as process {pid}"
