"""Invoice lines against ordered and received lines.

Every rule is evaluated and every result is kept; only what follows from another finding is left
out: no price where the currency differs, nothing about a line whose item or unit is unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import InvoiceLine
from reconciliation.rules import prices
from reconciliation.rules.charges import (
    Charge,
    charges_outside_lines,
    is_charge_text,
    judge_charges,
)
from reconciliation.rules.keys import id_key, number_of_line
from reconciliation.rules.match_values import (
    Difference,
    LineMatchValue,
    MatchInput,
    MatchKind,
    MatchResult,
    MatchStatus,
    Order,
    OrderLine,
    OrderStatus,
    ReceiptUse,
    ReceivedLine,
)
from reconciliation.rules.orders import named_orders
from reconciliation.rules.pairing import Pair, Unpaired, pair_lines
from reconciliation.rules.quantities import (
    Billed,
    QuantityLimits,
    QuantityVerdict,
    judge_quantity,
    stock_of,
    use_up,
)
from reconciliation.rules.repeats import repeated_lines
from reconciliation.rules.shares import OpenLine, Share, shares_of, unit_note
from reconciliation.rules.terms_in_force import changed_late, terms_in_force
from reconciliation.rules.tolerance import Measure, Tolerance, tolerance_for
from reconciliation.rules.wording import money

ZERO = Decimal(0)

_CERTAINTY = ("po_line", "item", "gtin", "vendor_item_id", "description", "charge", "likeness")
_WAITS = {
    ReasonCode.NOT_RECEIVED,
    ReasonCode.QUANTITY_OVER_RECEIVED,
    ReasonCode.QUANTITY_OVER_ORDERED,
    ReasonCode.ITEM_NOT_ON_PO,
}


@dataclass(slots=True)
class _Desk:
    """What is on the table while one document is compared."""

    given: MatchInput
    orders: dict[str, Order]
    receipts: dict[tuple[str, str], list[ReceivedLine]]
    open_lines: dict[int, OpenLine] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    found: list[Difference] = field(default_factory=list)
    limits: dict[tuple[Measure, str | None], Tolerance | None] = field(default_factory=dict)

    def limit(self, measure: Measure, category: str | None = None) -> Tolerance | None:
        """Return the limit of this vendor, category and entity, looked up once."""
        key = measure, category
        if key not in self.limits:
            self.limits[key] = tolerance_for(
                measure, self.given.vendor_id, category, self.given.entity, self.given.tolerances
            )
        return self.limits[key]

    def prices_compare(self, ordered: OrderLine) -> bool:
        """Say whether prices of an order and of the document are in one currency."""
        currency = self.given.reading.currency
        return currency is None or self.orders[ordered.po_number].currency == currency


def match_invoice_lines(given: MatchInput) -> MatchResult:
    """Compare one invoice with the orders it names and what was received on them."""
    named = named_orders(given)
    if not named.in_play:
        return _without_orders(given, named.differences, named.waits_for, named.is_named)
    pairs, unpaired = pair_lines(_billing_lines(given.reading.lines), named.in_play)
    desk = _Desk(
        given, {order.po_number: order for order in named.in_play}, _by_order_line(given.receipts)
    )
    desk.found += named.differences
    for pair in pairs:
        _lay_out(pair, desk)
    by_line = _judge_quantities(desk)
    price_found = _judge_prices(desk)
    _judge_charges(unpaired, desk)
    _report_unpaired(unpaired, desk)
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


def _by_order_line(
    receipts: Iterable[ReceivedLine],
) -> dict[tuple[str, str], list[ReceivedLine]]:
    found: dict[tuple[str, str], list[ReceivedLine]] = {}
    for receipt in receipts:
        key = id_key(receipt.po_number) or "", number_of_line(receipt.po_line) or ""
        found.setdefault(key, []).append(receipt)
    return found


def _opened(ordered: OrderLine, desk: _Desk) -> OpenLine:
    """Return the order line with its terms and its receipts, made ready once a document."""
    known = desk.open_lines.get(id(ordered))
    if known is None:
        key = id_key(ordered.po_number) or "", number_of_line(ordered.po_line) or ""
        receipts = desk.receipts.get(key, [])
        terms = terms_in_force(ordered, receipts, desk.given.arrived_on)
        is_charge = not ordered.gtin and is_charge_text(ordered.description)
        known = OpenLine(ordered, terms, stock_of(ordered, terms, receipts), is_charge)
        desk.open_lines[id(ordered)] = known
    return known


def _lay_out(pair: Pair, desk: _Desk) -> None:
    """Put an invoice line on its order lines, or say that its unit cannot be converted."""
    candidates = [_opened(ordered, desk) for ordered in pair.ordered]
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


def _judge_quantities(desk: _Desk) -> dict[int, QuantityVerdict]:
    """Judge each order line once, for all that this document bills on it."""
    billed: dict[int, list[Billed]] = {}
    for share in desk.shares:
        if not share.on.is_charge:
            key = id(share.on.ordered)
            billed.setdefault(key, []).append(Billed(share.line.line, share.quantity))
    verdicts = {}
    for key, parts in billed.items():
        on = desk.open_lines[key]
        category = on.ordered.category
        limits = QuantityLimits(
            over_ordered=desk.limit(Measure.QUANTITY_OVER_ORDERED, category),
            over_received=desk.limit(Measure.QUANTITY_OVER_RECEIVED, category),
            under_received=desk.limit(Measure.QUANTITY_UNDER_RECEIVED, category),
            receipt_over=desk.limit(Measure.RECEIPT_OVER, category),
            receipt_under=desk.limit(Measure.RECEIPT_UNDER, category),
        )
        assert on.stock is not None  # only order lines with convertible receipts carry shares
        verdict = judge_quantity(on.ordered, on.terms, parts, on.stock, limits)
        order = desk.orders[on.ordered.po_number]
        verdicts[key] = verdict
        desk.found += _told(verdict.differences, order)
        if changed := changed_late(on.ordered, on.terms, parts[0].line):
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


def _judge_prices(desk: _Desk) -> dict[str, Difference | None]:
    """Judge the price of each invoice line, and the sums where limits on sums are set."""
    of_line: dict[str, list[Share]] = {}
    for share in desk.shares:
        if not share.on.is_charge and desk.prices_compare(share.on.ordered):
            of_line.setdefault(share.line.line, []).append(share)
    result: dict[str, Difference | None] = {}
    for number, shares in of_line.items():
        category = shares[0].on.ordered.category
        difference = prices.judge_price(
            shares[0].line,
            shares,
            desk.limit(Measure.PRICE_OVER, category),
            desk.limit(Measure.PRICE_UNDER, category),
        )
        result[number] = difference
        if difference is not None:
            desk.found.append(difference)
    compared = [share for shares in of_line.values() for share in shares]
    _judge_sums(compared, desk)
    return result


def _judge_sums(compared: Sequence[Share], desk: _Desk) -> None:
    now: dict[int, Decimal] = {}
    last: dict[int, Share] = {}
    for share in compared:
        key = id(share.on.ordered)
        now[key] = now.get(key, ZERO) + share.amount
        last[key] = share
    for key, share in last.items():
        limit = desk.limit(Measure.LINE_TOTAL, share.on.ordered.category)
        if over := prices.judge_line_total(share, now[key], limit):
            desk.found.append(over)
    if (limit := desk.limit(Measure.SUMMARY)) is not None:
        billed = sum(now.values(), ZERO)
        ordered = sum((share.quantity * share.on.terms.unit_price for share in compared), ZERO)
        if difference := prices.judge_summary(billed, ordered, limit):
            desk.found.append(difference)


def _judge_charges(unpaired: Sequence[Unpaired], desk: _Desk) -> None:
    """Judge what is charged beside the goods against the charges that the orders plan."""
    limit = desk.limit(Measure.CHARGE)
    for share in desk.shares:
        if share.on.is_charge:
            ordered = share.on.ordered
            planned = share.on.terms.quantity * share.on.terms.unit_price
            open_amount = max(planned - ordered.amount_invoiced_before, ZERO)
            charge = Charge(ordered.description or "charge", share.amount, share.line.line)
            desk.found += judge_charges((charge,), open_amount, limit)
    charges = [
        Charge(one.line.description or "charge", one.line.net or ZERO, one.line.line)
        for one in unpaired
        if one.is_charge
    ]
    charges += charges_outside_lines(desk.given.reading)
    desk.found += judge_charges(charges, ZERO, limit)


def _report_unpaired(unpaired: Sequence[Unpaired], desk: _Desk) -> None:
    known = {id_key(number) for number in desk.orders}
    for one in unpaired:
        line = one.line
        if one.is_charge or (line.po_number and id_key(line.po_number) not in known):
            continue
        item = line.buyer_item_id or line.gtin or line.seller_item_id or line.description or "?"
        text = f"{item} is on none of the lines of {', '.join(sorted(desk.orders))}."
        if one.named is not None:
            other = one.named.item_id or one.named.gtin or one.named.description or "another item"
            cost = (line.unit_price or ZERO) - one.named.unit_price
            text = (
                f"The line names order line {one.named.po_number}/{one.named.po_line}, which is for"
                f" {other}; billed is {item}, {money(abs(cost))} {'more' if cost > 0 else 'less'}"
                " a unit."
            )
        elif one.nearest:
            near = [f"{n.po_number}/{n.po_line} {n.description or n.item_id}" for n in one.nearest]
            text += f" Nearest: {'; '.join(near)}."
        reference = one.named or (one.nearest[0] if one.nearest else None)
        desk.found.append(
            Difference(
                code=ReasonCode.ITEM_NOT_ON_PO,
                text=text,
                line=line.line,
                field="buyer_item_id" if line.buyer_item_id else "description",
                actual=item,
                reference=f"{reference.po_number}/{reference.po_line}" if reference else None,
            )
        )


def _line_matches(
    desk: _Desk,
    verdicts: dict[int, QuantityVerdict],
    price_found: dict[str, Difference | None],
) -> Iterable[LineMatchValue]:
    for share in desk.shares:
        on = share.on
        ordered = on.ordered
        expected = share.quantity * on.terms.unit_price
        if on.is_charge:
            expected = on.terms.quantity * on.terms.unit_price
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
    desk: _Desk,
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
