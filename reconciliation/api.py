"""Cases over the API, in the form in which they are exported."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from core.http import ApiRequest, Problem, Scope, cursor_after, needs, place_after
from core.reasons import ReasonCode
from reconciliation.models import CaseState
from reconciliation.queries import listing
from reconciliation.queries.listing import CaseFilter

router = Router(tags=["cases"])
_LIST = "cases"


class CasesAsked(Schema):
    """How the list is narrowed and paged."""

    state: CaseState | None = None
    since: Annotated[
        datetime | None, Field(description="What was opened or changed since then.")
    ] = None
    code: Annotated[ReasonCode | None, Field(description="A reason code it carries.")] = None
    entity: Annotated[str, Field(max_length=100)] = ""
    document: Annotated[
        str, Field(pattern=r"^([0-9a-fA-F]{64})?$", description="The SHA-256 of its document.")
    ] = ""
    cursor: str = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class CaseList(Schema):
    """One page of cases in the form of `export cases`."""

    items: list[dict[str, Any]]
    next_cursor: str | None


@router.get("/cases", response=CaseList, operation_id="list_cases")
@needs(Scope.CASES_READ)
def list_cases(request: ApiRequest, asked: Query[CasesAsked]) -> dict[str, Any]:
    """Return cases in the order of their id."""
    since = asked.since
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    place = place_after(_LIST, asked.cursor)
    page = listing.case_page(
        CaseFilter(
            state=asked.state.value if asked.state else "",
            since=since,
            code=asked.code.value if asked.code else "",
            entity=asked.entity,
            document=asked.document.lower(),
        ),
        entities=request.actor.entities,
        after=int(place[0]) if place else 0,
        limit=asked.limit,
    )
    more = cursor_after(_LIST, [page.last]) if page.last is not None else None
    return {"items": page.rows, "next_cursor": more}


@router.get("/cases/{case_id}", response=dict[str, Any], operation_id="get_case")
@needs(Scope.CASES_READ)
def get_case(request: ApiRequest, case_id: str, response: HttpResponse) -> dict[str, object]:
    """Return one case; its version is the ETag."""
    number = case_id.upper().removeprefix("C-")
    is_number = number.isascii() and number.isdigit() and len(number) < 18
    found = listing.case_of(int(number), entities=request.actor.entities) if is_number else None
    if found is None:
        raise Problem(404, "There is no such case.")
    case, version = found
    response["ETag"] = f'"{version}"'
    return case
