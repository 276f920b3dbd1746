"""Writes the story: every order gets its invoice, some of them with a twist."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo import (
    billing,
    carriers,
    problems_document,
    problems_match,
    problems_repeat,
    purchasing,
)
from backoffice.demo.model import Company, Drop, Order, Vendor
from backoffice.demo.plot import Plot
from backoffice.demo.problems_match import LATE, Twist, any_order
from backoffice.demo.timeline import Timeline, workday

NOT_YET_BILLED = 16
COLLECTIVE = 3


def tell(
    rng: random.Random, company: Company, timeline: Timeline, numbering: billing.Numbering
) -> Plot:
    """The whole story: orders with their receipts, and every file that arrives."""
    plot = Plot(rng, company, timeline, numbering)
    for order in purchasing.place_orders(rng, company, timeline):
        plot.put(order)
    pool = [o for o in plot.orders.values() if o.received_date]
    pool.sort(key=lambda order: (str(order.received_date), order.number))
    waiting = [o for o in pool[-60:] if any_order(o)][-NOT_YET_BILLED - 5 :]
    held, pool = waiting[-5:], [o for o in pool if o not in waiting]
    _late_ones(plot, pool)
    rng.shuffle(pool)
    _collective(plot, pool)
    for twist in (*problems_match.TWISTS, *problems_document.TWISTS):
        _twist(plot, pool, twist)
    for order in pool:
        plot.arrive(plot.bill(order))
    _services(plot)
    _new_vendors(plot)
    problems_document.strangers(plot)
    problems_repeat.repeats(plot)
    problems_repeat.credit_notes(plot)
    problems_repeat.not_invoices(plot)
    problems_repeat.unreadable(plot)
    problems_document.account_requests(plot)
    _for_the_visitor(plot, held)
    carriers.send_otherwise(plot)
    return plot


def _take(pool: list[Order], fits: Callable[[Order], bool]) -> Order | None:
    found = next((order for order in pool if fits(order)), None)
    if found is not None:
        pool.remove(found)
    return found


def _twist(plot: Plot, pool: list[Order], twist: Twist) -> None:
    for _ in range(twist.count):
        order = _take(pool, twist.fits)
        if order is not None:
            twist.write(plot, order)


def _late_ones(plot: Plot, pool: list[Order]) -> None:
    first = plot.timeline.month(2)
    early = [o for o in pool if o.received_date and first.contains(o.received_date)]
    for order in [o for o in early if LATE.fits(o)][-LATE.count :]:
        pool.remove(order)
        LATE.write(plot, order)


def _collective(plot: Plot, pool: list[Order]) -> None:
    """One invoice over three orders of the same vendor, entity and month."""
    formats = ("ubl", "pdf", "ubl")
    for number in range(COLLECTIVE):
        trio = _trio(plot, pool)
        if trio is None:
            return
        for order in trio:
            pool.remove(order)
        day = max(plot.issue_day(order) for order in trio)
        invoice = billing.over_orders(plot.company, trio, plot.number(trio[0].vendor, day), day)
        plot.arrive(invoice, "one_invoice_three_pos", form=formats[number])


def _trio(plot: Plot, pool: list[Order]) -> list[Order] | None:
    groups: dict[tuple[str, str, str], list[Order]] = {}
    for order in pool:
        if order.received_date and any_order(order):
            month = plot.timeline.month_of(order.received_date).period
            groups.setdefault((order.vendor.vendor_id, order.entity, month), []).append(order)
    return next(
        (sorted(g, key=lambda o: o.number)[:3] for g in groups.values() if len(g) > 2), None
    )


SERVICES: dict[str, tuple[str, str, str, str, str]] = {
    # vendor: text, quantity, unit, price, where
    "V2001": ("Electricity, supply point {place}", "11240", "KWH", "0.2415", "W01"),
    "V2002": ("Rent {place}, {month}", "1", "MON", "8450.00", "S101"),
    "V2003": ("Distribution runs week {week}, Winsen to stores", "6", "C62", "148.00", "W01"),
    "V2004": ("Cleaning {place}, {month}", "62", "HUR", "24.80", "S103"),
    "V2005": ("Autumn window displays, design and artwork", "1", "C62", "3200.00", "O01"),
    "V2006": ("Elektriciteit {place}, {month}", "4180", "KWH", "0.2630", "S201"),
    "V2007": ("Huur {place}, {month}", "1", "MON", "6900.00", "S201"),
    "V2008": ("Rent {place}, {month}", "1", "MON", "7250.00", "S301"),
    "V2009": ("Store deliveries week {week}", "5", "C62", "132.50", "W02"),
}


def _services(plot: Plot) -> None:
    """Rent, power and carriage come without an order; so does the blocked vendor's bill."""
    by_id = {vendor.vendor_id: vendor for vendor in plot.company.vendors}
    for month in plot.timeline.told:
        monthly = (
            ["V2001", "V2003", "V2006", "V2007"]
            if month.first.month % 2
            else ["V2002", "V2004", "V2008", "V2009"]
        )
        for vendor_id in monthly:
            day = workday(month.first + timedelta(plot.rng.randint(1, 20)))
            if day <= month.last:
                _service(plot, by_id[vendor_id], day, ["NO_PURCHASE_ORDER"], "service_without_po")
    middle = plot.timeline.month(1).first
    _service(
        plot,
        by_id["V2005"],
        workday(middle + timedelta(11)),
        ["NO_PURCHASE_ORDER"],
        "service_without_po",
    )
    _service(
        plot,
        by_id["V2010"],
        workday(middle + timedelta(17)),
        ["VENDOR_BLOCKED", "NO_PURCHASE_ORDER"],
        "blocked_vendor",
    )


def _service(plot: Plot, vendor: Vendor, day: date, codes: list[str], problem: str) -> None:
    row = SERVICES.get(
        vendor.vendor_id, ("Brokerage fee import contact", "1", "C62", "4750.00", "O01")
    )
    place = plot.company.location(row[4])
    text = row[0].format(place=place.name, month=f"{day:%m/%Y}", week=day.isocalendar().week)
    invoice = billing.service(
        plot.company,
        vendor,
        plot.number(vendor, day),
        day,
        [(text, Decimal(row[1]), row[2], Decimal(row[3]))],
        place,
    )
    plot.arrive(invoice, problem, codes)


def _new_vendors(plot: Plot) -> None:
    month = plot.timeline.month(0)
    for number, vendor in enumerate(plot.company.new_vendors):
        day = min(month.first + timedelta(5 + 4 * number), month.last)
        order = purchasing.order_from(plot.rng, plot.company, vendor, day, f"{4500121900 + number}")
        plot.put(order)
        plot.arrive(plot.bill(order), "new_vendor", ["NEW_VENDOR_FIRST_INVOICE"])


def _for_the_visitor(plot: Plot, held: list[Order]) -> None:
    """A handful of files that are not loaded: clean ones, an exception, a duplicate, a fraud."""
    today = plot.timeline.today
    all_twists = (*problems_match.TWISTS, *problems_document.TWISTS)
    for order, form in zip(held[:2], ("ubl", "facturx"), strict=True):
        plot.hold_back(plot.arrive(plot.bill(order), form=form, arrived=today))
    for order, name in zip(held[2:4], ("price_over", "bank_details_changed"), strict=True):
        twist = next(t for t in all_twists if t.name == name)
        twist.write(plot, order)
        plot.hold_back(plot.drops[-1])
    plot.hold_back(plot.arrive(plot.bill(held[4]), form="pdf", arrived=today))
    known = next(d for d in plot.drops if d.problem == "clean" and not d.held_back)
    plot.drops.append(
        replace(
            known,
            arrived=today,
            filename=f"Fwd_{known.filename}",
            problem="duplicate_bytes",
            exceptions=("DUPLICATE_DOCUMENT",),
            disposition="duplicate",
            same_as=known.filename,
            held_back=True,
        )
    )


def arrival_order(drops: list[Drop]) -> list[Drop]:
    """The files in the order in which they are to be loaded."""
    return sorted(drops, key=lambda drop: (drop.held_back, drop.arrived, drop.filename))
