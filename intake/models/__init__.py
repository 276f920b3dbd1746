"""Intake's tables: what reached us, how we understood it, and what it is compared with."""

from intake.models.cash import BankAccount, BankLine, PaidInvoice, SalesOrder
from intake.models.documents import Arrival, Document, DocumentState, Finding, Reading
from intake.models.invoices import Invoice, InvoiceLine
from intake.models.masters import Item, ItemPack, Vendor, VendorStatus
from intake.models.orders import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    PurchaseOrderStatus,
    Receipt,
    ReceiptLine,
)

__all__ = [
    "Arrival",
    "BankAccount",
    "BankLine",
    "Document",
    "DocumentState",
    "Finding",
    "Invoice",
    "InvoiceLine",
    "Item",
    "ItemPack",
    "PaidInvoice",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderLineChange",
    "PurchaseOrderStatus",
    "Reading",
    "Receipt",
    "ReceiptLine",
    "SalesOrder",
    "Vendor",
    "VendorStatus",
]
