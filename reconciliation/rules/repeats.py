"""The same line twice on one document (T24)."""

from collections.abc import Sequence
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import InvoiceLine
from reconciliation.rules.keys import words_of
from reconciliation.rules.match_values import Difference
from reconciliation.rules.wording import money, plain

ZERO = Decimal(0)


def repeated_lines(lines: Sequence[InvoiceLine]) -> tuple[Difference, ...]:
    """Report each line that says again what an earlier one said: item, quantity, price and net."""
    first: dict[tuple[object, ...], InvoiceLine] = {}
    found = []
    for line in lines:
        item = line.buyer_item_id or line.gtin or line.seller_item_id
        if not line.net or line.quantity is None or not (item or line.description):
            continue
        key = (
            item,
            words_of(line.description),
            line.quantity,
            line.unit,
            line.net,
            line.note,
            line.po_number,
            line.po_line,
        )
        earlier = first.setdefault(key, line)
        if earlier is not line:
            found.append(
                Difference(
                    code=ReasonCode.DUPLICATE_LINE,
                    text=f"Line {line.line} repeats line {earlier.line}: {plain(line.quantity)} of"
                    f" {line.description or item} for {money(line.net)}.",
                    line=line.line,
                    actual=money(line.net),
                    reference=f"line {earlier.line}",
                )
            )
    return tuple(found)
