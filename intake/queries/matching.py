"""What matching is given: claims and the orders and receipts they are compared with, in batches.

Every function takes many keys and costs a fixed number of statements. Rows come back as small
tuples, because a batch holds thousands of them; the rules' own values are built by the caller.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from core.reasons import ReasonCode
from intake.models import (
    Finding,
    Invoice,
    ItemPack,
    PaidInvoice,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    ReceiptLine,
)
from intake.rules.findings import FindingValue
from intake.rules.numbers import number_key

CANDIDATES_PER_VENDOR = 20


class VendorRow(NamedTuple):
    """What matching needs to know of a vendor."""

    pk: int
    vendor_id: str
    vendor_name: str
    status: str
    is_new: bool
    payment_terms: str | None
    default_account: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One invoice or credit note as intake understood it."""

    invoice_id: int
    document_id: int
    sha256: str
    filename: str
    arrived_on: date
    reading_id: int
    payload: str  # the canonical JSON of intake.rules.reading_json
    kind: str
    invoice_number: str | None
    number_key: str | None
    entity: str | None
    seller_name: str | None
    currency: str | None
    issue_date: date | None
    due_date: date | None
    discount_until: date | None
    preceding_invoice: str | None
    gross_total: Decimal | None
    duplicate_of: int | None
    is_corrected: bool  # a person changed what was read
    findings: tuple[FindingValue, ...]
    vendor: VendorRow | None

    @property
    def is_duplicate(self) -> bool:
        """Whether it is the same claim again, for certain."""
        return any(found.code is ReasonCode.DUPLICATE_INVOICE for found in self.findings)


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


class EarlierInvoice(NamedTuple):
    """An invoice that a credit note names, or one of the same vendor some days before."""

    invoice_id: int | None
    vendor_pk: int
    invoice_number: str | None
    number_key: str | None
    issue_date: date | None
    currency: str | None
    net_total: Decimal | None
    gross_total: Decimal | None
    purchase_order: str | None


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Orders with everything that hangs on them, by key."""

    orders: tuple[OrderRow, ...]
    lines: Mapping[int, list[OrderLineRow]]  # by order id
    packs: Mapping[int, list[PackRow]]  # by item pk
    changes: Mapping[int, list[ChangeRow]]  # by order line pk
    receipts: Mapping[str, list[ReceiptRow]]  # by po_number


_CLAIM = (
    "pk", "document_id", "document__sha256", "document__filename", "document__as_of",
    "reading_id", "reading__payload", "kind", "invoice_number", "number_key", "entity",
    "seller_name", "currency", "issue_date", "due_date", "discount_until", "preceding_invoice",
    "gross_total", "duplicate_of_id", "is_corrected",
)  # fmt: skip
_VENDOR = (
    "vendor_id", "vendor__vendor_id", "vendor__vendor_name", "vendor__status", "vendor__is_new",
    "vendor__payment_terms", "vendor__default_account", "vendor__currency",
)  # fmt: skip
_ORDER_LINE = (
    "pk", "order_id", "po_line", "quantity", "unit_price", "uom", "line_amount", "item_id",
    "item__item_id", "vendor_item_id", "gtin", "item__gtin", "description", "item__category",
    "item__base_uom", "tax_rate", "account", "cost_centre",
)  # fmt: skip
_EARLIER = (
    "pk", "vendor_id", "invoice_number", "number_key", "issue_date", "currency", "net_total",
    "gross_total", "purchase_order",
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


def claims(invoice_ids: Collection[int]) -> dict[int, ClaimRow]:
    """Return what intake knows of these invoices, by invoice id."""
    invoices = Invoice.objects.filter(pk__in=list(invoice_ids)).annotate(
        is_corrected=Q(reading__read_by__startswith="person:"),
    )
    rows: list[tuple[Any, ...]] = list(invoices.values_list(*_CLAIM, *_VENDOR))
    findings = _findings({row[1]: row[5] for row in rows})
    width = len(_CLAIM)
    return {
        row[0]: ClaimRow(
            *(
                *row[:width],
                tuple(findings.get(row[1], ())),
                None if row[width] is None else VendorRow(*row[width:]),
            )
        )
        for row in rows
    }


def _findings(reading_of: Mapping[int, int]) -> dict[int, list[FindingValue]]:
    """Return the findings of each document's newest reading, and those of the file itself."""
    found: dict[int, list[FindingValue]] = defaultdict(list)
    rows = (
        Finding.objects.filter(document_id__in=list(reading_of))
        .filter(Q(reading__isnull=True) | Q(reading_id__in=list(reading_of.values())))
        .order_by("document_id", "pk")
        .values_list(
            "document_id", "code", "text", "field", "line", "expected", "actual", "tolerance",
            "reference",
        )
    )  # fmt: skip
    for document_id, code, text, *figures in rows:
        found[document_id].append(FindingValue(ReasonCode(code), text, *figures))
    return found


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


def invoices_named(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[EarlierInvoice]]:
    """Return the invoices, here or in the payables history, by vendor and key of their number."""
    wanted = set(keys)
    found: dict[tuple[int, str], list[EarlierInvoice]] = defaultdict(list)
    if not wanted:
        return found
    vendors, number_keys = {vendor for vendor, _ in wanted}, {key for _, key in wanted}
    same = {"vendor_id__in": vendors, "number_key__in": number_keys}
    here = Invoice.objects.filter(
        kind="invoice", duplicate_of__isnull=True, is_withdrawn=False, **same
    ).order_by("pk")
    for row in here.values_list(*_EARLIER):
        _keep(found, wanted, EarlierInvoice(*row))
    before = PaidInvoice.objects.filter(**same).order_by("pk")
    for row in before.values_list(
        "vendor_id", "invoice_number", "number_key", "issue_date", "currency", "gross_total",
        "purchase_order",
    ):  # fmt: skip
        _keep(found, wanted, EarlierInvoice(None, *row[:5], None, *row[5:]))
    return found


def _keep(
    found: dict[tuple[int, str], list[EarlierInvoice]],
    wanted: Collection[tuple[int, str]],
    invoice: EarlierInvoice,
) -> None:
    key = (invoice.vendor_pk, invoice.number_key or "")
    if key in wanted:
        found[key].append(invoice)


def invoices_around(
    vendors: Mapping[int, tuple[date, date]], *, days: int
) -> dict[int, list[EarlierInvoice]]:
    """Return each vendor's invoices issued up to `days` before or after a span of days."""
    around: dict[int, list[EarlierInvoice]] = defaultdict(list)
    if not vendors or days <= 0:
        return around
    reach = timedelta(days=days)
    rows = Invoice.objects.filter(
        kind="invoice",
        duplicate_of__isnull=True,
        is_withdrawn=False,
        vendor_id__in=list(vendors),
        issue_date__gte=min(first for first, _ in vendors.values()) - reach,
        issue_date__lte=max(last for _, last in vendors.values()) + reach,
    ).order_by("pk")
    for row in rows.values_list(*_EARLIER):
        around[row[1]].append(EarlierInvoice(*row))
    return around


def recent_invoices(vendors: Collection[int], *, most: int) -> dict[int, list[EarlierInvoice]]:
    """Return the newest invoices of each of these vendors."""
    found: dict[int, list[EarlierInvoice]] = defaultdict(list)
    for vendor in sorted(vendors):
        rows = Invoice.objects.filter(
            vendor_id=vendor, kind="invoice", duplicate_of__isnull=True, is_withdrawn=False
        ).order_by("-issue_date", "-pk")
        found[vendor] = [EarlierInvoice(*row) for row in rows.values_list(*_EARLIER)[:most]]
    return found


def credit_notes_of(vendors: Collection[int]) -> list[EarlierInvoice]:
    """Return the credit notes of these vendors; `number_key` is that of the invoice they name."""
    rows = Invoice.objects.filter(
        vendor_id__in=list(vendors),
        kind="credit_note",
        preceding_invoice__isnull=False,
        duplicate_of__isnull=True,
        is_withdrawn=False,
    ).order_by("pk")
    return [
        EarlierInvoice(*row)._replace(number_key=number_key(named))
        for *row, named in rows.values_list(*_EARLIER, "preceding_invoice")
    ]


def vendors_of_orders(po_numbers: Collection[str]) -> set[int]:
    """Return the vendors of these orders."""
    orders = PurchaseOrder.objects.filter(po_number__in=list(po_numbers))
    return set(orders.values_list("vendor_id", flat=True))
