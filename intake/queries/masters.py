"""Master data and orders as people look them up, by their own number, a page at a time."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from core.actors import Actor
from intake.models import (
    Item,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
    Vendor,
)
from intake.queries.pages import Received, received_for

PAGE = 50
Row = TypeVar("Row", bound=Model)


def mail_addresses() -> list[str]:
    """Return the mail addresses of all vendors on file."""
    rows = Vendor.objects.exclude(email=None).values_list("email", flat=True)
    return [str(each) for each in rows]


@dataclass(frozen=True, slots=True)
class MasterPage:
    """One page of records and where the next one begins."""

    rows: list[Model]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One order with its lines, their changes, and what arrived of each."""

    order: PurchaseOrder
    lines: tuple[tuple[PurchaseOrderLine, Received | None], ...]


def vendors(q: str, after: str) -> MasterPage:
    """Return vendors by their number."""
    rows = Vendor.objects.all()
    if q:
        found = Q(vendor_name__icontains=q) | Q(vendor_id__icontains=q) | Q(vat_id__iexact=q)
        rows = rows.filter(found)
    return _page(rows, "vendor_id", after)


def items(q: str, after: str) -> MasterPage:
    """Return items by their number."""
    rows = Item.objects.all()
    if q:
        rows = rows.filter(Q(description__icontains=q) | Q(item_id__icontains=q) | Q(gtin=q))
    return _page(rows, "item_id", after)


def orders(q: str, after: str, *, reader: Actor) -> MasterPage:
    """Return orders by their number."""
    rows = _seen(PurchaseOrder.objects.select_related("vendor"), reader)
    if q:
        rows = rows.filter(Q(po_number__icontains=q) | Q(vendor__vendor_name__icontains=q))
    return _page(rows, "po_number", after)


def receipts(q: str, after: str, *, reader: Actor) -> MasterPage:
    """Return receipts by their number."""
    lines, rows = ReceiptLine.objects.order_by("receipt_line", "id"), Receipt.objects.all()
    if reader.entities is not None:
        mine = _seen(PurchaseOrder.objects.all(), reader).values("po_number")
        lines = lines.filter(po_number__in=mine)
        rows = rows.filter(lines__po_number__in=mine).distinct()
    if q:
        rows = rows.filter(Q(receipt_number__icontains=q) | Q(lines__po_number=q)).distinct()
    return _page(rows.prefetch_related(Prefetch("lines", lines)), "receipt_number", after)


def vendor(vendor_id: str) -> Vendor | None:
    """Return one vendor."""
    return Vendor.objects.filter(vendor_id=vendor_id).first()


def orders_of(found: Vendor, *, reader: Actor, limit: int = 20) -> list[PurchaseOrder]:
    """Return a vendor's latest orders."""
    rows = _seen(PurchaseOrder.objects.filter(vendor=found), reader)
    return list(rows.order_by("-order_date", "-id")[:limit])


def item(item_id: str) -> Item | None:
    """Return one item with its packs."""
    return Item.objects.filter(item_id=item_id).prefetch_related("packs").first()


def order(po_number: str, *, reader: Actor) -> OrderFile | None:
    """Return one order if the reader may see it."""
    rows = PurchaseOrder.objects.filter(po_number=po_number).select_related("vendor")
    found = _seen(rows, reader).first()
    if found is None:
        return None
    lines = list(
        found.lines.select_related("item").prefetch_related("changes").order_by("po_line", "id")
    )
    arrived = received_for([(po_number, line.po_line) for line in lines])
    return OrderFile(found, tuple((line, arrived.get((po_number, line.po_line))) for line in lines))


def receipt(receipt_number: str, *, reader: Actor) -> Receipt | None:
    """Return one receipt if the reader may see an order on it."""
    rows = Receipt.objects.filter(receipt_number=receipt_number)
    if reader.entities is not None:
        mine = _seen(PurchaseOrder.objects.all(), reader).values("po_number")
        rows = rows.filter(lines__po_number__in=mine).distinct()
    return rows.prefetch_related("lines").first()


def lines_of(found: Receipt, *, reader: Actor) -> list[ReceiptLine]:
    """Return what arrived, of the orders that the reader may see."""
    lines = ReceiptLine.objects.filter(receipt=found).order_by("receipt_line", "id")
    if reader.entities is not None:
        mine = _seen(PurchaseOrder.objects.all(), reader).values("po_number")
        lines = lines.filter(po_number__in=mine)
    return list(lines)


def _seen(rows: QuerySet[PurchaseOrder], reader: Actor) -> QuerySet[PurchaseOrder]:
    return rows if reader.entities is None else rows.filter(entity__in=sorted(reader.entities))


def _page(rows: "QuerySet[Row]", key: str, after: str) -> MasterPage:
    if after:
        rows = rows.filter(**{f"{key}__gt": after})
    found = list(rows.order_by(key)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return MasterPage([*found], str(getattr(found[-1], key)) if more else "")
