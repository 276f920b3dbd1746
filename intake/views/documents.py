"""Uploads and documents."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from audit import content
from core.http import StaffRequest
from intake import forms
from intake.actions import receiving
from intake.models import Document, DocumentState
from intake.queries import messages as partner_messages
from intake.queries import page_images, pages, papers, uploads

ON_ITS_WAY = frozenset({DocumentState.RECEIVED.value, DocumentState.READ.value})


@require_safe
@permission_required("intake.view_document", raise_exception=True)
def index(request: StaffRequest) -> HttpResponse:
    """Show the upload box and the documents that came before."""
    asked = forms.DocumentFilter(request.GET).values()
    after = request.GET.get("after", "")
    page = uploads.document_page(reader=request.actor, after=after, **asked)
    kept = {key: value for key, value in asked.items() if value}
    context = {
        "rows": [_row(document) for document in page.rows],
        "rows_shown": len(page.rows),
        "asked": asked,
        "is_filtered": bool(kept),
        "is_later": bool(after),
        "first_page": urlencode(kept),
        "next_page": urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
        "states": forms.DocumentFilter.base_fields["state"].choices,  # type: ignore[attr-defined]
        "types": forms.DocumentFilter.base_fields["document_type"].choices,  # type: ignore[attr-defined]
    }
    return render(request, "intake/index.html", context)


@require_POST
@permission_required("intake.load_document", raise_exception=True)
def upload(request: StaffRequest) -> HttpResponse:
    """Take files in: one row back for one file from the page's script, a page otherwise."""
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, "Choose a file first.")
        return HttpResponseRedirect("/intake/")
    rows = [_receive(request, file) for file in files]
    if request.htmx:
        return render(request, "intake/_document_row.html", {"row": rows[0], "is_upload": True})
    for row in rows:
        level = messages.WARNING if row.get("refusal") else messages.SUCCESS
        messages.add_message(request, level, f"{row['filename']}: {row['said']}")
    return HttpResponseRedirect("/intake/")


@require_safe
@permission_required("intake.view_document", raise_exception=True)
def row(request: StaffRequest, sha256: str) -> HttpResponse:
    """Return one document's row as it is now; asked for again until it is settled."""
    found = _row(_document(request, sha256))
    return render(request, "intake/_document_row.html", {"row": found, "is_upload": True})


@require_safe
@permission_required("intake.view_document", raise_exception=True)
def document(request: StaffRequest, sha256: str) -> HttpResponse:
    """Show one document: what it is, what is wrong with it, how often it came."""
    found = _document(request, sha256)
    file = pages.document_file(found.pk)
    parts = uploads.parts_of(found, reader=request.actor)
    context: dict[str, Any] = {
        "file": file, "document": found, "row": _row(found), "parts": parts,
        "message": partner_messages.message_of(found),
        "papers": papers.papers_of(found, file.reading if file else None),
    }  # fmt: skip
    return render(request, "intake/document.html", context)


@require_safe
@permission_required("intake.view_document", raise_exception=True)
def original(request: StaffRequest, sha256: str) -> HttpResponse:
    """Hand out the file as it came, to be saved and never shown in place."""
    found = _document(request, sha256)
    try:
        stored = content.get(found.content_sha256)
    except content.UnableToRead as gone:
        raise Http404 from gone
    return _to_save(stored, found.filename)


@require_safe
@permission_required("intake.view_document", raise_exception=True)
def acknowledgement(request: StaffRequest, sha256: str) -> HttpResponse:
    """Hand out the answer to an interchange, to be saved and sent."""
    found = _document(request, sha256)
    answer = partner_messages.acknowledgement_of(found)
    if answer is None:
        raise Http404
    return _to_save(answer.content.encode(), f"acknowledgement-{answer.document_id}.edi")


@require_safe
@permission_required("intake.view_document", raise_exception=True)
def page_image(request: StaffRequest, sha256: str, number: int) -> HttpResponse:
    """Show one page of a PDF as a picture made here."""
    found = _document(request, sha256)
    png = page_images.page_image(found, number)
    if png is None:
        raise Http404
    answer = HttpResponse(png, content_type="image/png")
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def _receive(request: StaffRequest, file: "UploadedFile[Any]") -> dict[str, Any]:
    now = timezone.now()
    name = file.name or "unnamed"
    entity = request.POST.get("entity") or None
    if entity is not None and not request.actor.may_see(entity):
        said = "You do not upload for that entity."
        return {"filename": name, "said": said, "refusal": "PO_OTHER_ENTITY", "is_busy": False}
    try:
        received = receiving.receive_document(
            content=file.read(settings.DOCUMENT_SIZE_LIMIT + 1), filename=name, channel="upload",
            actor=request.actor, received_at=now, as_of=now.date(),
            entity=entity,
        )  # fmt: skip
    except receiving.UnableToReceive as refusal:
        return {"filename": name, "said": str(refusal), "refusal": refusal.code, "is_busy": False}
    made = uploads.document_by_hash(received.sha256, reader=request.actor)
    if made is None:
        said = "This file is here already, and belongs to an entity that you do not see."
        return {"filename": name, "said": said, "refusal": "DUPLICATE_DOCUMENT", "is_busy": False}
    shown = _row(made)
    if not received.is_new:
        shown |= {"said": "This file is here already; nothing was loaded again.", "is_again": True}
        shown["filename"] = name
    return shown


def _row(found: Document) -> dict[str, Any]:
    """Return what a list shows of a document."""
    is_busy = found.state in ON_ITS_WAY
    if is_busy:
        said = "Waiting for its turn" if found.state == "received" else "Read, being matched"
    elif found.state == DocumentState.REFUSED.value:
        said = found.detail or "Refused"
    else:
        said = found.detail or ""
    return {
        "document": found,
        "filename": found.filename,
        "sha256": found.sha256,
        "is_busy": is_busy,
        "said": said,
        "refusal": found.refusal,
        "has_case": not is_busy and found.document_type in {"invoice", "credit_note"}
        and found.state == DocumentState.SETTLED.value,
    }  # fmt: skip


def _to_save(stored: bytes, filename: str) -> HttpResponse:
    return HttpResponse(
        stored,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": _attachment(filename),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )


def _document(request: StaffRequest, sha256: str) -> Document:
    found = uploads.document_by_hash(sha256, reader=request.actor)
    if found is None:
        raise Http404
    return found


def _attachment(filename: str) -> str:
    return content_disposition_header(True, filename) or "attachment"
