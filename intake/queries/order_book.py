"""Orders with all that hangs on them: lines, packs, changes and receipts, in batches.

Every function takes many keys and costs a fixed number of statements. Rows come back as small
tuples, because a batch holds thousands of them; the rules' own values are built by the caller.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from intake.models import (
    ItemPack,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    ReceiptLine,
)

CANDIDATES_PER_VENDOR = 20


class OrderRow(NamedTuple):
    """The head of a purchase order."""

    order_id: int
    po_number: str
    vendor_pk: int
    vendor_id: str
    entity: str | None
    status: str
    currency: str
    order_date: date


class OrderLineRow(NamedTuple):
    """One ordered line, with what is known of its item."""

    pk: int
    order_id: int
    po_line: str
    quantity: Decimal
    unit_price: Decimal
    uom: str | None
    line_amount: Decimal | None
    item_pk: int | None
    item_id: str | None
    vendor_item_id: str | None
    gtin: str | None
    item_gtin: str | None
    description: str | None
    category: str | None
    base_uom: str | None
    tax_rate: Decimal | None
    account: str | None
    cost_centre: str | None


class PackRow(NamedTuple):
    """How many base units a pack of an item holds, from a day on."""

    item_pk: int
    pack_uom: str
    pack_size: Decimal
    valid_from: date


class ChangeRow(NamedTuple):
    """The terms of an order line before a change."""

    order_line_pk: int
    changed_on: date
    changed_by: str
    quantity: Decimal
    unit_price: Decimal
    uom: str | None


class ReceiptRow(NamedTuple):
    """One received line."""

    pk: int
    receipt_number: str
    receipt_line: str
    po_number: str
    po_line: str
    received_date: date
    quantity_received: Decimal
    quantity_rejected: Decimal
    uom: str | None


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Orders with everything that hangs on them, by key."""

    orders: tuple[OrderRow, ...]
    lines: Mapping[int, list[OrderLineRow]]  # by order id
    packs: Mapping[int, list[PackRow]]  # by item pk
    changes: Mapping[int, list[ChangeRow]]  # by order line pk
    receipts: Mapping[str, list[ReceiptRow]]  # by po_number


_ORDER_LINE = (
    "pk", "order_id", "po_line", "quantity", "unit_price", "uom", "line_amount", "item_id",
    "item__item_id", "vendor_item_id", "gtin", "item__gtin", "description", "item__category",
    "item__base_uom", "tax_rate", "account", "cost_centre",
)  # fmt: skip
_CANDIDATES = """
    SELECT recent.id
    FROM unnest(%s::bigint[]) AS wanted (vendor_id)
    CROSS JOIN LATERAL (
        SELECT id FROM intake_purchaseorder
        WHERE vendor_id = wanted.vendor_id AND status = 'open' AND is_described
        ORDER BY order_date DESC, id DESC
        LIMIT %s
    ) AS recent
"""
# Spelled otherwise: capitals, hyphens and spaces do not make another order. The index is named
# order_by_plain_number.
_SPELLED_OTHERWISE = """
    SELECT id FROM intake_purchaseorder
    WHERE upper(regexp_replace(po_number, '[^[:alnum:]]', '', 'g')) = ANY(%s)
"""


def order_heads(po_numbers: Collection[str]) -> list[OrderRow]:
    """Return the orders with exactly these numbers."""
    if not po_numbers:
        return []
    return _heads(PurchaseOrder.objects.filter(po_number__in=list(po_numbers), is_described=True))


def order_heads_spelled_otherwise(number_keys: Collection[str]) -> list[OrderRow]:
    """Return the orders whose number is one of these in capitals, without signs or spaces."""
    if not number_keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SPELLED_OTHERWISE, [sorted(number_keys)])
        ids = [row[0] for row in cursor.fetchall()]
    return _heads(PurchaseOrder.objects.filter(pk__in=ids, is_described=True)) if ids else []


def candidate_heads(vendors: Collection[int]) -> list[OrderRow]:
    """Return the newest open orders of each of these vendors."""
    if not vendors:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [sorted(vendors), CANDIDATES_PER_VENDOR])
        ids = [row[0] for row in cursor.fetchall()]
    return _heads(PurchaseOrder.objects.filter(pk__in=ids)) if ids else []


def _heads(orders: "QuerySet[PurchaseOrder]") -> list[OrderRow]:
    rows = orders.order_by("pk").values_list(
        "pk", "po_number", "vendor_id", "vendor__vendor_id", "entity", "status", "currency",
        "order_date",
    )  # fmt: skip
    return [OrderRow(*row) for row in rows]


def order_book(orders: Collection[OrderRow]) -> OrderBook:
    """Return these orders with all that hangs on them."""
    lines = _order_lines([order.order_id for order in orders])
    flat = [line for group in lines.values() for line in group]
    return OrderBook(
        orders=tuple(orders),
        lines=lines,
        packs=_packs({line.item_pk for line in flat if line.item_pk is not None}),
        changes=_changes([line.pk for line in flat]),
        receipts=receipts_of({order.po_number for order in orders}),
    )


def _order_lines(order_ids: Collection[int]) -> dict[int, list[OrderLineRow]]:
    lines: dict[int, list[OrderLineRow]] = defaultdict(list)
    if order_ids:
        rows = PurchaseOrderLine.objects.filter(order_id__in=list(order_ids)).order_by("pk")
        for row in rows.values_list(*_ORDER_LINE):
            lines[row[1]].append(OrderLineRow(*row))
    return lines


def _packs(item_pks: Collection[int]) -> dict[int, list[PackRow]]:
    packs: dict[int, list[PackRow]] = defaultdict(list)
    if item_pks:
        rows = ItemPack.objects.filter(item_id__in=list(item_pks)).order_by("valid_from", "pk")
        for row in rows.values_list("item_id", "pack_uom", "pack_size", "valid_from"):
            packs[row[0]].append(PackRow(*row))
    return packs


def _changes(order_line_pks: Collection[int]) -> dict[int, list[ChangeRow]]:
    changes: dict[int, list[ChangeRow]] = defaultdict(list)
    if order_line_pks:
        rows = (
            PurchaseOrderLineChange.objects.filter(order_line_id__in=list(order_line_pks))
            .order_by("changed_on", "pk")
            .values_list(
                "order_line_id", "changed_on", "changed_by", "quantity_before",
                "unit_price_before", "uom_before",
            )
        )  # fmt: skip
        for row in rows:
            changes[row[0]].append(ChangeRow(*row))
    return changes


def receipts_of(po_numbers: Collection[str]) -> dict[str, list[ReceiptRow]]:
    """Return what arrived of these orders, the oldest first."""
    receipts: dict[str, list[ReceiptRow]] = defaultdict(list)
    if po_numbers:
        rows = (
            ReceiptLine.objects.filter(po_number__in=list(po_numbers))
            .order_by("received_date", "pk")
            .values_list(
                "pk", "receipt__receipt_number", "receipt_line", "po_number", "po_line",
                "received_date", "quantity_received", "quantity_rejected", "uom",
            )
        )  # fmt: skip
        for row in rows:
            receipts[row[3]].append(ReceiptRow(*row))
    return receipts


def vendors_of_orders(po_numbers: Collection[str]) -> set[int]:
    """Return the vendors of these orders."""
    orders = PurchaseOrder.objects.filter(po_number__in=list(po_numbers))
    return set(orders.values_list("vendor_id", flat=True))
