"""Figures over the API, in the form in which they are exported."""

from typing import Any

from ninja import Router, Schema

from core.http import ApiRequest, Scope, needs
from kpi import queries

router = Router(tags=["metrics"])


class MetricList(Schema):
    """Figures in the form of `export metrics`."""

    items: list[dict[str, Any]]
    next_cursor: str | None


@router.get("/metrics", response=MetricList, operation_id="list_metrics")
@needs(Scope.METRICS_READ)
def list_metrics(request: ApiRequest) -> dict[str, Any]:
    """Return every figure."""
    return {"items": list(queries.export_metrics()), "next_cursor": None}
