"""Price, volume, mix and currency of what was bought, from orders, receipts and invoices."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kpi.rules.variance.calendar import Window, shifted
from kpi.rules.variance.values import ZERO, Driver, GoodsFact, LineFact, Row

CENT = Decimal("0.01")
_PLAIN_SHARE = Decimal("0.2")  # of the goods: above it the plan is not one of goods
_CREDIBLE = Decimal("0.5")  # how far a booked price may be from its order's to be that price
Add = Callable[[Driver, Decimal, Iterable[str]], None]
Quantities = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Bought:
    """The lines of one reference as quantities: what they cost and what they should have."""

    lines: tuple[LineFact, ...]
    facts: tuple[GoodsFact, ...]
    quantities: tuple[Decimal, ...]
    currency_effect: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """Return what was booked."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the ids of entries, orders, receipts and invoices."""
        ids = [line.entry_id for line in self.lines]
        return tuple(
            dict.fromkeys([*ids, *(name for fact in self.facts for name in fact.evidence)])
        )

    @property
    def foreign_total(self) -> Decimal:
        """Return the amount at the order's prices, in the order's currency."""
        pairs = zip(self.quantities, self.facts, strict=True)
        return sum((quantity * fact.price for quantity, fact in pairs), ZERO)

    def at_standard(self, rate: Decimal = Decimal(1)) -> Decimal:
        """Return the quantities at standard price, else at the order's price."""
        pairs = zip(self.quantities, self.facts, strict=True)
        return cents(sum((quantity * _standard(fact, rate) for quantity, fact in pairs), ZERO))


def split(row: Row, left: Sequence[LineFact], add: Add) -> None:
    """Give the goods among a row's lines to price, currency, volume and mix."""
    bought = find(row, left, row.period)
    if not bought:
        return
    taken = {id(line) for each in bought for line in each.lines}
    plain = sum((line.amount for line in left if id(line) not in taken), ZERO)
    standard = ZERO
    for each in bought:
        value = each.at_standard(_rate(row, each))
        standard += value
        if each.currency_effect:
            add(Driver.CURRENCY, each.currency_effect, each.evidence)
        if price := each.amount - each.currency_effect - value:
            add(Driver.PRICE, price, each.evidence)
    if row.plan != 0:
        _volume(row, bought, standard, plain, add)


def find(row: Row, lines: Iterable[LineFact], period: str) -> list[Bought]:
    """Return the references whose quantity the records show; none by the retail method (T101)."""
    if row.is_retail:
        return []
    window = row.calendar.window(period)
    groups: dict[str, list[LineFact]] = defaultdict(list)
    for line in lines:
        if line.reference and line.reference in row.goods:
            groups[line.reference].append(line)
    found = (
        _bought(row, group, _facts_of(row, row.goods[reference], group), window)
        for reference, group in groups.items()
    )
    return [each for each in found if each is not None]


def cents(value: Decimal) -> Decimal:
    """Round to the cent, once."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def _facts_of(
    row: Row, facts: tuple[GoodsFact, ...], lines: Sequence[LineFact]
) -> tuple[GoodsFact, ...]:
    """Return the order lines that are booked here, where the order says so; else all of them."""
    centres = {line.cost_centre for line in lines}
    here = tuple(
        fact
        for fact in facts
        if fact.account == row.place.account
        and (fact.cost_centre is None or fact.cost_centre in centres)
    )
    return here or tuple(fact for fact in facts if fact.account is None)


def _bought(
    row: Row, lines: Sequence[LineFact], facts: tuple[GoodsFact, ...], window: Window
) -> Bought | None:
    amount = sum((line.amount for line in lines), ZERO)
    currencies = {fact.currency for fact in facts}
    if amount <= 0 or len(currencies) != 1:
        return None
    if currencies == {row.currency}:
        return _at_home(lines, facts, amount, window)
    return _abroad(row, lines, facts, amount, window)


def _at_home(
    lines: Sequence[LineFact], facts: tuple[GoodsFact, ...], amount: Decimal, window: Window
) -> Bought | None:
    choices = [each for each in _quantities(facts, window) if any(each)]
    made = [Bought(tuple(lines), facts, each) for each in choices]
    for each in made:
        if abs(each.foreign_total - amount) <= CENT * len(facts):
            return each
    # Nothing agrees at the order's price, so the price differs: what arrived was counted.
    has_arrived = any(fact.received or fact.invoiced for fact in facts)
    if not made or not has_arrived or not made[0].foreign_total:
        return None
    is_credible = abs(amount / made[0].foreign_total - 1) <= _CREDIBLE
    return made[0] if is_credible else None


def _abroad(
    row: Row,
    lines: Sequence[LineFact],
    facts: tuple[GoodsFact, ...],
    amount: Decimal,
    window: Window,
) -> Bought | None:
    """Split off what the change of the rate since the period before comes to."""
    before = row.rates.get(facts[0].currency)
    choices = [each for each in _quantities(facts, window) if any(each)]
    if not before or not choices:
        return None
    made = Bought(tuple(lines), facts, choices[0])
    at_old_rate = cents(made.foreign_total * before)
    if not at_old_rate or abs(amount / at_old_rate - 1) > _CREDIBLE:
        return None
    return Bought(made.lines, facts, choices[0], amount - at_old_rate)


def rate_of(
    lines: Iterable[LineFact], facts: tuple[GoodsFact, ...], window: Window
) -> Decimal | None:
    """Return the rate at which a foreign reference was booked, or None where nothing shows it."""
    amount = sum((line.amount for line in lines), ZERO)
    choices = [each for each in _quantities(facts, window) if any(each)]
    if amount <= 0 or not choices:
        return None
    pairs = zip(choices[0], facts, strict=True)
    foreign = sum((quantity * fact.price for quantity, fact in pairs), ZERO)
    return amount / foreign if foreign > 0 else None


def _quantities(facts: tuple[GoodsFact, ...], window: Window) -> list[tuple[Decimal, ...]]:
    """Return what may have been booked: invoiced, arrived in the period, arrived, ordered."""
    invoiced = tuple(fact.invoiced or ZERO for fact in facts)
    in_period = tuple(
        sum((q for day, q in fact.received.items() if window.holds(day)), ZERO) for fact in facts
    )
    arrived = tuple(sum(fact.received.values(), ZERO) for fact in facts)
    return [invoiced, in_period, arrived, tuple(fact.ordered for fact in facts)]


def _rate(row: Row, each: Bought) -> Decimal:
    currency = each.facts[0].currency
    return Decimal(1) if currency == row.currency else row.rates[currency]


def _standard(fact: GoodsFact, rate: Decimal = Decimal(1)) -> Decimal:
    return fact.price * rate if fact.standard is None else fact.standard


def _volume(
    row: Row, bought: Sequence[Bought], standard: Decimal, plain: Decimal, add: Add
) -> None:
    """Compare quantities with the planned ones, where the records show which these were."""
    ids = tuple(dict.fromkeys(name for each in bought for name in each.evidence))
    planned = row.plan - plain
    prior = find(row, row.prior_lines, shifted(row.period, -1))
    for basis in (_per_item(bought, by_order=True), _per_item(prior)):
        value = _value(basis, [*bought, *prior])
        if basis and planned == value and standard != value:
            volume, mix = _volume_and_mix(basis, bought, standard - value, value)
            add(Driver.VOLUME, volume, ids)
            add(Driver.MIX, mix, ids)
            return
    if planned == _value(_per_item(bought), bought):
        return
    if planned == 0:
        add(Driver.VOLUME, standard, ids)
    elif _is_planned_in_goods(row, bought, standard, plain):
        add(Driver.VOLUME, standard - row.plan, ids)
    else:
        _beyond_the_order(row, bought, add)


def _is_planned_in_goods(
    row: Row, bought: Sequence[Bought], standard: Decimal, plain: Decimal
) -> bool:
    """Say whether the plan is one of goods alone, so that it can be read in units.

    Where other costs stand beside them, these must be few, and not what the plan still lacks.
    """
    if plain == 0:
        return True
    is_beyond = any(
        quantity > fact.ordered
        for each in bought
        for quantity, fact in zip(each.quantities, each.facts, strict=True)
    )
    apart = abs(standard - row.plan)
    is_few = abs(plain) <= standard * _PLAIN_SHARE
    return is_few and not is_beyond and apart <= abs(standard + plain - row.plan)


def _beyond_the_order(row: Row, bought: Sequence[Bought], add: Add) -> None:
    """Name the quantity variance that matching found, else what arrived beyond the order."""
    for each in bought:
        match = row.matches.get(each.lines[0].reference or "")
        if match is not None and match.currency == row.currency:
            over, evidence = match.quantity, (*each.evidence, *match.evidence)
        else:
            over, evidence = _over(each), each.evidence
        if over:
            add(Driver.VOLUME, cents(over), evidence)


def _over(each: Bought) -> Decimal:
    return sum(
        (
            max(quantity - fact.ordered, ZERO) * _standard(fact)
            for quantity, fact in zip(each.quantities, each.facts, strict=True)
            if fact.currency == each.lines[0].currency
        ),
        ZERO,
    )


def _per_item(bought: Sequence[Bought], *, by_order: bool = False) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for each in bought:
        for quantity, fact in zip(each.quantities, each.facts, strict=True):
            found[fact.item] += fact.ordered if by_order else quantity
    return dict(found)


def _value(quantities: Quantities, bought: Sequence[Bought]) -> Decimal:
    standards = {fact.item: _standard(fact) for each in bought for fact in each.facts}
    return cents(sum((q * standards[item] for item, q in quantities.items()), ZERO))


def _volume_and_mix(
    planned: Quantities, bought: Sequence[Bought], difference: Decimal, value: Decimal
) -> tuple[Decimal, Decimal]:
    """Split a difference at standard price; without one common unit there is no mix."""
    actual = _per_item(bought)
    units = {fact.unit for each in bought for fact in each.facts}
    units_planned = sum(planned.values(), ZERO)
    if len({*planned, *actual}) < 2 or len(units) != 1 or units_planned <= 0:
        return difference, ZERO
    volume = cents((sum(actual.values(), ZERO) - units_planned) * value / units_planned)
    return volume, difference - volume
