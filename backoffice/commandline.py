"""What happens around every command: services up before it, exit status and quiet after it."""

import os
import signal
import sys
from types import FrameType

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand

from backoffice import checks, embedded, env
from backoffice.embedded import schema

DONE, WRONG_USAGE = 0, 2

# These read code and files alone; everything else finds a database and a queue.
WITHOUT_SERVICES = frozenset(
    {
        "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help",
        "make_secrets",
        "makemessages", "services", "startapp", "version", "--help", "--version", "-h",
    }
)  # fmt: skip

# These work on data and end: they check the settings, and leave pages, models and jobs to the rest.
ON_DATA = frozenset(
    {
        "audit", "cash", "evaluate", "explain", "export", "load", "policy", "reconcile", "token",
        "user",
    }
)  # fmt: skip


class Commands(ManagementUtility):
    """Django's commands, where a name that does not exist is wrong usage."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command of this name."""
        try:
            command = super().fetch_command(subcommand)
        except SystemExit:
            sys.exit(WRONG_USAGE)
        if subcommand in ON_DATA:
            command.requires_system_checks = [checks.START]
        return command


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    signal.signal(signal.SIGTERM, _leave_in_order)
    os.environ["BACKOFFICE_HOME"] = str(env.home())
    try:
        if not needs_services(arguments):
            return _execute(arguments)
        services = embedded.Services.wanted(env.home())
        with embedded.borrowed(services):
            schema.bring_up_to_date(arguments[1], services.postgres)
            if arguments[1] in schema.AS_OWNER:
                os.environ.pop("DATABASE_URL_FILE", None)
                os.environ["DATABASE_URL"] = schema.owner_url()
            return _execute(arguments)
    except (embedded.UnableToStart, ImproperlyConfigured) as problem:
        print(problem, file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def needs_services(arguments: list[str]) -> bool:
    """Tell whether the command works on data."""
    words = arguments[1:]
    return bool(words) and words[0] not in WITHOUT_SERVICES and not {"--help", "-h"} & set(words)


def _execute(arguments: list[str]) -> int:
    try:
        Commands(arguments).execute()
    except SystemExit as ending:
        if ending.code is None:
            return DONE
        return ending.code if isinstance(ending.code, int) else 1
    except BrokenPipeError:
        # Whoever reads our output has seen enough; nothing more is written to it, even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _leave_in_order(number: int, _frame: FrameType | None) -> None:
    """Turn a request to end into an ordinary end, so that the services are given back."""
    sys.exit(128 + number)
