"""Invoice lines against ordered and received lines.

Every rule is evaluated and every result is kept; only what follows from another finding is left
out: no price where the currency differs, nothing about a line whose item or unit is unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import InvoiceLine
from reconciliation.rules import prices
from reconciliation.rules.beside_goods import judge_all_charges, report_unpaired
from reconciliation.rules.desk import Desk, by_order_line
from reconciliation.rules.match_values import (
    Difference,
    LineMatchValue,
    MatchInput,
    MatchKind,
    MatchResult,
    MatchStatus,
    Order,
    OrderStatus,
    ReceiptUse,
)
from reconciliation.rules.orders import named_orders
from reconciliation.rules.pairing import Pair, Unpaired, pair_lines
from reconciliation.rules.quantities import (
    Billed,
    QuantityVerdict,
    judge_quantity,
    use_up,
)
from reconciliation.rules.repeats import repeated_lines
from reconciliation.rules.shares import Share, planned_charge, shares_of, unit_note
from reconciliation.rules.taxes import judge_tax
from reconciliation.rules.terms_in_force import changed_late
from reconciliation.rules.tolerance import Measure

ZERO = Decimal(0)

_CERTAINTY = (
    "po_line",
    "item",
    "gtin",
    "vendor_item_id",
    "description",
    "item_in_text",
    "charge",
    "likeness",
)
_WAITS = {
    ReasonCode.NOT_RECEIVED,
    ReasonCode.QUANTITY_OVER_RECEIVED,
    ReasonCode.QUANTITY_OVER_ORDERED,
    ReasonCode.ITEM_NOT_ON_PO,
}


def match_invoice_lines(given: MatchInput) -> MatchResult:
    """Compare one invoice with the orders it names and what was received on them."""
    named = named_orders(given)
    if not named.in_play:
        return _without_orders(given, named.differences, named.waits_for, named.is_named)
    pairs, unpaired = pair_lines(_billing_lines(given.reading.lines), named.in_play)
    desk = Desk(
        given, {order.po_number: order for order in named.in_play}, by_order_line(given.receipts)
    )
    desk.found += named.differences
    for pair in pairs:
        _lay_out(pair, desk)
    by_line = _judge_quantities(desk)
    price_found = _judge_prices(desk)
    judge_all_charges(unpaired, desk)
    report_unpaired(unpaired, desk)
    lines = tuple(_line_matches(desk, by_line, price_found))
    return _result(lines, unpaired, desk, named.waits_for, pairs)


def _without_orders(
    given: MatchInput, found: tuple[Difference, ...], waits_for: tuple[str, ...], is_named: bool
) -> MatchResult:
    if not given.needs_order and not is_named:
        return MatchResult(MatchStatus.NOT_APPLICABLE, "no_order")
    repeats = repeated_lines(given.reading.lines)
    return MatchResult(MatchStatus.UNMATCHED, "none", (), found + repeats, waits_for)


def _billing_lines(lines: Sequence[InvoiceLine]) -> list[InvoiceLine]:
    """Leave out lines that are only text: no amount and no quantity."""
    return [line for line in lines if line.net or line.quantity or line.unit_price]


def _lay_out(pair: Pair, desk: Desk) -> None:
    """Put an invoice line on its order lines, or say that its unit cannot be converted."""
    candidates = [desk.opened(ordered) for ordered in pair.ordered]
    usable = [on for on in candidates if on.stock is not None]
    shares = shares_of(pair.line, usable) if usable else None
    if shares is None:
        on = candidates[0]
        text = unit_note(pair.line, on)
        if on.stock is None:
            text = "A receipt of this order line is in a unit that cannot be converted."
        desk.found.append(
            Difference(
                code=ReasonCode.UOM_UNRESOLVED,
                text=text,
                line=pair.line.line,
                field="unit",
                expected=on.terms.uom or on.ordered.base_uom,
                actual=pair.line.unit,
                reference=f"{on.ordered.po_number}/{on.ordered.po_line}",
            )
        )
        return
    desk.shares += shares


def _judge_quantities(desk: Desk) -> dict[int, QuantityVerdict]:
    """Judge each order line once, for all that this document bills on it."""
    billed: dict[int, list[Billed]] = {}
    for share in desk.shares:
        if not share.on.is_charge:
            key = id(share.on.ordered)
            billed.setdefault(key, []).append(Billed(share.line.line, share.quantity))
    verdicts = {}
    for key, parts in billed.items():
        on = desk.open_lines[key]
        if on.stock is None:
            continue
        limits = desk.limits_of(on.ordered.category).quantities
        verdict = judge_quantity(on.ordered, on.terms, parts, on.stock, limits)
        order = desk.orders[on.ordered.po_number]
        verdicts[key] = verdict
        desk.found += _told(verdict.differences, order)
        total = on.ordered.quantity_invoiced_before + sum((p.quantity for p in parts), ZERO)
        if changed := changed_late(on.ordered, on.terms, parts[0].line, total):
            desk.found.append(changed)
        if len(parts) > 1 and any(not found.is_allowed for found in verdict.differences):
            lines = [share.line for share in desk.shares if share.on is on]
            desk.found += repeated_lines(lines)
    return verdicts


def _told(found: Sequence[Difference], order: Order) -> list[Difference]:
    """Leave out what only follows from a cancelled order: its goods never came."""
    if order.status is not OrderStatus.CANCELLED:
        return list(found)
    return [difference for difference in found if difference.code is not ReasonCode.NOT_RECEIVED]


def _judge_prices(desk: Desk) -> dict[str, Difference | None]:
    """Judge the price of each invoice line, and the sums where limits on sums are set."""
    of_line: dict[str, list[Share]] = {}
    for share in desk.shares:
        if not share.on.is_charge and desk.prices_compare(share.on.ordered):
            of_line.setdefault(share.line.line, []).append(share)
    result: dict[str, Difference | None] = {}
    for number, shares in of_line.items():
        limits = desk.limits_of(shares[0].on.ordered.category)
        difference = prices.judge_price(
            shares[0].line, shares, limits.price_over, limits.price_under
        )
        result[number] = difference
        if difference is not None:
            desk.found.append(difference)
        if (tax := judge_tax(shares[0].line, shares[0], limits.tax_line)) is not None:
            desk.found.append(tax)
    compared = [share for shares in of_line.values() for share in shares]
    _judge_sums(compared, desk)
    return result


def _judge_sums(compared: Sequence[Share], desk: Desk) -> None:
    now: dict[int, Decimal] = {}
    last: dict[int, Share] = {}
    for share in compared:
        key = id(share.on.ordered)
        now[key] = now.get(key, ZERO) + share.amount
        last[key] = share
    for key, share in last.items():
        limit = desk.limits_of(share.on.ordered.category).line_total
        if over := prices.judge_line_total(share, now[key], limit):
            desk.found.append(over)
    if (limit := desk.limit(Measure.SUMMARY)) is not None:
        billed = sum(now.values(), ZERO)
        ordered = sum((share.quantity * share.on.terms.unit_price for share in compared), ZERO)
        if difference := prices.judge_summary(billed, ordered, limit):
            desk.found.append(difference)


def _line_matches(
    desk: Desk,
    verdicts: dict[int, QuantityVerdict],
    price_found: dict[str, Difference | None],
) -> Iterable[LineMatchValue]:
    for share in desk.shares:
        on = share.on
        ordered = on.ordered
        expected = share.quantity * on.terms.unit_price
        if on.is_charge:
            expected = planned_charge(on)
        verdict = verdicts.get(id(ordered))
        compares = on.is_charge or desk.prices_compare(ordered)
        gap = share.amount - expected if compares else None
        price = price_found.get(share.line.line)
        uses: tuple[ReceiptUse, ...] = ()
        if on.stock is not None and ordered.match_kind is MatchKind.THREE_WAY and not on.is_charge:
            uses = use_up(on.stock, share.quantity)
        yield LineMatchValue(
            line=share.line.line,
            po_number=ordered.po_number,
            po_line=ordered.po_line,
            quantity=None if on.is_charge else share.quantity,
            amount=share.amount,
            receipts=uses,
            quantity_variance=verdict.excess if verdict else ZERO,
            price_variance=_per_unit(gap, share.quantity),
            amount_variance=gap,
            price_agrees=compares and (price is None or price.is_allowed),
            quantity_agrees=verdict is None or all(d.is_allowed for d in verdict.differences),
            completes=verdict is not None and verdict.completes,
            is_charge=on.is_charge,
            order_price=on.terms.unit_price,
        )


def _per_unit(gap: Decimal | None, quantity: Decimal) -> Decimal | None:
    if not gap or not quantity:
        return gap
    return gap / quantity


def _result(
    lines: tuple[LineMatchValue, ...],
    unpaired: Sequence[Unpaired],
    desk: Desk,
    waits_for: tuple[str, ...],
    pairs: Sequence[Pair],
) -> MatchResult:
    used = {pair.strategy for pair in pairs}
    strategy = "+".join(name for name in _CERTAINTY if name in used) or "none"
    is_open = any(not difference.is_allowed for difference in desk.found)
    if not lines:
        status = MatchStatus.UNMATCHED
    elif is_open or any(not one.is_charge for one in unpaired):
        status = MatchStatus.PARTIAL
    else:
        status = MatchStatus.MATCHED
    waits = dict.fromkeys(waits_for)
    for difference in desk.found:
        if difference.code in _WAITS and not difference.is_allowed and difference.reference:
            waits[difference.reference.partition("/")[0]] = None
    return MatchResult(status, strategy, lines, _with_locked_part(desk.found, lines), tuple(waits))


def _with_locked_part(
    found: Sequence[Difference], lines: Sequence[LineMatchValue]
) -> tuple[Difference, ...]:
    """Say beside an open quantity that the price agrees and stays locked (T23)."""
    locked = {line.line for line in lines if line.price_agrees and not line.quantity_agrees}
    return tuple(
        replace(one, text=f"{one.text} The price agrees and stays locked.")
        if one.field == "quantity" and not one.is_allowed and one.line in locked
        else one
        for one in found
    )
