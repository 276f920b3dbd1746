"""Whether this process lives, and whether it could serve: for load balancers and containers."""

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import queue

_READY: set[str] = set()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer as long as the process does."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when database, queue and tables are as this code needs them, else 503."""
    problems = problems_now()
    state = {name: problems.get(name, "ok") for name in ("database", "schema", "queue")}
    return JsonResponse(
        {"status": "unavailable" if problems else "ok", **state}, status=503 if problems else 200
    )


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
