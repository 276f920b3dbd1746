"""Intake's tables: what reached us, how we understood it, and what it is compared with."""

from intake.models.cash import (
    BankAccount,
    BankColumns,
    BankLine,
    BankStatement,
    PaidInvoice,
    SalesOrder,
)
from intake.models.documents import (
    Arrival,
    Document,
    DocumentState,
    Finding,
    HeldPicture,
    Reading,
    RecognisedWords,
)
from intake.models.inboxes import Inbox, InboxKind
from intake.models.invoices import Invoice, InvoiceLine
from intake.models.layouts import Layout, LayoutAnchor, RetiredBecause
from intake.models.masters import Item, ItemPack, Vendor, VendorBankChange, VendorStatus
from intake.models.orders import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    PurchaseOrderStatus,
    Receipt,
    ReceiptLine,
)
from intake.models.payouts import Payout, PayoutLine
from intake.models.repeats import DuplicateAlarm, RememberedRepeat
from intake.models.trading import (
    Acknowledgement,
    Announcement,
    AnnouncementLine,
    Deduction,
    EdiMessage,
    Remittance,
    RemittanceLine,
)

__all__ = [
    "Acknowledgement",
    "Announcement",
    "AnnouncementLine",
    "Arrival",
    "BankAccount",
    "BankColumns",
    "BankLine",
    "BankStatement",
    "Deduction",
    "Document",
    "DocumentState",
    "DuplicateAlarm",
    "EdiMessage",
    "Finding",
    "HeldPicture",
    "Inbox",
    "InboxKind",
    "Invoice",
    "InvoiceLine",
    "Item",
    "ItemPack",
    "Layout",
    "LayoutAnchor",
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
    "RememberedRepeat",
    "Remittance",
    "RemittanceLine",
    "RetiredBecause",
    "SalesOrder",
    "Vendor",
    "VendorBankChange",
    "VendorStatus",
]
