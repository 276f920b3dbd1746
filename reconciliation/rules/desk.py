"""What is on the table while one document is compared: orders, receipts, limits, findings."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reconciliation.rules.charges import is_charge_text
from reconciliation.rules.keys import id_key, number_of_line
from reconciliation.rules.match_values import (
    Difference,
    MatchInput,
    Order,
    OrderLine,
    ReceivedLine,
)
from reconciliation.rules.quantities import stock_of
from reconciliation.rules.shares import OpenLine, Share
from reconciliation.rules.terms_in_force import terms_in_force
from reconciliation.rules.tolerance import Measure, Tolerance, tolerance_for


@dataclass(slots=True)
class Desk:
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

    def opened(self, ordered: OrderLine) -> OpenLine:
        """Return the order line with its terms and its receipts, made ready once a document."""
        known = self.open_lines.get(id(ordered))
        if known is None:
            key = id_key(ordered.po_number) or "", number_of_line(ordered.po_line) or ""
            receipts = self.receipts.get(key, [])
            terms = terms_in_force(ordered, receipts, self.given.arrived_on)
            is_charge = not ordered.gtin and is_charge_text(ordered.description)
            known = OpenLine(ordered, terms, stock_of(ordered, terms, receipts), is_charge)
            self.open_lines[id(ordered)] = known
        return known


def by_order_line(
    receipts: Iterable[ReceivedLine],
) -> dict[tuple[str, str], list[ReceivedLine]]:
    """Group receipts by the order line they name."""
    found: dict[tuple[str, str], list[ReceivedLine]] = {}
    for receipt in receipts:
        key = id_key(receipt.po_number) or "", number_of_line(receipt.po_line) or ""
        found.setdefault(key, []).append(receipt)
    return found
