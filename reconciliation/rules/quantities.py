"""How much was ordered, received and billed: cumulative, in the unit of the order line.

An order line is judged once for all invoice lines on it. Billed beyond the order and billed beyond
what was accepted are two questions; both are answered. Receipts are used up oldest first and never
beyond what is left of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.reasons import ReasonCode
from reconciliation.rules.match_values import (
    Difference,
    MatchKind,
    OrderLine,
    ReceiptUse,
    ReceivedLine,
)
from reconciliation.rules.terms_in_force import Terms
from reconciliation.rules.tolerance import Tolerance, judge
from reconciliation.rules.units import SAME, Factor, factor
from reconciliation.rules.wording import money, plain

ZERO = Decimal(0)
# A third of a case has no last digit: what conversion adds after the 20th is not a quantity.
CONVERSION_NOISE = Decimal("1E-20")


@dataclass(frozen=True, slots=True)
class Billed:
    """What one invoice line bills of an order line, in the order's unit."""

    line: str
    quantity: Decimal


@dataclass(slots=True)
class Stock:
    """The receipts of one order line in its unit: accepted in all, and what is left to bill."""

    receipts: tuple[tuple[ReceivedLine, Factor], ...]
    accepted: Decimal
    available: Decimal
    left: list[Decimal]  # beside `receipts`, in the unit of the receipt


@dataclass(frozen=True, slots=True)
class QuantityLimits:
    """The limits on quantity that apply to one order line."""

    over_ordered: Tolerance | None
    over_received: Tolerance | None
    under_received: Tolerance | None = None
    receipt_over: Tolerance | None = None
    receipt_under: Tolerance | None = None


@dataclass(frozen=True, slots=True)
class QuantityVerdict:
    """What was found for one order line."""

    excess: Decimal
    completes: bool
    differences: tuple[Difference, ...]


def stock_of(ordered: OrderLine, terms: Terms, receipts: Sequence[ReceivedLine]) -> Stock | None:
    """Gather the receipts of an order line, oldest first; None where a unit cannot be converted."""
    rows = []
    accepted = available = ZERO
    if len(receipts) > 1:
        receipts = sorted(
            receipts, key=lambda r: (r.received_date, r.receipt_number, r.receipt_line)
        )
    for receipt in receipts:
        ratio: Factor | None = SAME
        target = terms.uom or ordered.base_uom
        if receipt.uom is not None and target is not None and receipt.uom != target:
            ratio = factor(
                receipt.uom,
                target,
                packs=ordered.packs,
                base_uom=ordered.base_uom,
                on=receipt.received_date,
            )
        if ratio is None:
            return None
        rows.append((receipt, ratio))
        accepted += ratio.times(receipt.quantity_accepted)
        available += ratio.times(max(receipt.quantity_available, ZERO))
    left = [max(receipt.quantity_available, ZERO) for receipt, _ in rows]
    return Stock(tuple(rows), accepted, available, left)


def use_up(stock: Stock, quantity: Decimal) -> tuple[ReceiptUse, ...]:
    """Take a quantity from the receipts, oldest first, never more than is left."""
    uses = []
    need = quantity
    for place, (receipt, ratio) in enumerate(stock.receipts):
        if need <= 0:
            break
        left = stock.left[place]
        if left <= 0:
            continue
        in_order_unit = ratio.times(left)
        taken = left if in_order_unit <= need else min(ratio.inverse.times(need), left)
        need -= min(in_order_unit, need)
        stock.left[place] = left - taken
        uses.append(ReceiptUse(receipt.receipt_number, receipt.receipt_line, taken))
    return tuple(uses)


def judge_quantity(
    ordered: OrderLine,
    terms: Terms,
    billed: Sequence[Billed],
    stock: Stock,
    limits: QuantityLimits,
) -> QuantityVerdict:
    """Judge all that is billed on one order line against the order and against the receipts."""
    now = sum((part.quantity for part in billed), ZERO)
    total = ordered.quantity_invoiced_before + now
    ceiling = _ceiling(terms, stock, limits)
    over_ordered = _exact(total - ceiling)
    found: list[Difference] = []
    if over_ordered > 0 and now > 0:
        found.append(_beyond_order(ordered, terms, billed, ceiling, over_ordered, limits))
    over_received = ZERO
    if ordered.match_kind is MatchKind.THREE_WAY:
        over_received = _exact(now - stock.available)
        if over_received > 0:
            found.append(_beyond_receipts(ordered, billed, stock, over_received, limits))
    if limits.under_received is not None and now > 0:
        found += _below(ordered, terms, billed, stock, limits)
    return QuantityVerdict(
        excess=max(over_ordered, over_received, ZERO),
        completes=_completes(ordered, terms, total, stock, limits),
        differences=tuple(found),
    )


def _exact(gap: Decimal) -> Decimal:
    return ZERO if abs(gap) <= CONVERSION_NOISE else gap


def _ceiling(terms: Terms, stock: Stock, limits: QuantityLimits) -> Decimal:
    """What may be billed in all: the order, or an over-delivery that counts as ordered (T8)."""
    beyond = stock.accepted - terms.quantity
    if beyond <= 0 or limits.receipt_over is None:
        return terms.quantity
    if judge(limits.receipt_over, gap=beyond, expected=terms.quantity).allowed:
        return stock.accepted
    return terms.quantity


def _completes(
    ordered: OrderLine, terms: Terms, total: Decimal, stock: Stock, limits: QuantityLimits
) -> bool:
    if _exact(terms.quantity - total) <= 0:
        return True
    if limits.receipt_under is None or ordered.match_kind is MatchKind.TWO_WAY:
        return False
    short = judge(
        limits.receipt_under, gap=terms.quantity - stock.accepted, expected=terms.quantity
    )
    return stock.accepted > 0 and short.allowed and _exact(stock.accepted - total) <= 0


def _line_that_passes(billed: Sequence[Billed], room: Decimal) -> str:
    """Return the invoice line with which the sum first passes what there is room for."""
    running = ZERO
    for part in billed:
        running += part.quantity
        if running > room:
            return part.line
    return billed[-1].line


def _beyond_order(
    ordered: OrderLine,
    terms: Terms,
    billed: Sequence[Billed],
    ceiling: Decimal,
    gap: Decimal,
    limits: QuantityLimits,
) -> Difference:
    verdict = judge(limits.over_ordered, gap=gap, expected=terms.quantity)
    before = ordered.quantity_invoiced_before
    now = sum((part.quantity for part in billed), ZERO)
    earlier = f", {plain(before)} of it before" if before else ""
    return Difference(
        code=ReasonCode.QUANTITY_OVER_ORDERED,
        text=f"{plain(before + now)} billed in all{earlier}, {plain(terms.quantity)} ordered:"
        f" {plain(gap)} too many.",
        line=_line_that_passes(billed, ceiling - before),
        field="quantity",
        expected=plain(terms.quantity),
        actual=plain(before + now),
        tolerance=verdict.limit,
        reference=f"{ordered.po_number}/{ordered.po_line}",
        is_allowed=verdict.allowed,
    )


def _beyond_receipts(
    ordered: OrderLine,
    billed: Sequence[Billed],
    stock: Stock,
    gap: Decimal,
    limits: QuantityLimits,
) -> Difference:
    now = sum((part.quantity for part in billed), ZERO)
    place = f"{ordered.po_number}/{ordered.po_line}"
    if not stock.receipts:
        return Difference(
            code=ReasonCode.NOT_RECEIVED,
            text=f"{plain(now)} billed, and nothing was ever received on order line {place}.",
            line=billed[0].line,
            field="quantity",
            expected="0",
            actual=plain(now),
            reference=place,
        )
    verdict = judge(limits.over_received, gap=gap, expected=stock.accepted)
    rejected = sum((ratio.times(r.quantity_rejected) for r, ratio in stock.receipts), ZERO)
    used = stock.accepted - stock.available
    notes = [f"{plain(stock.accepted)} accepted"]
    if rejected:
        notes.append(f"{plain(rejected)} rejected")
    if used:
        notes.append(f"{plain(used)} of them billed before")
    numbers = sorted({receipt.receipt_number for receipt, _ in stock.receipts})
    value = gap * ordered.unit_price
    return Difference(
        code=ReasonCode.QUANTITY_OVER_RECEIVED,
        text=f"{plain(now)} billed, {', '.join(notes)}: {plain(gap)} not received, worth"
        f" {money(value)} at the order price.",
        line=_line_that_passes(billed, stock.available),
        field="quantity",
        expected=plain(stock.available),
        actual=plain(now),
        tolerance=verdict.limit,
        reference=f"{place}, receipt {', '.join(numbers)}",
        is_allowed=verdict.allowed,
    )


def _below(
    ordered: OrderLine,
    terms: Terms,
    billed: Sequence[Billed],
    stock: Stock,
    limits: QuantityLimits,
) -> list[Difference]:
    """Report billing less than accepted (or ordered, without receipts), if limited (T6)."""
    if ordered.match_kind is MatchKind.THREE_WAY and stock.receipts:
        due = stock.available
    else:
        due = terms.quantity - ordered.quantity_invoiced_before
    now = sum((part.quantity for part in billed), ZERO)
    if now >= due:
        return []
    verdict = judge(limits.under_received, gap=due - now, expected=due)
    return [
        Difference(
            code=ReasonCode.QUANTITY_UNDER,
            text=f"{plain(now)} billed of {plain(due)}: {plain(due - now)} may be missing here or"
            " billed later.",
            line=billed[-1].line,
            field="quantity",
            expected=plain(due),
            actual=plain(now),
            tolerance=verdict.limit,
            reference=f"{ordered.po_number}/{ordered.po_line}",
            is_allowed=verdict.allowed,
        )
    ]
