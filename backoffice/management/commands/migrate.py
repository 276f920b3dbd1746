"""migrate: Django's own, then the rights that follow from the tables."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from backoffice import roles
from backoffice.embedded.grants import grant_application_role


class Command(migrate.Command):
    """Applies migrations, then gives the groups and the application's role their rights."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and set rights unless only a plan or a check was asked for."""
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"] or options["app_label"]:
            return
        roles.grant_permissions()
        grant_application_role(connections[options["database"]])
