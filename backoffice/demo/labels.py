"""What should come of each file, in the form of a labelled set."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from backoffice.demo.model import Drop, Invoice, InvoiceLine

READABLE = {"invoice", "credit_note"}
PAGES = {"pdf", "scan", "mail"}
ABSENT_ON_PAGES = {"type_code", "line_total"}
ABSENT_IN_X12 = {
    "account_number",
    "routing_number",
    "iban",
    "line_total",
    "type_code",
    "amount_due",
    "delivery_date",
    "due_date",
    "tax_total",
}


def label(drop: Drop, file: str) -> dict[str, object]:
    """One line of labels.jsonl."""
    read = drop.invoice is not None and drop.document_type in READABLE
    return {
        "file": file,
        "slice": {"format": drop.format, "problem": drop.problem, "month": f"{drop.arrived:%Y-%m}"},
        "document_type": drop.document_type,
        "fields": _as_sent(fields(drop.invoice), drop.format) if read and drop.invoice else {},
        "exceptions": list(drop.exceptions),
        "disposition": drop.disposition,
        "matches": None,
    }


def _as_sent(said: dict[str, Any], form: str) -> dict[str, Any]:
    """What of it stands in a file of that form: a page prints no codes, EDI no bank account."""
    if form in PAGES:
        rows = [
            {**row, "description": f"{row['seller_item_id'] or ''} {row['description']}".strip()}
            for row in said["lines"]
        ]
        for row in rows:
            del row["seller_item_id"]
        said["lines"] = rows
    absent = ABSENT_ON_PAGES if form in PAGES else ABSENT_IN_X12 if form == "x12" else set()
    if form in PAGES and said["tax_total"] == "0.00":
        absent = absent | {"tax_total"}
    return {name: value for name, value in said.items() if name not in absent}


def fields(invoice: Invoice) -> dict[str, Any]:
    """Everything that stands on the document."""
    vendor = invoice.vendor
    made: dict[str, Any] = {
        "invoice_number": invoice.number,
        "issue_date": invoice.issue_date.isoformat(),
        "delivery_date": invoice.delivery_date.isoformat(),
        "type_code": "380" if invoice.kind == "invoice" else "381",
        "currency": invoice.currency,
        "purchase_order": invoice.purchase_order,
        "preceding_invoice": invoice.preceding_invoice,
        "seller_name": vendor.name,
        "seller_vat_id": vendor.vat_id or None,
        "buyer_name": invoice.entity.name,
        "iban": vendor.iban or None,
        "line_total": _money(invoice.line_total),
        "net_total": _money(invoice.net_total),
        "tax_total": _money(invoice.tax_total),
        "gross_total": _money(invoice.gross_total),
        "amount_due": _money(invoice.gross_total),
        "lines": [_line(line) for line in invoice.lines],
    }
    if invoice.kind == "invoice":
        made["due_date"] = invoice.due_date.isoformat() if invoice.due_date else None
    if vendor.address.country == "US":
        made["account_number"], made["routing_number"] = (
            vendor.account_number,
            vendor.routing_number,
        )
    if invoice.freight:
        made["charge_total"] = _money(invoice.freight)
    return made


def _line(line: InvoiceLine) -> dict[str, object]:
    return {
        "line": str(line.number),
        "description": line.description,
        "quantity": f"{line.quantity.normalize():f}",
        "unit_price": f"{line.unit_price:f}",
        "net": _money(line.net),
        "seller_item_id": line.seller_item_id,
    }


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
