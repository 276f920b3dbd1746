"""Rows of variances with everything they are explained from, period by period."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.queries.variances.goods import Goods
from kpi.rules.variance import LineFact, LocationFact, Place, Row
from kpi.rules.variance.calendar import Calendar, shifted
from kpi.rules.variance.comparing import Earlier
from ledger import movements
from ledger.movements import AccountRow, LineRow, PlanAmount
from ledger.rules import AccountType

ZERO = Decimal(0)
_OF_THE_RESULT = frozenset({AccountType.REVENUE.value, AccountType.EXPENSE.value})
_BOUGHT = frozenset({AccountType.ASSET.value, AccountType.EXPENSE.value})
_AROUND = (-13, -12, -11, -1, 0, 1)
PlanKey = tuple[str, str]  # plan, version
Centres = dict[str | None, Decimal]


@dataclass(frozen=True, slots=True)
class Compared:
    """A row, and what it is called."""

    plan: str
    version: str
    row: Row
    account: AccountRow
    earlier: Earlier
    is_whole: bool  # the plan names no cost centre
    foreign: int = 0  # lines in other currencies, which are not in its figures

    @property
    def plan_name(self) -> str:
        """Return the plan and its version (T117)."""
        return f"{self.plan} {self.version}"


@dataclass(slots=True)
class _Month:
    """The lines of one period by entity and account."""

    by_account: dict[tuple[str | None, str], list[LineFact]] = field(
        default_factory=lambda: defaultdict(list)
    )
    references: set[str] = field(default_factory=set)


class Books:
    """The lines of the periods around one, read once each."""

    def __init__(self, calendar: Calendar, retail: frozenset[str] = frozenset()) -> None:
        self.retail = retail
        self._months: dict[str, _Month] = {}
        self.calendar = calendar
        self.chart = movements.chart()
        self.first = movements.first_period()
        self.locations = {name: LocationFact(*row) for name, row in movements.locations().items()}
        self.goods = Goods()

    def around(self, period: str) -> dict[str, _Month]:
        """Return this period, its neighbors, and those of the year before that the books hold."""
        wanted = [shifted(period, by) for by in _AROUND]
        oldest = shifted(period, min(_AROUND))
        for gone in [each for each in self._months if not oldest <= each <= wanted[-1]]:
            del self._months[gone]
        missing = [each for each in wanted if each not in self._months]
        self._months.update({each: _Month() for each in missing})
        self._read([each for each in missing if self.first is not None and self.first <= each])
        found = {each: self._months[each] for each in wanted}
        self.goods.know({name for month in found.values() for name in month.references})
        return found

    def rates(self, period: str) -> Mapping[str, Mapping[str, Decimal]]:
        """Return the rates that the books of a period show, by home and foreign currency."""
        lines = _bought_lines(self, self._months[period])
        return self.goods.rates(lines, self.calendar.window(period))

    def _read(self, periods: list[str]) -> None:
        if not periods:
            return
        moves = movements.entries_between_accounts(periods)
        for line in movements.lines_of(periods):
            month = self._months[line.period]
            fact = _fact(line, is_move=line.entry_id in moves)
            for entity in {line.entity, None}:
                month.by_account[entity, line.account].append(fact)
            if fact.reference and line.account_type in _BOUGHT:
                month.references.add(fact.reference)


def rows(
    periods: Iterable[str], calendar: Calendar, *, retail: frozenset[str] = frozenset()
) -> Iterator[Compared]:
    """Yield every variance of these periods, in the order of periods, plans and places."""
    books = Books(calendar, retail)
    for period in sorted(periods):
        planned: dict[PlanKey, list[PlanAmount]] = defaultdict(list)
        for each in movements.plans_of(period):
            planned[each.plan, each.version].append(each)
        around = books.around(period)
        rates = {each: books.rates(each) for each in (shifted(period, -1), shifted(period, -12))}
        for key, lines in planned.items():
            yield from _of_plan(books, period, around, key, lines, rates)


def _of_plan(
    books: Books,
    period: str,
    around: Mapping[str, _Month],
    key: PlanKey,
    planned: list[PlanAmount],
    rates: Mapping[str, Mapping[str, Mapping[str, Decimal]]],
) -> Iterator[Compared]:
    groups: dict[tuple[str | None, str, str], Centres] = defaultdict(dict)
    for each in planned:
        centres = groups[each.entity, each.account, each.currency]
        centres[each.cost_centre] = centres.get(each.cost_centre, ZERO) + each.amount
    _add_unplanned(books, around[period], planned, groups)
    for group in sorted(groups, key=lambda group: tuple(map(str, group))):
        yield from _of_account(books, period, around, key, group, groups[group], rates)


def _of_account(
    books: Books,
    period: str,
    around: Mapping[str, _Month],
    key: PlanKey,
    group: tuple[str | None, str, str],
    centres: Centres,
    rates: Mapping[str, Mapping[str, Mapping[str, Decimal]]],
) -> Iterator[Compared]:
    entity, account, currency = group
    lines = {each: month.by_account.get((entity, account), []) for each, month in around.items()}
    here = {
        each: [line for line in part if line.currency == currency] for each, part in lines.items()
    }
    is_bought = books.chart[account].account_type in _BOUGHT
    by_period = {each: of.get(currency, {}) for each, of in rates.items()}
    for centre, intended in _centres(centres, here[period]):
        part = {each: _at(of, centre, centres) for each, of in here.items()}
        row = Row(
            period=period,
            place=Place(entity, account, centre),
            currency=currency,
            plan=intended,
            is_planned=centre in centres,
            lines=part[period],
            prior_lines=part[shifted(period, -1)],
            elsewhere=part[shifted(period, 1)],
            goods=books.goods.facts(currency) if is_bought else {},
            locations=books.locations,
            rates=by_period[shifted(period, -1)],
            has_prior=books.first is not None and books.first < period,
            calendar=books.calendar,
            matches=books.goods.matches if is_bought else {},
            is_retail=entity in books.retail,
        )
        foreign = len(_at(lines[period], centre, centres)) - len(part[period])
        earlier = Earlier(part, books.first, by_period)
        yield Compared(*key, row, books.chart[account], earlier, set(centres) == {None}, foreign)


def _centres(planned: Centres, lines: Iterable[LineFact]) -> list[tuple[str | None, Decimal]]:
    """Return the cost centres to compare: where the plan names none, the account as a whole."""
    if set(planned) == {None}:
        return [(None, planned[None])]
    both = sorted(
        {*planned, *(line.cost_centre for line in lines)},
        key=lambda centre: (centre is None, centre or ""),
    )
    return [(centre, planned.get(centre, ZERO)) for centre in both]


def _at(lines: Iterable[LineFact], centre: str | None, planned: Centres) -> tuple[LineFact, ...]:
    is_whole = set(planned) == {None}
    return tuple(line for line in lines if is_whole or line.cost_centre == centre)


def _add_unplanned(
    books: Books,
    month: _Month,
    planned: list[PlanAmount],
    groups: dict[tuple[str | None, str, str], Centres],
) -> None:
    """Compare with a plan of nothing what the plan leaves out: accounts, and other currencies."""
    named = {(each.entity, each.account) for each in planned}
    entities = {each.entity for each in planned}
    by_centre = {(each.entity, each.account) for each in planned if each.cost_centre is not None}
    for (entity, account), lines in month.by_account.items():
        is_named = (entity, account) in named
        is_result = books.chart[account].account_type in _OF_THE_RESULT
        if entity not in entities or not (is_named or is_result):
            continue
        if not is_named and (None, account) in named:
            continue
        has_centres = (entity, account) in by_centre if is_named else bool(by_centre)
        for currency in sorted({line.currency for line in lines}):
            if (entity, account, currency) in groups:
                continue
            here = [line for line in lines if line.currency == currency]
            centres = {line.cost_centre for line in here} if has_centres else {None}
            groups[entity, account, currency] = dict.fromkeys(centres, ZERO)


def _bought_lines(books: Books, month: _Month) -> Iterator[LineFact]:
    for (entity, account), lines in month.by_account.items():
        if entity is not None and books.chart[account].account_type in _BOUGHT:
            yield from lines


def _fact(line: LineRow, *, is_move: bool) -> LineFact:
    is_debit = line.account_type is None or AccountType(line.account_type).is_debit_normal
    amount = line.debit - line.credit if is_debit else line.credit - line.debit
    texts = dict.fromkeys(each for each in (line.description, line.memo) if each)
    return LineFact(
        entry_id=line.entry_id,
        period=line.period,
        posting_date=line.posting_date,
        account=line.account,
        cost_centre=line.cost_centre,
        entity=line.entity,
        amount=amount,
        currency=line.currency,
        reference=line.line_reference or line.reference,
        text=" ".join(texts),
        source=line.source_name or line.source,
        is_reversal=line.reverses is not None,
        is_between_accounts=is_move,
    )
