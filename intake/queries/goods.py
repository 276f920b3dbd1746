"""The goods behind a reference: what the order, receipt or invoice that it names is about."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet

from intake.models import (
    Invoice,
    InvoiceLine,
    ItemPack,
    PaidInvoice,
    PurchaseOrderLine,
    ReceiptLine,
)

_AT_ONCE = 2_000


class Arrival(NamedTuple):
    """What came of one order line on one day."""

    received_date: date
    quantity: Decimal
    uom: str | None
    location: str | None
    receipt_number: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """One order line behind a reference, with what came of it and what the reference bills."""

    po_number: str
    po_line: str
    quantity: Decimal
    uom: str | None
    unit_price: Decimal
    currency: str
    item_pk: int | None
    item_id: str | None
    base_uom: str | None
    unit_cost: Decimal | None
    account: str | None
    cost_centre: str | None
    entity: str | None
    arrivals: tuple[Arrival, ...] = ()
    billed: tuple[Decimal, str | None, str] | None = None  # quantity, unit, invoice number


LineKey = tuple[str, str]


def behind(references: Collection[str]) -> dict[str, list[Ordered]]:
    """Return the order lines behind each reference that names an order, a receipt or an invoice.

    A number that several invoices share names none of them.
    """
    found: dict[str, list[Ordered]] = {}
    waiting = iter(sorted(references))
    while part := list(islice(waiting, _AT_ONCE)):
        found.update(_behind(part))
    return found


def pack_sizes(item_pks: Collection[int]) -> dict[int, list[tuple[str, Decimal, date]]]:
    """Return how many base units the packs of these items hold, and from when."""
    sizes: dict[int, list[tuple[str, Decimal, date]]] = defaultdict(list)
    rows = ItemPack.objects.filter(item__in=sorted(item_pks)).order_by("pk")
    for pack in rows:
        sizes[pack.item_id].append((pack.pack_uom, pack.pack_size, pack.valid_from))
    return sizes


def _behind(references: list[str]) -> dict[str, list[Ordered]]:
    receipts = _receipts(ReceiptLine.objects.filter(receipt__receipt_number__in=references))
    by_invoice = _invoices(references)
    histories = _histories(references)
    numbers = {
        *references,
        *(number for lines in by_invoice.values() for number, _ in lines),
        *histories.values(),
        *(number for number, _, _ in receipts),
    }
    orders = _order_lines(numbers)
    made: dict[str, list[Ordered]] = defaultdict(list)
    for reference in references:
        if reference in orders:
            made[reference] = list(orders[reference].values())
    for number, line, arrival in receipts:
        order_line = orders.get(number, {}).get(line)
        if order_line is not None and arrival.receipt_number not in orders:
            made[arrival.receipt_number].append(replace(order_line, arrivals=(arrival,)))
    for invoice, billed in by_invoice.items():
        known = {key: orders.get(key[0], {}).get(key[1]) for key in billed}
        if invoice not in made and all(known.values()):
            made[invoice] = [
                replace(line, billed=(*billed[key], invoice)) for key, line in known.items() if line
            ]
    for invoice, number in histories.items():
        if invoice not in made and number in orders:
            made[invoice] = list(orders[number].values())
    return made


def _receipts(rows: "QuerySet[ReceiptLine]") -> list[tuple[str, str, Arrival]]:
    return [
        (
            row.po_number,
            row.po_line,
            Arrival(
                row.received_date,
                row.quantity_received - row.quantity_rejected,
                row.uom,
                row.location or row.receipt.location,
                row.receipt.receipt_number,
            ),
        )
        for row in rows.select_related("receipt").order_by("received_date", "pk")
    ]


def _order_lines(numbers: Collection[str]) -> dict[str, dict[str, Ordered]]:
    arrivals: dict[LineKey, list[Arrival]] = defaultdict(list)
    wanted = sorted(numbers)
    for number, line, arrival in _receipts(ReceiptLine.objects.filter(po_number__in=wanted)):
        arrivals[number, line].append(arrival)
    rows = PurchaseOrderLine.objects.filter(order__po_number__in=wanted)
    found: dict[str, dict[str, Ordered]] = defaultdict(dict)
    for row in rows.select_related("order", "item").order_by("order_id", "pk"):
        number, item = row.order.po_number, row.item
        found[number][row.po_line] = Ordered(
            po_number=number,
            po_line=row.po_line,
            quantity=row.quantity,
            uom=row.uom,
            unit_price=row.unit_price,
            currency=row.order.currency,
            item_pk=row.item_id,
            item_id=item.item_id if item else None,
            base_uom=item.base_uom if item else None,
            unit_cost=item.unit_cost if item else None,
            account=row.account,
            cost_centre=row.cost_centre,
            entity=row.order.entity,
            arrivals=tuple(arrivals[number, row.po_line]),
        )
    return dict(found)


def _invoices(
    references: list[str],
) -> dict[str, dict[LineKey, tuple[Decimal, str | None]]]:
    """Return what each invoice bills of which order line; one line off the order and it is out."""
    rows = Invoice.objects.filter(
        invoice_number__in=references, duplicate_of=None, is_withdrawn=False
    ).values_list("pk", "invoice_number")
    by_number: dict[str, list[int]] = defaultdict(list)
    for pk, number in rows:
        by_number[str(number)].append(pk)
    single = {pks[0]: number for number, pks in by_number.items() if len(pks) == 1}
    found: dict[str, dict[LineKey, tuple[Decimal, str | None]]] = defaultdict(dict)
    broken: set[str] = set()
    for invoice, quantity, unit, po_number, po_line in _invoice_lines(single):
        if quantity is None or po_number is None or po_line is None:
            broken.add(single[invoice])
            continue
        before, _ = found[single[invoice]].get((po_number, po_line), (Decimal(0), None))
        found[single[invoice]][po_number, po_line] = before + quantity, unit
    return {number: lines for number, lines in found.items() if number not in broken}


def _invoice_lines(
    invoices: Collection[int],
) -> Iterator[tuple[int, Decimal | None, str | None, str | None, str | None]]:
    rows = InvoiceLine.objects.filter(invoice__in=sorted(invoices)).order_by("pk")
    yield from rows.values_list("invoice", "quantity", "unit", "po_number", "po_line")


def _histories(references: list[str]) -> dict[str, str]:
    """Return the orders that the payables history names for invoices."""
    rows = PaidInvoice.objects.filter(
        invoice_number__in=references, purchase_order__isnull=False
    ).values_list("invoice_number", "purchase_order")
    found: dict[str, set[str]] = defaultdict(set)
    for number, order in rows:
        found[number].add(str(order))
    return {number: orders.pop() for number, orders in found.items() if len(orders) == 1}
