"""What a trading partner announces or confirms without claiming it: shipments, answers to orders.

An announcement says nothing of what came: only a receipt does.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intake.rules.reading import DocumentType


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """One line that is announced as shipped, or confirmed as ordered."""

    line: str
    po_number: str | None = None
    po_line: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    seller_item_id: str | None = None
    buyer_item_id: str | None = None
    gtin: str | None = None
    answer: str | None = None  # what the vendor says of the line: accepted, changed, rejected


@dataclass(frozen=True, slots=True)
class Announcement:
    """A shipment notice or an order confirmation."""

    document_type: DocumentType
    number: str | None
    announced_on: date | None = None
    expected_on: date | None = None
    shipped_on: date | None = None
    sender_name: str | None = None
    sender_id: str | None = None
    carrier_reference: str | None = None
    answer: str | None = None  # of an order as a whole: accepted, changed, rejected
    lines: tuple[AnnouncedLine, ...] = ()
