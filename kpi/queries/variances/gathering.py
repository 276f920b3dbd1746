"""Rows of variances with everything they are explained from, period by period."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpi.queries.variances.goods import Goods
from kpi.rules.variance import LineFact, LocationFact, Place, Row
from ledger import movements
from ledger.movements import AccountRow, LineRow, PlanAmount
from ledger.rules import AccountType

Entities = frozenset[str] | None
ZERO = Decimal(0)
_OF_THE_RESULT = frozenset({AccountType.REVENUE.value, AccountType.EXPENSE.value})
_BOUGHT = frozenset({AccountType.ASSET.value, AccountType.EXPENSE.value})
PlanKey = tuple[str, str]  # plan, version
Centres = dict[str | None, Decimal]


@dataclass(frozen=True, slots=True)
class Compared:
    """A row, and what it is called."""

    plan: str
    version: str
    row: Row
    account: AccountRow
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

    def __init__(self, entities: Entities) -> None:
        self._entities = entities
        self._months: dict[str, _Month] = {}
        self.chart = movements.chart()
        self.first = movements.first_period()
        self.locations = {name: LocationFact(*row) for name, row in movements.locations().items()}
        self.goods = Goods()

    def around(self, period: str) -> tuple[_Month, _Month, _Month]:
        """Return the period before, this one and the one after."""
        wanted = [shifted(period, -1), period, shifted(period, 1)]
        for gone in set(self._months) - set(wanted):
            del self._months[gone]
        missing = [each for each in wanted if each not in self._months]
        if missing:
            self._read(missing)
        before, now, after = (self._months[each] for each in wanted)
        self.goods.know(before.references | now.references | after.references)
        return before, now, after

    def _read(self, periods: list[str]) -> None:
        self._months.update({each: _Month() for each in periods})
        moves = movements.entries_between_accounts(periods)
        for line in movements.lines_of(periods, self._entities):
            month = self._months[line.period]
            fact = _fact(line, is_move=line.entry_id in moves)
            for entity in {line.entity, None}:
                month.by_account[entity, line.account].append(fact)
            if fact.reference and line.account_type in _BOUGHT:
                month.references.add(fact.reference)


def rows(
    *, period: str | None = None, first: str | None = None, entities: Entities = None
) -> Iterator[Compared]:
    """Yield every variance: of one period, or of all with a plan from one on."""
    plans = movements.plans_of(period=period, first=first, entities=entities)
    by_period: dict[str, dict[PlanKey, list[PlanAmount]]] = defaultdict(lambda: defaultdict(list))
    for each in plans:
        by_period[each.period][each.plan, each.version].append(each)
    books = Books(entities)
    for month in sorted(by_period):
        around = books.around(month)
        rates = books.goods.rates(_bought_lines(books, around[0]), shifted(month, -1))
        for key, planned in by_period[month].items():
            yield from _of_plan(books, month, around, key, planned, rates)


def _of_plan(
    books: Books,
    period: str,
    around: tuple[_Month, _Month, _Month],
    key: PlanKey,
    planned: list[PlanAmount],
    rates: Mapping[str, Mapping[str, Decimal]],
) -> Iterator[Compared]:
    groups: dict[tuple[str | None, str, str], Centres] = defaultdict(dict)
    for each in planned:
        centres = groups[each.entity, each.account, each.currency]
        centres[each.cost_centre] = centres.get(each.cost_centre, ZERO) + each.amount
    _add_unplanned(books, around[1], planned, groups)
    by_currency = {currency: books.goods.facts(currency) for _, _, currency in groups}
    for entity, account, currency in sorted(groups, key=lambda group: tuple(map(str, group))):
        centres = groups[entity, account, currency]
        lines = [month.by_account.get((entity, account), []) for month in around]
        here = [[each for each in part if each.currency == currency] for part in lines]
        is_bought = books.chart[account].account_type in _BOUGHT
        for centre, intended in _centres(centres, here[1]):
            part = [_at(each, centre, centres) for each in here]
            row = Row(
                period=period,
                place=Place(entity, account, centre),
                currency=currency,
                plan=intended,
                is_planned=centre in centres,
                lines=part[1],
                prior_lines=part[0],
                elsewhere=part[2],
                goods=by_currency[currency] if is_bought else {},
                locations=books.locations,
                rates=rates.get(currency, {}),
                has_prior=books.first is not None and books.first < period,
            )
            foreign = len(_at(lines[1], centre, centres)) - len(part[1])
            yield Compared(*key, row, books.chart[account], foreign)


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
    """Compare accounts of the result that the plan leaves out, with a plan of nothing."""
    named = {(each.entity, each.account) for each in planned}
    currencies = {each.entity: each.currency for each in planned}
    by_centre = any(each.cost_centre is not None for each in planned)
    for (entity, account), lines in month.by_account.items():
        is_result = books.chart[account].account_type in _OF_THE_RESULT
        if entity not in currencies or (entity, account) in named or not is_result:
            continue
        if (None, account) in named:
            continue
        currency = currencies[entity]
        here = [line for line in lines if line.currency == currency]
        centres = {line.cost_centre for line in here} if by_centre else {None}
        if here:
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


def shifted(period: str, months: int) -> str:
    """Return the period so many months later, or earlier."""
    count = int(period[:4]) * 12 + int(period[5:]) - 1 + months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"
