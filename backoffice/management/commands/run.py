"""run: everything on this machine: web, workers and scheduler over one store."""

import http.client
import os
import socket
import sys
from typing import Any

from django.apps import apps
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backoffice import env, logins, supervision
from backoffice.embedded import processes, schema

_BEGUN, _DONE = "begun", "done"
_FIRST_PORT, _LAST_PORT = 8000, 8100


class Command(BaseCommand):
    help = "Starts the whole back office on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=None, metavar="HOST:PORT", help="127.0.0.1:8000.")
        parser.add_argument("--no-demo", action="store_true", help="Leave an empty store empty.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not supervision.has_borrowed("DATABASE_URL"):
            schema.migrate()  # an embedded one is up to date by now
        if not options["no_demo"]:
            self._load_demonstration_company()
        call_command("collectstatic", interactive=False, verbosity=0)
        self.bind = options["bind"] or os.environ.get("BIND") or _free_address()
        workers = env.number("WORKER_PROCESSES", 2, least=1, most=64)
        wanted = {"web": supervision.web_server(self.bind)}
        scanners = env.number("SCAN_WORKER_PROCESSES", 1, least=0, most=64)
        wanted |= {
            f"worker {n}": supervision.command("work", "documents", "default")
            for n in range(1, workers + 1)
        }
        wanted |= {
            f"scan worker {n}": supervision.command("work", "scans") for n in range(1, scanners + 1)
        }
        wanted["scheduler"] = supervision.command("schedule")
        sys.exit(supervision.keep_running(wanted, announce=self._announce))

    def _load_demonstration_company(self) -> None:
        """Fill an empty store; go on with it where an earlier start was stopped halfway."""
        note = env.home() / "demonstration"
        is_begun = note.exists() and note.read_text() == _BEGUN
        if not (is_begun or _is_empty()):
            return
        self.stderr.write("Loading the demonstration company; this is done once.")
        processes.write_private(note, _BEGUN)
        call_command("seed_demo", stdout=self.stderr)
        processes.write_private(note, _DONE)

    def _announce(self) -> bool:
        """Print the address and the log-ins once the pages answer; tell whether they did."""
        if not _answers(self.bind):
            return False
        address = f"http://{self.bind}/"
        processes.write_private(env.home() / "address", f"{address}\n")
        self.stdout.write(f"\nTieout runs at {address}\n\n")
        for login in logins.first_logins(env.home()):
            self.stdout.write(f"  {login.role:<12} {login.username:<12} {login.password}")
        self.stdout.write("\nCtrl-C stops it.")
        self.stdout.flush()
        return True


def _is_empty() -> bool:
    return (
        "seed_demo" in get_commands()
        and not apps.get_model("intake", "Document")._default_manager.exists()
    )


def _free_address() -> str:
    """Return the first loopback address from port 8000 on that nothing listens on."""
    for port in range(_FIRST_PORT, _LAST_PORT):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((processes.LOOPBACK, port))
            except OSError:
                continue
            return f"{processes.LOOPBACK}:{port}"
    raise CommandError(f"No port from {_FIRST_PORT} to {_LAST_PORT} is free; name one by --bind.")


def _answers(bind: str) -> bool:
    line = http.client.HTTPConnection(bind, timeout=5)
    try:
        line.request("GET", "/accounts/login/")
        line.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    return True
