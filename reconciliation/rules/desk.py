"""What is on the table while one document is compared: orders, receipts, limits, findings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from reconciliation.rules.charges import is_charge_text
from reconciliation.rules.keys import id_key, number_of_line
from reconciliation.rules.match_values import (
    Difference,
    MatchInput,
    Order,
    OrderLine,
    ReceivedLine,
)
from reconciliation.rules.quantities import QuantityLimits, stock_of
from reconciliation.rules.shares import OpenLine, Share
from reconciliation.rules.terms_in_force import terms_in_force
from reconciliation.rules.tolerance import Measure, Tolerance, tolerance_for


class Limits(NamedTuple):
    """The limits of one category of goods."""

    quantities: QuantityLimits
    price_over: Tolerance | None
    price_under: Tolerance | None
    tax_line: Tolerance | None
    line_total: Tolerance | None


@dataclass(slots=True)
class Desk:
    """What is on the table while one document is compared."""

    given: MatchInput
    orders: dict[str, Order]
    receipts: dict[tuple[str, str], list[ReceivedLine]]
    open_lines: dict[int, OpenLine] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    found: list[Difference] = field(default_factory=list)
    limits: dict[str | None, Limits] = field(default_factory=dict)

    def limit(self, measure: Measure, category: str | None = None) -> Tolerance | None:
        """Return one limit of this vendor, category and entity."""
        given = self.given
        return tolerance_for(measure, given.vendor_id, category, given.entity, given.tolerances)

    def limits_of(self, category: str | None) -> Limits:
        """Return the limits that each line of a category is held to, looked up once."""
        known = self.limits.get(category)
        if known is None:
            known = self.limits[category] = Limits(
                quantities=QuantityLimits(
                    over_ordered=self.limit(Measure.QUANTITY_OVER_ORDERED, category),
                    over_received=self.limit(Measure.QUANTITY_OVER_RECEIVED, category),
                    under_received=self.limit(Measure.QUANTITY_UNDER_RECEIVED, category),
                    receipt_over=self.limit(Measure.RECEIPT_OVER, category),
                    receipt_under=self.limit(Measure.RECEIPT_UNDER, category),
                ),
                price_over=self.limit(Measure.PRICE_OVER, category),
                price_under=self.limit(Measure.PRICE_UNDER, category),
                tax_line=self.limit(Measure.TAX_LINE, category),
                line_total=self.limit(Measure.LINE_TOTAL, category),
            )
        return known

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
