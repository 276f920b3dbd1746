"""Deposits and payouts that no report itemizes: sums of whole days, less what slipped to the next.

A store banks its takings, a processor pays a day's orders less its fees. A line is explained by a
stretch of days that adds up to it; where that day's orders come to more, by the one subset that
slipped into the next payout, and only once a later payout has closed to the cent: uniqueness says
which orders, closing says that nothing else is missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reconciliation.rules.cash_sums import places_of, subsets_that_sum
from reconciliation.rules.cash_values import CashSettings

if TYPE_CHECKING:
    import duckdb

# A batch is named `label` or `label|tender`; the label stands in the text of its lines.
_LINES = """
WITH label AS (
    SELECT DISTINCT batch, plain(split_part(batch, '|', 1)) AS label, currency FROM i
    WHERE batch IS NOT NULL
), start AS (
    -- A label begins with a word of the line: only such lines are worth putting words together.
    SELECT DISTINCT left(label, unnest(range(1, length(label) + 1))) AS start FROM label
), begun AS (
    SELECT DISTINCT id FROM (SELECT id, unnest(words[:24]) AS word FROM l)
    SEMI JOIN start ON start.start = word
), word AS (SELECT id, unnest(grams(words[:24])) AS word FROM l SEMI JOIN begun USING (id))
SELECT DISTINCT label.batch, l.currency, l.id, epoch(l.day)::BIGINT // 86400, l.amount
FROM word JOIN label ON label.label = word.word JOIN l ON l.id = word.id
WHERE l.currency = label.currency AND l.amount <> 0 AND l.nature IS NULL
ORDER BY ALL
"""
_ITEMS = """
SELECT batch, currency, id AS item, epoch(day)::BIGINT // 86400 AS day, coalesce(net, amount) AS net
FROM i WHERE batch IS NOT NULL AND batch IN (SELECT unnest($batches::VARCHAR[]))
ORDER BY batch, currency, day, id
"""
_HITS = """
INSERT INTO hit
WITH paid AS MATERIALIZED (
    SELECT line, i.id, i.type, i.amount, coalesce(i.net, i.amount) - i.amount AS kept, strategy
    FROM order_of_line JOIN settled USING (line) JOIN i ON i.id = order_of_line.item
)
SELECT line, id, type, amount, NULL, strategy FROM paid
UNION ALL
SELECT line, NULL, 'fee', sum(kept)::BIGINT, NULL, strategy FROM paid
GROUP BY line, strategy HAVING sum(kept) <> 0
UNION ALL
SELECT line, NULL, 'adjustment', difference, NULL, strategy FROM settled WHERE difference <> 0
"""
_MOST_AT_ONCE = 18  # orders of one day whose subsets are all looked at


class _Order(NamedTuple):
    """One order or refund of a batch; `net` is what reaches the bank of it."""

    item: int
    day: int
    net: int


@dataclass(frozen=True, slots=True)
class _Line:
    """One bank line that names the batch."""

    line: int
    day: int
    amount: int


@dataclass(frozen=True, slots=True)
class Explained:
    """A line and the orders that add up to it; what is over or short is `difference`."""

    line: int
    orders: tuple[_Order, ...]
    strategy: str
    difference: int = 0


@dataclass
class _Batch:
    """One batch: its orders by day, its lines, and what is explained so far."""

    name: str
    days: dict[int, list[_Order]]
    lines: list[_Line]
    explained: list[Explained] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # days

    def total(self, first: int, last: int) -> int | None:
        """Return what the days add up to, or None where there is none of them."""
        days = [day for day in range(first, last + 1) if day in self.totals]
        return sum(self.totals[day] for day in days) if days else None

    @cached_property
    def totals(self) -> dict[int, int]:
        """Return what each day adds up to."""
        return {day: sum(order.net for order in orders) for day, orders in self.days.items()}


_Window = tuple[int, int]  # days from the last day to the line, and how many days


def deposits(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Match deposits and payouts without a report with the orders of their days."""
    batches = list(_batches(database))
    explained: list[Explained] = []
    claimed: Counter[int] = Counter()
    for batch in batches:
        explain(batch, settings)
        explained += batch.explained
        claimed.update(each.line for each in batch.explained)
    _write(database, [each for each in explained if claimed[each.line] == 1])
    doubtful = sorted({line for batch in batches for line in batch.doubtful})
    doubtful += [line for line, count in sorted(claimed.items()) if count > 1]
    database.execute(
        "INSERT INTO doubt SELECT unnest($1::BIGINT[]), NULL, 'payout_of_days'", [doubtful]
    )


def explain(batch: _Batch, settings: CashSettings) -> None:
    """Explain the lines of one batch: whole days first, then what slipped in between."""
    if not batch.lines or not batch.days:
        return
    _whole_days(batch, settings)
    usual = _usual(batch)
    if usual is not None:
        _slipped(batch, lag=usual)
    _drop_swapped(batch)
    if usual is not None and batch.name.endswith("|cash"):
        _over_or_short(batch, lag=usual, limit=int(settings.deposit_difference * 100))


def _whole_days(batch: _Batch, settings: CashSettings) -> None:
    found, tried = _windows(batch, settings)
    counted = Counter(windows[0] for windows in found.values() if len(windows) == 1)
    for line in batch.lines:
        windows = found[line.line]
        if len(windows) > 1:
            batch.doubtful.append(line.line)
        if len(windows) != 1:
            continue
        is_usual = counted[windows[0]] >= 3
        if is_usual or tried[line.line] <= settings.subset_chance * abs(line.amount):
            _take_days(batch, line, windows[0])


def _windows(
    batch: _Batch, settings: CashSettings
) -> tuple[dict[int, list[_Window]], dict[int, int]]:
    """Return for each line the stretches of days that add up to it, and how many were looked at.

    A stretch lies before its line, and begins and ends on a day of sales. All lines are looked at
    together, for each distance and length once.
    """
    import numpy as np

    first, most = min(batch.totals), settings.deposit_days
    of_day = np.zeros(max(batch.totals) - first + 1 + most, np.int64)  # no day is before the first
    has_sales = np.zeros(len(of_day), np.bool_)
    days = np.fromiter(batch.totals, np.int64) - first + most
    of_day[days], has_sales[days] = np.fromiter(batch.totals.values(), np.int64), True
    until = np.concatenate((np.zeros(1, np.int64), np.cumsum(of_day)))
    lines = np.array([(line.line, line.day - first + most, line.amount) for line in batch.lines])
    found: dict[int, list[_Window]] = {line.line: [] for line in batch.lines}
    tried = np.zeros(len(lines), np.int64)
    for lag in range(settings.deposit_lag_days + 1):
        last = lines[:, 1] - lag
        is_there = (last >= most) & (last < len(of_day))
        last = np.where(is_there, last, most)
        is_there &= has_sales[last]
        for count in range(1, most + 1):
            fits = is_there & has_sales[last - count + 1]
            tried += fits
            fits &= until[last + 1] - until[last - count + 1] == lines[:, 2]
            for name in lines[fits, 0].tolist():
                found[name].append((lag, count))
    return found, dict(zip(found, tried.tolist(), strict=True))


def _take_days(batch: _Batch, line: _Line, window: _Window) -> None:
    last = line.day - window[0]
    days = [day for day in range(last - window[1] + 1, last + 1) if day in batch.days]
    if any(day in batch.used for day in days):
        batch.doubtful.append(line.line)
        return
    batch.used.update(days)
    orders = tuple(order for day in days for order in batch.days[day])
    batch.explained.append(Explained(line.line, orders, "payout_of_days"))


def _usual(batch: _Batch) -> int | None:
    """Return after how many days this batch usually arrives, once three lines say so."""
    days = {line.line: line.day for line in batch.lines}
    lags = Counter(
        days[each.line] - max(order.day for order in each.orders) for each in batch.explained
    )
    if not lags:
        return None
    (lag, count), *rest = lags.most_common(2)
    return lag if count >= 3 and (not rest or rest[0][1] * 2 <= count) else None


def _slipped(batch: _Batch, *, lag: int) -> None:
    """Explain runs of payouts between two that closed: what one left out, the next one brings."""
    by_day: dict[int, list[_Line]] = defaultdict(list)
    explained = {each.line for each in batch.explained}
    for line in batch.lines:
        if line.line not in explained:
            by_day[line.day - lag].append(line)
    carry: list[_Order] | None = None  # what slipped so far; None is not known
    pending: list[Explained] = []
    for day in sorted(batch.days):
        if day in batch.used:
            carry, pending = ([] if not carry else None), []
            continue
        lines = by_day.get(day, [])
        if carry is None or len(lines) != 1:
            carry, pending = None, []
            continue
        carry = _one_payout(batch, lines[0], carry + batch.days[day], pending)
        if carry is None:
            batch.doubtful.append(lines[0].line)
            batch.doubtful += [each.line for each in pending]
            pending = []
        elif not carry:
            batch.explained += pending
            pending = []


def _drop_swapped(batch: _Batch) -> None:
    """Leave whole days open that follow a day nobody explained, if one order may be another.

    What slipped out of the day before may have come in for an order of the very same amount that
    slipped out in turn: the sum is that of the whole day, and its orders are not.
    """
    of_day = {order.day: each for each in batch.explained for order in each.orders}
    dropped: set[int] = set()
    for before, day in pairwise(sorted(batch.days)):
        each, earlier = of_day.get(day), of_day.get(before)
        if each is None or each.strategy != "payout_of_days" or each.line in dropped:
            continue
        if earlier is not None and earlier.line not in dropped:
            continue
        nets = {order.net for order in batch.days[before]}
        if any(order.net in nets for order in batch.days[day]):
            dropped.add(each.line)
    batch.explained = [each for each in batch.explained if each.line not in dropped]
    batch.doubtful += sorted(dropped)


def _one_payout(
    batch: _Batch, line: _Line, pool: list[_Order], pending: list[Explained]
) -> list[_Order] | None:
    """Note what this payout holds; return what slipped, or None where that is not certain."""
    del batch
    left = sum(order.net for order in pool) - line.amount
    eligible = pool if any(order.net < 0 for order in pool) else _at_most(pool, left)
    if left < 0 or len(eligible) > _MOST_AT_ONCE:
        return None
    found = subsets_that_sum([order.net for order in eligible], left)
    if len(found) != 1:
        return None
    slipped = {eligible[place].item for place in places_of(found[0])}
    paid = tuple(order for order in pool if order.item not in slipped)
    pending.append(Explained(line.line, paid, "payout_less_slipped"))
    return [order for order in pool if order.item in slipped]


def _at_most(pool: Sequence[_Order], left: int) -> list[_Order]:
    return [order for order in pool if order.net <= left]


def _over_or_short(batch: _Batch, *, lag: int, limit: int) -> None:
    """Explain deposits of cash that miss a little of their day, or have a little more (T90)."""
    explained = {each.line for each in batch.explained}
    for line in batch.lines:
        day = line.day - lag
        total = batch.total(day, day)
        if line.line in explained or total is None or day in batch.used:
            continue
        if 0 < abs(line.amount - total) <= limit:
            batch.used.add(day)
            orders = tuple(batch.days[day])
            batch.explained.append(
                Explained(line.line, orders, "deposit_over_or_short", line.amount - total)
            )


def _batches(database: duckdb.DuckDBPyConnection) -> Iterator[_Batch]:
    lines: dict[tuple[str, str], list[_Line]] = defaultdict(list)
    for name, currency, line, day, amount in database.execute(_LINES).fetchall():
        lines[name, currency].append(_Line(line, day, amount))
    days: dict[tuple[str, str], dict[int, list[_Order]]] = defaultdict(lambda: defaultdict(list))
    names = sorted({name for name, _ in lines})
    found = database.execute(_ITEMS, {"batches": names}).fetchnumpy()  # half a million at once
    for name, currency, *order in zip(*(each.tolist() for each in found.values()), strict=True):
        days[name, currency][order[1]].append(_Order(*order))
    for key in sorted(lines):
        yield _Batch(key[0], dict(days[key]), sorted(lines[key], key=lambda x: (x.day, x.line)))


def _write(database: duckdb.DuckDBPyConnection, explained: Sequence[Explained]) -> None:
    """Note the orders of each line, what the processor kept of them, and what is over or short."""
    if not explained:
        return
    import numpy as np

    counts = [len(each.orders) for each in explained]
    items = np.fromiter((order.item for each in explained for order in each.orders), np.int64)
    lines = np.array([each.line for each in explained], np.int64)
    given = {
        "order_of_line": {"line": lines.repeat(counts), "item": items},
        "settled": {
            "line": lines,
            "strategy": np.array([each.strategy for each in explained], np.object_),
            "difference": np.array([each.difference for each in explained], np.int64),
        },
    }
    for name, columns in given.items():
        database.register(name, columns)
    database.execute(_HITS)
    for name in given:
        database.unregister(name)
