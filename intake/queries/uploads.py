"""Documents as people see them: the list, newest first, and one document by its hash."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from core.actors import Actor
from intake.models import Document, Finding, Invoice

PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of documents and where the next one begins."""

    rows: list[Document]
    next_cursor: str


def document_page(
    *, reader: Actor, q: str = "", state: str = "", document_type: str = "", after: str = ""
) -> DocumentPage:
    """Return documents newest first, from after a cursor on."""
    rows = seen_by(Document.objects.all(), reader)
    if q:
        rows = rows.filter(Q(filename__icontains=q) | Q(sha256__startswith=q.lower()))
    if state:
        rows = rows.filter(state=state)
    if document_type:
        rows = rows.filter(document_type=document_type)
    rows = rows.order_by("-received_at", "-id")
    if (place := _place(after)) is not None:
        rows = rows.extra(
            where=["(received_at, intake_document.id) < (%s, %s)"], params=list(place)
        )
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return DocumentPage(found, _cursor(found[-1]) if more else "")


def document_by_hash(sha256: str, *, reader: Actor) -> Document | None:
    """Return one document if the reader may see it."""
    return seen_by(Document.objects.filter(sha256=sha256), reader).first()


def parts_of(document: Document, *, reader: Actor, limit: int = 200) -> list[Document]:
    """Return the files that came inside this one, as far as the reader may see them."""
    rows = seen_by(Document.objects.filter(parent=document), reader)
    return list(rows.order_by("id")[:limit])


def entity_of(document: Document) -> str | None:
    """Return whose document it is: as matched, or as said when it came."""
    invoice = Invoice.objects.filter(document=document.pk).values_list("entity", flat=True).first()
    return invoice or document.entity_hint


def first_finding(document_id: int) -> Finding | None:
    """Return the finding that says most plainly what is wrong."""
    return Finding.objects.filter(document=document_id).order_by("id").first()


def refused_lately(*, reader: Actor, limit: int = 5) -> list[Document]:
    """Return what was refused last."""
    rows = seen_by(Document.objects.filter(state="refused"), reader)
    return list(rows.order_by("-received_at", "-id")[:limit])


def seen_by(rows: QuerySet[Document], reader: Actor) -> QuerySet[Document]:
    """Narrow documents to those of the reader's entities, and their own uploads."""
    if reader.entities is None:
        return rows
    names = sorted(reader.entities)
    return rows.filter(
        Q(invoice__entity__in=names)
        | Q(invoice__isnull=True, entity_hint__in=names)
        | Q(invoice__isnull=True, received_by=reader.label)
    )


def _cursor(row: Document) -> str:
    return f"{row.received_at.astimezone(UTC).isoformat()}_{row.pk}"


def _place(cursor: str) -> tuple[datetime, int] | None:
    try:
        moment, pk = cursor.split("_")
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None
