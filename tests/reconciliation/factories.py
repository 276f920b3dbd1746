"""Small records for tests of matching: vendors, orders, receipts, invoices as read."""

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.reasons import ReasonCode
from intake.models import (
    Document,
    Finding,
    Invoice,
    Item,
    PurchaseOrder,
    PurchaseOrderLine,
    Reading,
    Receipt,
    ReceiptLine,
    Vendor,
)
from intake.rules import numbers, reading_json
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading, Party

AT = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 20)
ISSUED = date(2026, 3, 10)

_counter = itertools.count(1)


def vendor(vendor_id: str = "V-1001", name: str = "Adler Feinkost GmbH", **more: Any) -> Vendor:
    """Return the vendor, created once."""
    values = {
        "vendor_name": name,
        "name_key": name.casefold(),
        "is_described": True,
        "first_seen_on": date(2026, 1, 2),
        "default_account": "5400",
        **more,
    }
    return Vendor.objects.get_or_create(vendor_id=vendor_id, defaults=values)[0]


def item(item_id: str, **more: Any) -> Item:
    """Return the item, created once."""
    values = {"description": f"Item {item_id}", "base_uom": "C62", "is_described": True, **more}
    return Item.objects.get_or_create(item_id=item_id, defaults=values)[0]


def order(
    po_number: str,
    *lines: tuple[str, str, str],
    of: Vendor | None = None,
    currency: str = "EUR",
    status: str = "open",
    entity: str | None = "HQ",
    **more: Any,
) -> PurchaseOrder:
    """Return an order with lines of (item, quantity, unit price), numbered 10, 20, and so on."""
    made = PurchaseOrder.objects.create(
        po_number=po_number,
        vendor=of or vendor(),
        entity=entity,
        order_date=more.pop("order_date", date(2026, 2, 20)),
        status=status,
        currency=currency,
        loaded_at=AT,
        is_described=True,
    )
    for place, (item_id, quantity, price) in enumerate(lines, start=1):
        PurchaseOrderLine.objects.create(
            order=made,
            po_line=str(place * 10),
            item=item(item_id),
            description=f"Item {item_id}",
            quantity=Decimal(quantity),
            uom="C62",
            unit_price=Decimal(price),
            account="5400",
            cost_centre="100",
            **more,
        )
    return made


def order_line(po_number: str, po_line: str = "10") -> PurchaseOrderLine:
    """Return a line of an order."""
    return PurchaseOrderLine.objects.get(order__po_number=po_number, po_line=po_line)


def receipt(
    po_number: str, *lines: tuple[str, str], number: str = "", rejected: str = "0"
) -> Receipt:
    """Return a receipt with lines of (order line, quantity received)."""
    made = Receipt.objects.create(
        receipt_number=number or f"GR-{next(_counter)}", location="DC1", loaded_at=AT
    )
    for place, (po_line, quantity) in enumerate(lines, start=1):
        ReceiptLine.objects.create(
            receipt=made,
            receipt_line=str(place),
            po_number=po_number,
            po_line=po_line,
            received_date=date(2026, 3, 5),
            quantity_received=Decimal(quantity),
            quantity_rejected=Decimal(rejected),
            uom="C62",
        )
    return made


def line(
    number: str, item_id: str, quantity: str, price: str, *, po_line: str | None = None, **more: Any
) -> InvoiceLine:
    """Return an invoice line whose net is quantity times price."""
    net = (Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01"))
    return InvoiceLine(
        line=number,
        description=f"Item {item_id}",
        quantity=Decimal(quantity),
        unit="C62",
        unit_price=Decimal(price),
        net=net,
        tax_rate=Decimal(19),
        tax_category="S",
        buyer_item_id=item_id,
        po_line=po_line,
        **more,
    )


def reading(
    number: str, purchase_order: str | None, lines: Sequence[InvoiceLine], **more: Any
) -> InvoiceReading:
    """Return what an invoice says, with totals that add up at 19 % tax."""
    net = sum((each.net for each in lines if each.net is not None), Decimal("0.00"))
    tax = (net * Decimal("0.19")).quantize(Decimal("0.01"))
    made = InvoiceReading(
        kind=DocumentKind.INVOICE,
        syntax="ubl",
        invoice_number=number,
        issue_date=ISSUED,
        type_code="380",
        currency="EUR",
        purchase_order=purchase_order,
        seller=Party(name="Adler Feinkost GmbH", vat_id="DE123456789"),
        buyer=Party(name="Kaufmann Handels GmbH"),
        line_total=net,
        net_total=net,
        tax_total=tax,
        gross_total=net + tax,
        amount_due=net + tax,
        lines=tuple(lines),
    )
    return replace(made, **more)


def invoice(
    said: InvoiceReading,
    *,
    of: Vendor | None = None,
    entity: str | None = "HQ",
    duplicate_of: Invoice | None = None,
    has_vendor: bool = True,
) -> Invoice:
    """Return the invoice that a reading makes, as intake leaves it."""
    content = reading_json.to_bytes(said)
    name = f"{said.invoice_number or 'document'}-{next(_counter)}.xml"
    document = Document.objects.create(
        sha256=hashlib.sha256(content + name.encode()).hexdigest(),
        filename=name,
        size=len(content),
        received_at=AT,
        received_by="pipeline:pipeline",
        as_of=TODAY,
        state="read",
        document_type=said.kind.value,
    )
    read = Reading.objects.create(
        document=document,
        number=1,
        syntax=said.syntax,
        payload=content.decode(),
        read_at=AT,
        read_by="pipeline:pipeline",
    )
    return Invoice.objects.create(
        document=document,
        reading=read,
        kind=said.kind.value,
        invoice_number=said.invoice_number,
        number_key=numbers.number_key(said.invoice_number),
        vendor=(of or vendor()) if has_vendor else None,
        entity=entity,
        seller_name=said.seller.name,
        currency=said.currency,
        issue_date=said.issue_date,
        due_date=said.due_date,
        purchase_order=said.purchase_order,
        preceding_invoice=said.preceding_invoice,
        net_total=said.net_total,
        tax_total=said.tax_total,
        gross_total=said.gross_total,
        amount_due=said.amount_due,
        duplicate_of=duplicate_of,
    )


def finding(of: Invoice, code: ReasonCode, **more: Any) -> Finding:
    """Return something that intake found wrong in an invoice."""
    values = {"text": f"{code.value} was found.", **more}
    return Finding.objects.create(
        document=of.document, reading=of.reading, code=code.value, **values
    )
