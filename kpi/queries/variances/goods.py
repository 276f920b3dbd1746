"""The goods behind references, in base units and beside their standard cost."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from intake.queries import goods as source
from intake.queries.goods import Ordered
from kpi.rules.variance import GoodsFact, LineFact
from kpi.rules.variance.calendar import Window
from kpi.rules.variance.goods import rate_of
from kpi.rules.variance.values import MatchFact
from ledger import movements
from reconciliation.queries import differences
from reconciliation.rules.units import Factor, Pack, factor

ZERO = Decimal(0)
Facts = dict[str, tuple[GoodsFact, ...]]


class Goods:
    """What is known of references, looked up once each."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._ordered: dict[str, list[Ordered]] = {}
        self._packs: dict[int, tuple[Pack, ...]] = {}
        self._homes = movements.home_currencies()
        self._facts: dict[str, Facts] = {}
        self.matches: dict[str, MatchFact] = {}

    def know(self, references: Collection[str]) -> None:
        """Look up the references that were not asked for yet."""
        new = set(references) - self._asked
        if not new:
            return
        self._asked |= new
        found = source.behind(new)
        items = {each.item_pk for lines in found.values() for each in lines if each.item_pk}
        for item, sizes in source.pack_sizes(items - set(self._packs)).items():
            self._packs[item] = tuple(Pack(*size) for size in sizes)
        self._ordered.update(found)
        for number, each in differences.by_invoice_number(new).items():
            self.matches[number] = MatchFact(
                number, each.price, each.quantity, each.currency, each.evidence
            )
        self._facts.clear()

    def facts(self, currency: str) -> Facts:
        """Return the goods by reference; standard costs hold in their entity's own currency."""
        if currency not in self._facts:
            made = {
                reference: tuple(self._fact(each, currency) for each in lines)
                for reference, lines in self._ordered.items()
            }
            self._facts[currency] = {
                reference: tuple(each for each in facts if each is not None)
                for reference, facts in made.items()
                if None not in facts
            }
        return self._facts[currency]

    def rates(self, lines: Iterable[LineFact], window: Window) -> dict[str, dict[str, Decimal]]:
        """Return the rates of a period, by currency of the books and of the order."""
        by_reference: dict[tuple[str, str, str], list[LineFact]] = defaultdict(list)
        for line in lines:
            if line.reference in self._ordered:
                by_reference[line.currency, line.reference, line.account].append(line)
        found: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for (currency, reference, _), group in by_reference.items():
            facts = self.facts(currency).get(reference, ())
            abroad = {fact.currency for fact in facts} - {currency}
            if len(abroad) == 1 and (rate := rate_of(group, facts, window)) is not None:
                found[currency, abroad.pop()].append(rate)
        made: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for (home, foreign), rates in found.items():
            made[home][foreign] = sum(rates, ZERO) / len(rates)
        return made

    def _fact(self, line: Ordered, currency: str) -> GoodsFact | None:
        """Return an order line in the item's base unit, or None where a unit is not known."""
        unit = line.base_uom or line.uom
        ratio = self._ratio(line, line.uom or unit, unit)
        if ratio is None or not ratio.numerator:
            return None
        received: dict[date, Decimal] = defaultdict(Decimal)
        for arrival in line.arrivals:
            each = self._ratio(line, arrival.uom or line.uom or unit, unit)
            if each is None:
                return None
            received[arrival.received_date] += each.times(arrival.quantity)
        billed = None
        if line.billed is not None:
            of_bill = self._ratio(line, line.billed[1] or line.uom or unit, unit)
            if of_bill is None:
                return None
            billed = of_bill.times(line.billed[0])
        places = {each.location for each in line.arrivals}
        return GoodsFact(
            item=line.item_id or f"{line.po_number} line {line.po_line}",
            unit=unit,
            ordered=ratio.times(line.quantity),
            received=dict(received),
            invoiced=billed,
            price=line.unit_price * ratio.denominator / ratio.numerator,
            currency=line.currency,
            standard=self._standard(line, currency),
            account=line.account,
            cost_centre=line.cost_centre,
            evidence=_evidence(line),
            location=places.pop() if len(places) == 1 else None,
        )

    def _ratio(self, line: Ordered, unit: str | None, base: str | None) -> Factor | None:
        return factor(
            unit, base, packs=self._packs.get(line.item_pk or 0, ()), base_uom=line.base_uom
        )

    def _standard(self, line: Ordered, currency: str) -> Decimal | None:
        home = self._homes.get(line.entity or "", currency)
        return line.unit_cost if home == currency else None


def _evidence(line: Ordered) -> tuple[str, ...]:
    names = [line.po_number, *(each.receipt_number for each in line.arrivals)]
    if line.billed is not None:
        names.append(line.billed[2])
    return tuple(dict.fromkeys(names))
