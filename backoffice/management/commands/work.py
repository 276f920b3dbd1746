"""work: takes jobs from the queues until told to stop. Any number may run, on any machine."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from backoffice.working import worker_of


class Command(BaseCommand):
    help = "Runs background jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queues", nargs="*", help="Which queues, most urgent first; all.")
        parser.add_argument("--burst", action="store_true", help="End when nothing is left to do.")

    def handle(self, *args: Any, **options: Any) -> None:
        worker_of(options["queues"] or list(settings.RQ_QUEUES)).work(
            burst=options["burst"],
            with_scheduler=True,
            logging_level=logging.getLevelName(logging.WARNING),
        )
