"""Which part of a variance has which cause. Each journal line's cent belongs to one driver.

A line goes to the first of these that its records show; amounts are in the natural sign:

1. `accrual_true_up`: lines that share a reference, where an accrual of an earlier period is taken
   back and the actual cost is booked: actual less accrued. Or a line that calls itself a true-up.
2. `reclassification`: an entry that only moves amounts between accounts of one type, or says so.
3. `one_off`, `currency`, `allowance`, `freight`: lines that say so in source or text. Where the
   period before has such lines too and the plan evidently holds them, the change since then.
4. `timing`: a line posted on a day outside its period, or for goods that all arrived before it;
   and, taken off, what the next period bears for this one, where the plan held just that.
5. `new_location`: lines of a location opened in the last twelve months that the plan leaves out;
   `closed_location`: what a location closed by the end of the period is short of its plan.
6. Goods, where a reference names an order, a receipt or an invoice (`goods`), after the usual
   split of a flexible budget: `price` = actual quantity x (actual price - standard price);
   `currency` = foreign amount x (rate now - rate of the period before);
   `volume` = (actual units - planned units) x planned average standard price;
   `mix` = actual units x (average standard price of what came - that of what was planned).
   What matching found (price and quantity variances of invoices) stands where it was booked.
   Cost is no measure where an entity values its stock by the retail method: there markdowns are
   `price`, permanent and promotional told apart, and nothing of 6 is split (T101).

What is left is `unexplained`. Nothing is called a cause because it would fit the amount.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from kpi.rules.variance import goods, texts
from kpi.rules.variance.calendar import shifted
from kpi.rules.variance.values import ZERO, Driver, Explained, LineFact, Part, Row

_MAY_RECUR = (Driver.RECLASSIFICATION, Driver.CURRENCY, Driver.ALLOWANCE, Driver.FREIGHT)
_OF_AN_ACCOUNT = frozenset({Driver.CURRENCY, Driver.ALLOWANCE, Driver.FREIGHT})
ORDER = tuple(Driver)


def decompose(row: Row) -> Explained:
    """Split a row's variance into drivers with evidence and what none of them explains."""
    pool = Pool(row)
    say_what_they_are(pool)
    goods.split(row, pool.left, pool.add)
    pool.less_recurring()
    _borne_next_period(pool)
    closed(pool)
    return pool.explained()


def say_what_they_are(pool: "Pool") -> None:
    """Give each line that its records name to a driver; goods and the rest are left."""
    _true_ups(pool)
    _said(pool)
    _posted_outside(pool)
    _locations(pool)
    _priced_otherwise(pool)


class Pool:
    """The lines that no driver has taken yet, and what each driver has taken."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.left: list[LineFact] = list(row.lines)
        self._taken: dict[Driver, Decimal] = defaultdict(Decimal)
        self._evidence: dict[Driver, dict[str, None]] = defaultdict(dict)

    def take(self, driver: Driver, lines: Iterable[LineFact], *evidence: str) -> None:
        """Give lines to a driver."""
        taken = list(lines)
        if taken:
            keys = {id(line) for line in taken}
            self.left[:] = [line for line in self.left if id(line) not in keys]
            ids = [line.entry_id for line in taken]
            self.add(driver, sum((line.amount for line in taken), ZERO), [*ids, *evidence])

    def add(self, driver: Driver, amount: Decimal, evidence: Iterable[str]) -> None:
        """Give an amount to a driver."""
        self._taken[driver] += amount
        self._evidence[driver].update(dict.fromkeys(evidence))

    def less(self, earlier: "Pool") -> None:
        """Take off what the drivers had in an earlier period."""
        for driver, amount in earlier._taken.items():
            self.add(driver, -amount, earlier._evidence[driver])

    @property
    def rest(self) -> Decimal:
        """Return what no driver explains so far."""
        return self.row.variance - sum(self._taken.values(), ZERO)

    def less_recurring(self) -> None:
        """Take off what the period before had of a kind too, where the plan evidently holds it."""
        for driver in _MAY_RECUR:
            before = [line for line in self.row.prior_lines if _kind(line) is driver]
            amount = sum((line.amount for line in before), ZERO)
            is_alike = abs(self._taken[driver] - amount) * 2 <= abs(amount)
            is_held = is_alike and abs(self.rest + amount) <= abs(self.rest)
            if amount and is_held:
                self.add(driver, -amount, [line.entry_id for line in before])

    def explained(self) -> Explained:
        """Return the parts in the contract's order; a driver that comes to nothing is left out."""
        parts = [
            Part(driver, self._taken[driver], tuple(self._evidence[driver]))
            for driver in ORDER
            if self._taken.get(driver)
        ]
        return Explained(tuple(parts), self.rest)


def _kind(line: LineFact, *, is_retail: bool = False) -> Driver | None:
    if is_retail and texts.markdown_of(line) is not None:
        return Driver.PRICE
    return texts.kind_of(line) or (Driver.RECLASSIFICATION if line.is_between_accounts else None)


def _true_ups(pool: Pool) -> None:
    """Find references whose accrual is taken back while the actual cost is booked (T97, T98)."""
    for lines in by_reference(pool.left).values():
        accruals = [line for line in lines if texts.is_accrual(line)]
        reversed_here = any(texts.is_reversal_of_accrual(line) for line in accruals)
        taken_back = sum((line.amount for line in accruals), ZERO)
        if reversed_here and taken_back and len(accruals) < len(lines):
            pool.take(Driver.ACCRUAL_TRUE_UP, lines)


def _said(pool: Pool) -> None:
    found: dict[Driver, list[LineFact]] = defaultdict(list)
    for line in pool.left:
        kind = _kind(line, is_retail=pool.row.is_retail)
        if kind is not None:
            found[kind].append(line)
    for driver, lines in found.items():
        # An account in which every line is freight is a freight account: that is no cause.
        is_the_account = len(lines) == len(pool.row.lines) and pool.row.plan != 0
        if not (is_the_account and driver in _OF_AN_ACCOUNT):
            pool.take(driver, lines)


def _posted_outside(pool: Pool) -> None:
    """Find what belongs to another period by its day or by the day its goods came (T97)."""
    row = pool.row
    outside = [
        line
        for line in pool.left
        if not texts.is_accrual(line) and row.calendar.period_of(line.posting_date) != line.period
    ]
    pool.take(Driver.TIMING, outside)
    for lines in by_reference(pool.left).values():
        facts = row.goods.get(lines[0].reference or "", ())
        days = [day for fact in facts for day in fact.received]
        ids = [name for fact in facts for name in fact.evidence]
        if days and all(row.calendar.period_of(day) < row.period for day in days):
            pool.take(Driver.TIMING, lines, *ids)


def _borne_next_period(pool: Pool) -> None:
    """Take off what the next period bears for this one, where it is the very shortfall."""
    row = pool.row
    here = {line.reference for line in row.lines if line.reference}
    for lines in by_reference(row.elsewhere, with_none=True).values():
        reference = lines[0].reference
        if reference in here:
            continue
        facts = row.goods.get(reference or "", ())
        days = [day for fact in facts for day in fact.received]
        by_goods = bool(days) and all(row.calendar.period_of(day) == row.period for day in days)
        late = [
            each
            for each in lines
            if not texts.is_accrual(each)
            and (by_goods or row.calendar.period_of(each.posting_date) == row.period)
        ]
        amount = sum((line.amount for line in late), ZERO)
        if amount and pool.rest + amount == 0:
            ids = [name for fact in facts for name in fact.evidence] if by_goods else []
            pool.add(Driver.TIMING, -amount, [*(line.entry_id for line in late), *ids])


def _locations(pool: Pool) -> None:
    row = pool.row
    for name, lines in _by_location(pool).items():
        known = row.locations.get(name)
        is_planned = row.place.cost_centre is not None and row.plan != 0
        if (
            known
            and known.opened_on
            and not is_planned
            and is_new(row.calendar.period_of(known.opened_on), row.period)
        ):
            pool.take(Driver.NEW_LOCATION, lines, name)


def _priced_otherwise(pool: Pool) -> None:
    """Find purchase price variances that matching found, booked on an account of their own (T94).

    Where the whole invoice stands on the account, `goods` tells price from the rest.
    """
    if pool.row.is_retail:
        return
    for lines in by_reference(pool.left).values():
        match = pool.row.matches.get(lines[0].reference or "")
        if match is None or not match.price or match.currency != pool.row.currency:
            continue
        if sum((line.amount for line in lines), ZERO) == goods.cents(match.price):
            pool.take(Driver.PRICE, lines, match.invoice, *match.evidence)


def _by_location(pool: Pool) -> dict[str, list[LineFact]]:
    found: dict[str, list[LineFact]] = defaultdict(list)
    for line in pool.left:
        facts = pool.row.goods.get(line.reference or "", ())
        names = {fact.location for fact in facts if fact.location}
        name = line.cost_centre if line.cost_centre in pool.row.locations else None
        if name or len(names) == 1:
            found[name or names.pop()].append(line)
    return found


def closed(pool: Pool) -> None:
    """Give what a closed location is short of its plan to that cause."""
    row = pool.row
    known = row.locations.get(row.place.cost_centre or "")
    if known is None or known.closed_on is None:
        return
    if row.calendar.period_of(known.closed_on) > row.period:
        return
    rest = pool.rest
    if row.plan * rest < 0 and abs(rest) <= abs(row.plan):
        pool.add(
            Driver.CLOSED_LOCATION,
            rest,
            [known.location, *dict.fromkeys(line.entry_id for line in row.lines)],
        )


def is_new(opened_in: str, period: str) -> bool:
    """Say whether a location opened in the twelve periods up to and with this one (T100)."""
    return shifted(period, -12) < opened_in <= period


def by_reference(
    lines: Iterable[LineFact], *, with_none: bool = False
) -> dict[str, list[LineFact]]:
    """Gather lines by what they refer to; a line without a reference is on its own or left out."""
    found: dict[str, list[LineFact]] = defaultdict(list)
    for place, line in enumerate(lines):
        if line.reference:
            found[f"r:{line.reference}"].append(line)
        elif with_none:
            found[f"n:{place}"].append(line)
    return found
