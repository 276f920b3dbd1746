"""schedule: rings for the jobs of `backoffice.schedule` when they are due."""

import time
from datetime import datetime
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from redis.exceptions import RedisError

from backoffice import schedule

_LOOK_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Rings for what is due by the clock. One is enough; several do no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Ring for everything and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            ring(timezone.now(), schedule.REPEATED)
            return
        while True:
            now = timezone.now()
            try:
                ring(now, schedule.due(now))
            except RedisError as problem:
                # The queue is a doorbell: what was missed is found by the next sweep.
                log.warning("schedule.queue_unreachable", problem=type(problem).__name__)
            time.sleep(_LOOK_SECONDS)


def ring(now: datetime, entries: tuple[schedule.Repeated, ...]) -> None:
    """Put each entry's job into its queue, once however many schedulers look."""
    for entry in entries:
        schedule.ring(entry, now)
