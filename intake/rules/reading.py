"""What one invoice or credit note says: the values every reader returns and every rule takes.

Field names are those of the contract, which follow EN 16931-1 (the BT number stands beside each).
Amounts and quantities are exact decimals as printed; a value that the document does not state is
`None`, never an empty string or a zero. Amounts on credit notes are positive; `kind` says which
way.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class DocumentKind(StrEnum):
    """The two payable documents."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class DocumentType(StrEnum):
    """What a file turned out to be: the closed list of the contract, section 2."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    PURCHASE_ORDER = "purchase_order"
    ORDER_CONFIRMATION = "order_confirmation"
    SHIPMENT_NOTICE = "shipment_notice"
    RECEIPT_ADVICE = "receipt_advice"
    DELIVERY_NOTE = "delivery_note"
    TILL_RECEIPT = "till_receipt"
    ACCOUNT_STATEMENT = "account_statement"
    PRO_FORMA = "pro_forma"
    DUNNING_LETTER = "dunning_letter"
    REMITTANCE = "remittance"
    DEDUCTION = "deduction"
    BANK_STATEMENT = "bank_statement"
    PAYOUT_REPORT = "payout_report"
    ACKNOWLEDGEMENT = "acknowledgement"
    TABLE = "table"
    MAIL = "mail"
    ARCHIVE = "archive"
    OTHER = "other"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one value was found: page from 1, box in points from the top left, the words, how."""

    page: int | None
    box: tuple[float, float, float, float] | None
    text: str
    method: str
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or buyer as printed (BG-4, BG-7)."""

    name: str | None = None  # BT-27, BT-44
    vat_id: str | None = None  # BT-31, BT-48
    tax_id: str | None = None  # BT-32
    registration_id: str | None = None  # BT-30, BT-47
    identifier: str | None = None  # BT-29, BT-46
    endpoint: str | None = None  # BT-34, BT-49
    street: str | None = None
    city: str | None = None
    postcode: str | None = None
    country: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """A reduction or an addition, on a line or on the document (BG-20, BG-21, BG-27, BG-28)."""

    is_charge: bool
    amount: Decimal
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str | None = None
    reason_code: str | None = None
    tax_category: str | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TaxBreakdown:
    """One row of the VAT breakdown (BG-23)."""

    category: str | None
    rate: Decimal | None
    base: Decimal | None
    tax: Decimal | None
    exemption_reason: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One invoiced line (BG-25)."""

    line: str  # BT-126
    description: str | None = None  # BT-153
    quantity: Decimal | None = None  # BT-129
    unit: str | None = None  # BT-130, a UN/ECE Recommendation 20 code
    unit_price: Decimal | None = None  # BT-146, net of price discount
    price_base_quantity: Decimal | None = None  # BT-149
    net: Decimal | None = None  # BT-131
    tax_rate: Decimal | None = None  # BT-152
    tax_category: str | None = None  # BT-151
    seller_item_id: str | None = None  # BT-155
    buyer_item_id: str | None = None  # BT-156
    gtin: str | None = None  # BT-157
    po_number: str | None = None  # line-level order reference (extension)
    po_line: str | None = None  # BT-132
    note: str | None = None  # BT-127
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    line_status: str | None = None  # BT-X-8: GROUP and INFORMATION lines are in no total


@dataclass(frozen=True, slots=True)
class InvoiceReading:
    """Everything understood of one invoice or credit note."""

    kind: DocumentKind
    syntax: str  # "ubl", "cii", "facturx", "page", "person"
    profile: str | None = None  # BT-24
    invoice_number: str | None = None  # BT-1
    issue_date: date | None = None  # BT-2
    due_date: date | None = None  # BT-9
    delivery_date: date | None = None  # BT-72
    type_code: str | None = None  # BT-3
    currency: str | None = None  # BT-5
    tax_currency: str | None = None  # BT-6
    purchase_order: str | None = None  # BT-13
    buyer_reference: str | None = None  # BT-10
    contract_reference: str | None = None  # BT-12
    despatch_reference: str | None = None  # BT-16
    receipt_reference: str | None = None  # BT-15
    preceding_invoice: str | None = None  # BT-25
    preceding_invoice_date: date | None = None  # BT-26
    seller: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    payee_name: str | None = None  # BT-59
    iban: str | None = None  # BT-84
    bic: str | None = None  # BT-86
    account_number: str | None = None  # BT-84 where it is not an IBAN
    routing_number: str | None = None
    payment_means_code: str | None = None  # BT-81
    payment_reference: str | None = None  # BT-83
    payment_terms: str | None = None  # BT-20
    line_total: Decimal | None = None  # BT-106
    allowance_total: Decimal | None = None  # BT-107
    charge_total: Decimal | None = None  # BT-108
    net_total: Decimal | None = None  # BT-109
    tax_total: Decimal | None = None  # BT-110
    gross_total: Decimal | None = None  # BT-112
    prepaid: Decimal | None = None  # BT-113
    rounding: Decimal | None = None  # BT-114
    amount_due: Decimal | None = None  # BT-115
    tax_breakdown: tuple[TaxBreakdown, ...] = ()
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    notes: tuple[str, ...] = ()
    evidence: tuple[tuple[str, Evidence], ...] = ()  # only where it is more than "the XML says so"
