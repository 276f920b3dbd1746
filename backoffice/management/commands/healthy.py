"""healthy: answers a container's health check: exit status 0, or 1 and why."""

import http.client
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import django_rq
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rq import Worker

from backoffice import schedule

_LATE = timedelta(minutes=8)


class Command(BaseCommand):
    help = "Says whether the web server, a worker on this machine or the scheduler is at work."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["web", "worker", "scheduler"])
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        problem = {
            "web": lambda: _web_problem(options["port"]),
            "worker": _worker_problem,
            "scheduler": _scheduler_problem,
        }[options["what"]]()
        if problem is not None:
            raise CommandError(problem)


def _web_problem(port: int) -> str | None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        line.request("GET", "/api/v1/healthz", headers={"X-Forwarded-Proto": "https"})
        status = line.getresponse().status
    except OSError as error:
        return f"The web server does not answer: {error.strerror}."
    finally:
        line.close()
    return None if status == http.HTTPStatus.OK else f"The web server answers {status}."


def _worker_problem() -> str | None:
    """Look for a worker of this host that gave a sign of life in time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    workers = Worker.all(connection=django_rq.get_connection("default"))
    here = [worker for worker in workers if worker.hostname == socket.gethostname()]
    signs = [worker.last_heartbeat for worker in here if worker.last_heartbeat]
    if any(datetime.now(UTC) - _aware(sign) < _LATE for sign in signs):
        return None
    return "No worker of this machine has given a sign of life."


def _scheduler_problem() -> str | None:
    waiting = schedule.missed(datetime.now(UTC))
    names = ", ".join(entry.job for entry in waiting)
    return f"Nobody rang for {names}." if waiting else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
