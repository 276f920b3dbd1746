"""Invoices of the six months before, already paid, and the payments that are still in view."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo import billing
from backoffice.demo import company as house
from backoffice.demo.journal import Journal
from backoffice.demo.model import Company, Invoice, Vendor, cents
from backoffice.demo.plot import Plot
from backoffice.demo.tables import Cell
from backoffice.demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Paid:
    """One paid invoice."""

    vendor: Vendor
    entity: str
    number: str
    issue_date: date
    gross: Decimal
    currency: str
    purchase_order: str | None
    due_date: date
    paid_on: date
    payment_reference: str


def payment_run(due: date) -> date:
    """The last Thursday up to the due date, when the company pays."""
    return due - timedelta((due.weekday() - 3) % 7)


def earlier(
    rng: random.Random, company: Company, timeline: Timeline, numbering: billing.Numbering
) -> list[Paid]:
    """One or two invoices a month of every vendor, for the six months before the story."""
    made: list[Paid] = []
    for back in range(8, 2, -1):
        month = timeline.month(back)
        for vendor in company.vendors:
            if vendor.status == "blocked":
                continue
            count = rng.choice((1, 1, 2)) if vendor.range_key else 1
            for day in sorted(rng.sample(month.days(), count)):
                made.append(_paid(rng, numbering, vendor, day, len(made)))
    return made


def _paid(
    rng: random.Random,
    numbering: billing.Numbering,
    vendor: Vendor,
    day: date,
    count: int,
) -> Paid:
    due = day + timedelta(max(billing.terms_days(vendor.terms), 7))
    paid_on = max(payment_run(due), day)
    low, high = (38_000, 420_000) if vendor.range_key else (60_000, 690_000)
    order = str(4500112000 + 3 * count) if vendor.range_key else None
    return Paid(
        vendor=vendor,
        entity=rng.choice(vendor.entities),
        number=numbering.next(vendor, day),
        issue_date=day,
        gross=Decimal(rng.randint(low, high)) / 100,
        currency=vendor.currency,
        purchase_order=order,
        due_date=due,
        paid_on=paid_on,
        payment_reference=f"PR{paid_on:%y%m%d}-{vendor.vendor_id}-{count:03d}",
    )


def rows(paid: list[Paid]) -> list[list[Cell]]:
    """The table of payables history."""
    return [
        [
            p.vendor.vendor_id,
            p.number,
            p.issue_date,
            p.gross,
            p.currency,
            p.purchase_order,
            p.due_date,
            p.paid_on,
            p.payment_reference,
        ]
        for p in paid
    ]


def in_view(paid: list[Paid], company: Company, timeline: Timeline) -> list[Paid]:
    """Payments made in the told months from accounts in their own currency."""
    first = timeline.month(2).first
    return [
        p
        for p in paid
        if first <= p.paid_on <= timeline.today
        and p.currency == company.entities[p.entity].currency
    ]


def book(journal: Journal, payments: list[Paid], timeline: Timeline) -> None:
    """The ledger's side of those payments, in the months the journal covers."""
    for payment in payments:
        if payment.paid_on < timeline.month(0).first:
            bank = house.BANKS[payment.entity]
            journal.post(
                payment.paid_on,
                payment.entity,
                "payments",
                f"Payment {payment.vendor.name} {payment.number}",
                [("2110", "", payment.gross), (bank, "", -payment.gross)],
                payment.payment_reference,
            )


def paid_invoices(plot: Plot) -> list[tuple[Invoice, date, Decimal]]:
    """Clean invoices of the story whose terms have run: paid, in time for the discount."""
    made: list[tuple[Invoice, date, Decimal]] = []
    credited = {d.invoice.preceding_invoice for d in plot.drops if d.invoice}
    for drop in plot.drops:
        invoice = drop.invoice
        if drop.problem != "clean" or drop.held_back or invoice is None or not invoice.due_date:
            continue
        if invoice.number in credited or invoice.currency != invoice.entity.currency:
            continue
        early = invoice.vendor.terms.startswith("2/")
        limit = invoice.issue_date + timedelta(10) if early else invoice.due_date
        day = payment_run(limit)
        if drop.arrived < day <= plot.timeline.today and plot.rng.random() < 0.45:
            discount = cents(invoice.gross_total * 2 / 100) if early else Decimal(0)
            made.append((invoice, day, invoice.gross_total - discount))
    return made
