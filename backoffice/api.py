"""The HTTP API as a whole, below /api/v1/: the routers of the apps behind one gate."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.security import HttpBearer

from backoffice import gate, health, problems
from core.http import Problem

_FRESH = {"Cache-Control": "no-store"}
ROUTERS = ("intake", "reconciliation", "review", "audit", "kpi")


class Bearer(HttpBearer):
    """The token of a service account; by the time this is asked, the gate has let it in."""

    def authenticate(self, request: HttpRequest, token: str) -> object:  # noqa: ARG002
        """Return who the gate let in."""
        return getattr(request, "actor", None)


api = NinjaAPI(
    title="Tieout",
    version="1",
    description=(
        "The finance back office. Errors are problem documents (RFC 9457). Lists are paged: "
        "`next_cursor` goes into `cursor`. Writes take an `Idempotency-Key`. Where there is too "
        "much load the answer is 429 with `Retry-After`; what was accepted is kept."
    ),
    openapi_url="/openapi.json",
    docs_url=None,
    auth=Bearer(),
    urls_namespace="api",
)
problems.handle(api)
api.add_decorator(gate.gate, mode="view")


@api.api_operation(["GET", "HEAD"], "/healthz", auth=None, operation_id="healthz")
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer as long as the process does."""
    return JsonResponse({"status": "ok"}, headers=_FRESH)


@api.api_operation(["GET", "HEAD"], "/readyz", auth=None, operation_id="readyz")
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, queue and tables are as this code needs them, else 503."""
    wrong = health.problems_now()
    parts = {name: wrong.get(name, "ok") for name in health.PARTS}
    if not wrong:
        return JsonResponse({"status": "ok", **parts}, headers=_FRESH)
    said = "Something that this process needs is missing."
    return problems.answer(request, Problem(503, said, kind="not-ready", more=parts))


for _app in ROUTERS:
    # By name: the routers, like pages, are reached through their address alone.
    api.add_router("", f"{_app}.api.router")
