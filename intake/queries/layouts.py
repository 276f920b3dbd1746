"""What corrections taught, vendor by vendor, for people to look through."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from core.actors import Actor
from intake.models import Invoice, LayoutAnchor
from intake.rules import anchors

_MOST = 500


@dataclass(frozen=True, slots=True)
class LearnedField:
    """One field of a layout: which words lead to it, and who taught it."""

    pk: int
    field: str
    label: str
    printed: str
    sha256: str
    filename: str
    learned_at: datetime
    learned_by: str
    retired_at: datetime | None
    retired_by: str | None
    retired_because: str | None

    @property
    def is_used(self) -> bool:
        """Whether later documents are read with it."""
        return self.retired_at is None


@dataclass(frozen=True, slots=True)
class LearnedLayout:
    """One layout of one vendor, with what was learned of it."""

    pk: int
    seller: str
    vendor_id: str | None
    fields: tuple[LearnedField, ...]


def learned(*, reader: Actor, q: str = "") -> tuple[LearnedLayout, ...]:
    """Return what was learned of the layouts whose documents this person may see."""
    rows = _seen_by(reader).select_related("layout__vendor", "document")
    if q:
        rows = rows.filter(
            Q(layout__seller_name__icontains=q) | Q(layout__vendor__vendor_id__iexact=q)
        )
    by_layout: dict[int, list[LayoutAnchor]] = defaultdict(list)
    for row in rows.order_by("layout__seller_name", "layout", "field", "-pk")[:_MOST]:
        by_layout[row.layout_id].append(row)
    return tuple(_layout(found) for found in by_layout.values())


def may_see(pk: int, *, reader: Actor) -> bool:
    """Tell whether this person may see the document from which an anchor was learned."""
    return _seen_by(reader).filter(pk=pk).exists()


def _seen_by(reader: Actor) -> QuerySet[LayoutAnchor]:
    rows = LayoutAnchor.objects.all()
    if reader.entities is None:
        return rows
    seen = Invoice.objects.filter(entity__in=reader.entities).values("document")
    return rows.filter(document__in=seen)


def _layout(rows: list[LayoutAnchor]) -> LearnedLayout:
    layout = rows[0].layout
    vendor = layout.vendor
    return LearnedLayout(
        pk=layout.pk,
        seller=layout.seller_name or (vendor.vendor_name if vendor else "A seller without a name"),
        vendor_id=vendor.vendor_id if vendor else None,
        fields=tuple(_field(row) for row in rows),
    )


def _field(row: LayoutAnchor) -> LearnedField:
    known = anchors.from_json(row.anchor)
    return LearnedField(
        pk=row.pk,
        field=row.field,
        label=known.label,
        printed=known.printed,
        sha256=row.document.sha256,
        filename=row.document.shown_name,
        learned_at=row.learned_at,
        learned_by=row.learned_by,
        retired_at=row.retired_at,
        retired_by=row.retired_by,
        retired_because=row.retired_because,
    )
