"""What matching takes and returns: orders, receipts and limits in, matches and differences out.

Quantities of a line match are in the unit of the order line, what it uses of a receipt is in the
unit of that receipt line. Amounts are in the currency of the document, unrounded.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading
from reconciliation.rules.tolerance import DEFAULT_TOLERANCES, ToleranceRow
from reconciliation.rules.units import Pack

ZERO = Decimal(0)


class MatchKind(StrEnum):
    """Against the order and what arrived, or against the order alone."""

    THREE_WAY = "three_way"
    TWO_WAY = "two_way"


class MatchStatus(StrEnum):
    """How much of a document agrees with its order. The values are those of the contract."""

    MATCHED = "matched"  # every line has its order line, and nothing is open
    PARTIAL = "partial"  # some lines have one, or something is open
    UNMATCHED = "unmatched"
    NOT_APPLICABLE = "not_applicable"  # a purchase that needs no order


class OrderStatus(StrEnum):
    """Whether an order still takes invoices."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderChange:
    """The terms of an order line before somebody changed them."""

    changed_on: date
    changed_by: str
    quantity: Decimal
    unit_price: Decimal
    uom: str | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One ordered line with the terms in force now, and what was billed on it before."""

    po_number: str
    po_line: str
    quantity: Decimal
    unit_price: Decimal
    uom: str | None = None
    line_amount: Decimal | None = None
    item_id: str | None = None
    vendor_item_id: str | None = None
    gtin: str | None = None
    description: str | None = None
    category: str | None = None
    tax_rate: Decimal | None = None
    account: str | None = None
    cost_centre: str | None = None
    match_kind: MatchKind = MatchKind.THREE_WAY
    quantity_invoiced_before: Decimal = ZERO
    amount_invoiced_before: Decimal = ZERO
    base_uom: str | None = None
    packs: tuple[Pack, ...] = ()
    changes: tuple[OrderChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase order."""

    po_number: str
    vendor_id: str
    entity: str | None
    status: OrderStatus
    currency: str
    order_date: date
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """What arrived of one order line; `quantity_available` is accepted and not yet billed."""

    receipt_number: str
    receipt_line: str
    po_number: str
    po_line: str
    received_date: date
    quantity_accepted: Decimal
    quantity_available: Decimal
    quantity_rejected: Decimal = ZERO
    uom: str | None = None


@dataclass(frozen=True, slots=True)
class MatchInput:
    """One invoice and everything it is compared with. The caller has found and loaded the records.

    `orders` are those the document names (`pairing.referenced_orders`); `candidates` are open
    orders of the vendor, for ranking where the document names none or a wrong one.
    """

    reading: InvoiceReading
    vendor_id: str | None
    entity: str | None
    arrived_on: date
    orders: tuple[Order, ...] = ()
    candidates: tuple[Order, ...] = ()
    receipts: tuple[ReceivedLine, ...] = ()
    tolerances: tuple[ToleranceRow, ...] = DEFAULT_TOLERANCES
    needs_order: bool = True


@dataclass(frozen=True, slots=True)
class ReceiptUse:
    """How much of one receipt line a line match uses up, in the unit of the receipt line."""

    receipt_number: str
    receipt_line: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class LineMatchValue:
    """An invoice line (or a share of one) beside its order line.

    `quantity_variance` is what is billed beyond the order or beyond the accepted receipts, the
    larger of the two; `price_variance` is per order unit; both zero where nothing differs and
    `None` where they cannot be compared.
    """

    line: str
    po_number: str | None
    po_line: str | None
    quantity: Decimal | None
    amount: Decimal
    receipts: tuple[ReceiptUse, ...] = ()
    quantity_variance: Decimal | None = None
    price_variance: Decimal | None = None
    amount_variance: Decimal | None = None
    price_agrees: bool = True  # an agreed price stays locked while the quantity is decided (T23)
    quantity_agrees: bool = True
    completes: bool = False  # after this the order line has been billed in full
    is_charge: bool = False
    order_price: Decimal | None = None  # in force for this match, per order unit


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference found by comparing; `is_allowed` where it stays inside its tolerance."""

    code: ReasonCode
    text: str
    line: str | None = None
    expected: str | None = None
    actual: str | None = None
    tolerance: str | None = None
    reference: str | None = None
    field: str | None = None
    is_allowed: bool = False

    def as_finding(self) -> FindingValue:
        """Return the same as a finding, for a list with what intake found."""
        return FindingValue(
            code=self.code,
            text=self.text,
            field=self.field,
            line=self.line,
            expected=self.expected,
            actual=self.actual,
            tolerance=self.tolerance,
            reference=self.reference,
        )


@dataclass(frozen=True, slots=True)
class MatchResult:
    """What matching found: every rule was evaluated and every result is here."""

    status: MatchStatus
    strategy: (
        str  # how lines found their order lines: "po_line", "gtin", "description", "fuzzy" ...
    )
    lines: tuple[LineMatchValue, ...] = ()
    differences: tuple[Difference, ...] = ()
    waits_for: tuple[str, ...] = ()  # orders whose arrival or receipt would change the answer

    @property
    def exceptions(self) -> tuple[Difference, ...]:
        """The differences that a person must settle."""
        return tuple(found for found in self.differences if not found.is_allowed)

    @property
    def allowed(self) -> tuple[Difference, ...]:
        """The differences inside their tolerance: recorded, not silently taken."""
        return tuple(found for found in self.differences if found.is_allowed)
