"""What part of an invoice line falls on which order line, in the order's unit.

Usually all of it on one. Where an item stands on several order lines, the line goes where it fits
whole, else it is spread over them in order (T12); what fits nowhere stays on the last one and is
reported there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from intake.rules.reading import InvoiceLine
from intake.rules.units import same_unit, unit_key
from reconciliation.rules.charges import charges_of
from reconciliation.rules.match_values import OrderLine
from reconciliation.rules.quantities import Stock
from reconciliation.rules.terms_in_force import Terms
from reconciliation.rules.units import SAME, Factor, factor

ZERO = Decimal(0)
ONE = Decimal(1)
PRINTING_TOLERANCE = Decimal("0.02")  # net against quantity times price, as EN 16931 rounds it


@dataclass(slots=True)
class OpenLine:
    """An order line with its terms, its receipts, and what this document has put on it so far."""

    ordered: OrderLine
    terms: Terms
    stock: Stock | None
    is_charge: bool
    put: Decimal = ZERO

    @property
    def room(self) -> Decimal:
        """What may still be billed of what was ordered."""
        return self.terms.quantity - self.ordered.quantity_invoiced_before - self.put

    @property
    def arrived(self) -> Decimal:
        """What may still be billed of what came; what needs no receipt has always come."""
        if self.stock is None or self.ordered.match_kind.value == "two_way":
            return self.room
        return self.stock.available - self.put


@dataclass(frozen=True, slots=True)
class Share:
    """The part of an invoice line that falls on one order line."""

    line: InvoiceLine
    on: OpenLine
    quantity: Decimal
    amount: Decimal


def planned_charge(on: OpenLine) -> Decimal:
    """Return how much of a charge the order plans and nobody has billed yet."""
    planned = on.terms.quantity * on.terms.unit_price
    return max(planned - on.ordered.amount_invoiced_before, ZERO)


def goods_amount(line: InvoiceLine) -> Decimal:
    """Return what a line asks for its goods, unrounded: its charges are no part of their price.

    The printed unit price is used where it explains the net; otherwise the net itself counts, with
    the allowances of the line inside it.
    """
    net = None if line.net is None else line.net - charges_of(line)
    if line.unit_price is not None and line.quantity is not None:
        base = line.price_base_quantity or ONE
        listed = line.quantity * line.unit_price / base
        if net is None or abs(listed - net) <= PRINTING_TOLERANCE:
            return listed
    return ZERO if net is None else net


def quantity_of(line: InvoiceLine) -> Decimal | None:
    """Return the quantity of a line, or what net and price say it is where it prints none."""
    if line.quantity is not None:
        return line.quantity
    if line.net is None or not line.unit_price:
        return None
    implied = line.net * (line.price_base_quantity or ONE) / line.unit_price
    return implied if implied == round(implied, 3) else None


def ratio_to_order(line: InvoiceLine, on: OpenLine) -> Factor | None:
    """Return how many order units one unit of the line is, or None where nobody can know.

    A line without a unit is taken in the order's unit only where that counts pieces or the prices
    agree to the cent; an order without a unit counts in the item's base unit, else in pieces.
    """
    ordered, terms = on.ordered, on.terms
    target = terms.uom or ordered.base_uom
    if line.unit is None and target is None:
        return SAME
    if line.unit is None:
        pieces = unit_key(target) == "C62"
        price = (
            None if line.unit_price is None else line.unit_price / (line.price_base_quantity or ONE)
        )
        return SAME if pieces or price == terms.unit_price else None
    if target is None:
        return SAME if unit_key(line.unit) == "C62" else None
    return factor(line.unit, target, packs=ordered.packs, base_uom=ordered.base_uom, on=terms.on)


def shares_of(line: InvoiceLine, candidates: Sequence[OpenLine]) -> tuple[Share, ...] | None:
    """Lay a line on its order lines; None where its unit cannot be converted to any of them."""
    amount = goods_amount(line)
    quantity = quantity_of(line)
    if len(candidates) == 1:
        on = candidates[0]
        if on.is_charge:
            return (Share(line, on, ZERO, amount),)
        ratio = ratio_to_order(line, on)
        if quantity is None or ratio is None:
            return None
        taken = quantity if ratio is SAME else ratio.times(quantity)
        on.put += taken
        return (Share(line, on, taken, amount),)
    if quantity is None:
        return None
    ratios = [(on, ratio) for on in candidates if (ratio := ratio_to_order(line, on)) is not None]
    if not ratios:
        return None
    return _spread(line, quantity, amount, _best_priced(quantity, amount, ratios))


def _best_priced(
    quantity: Decimal,
    amount: Decimal,
    ratios: list[tuple[OpenLine, Factor]],
) -> list[tuple[OpenLine, Factor]]:
    """Keep the order lines whose price is the billed one, where there are any with room."""
    exact = [
        (on, ratio)
        for on, ratio in ratios
        if on.terms.unit_price * ratio.times(quantity) == amount and on.room > 0
    ]
    return exact or ratios


def _spread(
    line: InvoiceLine,
    quantity: Decimal,
    amount: Decimal,
    ratios: list[tuple[OpenLine, Factor]],
) -> tuple[Share, ...]:
    for fits in (_fits_exactly, _fits_and_arrived, _fits):
        for on, ratio in ratios:
            wanted = ratio.times(quantity)
            if fits(on, wanted):
                on.put += wanted
                return (Share(line, on, wanted, amount),)
    shares: list[Share] = []
    left, amount_left = quantity, amount
    for place, (on, ratio) in enumerate(ratios):
        is_last = place == len(ratios) - 1
        room = ratio.inverse.times(max(min(on.room, on.arrived), ZERO))
        taken = left if is_last else min(left, room)
        if taken <= 0 and not is_last:
            continue
        if taken == 0:
            break
        part = amount_left if is_last or taken == left else amount * taken / quantity
        in_order_unit = ratio.times(taken)
        on.put += in_order_unit
        shares.append(Share(line, on, in_order_unit, part))
        left -= taken
        amount_left -= part
        if left == 0:
            break
    return tuple(shares)


def _fits_exactly(on: OpenLine, wanted: Decimal) -> bool:
    return on.room == wanted and on.arrived >= wanted


def _fits_and_arrived(on: OpenLine, wanted: Decimal) -> bool:
    return on.room >= wanted and on.arrived >= wanted


def _fits(on: OpenLine, wanted: Decimal) -> bool:
    return on.room >= wanted and (on.stock is None or not on.stock.receipts)


def unit_note(line: InvoiceLine, on: OpenLine) -> str:
    """Say why a unit could not be converted, and what would agree if somebody knew the factor."""
    billed = line.unit or "no unit"
    ordered = on.terms.uom or on.ordered.base_uom or "no unit"
    if line.quantity is None and same_unit(line.unit, ordered):
        return f"The line states no quantity; {ordered} was ordered."
    if not any(
        unit_key(pack.uom) in (unit_key(line.unit), unit_key(ordered)) for pack in on.ordered.packs
    ):
        return (
            f"Billed in {billed}, ordered in {ordered}, and the item has no pack to convert them."
        )
    return f"Billed in {billed}, ordered in {ordered}, and the item's packs leave the factor open."
