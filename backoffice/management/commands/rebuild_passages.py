"""rebuild_passages: makes the vectors and words of every passage anew, as the tables' owner."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from ai import indexing


class Command(BaseCommand):
    help = "Embeds every passage again, after the model or its setting changed; texts and ids stay."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user = pg_get_userbyid(relowner) FROM pg_class"
                " WHERE oid = 'ai_passage'::regclass"
            )
            row = cursor.fetchone()
        if not row or not row[0]:
            self.stderr.write("Only the role that owns the tables sees every passage.")
            raise SystemExit(1)
        self.stdout.write(f"{indexing.rebuild():,} passages are embedded anew.")
