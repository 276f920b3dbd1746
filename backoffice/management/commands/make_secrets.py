"""make_secrets: writes the secrets that docker-compose.yml reads, each into a file."""

import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.embedded.postgres import APPLICATION, DATABASE, OWNER, SUPERUSER
from backoffice.embedded.processes import private_folder, write_private


class Command(BaseCommand):
    help = "Writes a fresh set of secrets for docker-compose.yml; leaves those that are there."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=Path("secrets"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder = private_folder(options["folder"])
        written = [name for name, value in fresh().items() if _write(folder / name, value)]
        self.stdout.write(f"Wrote {len(written)} secrets to {folder}.")


def fresh() -> dict[str, str]:
    """Return a new set: names as in docker-compose.yml."""
    words = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, OWNER, APPLICATION, "queue")}
    return {
        "database_superuser_password": words[SUPERUSER],
        "database_superuser_url": f"postgresql://{SUPERUSER}:{words[SUPERUSER]}@db:5432/{DATABASE}",
        "database_owner_url": f"postgresql://{OWNER}:{words[OWNER]}@db:5432/{DATABASE}",
        "database_url": f"postgresql://{APPLICATION}:{words[APPLICATION]}@db:5432/{DATABASE}",
        "redis_password": words["queue"],
        "redis_url": f"redis://:{words['queue']}@redis:6379/0",
        "secret_key": secrets.token_urlsafe(48),
    }


def _write(path: Path, value: str) -> bool:
    if path.exists():
        return False
    write_private(path, value)
    return True
