"""Invoices as the vendors write them: from an order, a service, or an earlier invoice."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo import company as house
from backoffice.demo.model import Company, Invoice, InvoiceLine, Location, Order, OrderLine, Vendor

EU = {"DE", "NL", "FR", "DK"}
UNIT_CODES = {"CS": "XCS"}


class Numbering:
    """Each vendor's own running invoice numbers: a later day has a higher number."""

    def __init__(self, rng: random.Random, start: date) -> None:
        self._rng = rng
        self._start = start
        self._bases: dict[str, int] = {}
        self._used: set[tuple[str, int]] = set()

    def next(self, vendor: Vendor, day: date) -> str:
        """The vendor's next number, on that day."""
        base = self._bases.setdefault(vendor.vendor_id, self._rng.randint(180, 5400))
        number = base + 4 * (day - self._start).days
        while (vendor.vendor_id, number) in self._used:
            number += 1
        self._used.add((vendor.vendor_id, number))
        return vendor.numbering.format(y=day.year, n=number)


def terms_days(terms: str) -> int:
    """The days until an invoice on these terms is due."""
    found = re.search(r"net (\d+)", terms)
    return int(found.group(1)) if found else 0


def terms_text(vendor: Vendor) -> str:
    """The vendor's terms as its invoices word them."""
    days = terms_days(vendor.terms)
    discount = re.match(r"(\d+)/(\d+)", vendor.terms)
    wording = _WORDING.get(vendor.address.country, _WORDING["GB"])
    if discount:
        return wording[1].format(percent=discount[1], early=discount[2], days=days)
    return wording[0].format(days=days) if days else wording[2]


_WORDING = {
    "DE": (
        "Zahlbar innerhalb von {days} Tagen ohne Abzug.",
        "{percent} % Skonto bei Zahlung innerhalb von {early} Tagen, {days} Tage netto.",
        "Zahlbar sofort ohne Abzug.",
    ),
    "NL": (
        "Betaling binnen {days} dagen na factuurdatum.",
        "{percent} % korting bij betaling binnen {early} dagen, {days} dagen netto.",
        "Direct te voldoen.",
    ),
    "GB": (
        "Payment within {days} days of invoice date.",
        "{percent}% discount if paid within {early} days, net {days} days.",
        "Due on receipt.",
    ),
    "FR": (
        "Paiement à {days} jours date de facture.",
        "Escompte {percent} % sous {early} jours, {days} jours net.",
        "Paiement à réception.",
    ),
}


def category_for(vendor: Vendor, entity: str) -> str:
    """The tax category of a supply: domestic, between member states, or none."""
    ours, theirs = house.COUNTRIES[entity], vendor.address.country
    if ours == theirs:
        return "S"
    return "K" if {ours, theirs} <= EU else "O"


def line_from(number: int, line: OrderLine, order: Order, quantity: Decimal) -> InvoiceLine:
    """The invoice line for so much of an order line."""
    item, vendor = line.item, order.vendor
    base = item.price_base
    return InvoiceLine(
        number=number,
        description=item.description,
        quantity=quantity,
        unit=UNIT_CODES.get(line.uom, vendor.unit),
        unit_price=line.unit_price * base,
        tax_rate=line.tax_rate,
        price_base=base,
        seller_item_id=item.vendor_item_id,
        buyer_item_id=item.item_id if int(vendor.vendor_id[1:]) % 3 == 0 else None,
        gtin=item.gtin if int(vendor.vendor_id[1:]) % 4 else None,
        po_number=order.number,
        po_line=line.number,
    )


def from_order(
    company: Company,
    order: Order,
    number: str,
    issued: date,
    shares: Sequence[tuple[OrderLine, Decimal]] | None = None,
) -> Invoice:
    """The invoice for an order as delivered, or for the given shares of it."""
    billed = shares or [(line, line.quantity) for line in order.lines]
    lines = tuple(
        line_from(n, line, order, quantity) for n, (line, quantity) in enumerate(billed, start=1)
    )
    delivered = order.received_date or issued - timedelta(1)
    return _invoice(
        company,
        order.vendor,
        order.entity,
        order.location,
        number,
        issued,
        min(delivered, issued),
        lines,
        order.number,
    )


def over_orders(company: Company, orders: Sequence[Order], number: str, issued: date) -> Invoice:
    """One collective invoice over several orders; only the lines name them."""
    pairs = [(order, line) for order in orders for line in order.lines]
    lines = tuple(
        line_from(n, line, order, line.quantity) for n, (order, line) in enumerate(pairs, start=1)
    )
    first = orders[0]
    delivered = max(o.received_date for o in orders if o.received_date)
    return _invoice(
        company, first.vendor, first.entity, first.location, number, issued, delivered, lines, None
    )


def service(
    company: Company,
    vendor: Vendor,
    number: str,
    issued: date,
    lines: Sequence[tuple[str, Decimal, str, Decimal]],
    place: Location,
) -> Invoice:
    """An invoice for rent, power or work, without an order."""
    entity = vendor.entities[0]
    rate = house.RATES[entity][0]
    made = tuple(
        InvoiceLine(
            number=n,
            description=text,
            quantity=quantity,
            unit=unit,
            unit_price=price,
            tax_rate=rate,
        )
        for n, (text, quantity, unit, price) in enumerate(lines, start=1)
    )
    return _invoice(company, vendor, entity, place, number, issued, issued, made, None)


def credit_for(
    original: Invoice,
    number: str,
    issued: date,
    shares: Sequence[tuple[InvoiceLine, Decimal]],
    *,
    named: bool,
) -> Invoice:
    """A credit note that takes back so much of each line."""
    lines = tuple(
        replace(line, number=n, quantity=quantity)
        for n, (line, quantity) in enumerate(shares, start=1)
    )
    return replace(
        original,
        kind="credit_note",
        number=number,
        issue_date=issued,
        due_date=None,
        lines=lines,
        preceding_invoice=original.number if named else None,
        freight=Decimal("0.00"),
        purchase_order=original.purchase_order if named else None,
    )


def _invoice(
    company: Company,
    vendor: Vendor,
    entity: str,
    place: Location,
    number: str,
    issued: date,
    delivered: date,
    lines: tuple[InvoiceLine, ...],
    purchase_order: str | None,
) -> Invoice:
    return Invoice(
        kind="invoice",
        number=number,
        issue_date=issued,
        due_date=issued + timedelta(terms_days(vendor.terms)),
        delivery_date=delivered,
        vendor=vendor,
        entity=company.entities[entity],
        deliver_to=place,
        currency=vendor.currency,
        purchase_order=purchase_order,
        lines=lines,
        terms_text=terms_text(vendor),
        category=category_for(vendor, entity),
    )
