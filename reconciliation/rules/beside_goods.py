"""What of a document is on no order line of goods: charges, planned or not, and unknown items."""

from collections.abc import Sequence
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import InvoiceLine
from reconciliation.rules.charges import (
    Charge,
    charges_outside_lines,
    is_charge_text,
    judge_charges,
)
from reconciliation.rules.desk import Desk
from reconciliation.rules.keys import id_key
from reconciliation.rules.match_values import Difference
from reconciliation.rules.pairing import Unpaired
from reconciliation.rules.shares import OpenLine, Share, planned_charge
from reconciliation.rules.tolerance import Measure
from reconciliation.rules.wording import money

ZERO = Decimal(0)


def judge_all_charges(unpaired: Sequence[Unpaired], desk: Desk) -> None:
    """Judge what is charged beside the goods against the charges that the orders plan."""
    limit = desk.limit(Measure.CHARGE)
    for share in desk.shares:
        if share.on.is_charge:
            name = share.on.ordered.description or "charge"
            charge = Charge(name, share.amount, share.line.line)
            desk.found += judge_charges((charge,), planned_charge(share.on), limit)
    charges = [
        Charge(one.line.description or "charge", one.line.net or ZERO, one.line.line)
        for one in unpaired
        if one.is_charge
    ]
    charges += charges_outside_lines(desk.given.reading)
    if not charges:
        return
    planned = [on for on in _unbilled_charges(desk) if planned_charge(on) > 0]
    total = sum((planned_charge(on) for on in planned), ZERO)
    desk.found += judge_charges(charges, total, limit)
    left = sum((charge.amount for charge in charges), ZERO)
    for number, on in enumerate(planned, start=1):
        if (amount := min(left, planned_charge(on))) > 0:
            line = InvoiceLine(line=f"charge {number}", description=on.ordered.description)
            desk.shares.append(Share(line, on, ZERO, amount))
            left -= amount


def _unbilled_charges(desk: Desk) -> list[OpenLine]:
    """Return the order lines for charges on which no invoice line was put."""
    used = {id(share.on) for share in desk.shares}
    opened = [
        desk.opened(ordered)
        for order in desk.orders.values()
        for ordered in order.lines
        if not ordered.gtin and is_charge_text(ordered.description)
    ]
    return [on for on in opened if id(on) not in used]


def report_unpaired(unpaired: Sequence[Unpaired], desk: Desk) -> None:
    """Say which lines are on no order line, and what comes nearest."""
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
