"""Rows of master data, orders and receipts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from backoffice.demo import company as house
from backoffice.demo.journal import JournalLine
from backoffice.demo.model import Company, Item, Order, Vendor
from backoffice.demo.purchasing import ReceiptRow
from backoffice.demo.tables import Cell

Rows = list[list[Cell]]


def vendors(rows: Iterable[Vendor]) -> Rows:
    """The table of vendors."""
    return [
        [
            v.vendor_id,
            v.name,
            v.tax_id,
            v.vat_id,
            v.address.country,
            v.iban,
            v.bic,
            v.account_number,
            v.routing_number,
            v.terms,
            v.currency,
            v.email,
            v.phone,
            v.default_account,
            v.status,
            ";".join(v.aliases),
        ]
        for v in rows
    ]


def items(rows: Iterable[Item]) -> Rows:
    """The table of items; the cost is that of one piece."""
    return [
        [
            i.item_id,
            i.gtin,
            i.description,
            i.department,
            i.category,
            "EA",
            i.pack_uom,
            i.pack_size if i.pack_uom else None,
            i.unit_cost / i.price_base,
        ]
        for i in rows
    ]


def entities(company: Company) -> Rows:
    """The table of entities."""
    return [
        [e.code, e.name, e.address.country, e.currency, e.vat_id, e.tax_id, e.timezone]
        for e in company.entities.values()
    ]


def locations(company: Company) -> Rows:
    """The table of locations."""
    return [
        [p.code, p.name, p.entity, p.kind, p.timezone, p.opened_on, None] for p in company.locations
    ]


def bank_accounts(company: Company) -> Rows:
    """The table of our own bank accounts."""
    return [
        [f"BANK-{e.code[3:]}", e.code, e.iban, None, None, e.bic, e.currency, house.BANKS[e.code]]
        for e in company.entities.values()
    ]


def orders(rows: Iterable[Order]) -> Rows:
    """The table of order lines."""
    made: Rows = []
    for order in rows:
        for line in order.lines:
            item = line.item
            made.append(
                [
                    order.number,
                    line.number,
                    order.vendor.vendor_id,
                    order.entity,
                    order.order_date,
                    order.status,
                    item.item_id,
                    item.vendor_item_id,
                    item.gtin,
                    item.description,
                    line.quantity,
                    line.uom,
                    _price(line.unit_price),
                    order.currency,
                    line.tax_rate,
                    order.vendor.default_account,
                    order.location.code,
                ]
            )
    return made


def _price(price: Decimal) -> Decimal:
    return price.quantize(Decimal("0.01")) if price == price.quantize(Decimal("0.01")) else price


def receipts(rows: Iterable[ReceiptRow]) -> Rows:
    """The table of receipt lines."""
    return [
        [
            r.receipt_number,
            r.receipt_line,
            r.po_number,
            r.po_line,
            r.received_date,
            r.location,
            r.quantity_received,
            r.quantity_rejected,
            r.uom,
        ]
        for r in rows
    ]


def journal(lines: Iterable[JournalLine]) -> Rows:
    """The table of journal lines."""
    return [
        [
            j.entry_id,
            j.entry_line,
            j.posting_date,
            j.period,
            j.account,
            j.cost_centre,
            j.entity,
            j.debit,
            j.credit,
            j.currency,
            j.reference,
            j.description,
            j.source,
        ]
        for j in lines
    ]
