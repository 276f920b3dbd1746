"""prepare_database: makes the two roles, the database and its extension on one's own server."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management.base import BaseCommand, CommandError

from backoffice import env
from backoffice.embedded.roles import make_roles_and_database


class Command(BaseCommand):
    help = "Makes the roles that DATABASE_OWNER_URL and DATABASE_URL name; safe to repeat."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        superuser_url = env.secret("DATABASE_SUPERUSER_URL")
        owner = urlsplit(env.secret("DATABASE_OWNER_URL"))
        application = urlsplit(env.secret("DATABASE_URL"))
        if owner.username == application.username:
            raise CommandError("DATABASE_OWNER_URL and DATABASE_URL must name two roles.")
        make_roles_and_database(
            superuser_url,
            database=unquote(application.path.lstrip("/")),
            owner=(unquote(owner.username or ""), unquote(owner.password or "")),
            application=(unquote(application.username or ""), unquote(application.password or "")),
        )
