"""The story as it is being written: which orders there are, and which files arrive on which day."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from backoffice.demo import billing
from backoffice.demo.model import Company, Drop, Invoice, Order, Vendor
from backoffice.demo.suppliers import domain_of
from backoffice.demo.timeline import Timeline, workday

STRUCTURED = ("ubl", "cii", "facturx")
_USUAL = (
    "ubl",
    "cii",
    "ubl",
    "facturx",
    "ubl",
    "cii",
    "facturx",
    "ubl",
    "ubl",
    "cii",
    "ubl",
    "facturx",
    "pdf",
)
_SUFFIX = {"ubl": "xml", "cii": "xml", "facturx": "pdf", "pdf": "pdf"}


@dataclass(slots=True)
class Plot:
    """State shared by everything that writes the story."""

    rng: random.Random
    company: Company
    timeline: Timeline
    numbering: billing.Numbering
    orders: dict[str, Order] = field(default_factory=dict)
    drops: list[Drop] = field(default_factory=list)

    def put(self, order: Order) -> Order:
        """Keep this version of an order."""
        self.orders[order.number] = order
        return order

    def issue_day(self, order: Order) -> date:
        """The day on which the vendor bills the order: soon after delivery, in the same month."""
        base = order.received_date or order.order_date + timedelta(8)
        day = workday(base + timedelta(self.rng.choice((0, 1, 1, 2, 3))))
        return min(day, max(base, self.timeline.month_of(base).last))

    def bill(self, order: Order) -> Invoice:
        """The correct invoice for an order."""
        day = self.issue_day(order)
        return billing.from_order(self.company, order, self.number(order.vendor, day), day)

    def number(self, vendor: Vendor, day: date) -> str:
        """The vendor's next invoice number."""
        return self.numbering.next(vendor, day)

    def format_of(self, vendor: Vendor) -> str:
        """The format this vendor always sends."""
        if vendor.address.country == "US":
            return "pdf"
        return _USUAL[int(vendor.vendor_id[1:]) % len(_USUAL)]

    def arrive(
        self,
        invoice: Invoice,
        problem: str = "clean",
        exceptions: Sequence[str] = (),
        *,
        form: str = "",
        arrived: date | None = None,
        filename: str = "",
    ) -> Drop:
        """Let an invoice or credit note reach the inbox."""
        kind = form or self.format_of(invoice.vendor)
        day = min(arrived or self.arrival_after(invoice.issue_date), self.timeline.today)
        drop = Drop(
            arrived=day,
            format=kind,
            problem=problem,
            filename=filename or file_name(invoice, kind),
            invoice=invoice,
            document_type=invoice.kind,
            exceptions=tuple(exceptions),
            disposition="in_review" if exceptions else "straight_through",
        )
        self.drops.append(drop)
        return drop

    def arrival_after(self, day: date) -> date:
        """The working day on which mail of that day comes in, still in its month."""
        last = self.timeline.month_of(day).last
        return min(workday(day + timedelta(self.rng.choice((0, 0, 1, 1, 2)))), last)

    def hold_back(self, drop: Drop) -> None:
        """Keep a file for the visitor to upload by hand."""
        self.drops[self.drops.index(drop)] = replace(drop, held_back=True)


def file_name(invoice: Invoice, kind: str) -> str:
    """A file name such as the vendor's system would give."""
    number = re.sub(r"[^A-Za-z0-9-]", "-", invoice.number)
    domain = domain_of(invoice.vendor.name)
    prefix = "credit-" if invoice.kind == "credit_note" else ""
    return f"{domain}_{prefix}{number}.{_SUFFIX[kind]}"
