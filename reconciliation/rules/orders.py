"""Which orders a document may be compared with, and what speaks against each of them.

An order of another vendor is never compared; a closed, cancelled or foreign one is compared and
reported, and nothing here opens it again (T14). Where no order is named or found, the vendor's
open orders are ranked by what they have in common with the document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import InvoiceReading
from reconciliation.rules.keys import (
    id_key,
    item_keys,
    known_order,
    order_item_keys,
    other_references,
    referenced_orders,
    words_of,
)
from reconciliation.rules.match_values import Difference, MatchInput, Order, OrderStatus
from reconciliation.rules.wording import listed, money

ZERO = Decimal(0)
_NAMED_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class NamedOrders:
    """The orders that take part in the comparison, and what is wrong with the references."""

    in_play: tuple[Order, ...]
    differences: tuple[Difference, ...]
    waits_for: tuple[str, ...]
    is_named: bool  # whether the document names any order at all, found or not


def named_orders(given: MatchInput) -> NamedOrders:
    """Find the orders a document names and judge each reference."""
    known = {id_key(order.po_number) or "": order for order in given.orders}
    stated = referenced_orders(given.reading)
    found: dict[str, Order] = {}
    differences: list[Difference] = []
    missing: list[str] = []
    for number in stated:
        key = known_order(number, known)
        if key is None:
            missing.append(number)
        else:
            found[known[key].po_number] = known[key]
    if not found:
        for number in other_references(given.reading):
            if key := known_order(number, known):
                found[known[key].po_number] = known[key]
                missing = []
    differences += [_not_found(number, given) for number in missing]
    if not stated and not found and given.needs_order:
        differences.append(_nothing_named(given))
    in_play = []
    for order in found.values():
        problems = _problems_with(order, given)
        differences += problems
        if not any(problem.code is ReasonCode.PO_OTHER_VENDOR for problem in problems):
            in_play.append(order)
    return NamedOrders(
        in_play=tuple(in_play),
        differences=tuple(differences),
        waits_for=tuple(missing),
        is_named=bool(stated or found),
    )


def _problems_with(order: Order, given: MatchInput) -> list[Difference]:
    """Say what speaks against paying an invoice on this order."""
    reading, problems = given.reading, []
    number = order.po_number
    if given.vendor_id is not None and order.vendor_id != given.vendor_id:
        problems.append(
            Difference(
                code=ReasonCode.PO_OTHER_VENDOR,
                text=f"Order {number} was given to vendor {order.vendor_id}; the invoice comes"
                f" from {given.vendor_id}.",
                field="purchase_order",
                expected=order.vendor_id,
                actual=given.vendor_id,
                reference=number,
            )
        )
        return problems
    if given.entity is not None and order.entity is not None and order.entity != given.entity:
        problems.append(
            Difference(
                code=ReasonCode.PO_OTHER_ENTITY,
                text=f"Order {number} is an order of {order.entity}; the invoice is addressed to"
                f" {given.entity}.",
                field="purchase_order",
                expected=order.entity,
                actual=given.entity,
                reference=number,
            )
        )
    if order.status is not OrderStatus.OPEN:
        problems.append(
            Difference(
                code=ReasonCode.PO_CLOSED,
                text=f"Order {number} is {order.status.value} and stays so: it takes no more"
                " invoices without a person.",
                field="purchase_order",
                expected=OrderStatus.OPEN.value,
                actual=order.status.value,
                reference=number,
            )
        )
    if reading.issue_date is not None and order.order_date > reading.issue_date:
        problems.append(_made_afterwards(order, reading))
    if reading.currency is not None and order.currency != reading.currency:
        problems.append(
            Difference(
                code=ReasonCode.CURRENCY_MISMATCH,
                text=f"Order {number} is in {order.currency}, the invoice in {reading.currency};"
                " prices are not compared.",
                field="currency",
                expected=order.currency,
                actual=reading.currency,
                reference=number,
            )
        )
    return problems


def _made_afterwards(order: Order, reading: InvoiceReading) -> Difference:
    issued = reading.issue_date.isoformat() if reading.issue_date else None
    return Difference(
        code=ReasonCode.PO_AFTER_INVOICE,
        text=f"The order was made after the invoice: order {order.po_number} is of"
        f" {order.order_date.isoformat()}, the invoice of {issued}.",
        field="purchase_order",
        expected=issued,
        actual=order.order_date.isoformat(),
        reference=order.po_number,
    )


def _not_found(number: str, given: MatchInput) -> Difference:
    ranked = rank_candidates(given.reading, given.candidates)
    return Difference(
        code=ReasonCode.PO_NOT_FOUND,
        text=f"There is no order {number}.{_candidates_text(given.reading, ranked)}",
        field="purchase_order",
        actual=number,
        reference=ranked[0].po_number if ranked else None,
    )


def _nothing_named(given: MatchInput) -> Difference:
    ranked = rank_candidates(given.reading, given.candidates)
    return Difference(
        code=ReasonCode.NO_PURCHASE_ORDER,
        text=f"The document names no order.{_candidates_text(given.reading, ranked)}",
        field="purchase_order",
        reference=ranked[0].po_number if ranked else None,
    )


def rank_candidates(reading: InvoiceReading, orders: Sequence[Order]) -> tuple[Order, ...]:
    """Return the orders that have most in common with a document, the best first, at most three."""
    scored = []
    for order in orders:
        alike = _lines_alike(reading, order)
        same_amount = _amounts_agree(reading, order)
        if not alike and not same_amount:
            continue
        fits = order.currency == reading.currency
        is_open = order.status is OrderStatus.OPEN
        scored.append((-alike, not same_amount, not fits, not is_open, order.po_number, order))
    scored.sort(key=lambda row: row[:-1])
    return tuple(row[-1] for row in scored[:_NAMED_CANDIDATES])


def open_amount(order: Order) -> Decimal:
    """Return what is ordered and not yet billed, never less than nothing on any line."""
    return sum(
        (
            max(line.quantity * line.unit_price - line.amount_invoiced_before, ZERO)
            for line in order.lines
        ),
        ZERO,
    )


def _lines_alike(reading: InvoiceReading, order: Order) -> int:
    keys = {key for line in order.lines for key in order_item_keys(line)}
    words = {words_of(line.description) for line in order.lines if line.description}
    return sum(
        1
        for line in reading.lines
        if any(key in keys for key in item_keys(line)) or words_of(line.description) in words
    )


def _amounts_agree(reading: InvoiceReading, order: Order) -> bool:
    billed = reading.line_total if reading.line_total is not None else reading.net_total
    return billed is not None and billed == open_amount(order)


def _candidates_text(reading: InvoiceReading, ranked: Sequence[Order]) -> str:
    if not ranked:
        return " No open order of the vendor has its items or its amount."
    named = [
        f"{order.po_number} ({_lines_alike(reading, order)} of {len(reading.lines)} lines alike,"
        f" {money(open_amount(order))} {order.currency} open)"
        for order in ranked
    ]
    return f" Closest: {listed(named)}."
