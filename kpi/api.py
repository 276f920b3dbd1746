"""Figures over the API, in the form in which they are exported."""

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from core.http import ApiRequest, Scope, cursor_after, needs, place_after
from kpi.queries import exports

router = Router(tags=["metrics"])
_LIST = "metrics"


class MetricsAsked(Schema):
    """How the list is narrowed and paged."""

    since: Annotated[
        datetime | None, Field(description="Leaves out the periods before its month.")
    ] = None
    cursor: str = ""
    limit: Annotated[int, Field(ge=1, le=2000)] = 1000


class MetricList(Schema):
    """One page of figures in the form of `export metrics`."""

    items: list[dict[str, Any]]
    next_cursor: str | None


@router.get("/metrics", response=MetricList, operation_id="list_metrics")
@needs(Scope.METRICS_READ)
def list_metrics(request: ApiRequest, asked: Query[MetricsAsked]) -> dict[str, Any]:
    """Return every figure by period and slice."""
    since = asked.since
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    place = place_after(_LIST, asked.cursor)
    start = int(place[0]) if place else 0
    figures = exports.export_metrics(since=since, entities=request.actor.entities)
    rows = list(islice(figures, start, start + asked.limit + 1))
    more = cursor_after(_LIST, [start + asked.limit]) if len(rows) > asked.limit else None
    return {"items": rows[: asked.limit], "next_cursor": more}
