"""Documents over the API: taken in, and what became of them."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status

from core.http import ApiRequest, Problem, Scope, needs
from intake import queries
from intake.actions import receiving
from intake.queries import uploads
from intake.queries.documents import waiting

router = Router(tags=["documents"])
_TRY_AGAIN_SECONDS = 15
_MULTIPART = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                                "type": "string",
                                "contentMediaType": "application/octet-stream",
                            },
                        },
                        "entity": {"type": "string", "description": "The entity they are for."},
                    },
                }
            }
        },
    }
}


class TakenIn(Schema):
    """What became of one file: accepted, here already (duplicate), or refused and why."""

    file: str
    outcome: str
    sha256: str | None
    state: str | None
    href: str | None
    reason: str | None = None
    detail: str | None = None


class AllTakenIn(TakenIn):
    """One entry a file, in the order sent; the fields beside them are those of the first file."""

    documents: list[TakenIn]


class DocumentView(Schema):
    """One document and how far it has come."""

    sha256: str
    file: str
    size: int
    state: str
    document_type: str | None
    entity: str | None
    records: int
    reason: str | None
    detail: str | None
    findings: list[str]
    received_at: str
    arrivals: int
    href: str
    cases: str


@router.post(
    "/documents", response={202: AllTakenIn}, openapi_extra=_MULTIPART, operation_id="add_documents"
)
@needs(Scope.DOCUMENTS_WRITE)
def add_documents(request: ApiRequest) -> Status[dict[str, Any]] | HttpResponse:
    """Take files in; the work on them begins at once and `GET documents/{sha256}` tells of it."""
    files = [file for field in request.FILES for file in request.FILES.getlist(field)]
    if not files:
        raise Problem(
            422, "There is no file in this request; send it as multipart/form-data.",
            kind="validation", errors=[{"pointer": "/body/files", "detail": "missing"}],
        )  # fmt: skip
    entity = request.POST.get("entity") or None
    if entity is not None and not request.actor.may_see(entity):
        raise Problem(
            422, "This token does not stand for that entity.",
            kind="validation", errors=[{"pointer": "/body/entity", "detail": "not yours"}],
        )  # fmt: skip
    _must_have_room(len(files))
    taken = [_taken(request, file, entity) for file in files]
    if all(each["outcome"] == "refused" for each in taken):
        raise Problem(
            422, str(taken[0]["detail"]), kind="refused",
            errors=[
                {"pointer": f"/body/files/{n}", "detail": each["detail"], "code": each["reason"]}
                for n, each in enumerate(taken)
            ],
        )  # fmt: skip
    return Status(202, {**taken[0], "documents": taken})


@router.get("/documents/{sha256}", response=DocumentView, operation_id="get_document")
@needs(Scope.DOCUMENTS_WRITE, Scope.CASES_READ)
def get_document(request: ApiRequest, sha256: str) -> dict[str, Any]:
    """Say what is known of one document; its cases are below `cases`."""
    found = uploads.document_by_hash(sha256.lower(), reader=request.actor)
    if found is None:
        raise Problem(404, "There is no such document.")
    became = queries.outcomes([found.pk])[found.pk]
    return {
        "sha256": found.sha256,
        "file": found.filename,
        "size": found.size,
        "state": found.state,
        "document_type": found.document_type,
        "entity": uploads.entity_of(found),
        "records": found.records,
        "reason": found.refusal,
        "detail": found.detail,
        "findings": list(became.findings),
        "received_at": found.received_at.isoformat(),
        "arrivals": found.arrivals.count(),
        "href": _href(found.sha256),
        "cases": f"/api/v1/cases?document={found.sha256}",
    }


def _must_have_room(count: int) -> None:
    """Turn new work away while too much waits; nothing of this request is taken in.

    :raises Problem: too many documents wait for their turn.
    """
    limit = settings.DOCUMENT_BACKLOG_LIMIT
    if waiting(at_most=limit) + count > limit:
        raise Problem(
            429, "Too many documents wait for their turn. Nothing of this was taken in.",
            kind="backlog", headers={"Retry-After": str(_TRY_AGAIN_SECONDS)},
        )  # fmt: skip


def _taken(request: ApiRequest, file: "UploadedFile[Any]", entity: str | None) -> dict[str, Any]:
    now = timezone.now()
    name = file.name or "unnamed"
    try:
        received = receiving.receive_document(
            content=file.read(settings.DOCUMENT_SIZE_LIMIT + 1), filename=name, channel="api",
            actor=request.actor, received_at=now, as_of=now.date(), entity=entity,
        )  # fmt: skip
    except receiving.UnableToReceive as refusal:
        return _line(name, "refused", reason=refusal.code, detail=str(refusal))
    found = uploads.document_by_hash(received.sha256, reader=request.actor)
    outcome = "accepted" if received.is_new else "duplicate"
    reason = None if received.is_new else "DUPLICATE_DOCUMENT"
    detail = None if received.is_new else "This file is here already; nothing was loaded again."
    if found is None:  # it belongs to an entity that this token does not see
        return _line(name, outcome, reason=reason, detail=detail, sha256=received.sha256)
    return _line(
        name, outcome, reason=reason, detail=detail, sha256=found.sha256, state=found.state,
        href=_href(found.sha256),
    )  # fmt: skip


def _line(file: str, outcome: str, **known: str | None) -> dict[str, Any]:
    empty = {"sha256": None, "state": None, "href": None}
    return {"file": file, "outcome": outcome, **empty, **known}


def _href(sha256: str) -> str:
    return f"/api/v1/documents/{sha256}"
