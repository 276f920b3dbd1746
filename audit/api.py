"""The trail over the API: its events and its newest checkpoint."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from audit import queries
from audit.queries import EventFilter, EventPlace
from core.http import ApiRequest, Problem, Scope, cursor_after, needs, place_after

router = Router(tags=["audit"])
_LIST = "events"
_TEXT = "text/plain"


class EventsAsked(Schema):
    """How the list is narrowed and paged."""

    since: datetime | None = None
    subject: Annotated[str, Field(max_length=300, description="Such as case:C-12.")] = ""
    action: Annotated[str, Field(max_length=100)] = ""
    cursor: str = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class EventList(Schema):
    """One page of events in the form of `export events`; those not sealed yet come last."""

    items: list[dict[str, Any]]
    next_cursor: str | None


class CheckpointView(Schema):
    """The newest signed head of the trail; `note` is the text that is signed."""

    note: str
    tree_size: int
    root_hash: str
    key_id: str
    at: str


@router.get("/audit/events", response=EventList, operation_id="list_events")
@needs(Scope.AUDIT_READ)
def list_events(request: ApiRequest, asked: Query[EventsAsked]) -> dict[str, Any]:
    """Return events in the order in which they were sealed."""
    since = asked.since
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    place = place_after(_LIST, asked.cursor)
    page = queries.event_page(
        EventFilter(since=since, subject=asked.subject, action=asked.action),
        entities=request.actor.entities,
        after=EventPlace(int(place[0]), int(place[1])) if place else EventPlace(),
        limit=asked.limit,
    )
    more = cursor_after(_LIST, [page.last.seq, page.last.unsealed]) if page.last else None
    return {"items": page.rows, "next_cursor": more}


@router.get("/audit/checkpoint", response=CheckpointView, operation_id="get_checkpoint")
@needs(Scope.AUDIT_READ)
def get_checkpoint(request: ApiRequest) -> HttpResponse | dict[str, Any]:
    """Return the newest checkpoint: as JSON, or as the bare note where text/plain is asked for."""
    found = queries.newest_checkpoint()
    if found is None:
        raise Problem(404, "Nothing is sealed yet.")
    if request.get_preferred_type(["application/json", _TEXT]) == _TEXT:
        return HttpResponse(found.note, content_type=f"{_TEXT}; charset=utf-8")
    return {
        "note": found.note,
        "tree_size": found.tree_size,
        "root_hash": found.root_hash,
        "key_id": found.key_id,
        "at": found.at.isoformat(),
    }
