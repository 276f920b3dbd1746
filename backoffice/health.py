"""Whether this process could serve: for load balancers and containers."""

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from core import queue

PARTS = ("database", "schema", "queue")
_READY: set[str] = set()


def problems_now() -> dict[str, str]:
    """Return what keeps this process from serving, by part."""
    problems = {}
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _is_migrated():
            problems["schema"] = "migrations are missing"
    except DatabaseError:
        problems |= {"database": "does not answer", "schema": "unknown"}
    if not queue.ping():
        problems["queue"] = "does not answer"
    return problems


def _is_migrated() -> bool:
    """Compare tables and code; once they agree they do so for the life of this process."""
    if not _READY:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _READY.add("migrated")
    return True
