"""What should come of each file, in the form of a labelled set."""

from __future__ import annotations

from decimal import Decimal

from backoffice.demo.model import Drop, Invoice, InvoiceLine

READABLE = {"invoice", "credit_note"}


def label(drop: Drop, file: str) -> dict[str, object]:
    """One line of labels.jsonl."""
    read = drop.invoice is not None and drop.document_type in READABLE
    return {
        "file": file,
        "slice": {"format": drop.format, "problem": drop.problem, "month": f"{drop.arrived:%Y-%m}"},
        "document_type": drop.document_type,
        "fields": fields(drop.invoice) if read and drop.invoice else {},
        "exceptions": list(drop.exceptions),
        "disposition": drop.disposition,
        "matches": None,
    }


def fields(invoice: Invoice) -> dict[str, object]:
    """Everything that stands on the document."""
    vendor = invoice.vendor
    made: dict[str, object] = {
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
