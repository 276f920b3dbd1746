"""Whether the price is the ordered one. Compared unrounded, as amounts: nothing is divided first.

A price below the order is not silently taken: inside its limit it is recorded, outside it is an
exception, because a wrong unit, a missing line or a bill still to come looks like a bargain (T7).
"""

from collections.abc import Sequence
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import InvoiceLine
from reconciliation.rules.match_values import Difference
from reconciliation.rules.shares import Share
from reconciliation.rules.tolerance import Tolerance, judge, limit_text
from reconciliation.rules.wording import money, plain

ZERO = Decimal(0)


def judge_price(
    line: InvoiceLine,
    shares: Sequence[Share],
    over: Tolerance | None,
    under: Tolerance | None,
) -> Difference | None:
    """Compare what a line asks for its goods with what its order lines say they cost."""
    if len(shares) == 1:
        billed = shares[0].amount
        ordered = shares[0].quantity * shares[0].on.terms.unit_price
    else:
        billed = sum((share.amount for share in shares), ZERO)
        ordered = sum((share.quantity * share.on.terms.unit_price for share in shares), ZERO)
    gap = billed - ordered
    if gap == 0:
        return None
    is_over = gap > 0
    tolerance = over if is_over else under
    verdict = judge(tolerance, gap=gap, expected=ordered)
    first = shares[0]
    units = sum((share.quantity for share in shares), ZERO)
    expected = first.on.terms.unit_price if len(shares) == 1 else _each(ordered, units)
    actual = _each(billed, units)
    return Difference(
        code=ReasonCode.PRICE_OVER if is_over else ReasonCode.PRICE_UNDER,
        text=_text(shares, expected, actual, gap, ordered),
        line=line.line,
        field="unit_price",
        expected=money(expected),
        actual=money(actual),
        tolerance=verdict.limit,
        reference=", ".join(
            f"{share.on.ordered.po_number}/{share.on.ordered.po_line}" for share in shares
        ),
        is_allowed=verdict.allowed,
    )


def judge_line_total(share: Share, now: Decimal, tolerance: Tolerance | None) -> Difference | None:
    """Hold all that was ever billed on an order line against its amount, if limited (T2)."""
    if tolerance is None:
        return None
    ordered = share.on.ordered
    planned = share.on.terms.quantity * share.on.terms.unit_price
    total = ordered.amount_invoiced_before + now
    gap = total - planned
    if gap <= 0:
        return None
    verdict = judge(tolerance, gap=gap, expected=planned)
    return Difference(
        code=ReasonCode.PRICE_OVER,
        text=f"{money(total)} billed in all on the order line, {money(planned)} ordered:"
        f" {money(gap)} over the line total.",
        line=share.line.line,
        field="net",
        expected=money(planned),
        actual=money(total),
        tolerance=verdict.limit,
        reference=f"{ordered.po_number}/{ordered.po_line}",
        is_allowed=verdict.allowed,
    )


def judge_summary(
    billed: Decimal, ordered: Decimal, tolerance: Tolerance | None
) -> Difference | None:
    """Hold the goods of the whole document against the order, where a limit is set (T22)."""
    gap = billed - ordered
    if tolerance is None or gap == 0:
        return None
    verdict = judge(tolerance, gap=gap, expected=ordered)
    return Difference(
        code=ReasonCode.PRICE_OVER if gap > 0 else ReasonCode.PRICE_UNDER,
        text=f"The goods of the document come to {money(billed)}, the order says"
        f" {money(ordered)}: {money(abs(gap))} {'over' if gap > 0 else 'under'}.",
        field="line_total",
        expected=money(ordered),
        actual=money(billed),
        tolerance=limit_text(tolerance),
        is_allowed=verdict.allowed,
    )


def _each(amount: Decimal, units: Decimal) -> Decimal:
    return amount / units if units else amount


def _text(
    shares: Sequence[Share], expected: Decimal, actual: Decimal, gap: Decimal, ordered: Decimal
) -> str:
    share = shares[0]
    unit = share.on.terms.uom or share.on.ordered.base_uom
    each = f" per {unit}" if unit else ""
    percent = f", {plain(round(abs(gap) * 100 / abs(ordered), 2))} %" if ordered else ""
    word = "over" if gap > 0 else "under"
    text = (
        f"{money(actual)}{each} billed, {money(expected)} ordered: {money(abs(gap))} {word} on the"
        f" line{percent}."
    )
    return text + _explanation(share, actual)


def _explanation(share: Share, actual: Decimal) -> str:
    """Say what would explain the gap: the order's own amount, or a pack taken for a piece."""
    ordered, terms = share.on.ordered, share.on.terms
    stated = ordered.line_amount
    if stated is not None and terms.quantity and actual * terms.quantity == stated:
        return (
            f" The order's own line amount of {money(stated)} for {plain(terms.quantity)} is"
            f" {money(actual)} each: its stated unit price of {money(terms.unit_price)} has another"
            " basis."
        )
    for pack in ordered.packs:
        if actual * pack.size == terms.unit_price or terms.unit_price * pack.size == actual:
            return (
                f" The gap is exactly the pack of {plain(pack.size)}: the unit of one side looks"
                " wrong."
            )
    return ""
