"""What changed since an earlier period: the same drivers, now beside then.

Each line's cent belongs to one driver in either period, as in `drivers`; a driver comes to what it
has now less what it had then. Goods are split by the prices then paid:
`price` = quantity now x (price now - price then), `currency` = foreign amount now x (rate now -
rate then), `volume` = (units now - units then) x average price then, `mix` what is left of goods.
An item that was not bought then has no price to compare: all of it is volume. The days of a 53rd
week, which the other year lacks, are `timing` (T99). What is left is `unexplained`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi.rules.variance import drivers, goods
from kpi.rules.variance.drivers import Pool
from kpi.rules.variance.goods import Bought, cents
from kpi.rules.variance.values import ZERO, Driver, Explained, LineFact, Row


@dataclass(frozen=True, slots=True)
class Then:
    """The lines of the earlier stretch, the period it is called, and the rates that held in it."""

    period: str
    lines: tuple[LineFact, ...]
    rates: Mapping[str, Decimal]
    by_weeks: bool = False  # the same weeks: neither side has one more than the other

    @property
    def amount(self) -> Decimal:
        """Return what was booked then."""
        return sum((line.amount for line in self.lines), ZERO)


def decompose_since(row: Row, then: Then) -> Explained:
    """Split the change since an earlier period into drivers and what none of them explains."""
    earlier = replace(
        row, period=then.period, plan=then.amount, lines=then.lines, rates=then.rates,
        prior_lines=(), elsewhere=(),
    )  # fmt: skip
    later = replace(row, plan=then.amount, rates=then.rates, prior_lines=(), elsewhere=())
    now, before = Pool(later), Pool(earlier)
    for pool in (now, before):
        drivers.say_what_they_are(pool)
        if not then.by_weeks:
            _week_53(pool)
    now.less(before)
    _goods(now, before, then)
    drivers.closed(now)
    return now.explained()


def _week_53(pool: Pool) -> None:
    week = pool.row.calendar.week_53(pool.row.period)
    if week is not None:
        pool.take(Driver.TIMING, [line for line in pool.left if week.holds(line.posting_date)])


def _goods(now: Pool, before: Pool, then: Then) -> None:
    bought = goods.find(now.row, now.left, now.row.period)
    had = goods.find(before.row, before.left, then.period)
    if not bought and not had:
        return
    prices = _prices(had)
    ids = tuple(dict.fromkeys(name for each in (*bought, *had) for name in each.evidence))
    base = ZERO
    for each in bought:
        value = cents(sum((q * prices.get(item, own) for item, q, own in _items(each)), ZERO))
        base += value
        now.add(Driver.CURRENCY, each.currency_effect, each.evidence)
        now.add(Driver.PRICE, each.amount - each.currency_effect - value, each.evidence)
    past = sum((each.amount for each in had), ZERO)
    volume = _volume(bought, had, past, base - past)
    now.add(Driver.VOLUME, volume, ids)
    now.add(Driver.MIX, base - past - volume, ids)


def _items(each: Bought) -> list[tuple[str, Decimal, Decimal]]:
    """Return item, quantity and the price booked, without what the exchange rate did."""
    total, amount = each.foreign_total, each.amount - each.currency_effect
    share = amount / total if total else ZERO
    pairs = zip(each.quantities, each.facts, strict=True)
    return [(fact.item, quantity, fact.price * share) for quantity, fact in pairs]


def _prices(had: Sequence[Bought]) -> dict[str, Decimal]:
    """Return the average price of each item then; where quantities cancel out there is none."""
    quantities: dict[str, Decimal] = defaultdict(Decimal)
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for each in had:
        for item, quantity, price in _items(each):
            quantities[item] += quantity
            amounts[item] += quantity * price
    return {item: amounts[item] / count for item, count in quantities.items() if count > 0}


def _volume(
    bought: Sequence[Bought], had: Sequence[Bought], past: Decimal, difference: Decimal
) -> Decimal:
    """Return the part of a difference at then's prices that more or fewer units make."""
    facts = [fact for each in (*bought, *had) for fact in each.facts]
    units_now = sum((q for each in bought for q in each.quantities), ZERO)
    units_then = sum((q for each in had for q in each.quantities), ZERO)
    has_mix = len({fact.item for fact in facts}) > 1 and len({fact.unit for fact in facts}) == 1
    if not has_mix or units_then <= 0 or units_now <= 0:
        return difference
    return cents((units_now - units_then) * past / units_then)
