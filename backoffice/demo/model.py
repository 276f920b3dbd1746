"""The values the demonstration company is made of, before they become files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """An amount rounded to the minor unit, half away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a party receives its post."""

    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One company of the group."""

    code: str
    name: str
    currency: str
    vat_id: str
    tax_id: str
    timezone: str
    address: Address
    iban: str
    bic: str


@dataclass(frozen=True, slots=True)
class Location:
    """A store, warehouse or office."""

    code: str
    name: str
    entity: str
    kind: str
    timezone: str
    opened_on: date
    address: Address
    weight: int


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who the company buys from, with all that is printed on its invoices."""

    vendor_id: str
    name: str
    address: Address
    currency: str
    vat_id: str
    tax_id: str
    iban: str
    bic: str
    account_number: str
    routing_number: str
    terms: str
    email: str
    phone: str
    default_account: str
    entities: tuple[str, ...]
    range_key: str
    layout: str
    unit: str
    numbering: str
    status: str = "active"
    aliases: tuple[str, ...] = ()
    orders_by_case: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One article of the range."""

    item_id: str
    vendor_id: str
    vendor_item_id: str
    gtin: str
    description: str
    department: str
    category: str
    unit_cost: Decimal
    pack_uom: str
    pack_size: int
    price_base: int
    is_food: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What was ordered in one line, and what arrived of it."""

    number: int
    item: Item
    quantity: Decimal
    uom: str
    unit_price: Decimal
    tax_rate: Decimal
    received: Decimal = ZERO
    rejected: Decimal = ZERO

    @property
    def accepted(self) -> Decimal:
        """The units that may be paid for."""
        return self.received - self.rejected


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase order with its receipts."""

    number: str
    vendor: Vendor
    entity: str
    location: Location
    order_date: date
    received_date: date | None
    status: str
    currency: str
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line as the vendor bills it."""

    number: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal
    price_base: int = 1
    seller_item_id: str | None = None
    buyer_item_id: str | None = None
    gtin: str | None = None
    po_number: str | None = None
    po_line: int | None = None

    @property
    def net(self) -> Decimal:
        """Quantity times price, rounded once."""
        return cents(self.quantity * self.unit_price / self.price_base)


@dataclass(frozen=True, slots=True)
class TaxShare:
    """One row of the tax breakdown."""

    category: str
    rate: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or credit note as it will be sent; amounts are positive on both."""

    kind: str
    number: str
    issue_date: date
    due_date: date | None
    delivery_date: date
    vendor: Vendor
    entity: Entity
    deliver_to: Location
    currency: str
    purchase_order: str | None
    lines: tuple[InvoiceLine, ...]
    terms_text: str
    category: str = "S"
    freight: Decimal = ZERO
    preceding_invoice: str | None = None
    tax_error: Decimal = ZERO
    total_error: Decimal = ZERO
    note: str = ""

    @property
    def line_total(self) -> Decimal:
        """The sum of the lines (BT-106)."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def net_total(self) -> Decimal:
        """Lines and charges, without tax (BT-109)."""
        return self.line_total + self.freight

    @property
    def breakdown(self) -> list[TaxShare]:
        """Tax per rate, on the sum of its bases."""
        bases: dict[Decimal, Decimal] = {}
        for line in self.lines:
            bases[line.tax_rate] = bases.get(line.tax_rate, ZERO) + line.net
        if self.freight:
            bases[self.freight_rate] = bases.get(self.freight_rate, ZERO) + self.freight
        shares = [
            TaxShare(self.category_of(rate), rate, base, cents(base * rate / 100))
            for rate, base in sorted(bases.items(), reverse=True)
        ]
        if self.tax_error and shares:
            shares[0] = replace(shares[0], tax=shares[0].tax + self.tax_error)
        return shares

    @property
    def freight_rate(self) -> Decimal:
        """Freight is taxed like the dearest line."""
        return max((line.tax_rate for line in self.lines), default=ZERO)

    @property
    def tax_total(self) -> Decimal:
        """The sum of the breakdown (BT-110)."""
        return sum((share.tax for share in self.breakdown), ZERO)

    @property
    def gross_total(self) -> Decimal:
        """What is to be paid (BT-112), with the planted error if there is one."""
        return self.net_total + self.tax_total + self.total_error

    def category_of(self, rate: Decimal) -> str:
        """The tax category of a rate on this document."""
        if self.category != "S":
            return self.category
        return "S" if rate else "Z"


@dataclass(frozen=True, slots=True)
class Drop:
    """One file on its way into an inbox, with what should come of it."""

    arrived: date
    format: str
    problem: str
    filename: str
    invoice: Invoice | None = None
    title: str = ""
    document_type: str = "invoice"
    exceptions: tuple[str, ...] = ()
    disposition: str = "straight_through"
    content: bytes | None = None
    same_as: str = ""
    held_back: bool = False

    @property
    def bill(self) -> Invoice:
        """The invoice in the file; asking a file without one is a mistake."""
        if self.invoice is None:
            raise ValueError(f"{self.filename} is no invoice")
        return self.invoice


@dataclass(slots=True)
class Company:
    """Everything that exists before the first invoice is written."""

    entities: dict[str, Entity]
    locations: list[Location]
    vendors: list[Vendor]
    new_vendors: list[Vendor]
    items: list[Item]
    orders: list[Order] = field(default_factory=list)

    def items_of(self, vendor: Vendor) -> list[Item]:
        """The articles a vendor supplies."""
        return [item for item in self.items if item.vendor_id == vendor.vendor_id]

    def location(self, code: str) -> Location:
        """The location of that code."""
        return next(place for place in self.locations if place.code == code)

    def places_of(self, entity: str, kinds: Sequence[str]) -> list[Location]:
        """The locations of an entity, of these kinds."""
        return [p for p in self.locations if p.entity == entity and p.kind in kinds]
