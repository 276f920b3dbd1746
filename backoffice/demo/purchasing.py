"""Purchase orders, and what came of them at the ramp."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo import company as house
from backoffice.demo.model import ZERO, Company, Item, Location, Order, OrderLine, Vendor
from backoffice.demo.timeline import Timeline, earlier_workday

ORDERS = 392
UNDELIVERED = 22


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One line of a goods receipt note."""

    receipt_number: str
    receipt_line: int
    po_number: str
    po_line: int
    received_date: date
    location: str
    quantity_received: Decimal
    quantity_rejected: Decimal
    uom: str


def place_orders(rng: random.Random, company: Company, timeline: Timeline) -> list[Order]:
    """The orders of the told months, in the order of their dates; the last are still on the way."""
    vendors = [v for v in company.vendors if v.range_key]
    start = timeline.month(2).first
    span = (timeline.today - start).days
    days = sorted(start + timedelta(rng.randint(0, span)) for _ in range(ORDERS - UNDELIVERED))
    ordered: list[Order] = []
    for arrival in days:
        vendor = rng.choices(vendors, weights=[_pull(v) for v in vendors])[0]
        received = max(earlier_workday(arrival), start)
        ordered.append(
            _order(rng, company, vendor, received - timedelta(rng.randint(6, 20)), received)
        )
    for _ in range(UNDELIVERED):
        vendor = rng.choices(vendors, weights=[_pull(v) for v in vendors])[0]
        placed = earlier_workday(timeline.today - timedelta(rng.randint(2, 9)))
        ordered.append(_order(rng, company, vendor, placed, None))
    ordered.sort(key=lambda order: order.order_date)
    return [replace(o, number=str(4500118200 + 3 * n)) for n, o in enumerate(ordered)]


def order_from(
    rng: random.Random, company: Company, vendor: Vendor, received: date, number: str
) -> Order:
    """One more order, of a vendor of choice."""
    order = _order(rng, company, vendor, received - timedelta(9), received)
    return replace(order, number=number)


def _pull(vendor: Vendor) -> int:
    return 4 if vendor.orders_by_case or len(vendor.entities) > 1 else 3


def _order(
    rng: random.Random, company: Company, vendor: Vendor, placed: date, received: date | None
) -> Order:
    entity = rng.choice(vendor.entities)
    range_items = company.items_of(vendor)
    count = min(len(range_items), rng.choices(range(1, 9), weights=(5, 9, 12, 12, 9, 6, 4, 3))[0])
    chosen = sorted(rng.sample(range_items, count), key=lambda item: item.item_id)
    lines = tuple(
        _line(rng, number, item, vendor, entity, received is not None)
        for number, item in enumerate(chosen, start=1)
    )
    return Order(
        number="",
        vendor=vendor,
        entity=entity,
        location=_place(rng, company, entity),
        order_date=placed,
        received_date=received,
        status="open",
        currency=vendor.currency,
        lines=lines,
    )


def _line(
    rng: random.Random, number: int, item: Item, vendor: Vendor, entity: str, arrived: bool
) -> OrderLine:
    standard, on_food = house.RATES[entity]
    domestic = vendor.address.country == house.COUNTRIES[entity]
    rate = (on_food if item.is_food else standard) if domestic else ZERO
    by_case = vendor.orders_by_case and item.pack_size > 1
    price = item.unit_cost * item.pack_size if by_case else item.unit_cost / item.price_base
    quantity = Decimal(_units(rng, item, by_case))
    return OrderLine(
        number=number,
        item=item,
        quantity=quantity,
        uom="CS" if by_case else "EA",
        unit_price=price,
        tax_rate=rate,
        received=quantity if arrived else ZERO,
    )


def _units(rng: random.Random, item: Item, by_case: bool) -> int:
    if item.price_base > 1:
        return rng.choice((2000, 4000, 5000, 10000))
    if by_case:
        return rng.choice((4, 6, 8, 10, 12, 16, 20))
    packs = rng.choice((2, 3, 4, 4, 6, 8, 12))
    return max(item.pack_size, 2) * packs


def _place(rng: random.Random, company: Company, entity: str) -> Location:
    stores = company.places_of(entity, ["store"])
    depots = company.places_of(entity, ["warehouse"])
    return rng.choice(depots) if depots and rng.random() < 0.7 else rng.choice(stores)


def receipts_of(
    rng: random.Random, orders: list[Order], *, first: int = 88_100
) -> list[ReceiptRow]:
    """The goods receipt notes of all orders; about one delivery in eight came in two parts."""
    rows: list[ReceiptRow] = []
    number = first
    dated = [(o.received_date, o) for o in orders if o.received_date is not None]
    for received, order in sorted(dated, key=lambda pair: (pair[0], pair[1].number)):
        parts = 2 if rng.random() < 0.12 and len(order.lines) > 1 else 1
        for part in range(parts):
            number += 1
            day = received - timedelta(3 * (parts - 1 - part))
            rows += _note(order, f"GR-{number}", day, part, parts)
    return rows


def _note(order: Order, number: str, day: date, part: int, parts: int) -> list[ReceiptRow]:
    rows: list[ReceiptRow] = []
    for line in order.lines:
        first = (line.received / parts).to_integral_value() if parts > 1 else line.received
        quantity = first if part == 0 else line.received - first
        if quantity <= 0:
            continue
        rejected = line.rejected if part == parts - 1 else ZERO
        rows.append(
            ReceiptRow(
                number,
                len(rows) + 1,
                order.number,
                line.number,
                day,
                order.location.code,
                quantity,
                rejected,
                line.uom,
            )
        )
    return rows
