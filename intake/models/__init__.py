"""Intake's tables: what reached us, how we understood it, and what it is compared with."""

from intake.models.cash import BankAccount, BankLine, BankStatement, PaidInvoice, SalesOrder
from intake.models.documents import (
    Arrival,
    Document,
    DocumentState,
    Finding,
    Reading,
    RecognisedWords,
)
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
from intake.models.payouts import Payout, PayoutLine

__all__ = [
    "Arrival",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "Document",
    "DocumentState",
    "Finding",
    "Invoice",
    "InvoiceLine",
    "Item",
    "ItemPack",
    "PaidInvoice",
    "Payout",
    "PayoutLine",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderLineChange",
    "PurchaseOrderStatus",
    "Reading",
    "Receipt",
    "ReceiptLine",
    "RecognisedWords",
    "SalesOrder",
    "Vendor",
    "VendorStatus",
]
