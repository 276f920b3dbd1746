"""Deposits and payouts that no report itemizes: sums of whole days, less what slipped to the next.

A store banks its takings, a processor pays a day's orders less its fees. A line is explained by a
stretch of days that adds up to it; where that day's orders come to more, by the one subset that
slipped into the next payout, and only once a later payout has closed to the cent: uniqueness says
which orders, closing says that nothing else is missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reconciliation.rules.cash_sums import places_of, subsets_that_sum
from reconciliation.rules.cash_values import CashSettings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Whole = npt.NDArray[np.int64]

_MOST_AT_ONCE = 18  # orders of one day whose subsets are all looked at


class _Order(NamedTuple):
    """One order or refund of a batch; `net` is what reaches the bank of it."""

    item: int
    day: int
    net: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One bank line that names the batch."""

    line: int
    day: int
    amount: int


@dataclass(frozen=True, slots=True)
class Explained:
    """A line and the orders that add up to it, with their days, the last one last.

    What is over or short is `difference`.
    """

    line: int
    items: Sequence[int] | Whole
    days: tuple[int, ...]
    strategy: str
    difference: int = 0


_Window = tuple[int, int]  # days from the last day to the line, and how many days


@dataclass
class Batch:
    """One batch: its orders by day, its lines, and what is explained so far.

    The orders of a day lie between two places of `items` and `nets`, which all batches share:
    hundreds of thousands are summed, and few are ever looked at one by one. Days ascend.
    """

    name: str
    days: Mapping[int, tuple[int, int]]
    totals: Mapping[int, int]  # what each day adds up to
    items: Whole
    nets: Whole
    lines: list[BatchLine]
    explained: list[Explained] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # days
    windows: list[list[_Window]] = field(default_factory=list)  # of each line
    tried: list[int] = field(default_factory=list)

    def orders(self, day: int) -> list[_Order]:
        """Return the orders of one day."""
        first, end = self.days[day]
        rows = zip(self.items[first:end].tolist(), self.nets[first:end].tolist(), strict=True)
        return [_Order(item, day, net) for item, net in rows]

    def items_of(self, days: Sequence[int]) -> Whole:
        """Return all orders of some days, one at least."""
        import numpy as np

        return np.concatenate([self.items[slice(*self.days[day])] for day in days])


def explain(batch: Batch, settings: CashSettings) -> None:
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


def look_back(batches: Sequence[Batch], settings: CashSettings) -> None:
    """Note for each line the stretches of days that add up to it, and how many were looked at.

    A stretch lies before its line, and begins and ends on a day of sales. All lines of all batches
    are looked at together, for each distance and length once.
    """
    import numpy as np

    own = [batch for batch in batches if batch.lines and batch.days]
    if not own:
        return
    days = np.concatenate([_places(n, [*batch.days]) for n, batch in enumerate(own)])
    sums = np.concatenate([[*batch.totals.values()] for batch in own]).astype(np.int64)
    until = np.concatenate((np.zeros(1, np.int64), np.cumsum(sums)))
    lines = np.concatenate(
        [_places(n, [line.day for line in batch.lines]) for n, batch in enumerate(own)]
    )
    amounts = np.array([line.amount for batch in own for line in batch.lines], np.int64)
    farthest = settings.deposit_lag_days + settings.deposit_days
    found_at = [_found_at(days, lines - back) for back in range(farthest)]
    windows: list[list[_Window]] = [[] for _ in lines]
    tried = np.zeros(len(lines), np.int64)
    for lag in range(settings.deposit_lag_days + 1):
        last, is_there = found_at[lag]
        for count in range(1, settings.deposit_days + 1):
            first, begins = found_at[lag + count - 1]
            fits = is_there & begins
            tried += fits
            fits &= until[last + 1] - until[first] == amounts
            for place in np.flatnonzero(fits).tolist():
                windows[place].append((lag, count))
    place = 0
    for batch in own:
        end = place + len(batch.lines)
        batch.windows, batch.tried = windows[place:end], tried[place:end].tolist()
        place = end


def _places(number: int, days: Sequence[int]) -> Whole:
    """Return one number for each day of one batch; those of all batches ascend."""
    import numpy as np

    return np.array(days, np.int64) + (number << 32) + (1 << 31)


def _found_at(days: Whole, wanted: Whole) -> tuple[Whole, npt.NDArray[np.bool_]]:
    """Return where each wanted day stands among those of sales, and whether it does."""
    import numpy as np

    at = np.minimum(np.searchsorted(days, wanted), len(days) - 1)
    return at, days[at] == wanted


def _whole_days(batch: Batch, settings: CashSettings) -> None:
    counted = Counter(windows[0] for windows in batch.windows if len(windows) == 1)
    for line, windows, tried in zip(batch.lines, batch.windows, batch.tried, strict=True):
        if len(windows) > 1:
            batch.doubtful.append(line.line)
        if len(windows) != 1:
            continue
        is_usual = counted[windows[0]] >= 3
        if is_usual or tried <= settings.subset_chance * abs(line.amount):
            _take_days(batch, line, windows[0])


def _take_days(batch: Batch, line: BatchLine, window: _Window) -> None:
    last = line.day - window[0]
    days = [day for day in range(last - window[1] + 1, last + 1) if day in batch.days]
    if any(day in batch.used for day in days):
        batch.doubtful.append(line.line)
        return
    batch.used.update(days)
    batch.explained.append(
        Explained(line.line, batch.items_of(days), tuple(days), "payout_of_days")
    )


def _usual(batch: Batch) -> int | None:
    """Return after how many days this batch usually arrives, once three lines say so."""
    days = {line.line: line.day for line in batch.lines}
    lags = Counter(days[each.line] - each.days[-1] for each in batch.explained)
    if not lags:
        return None
    (lag, count), *rest = lags.most_common(2)
    return lag if count >= 3 and (not rest or rest[0][1] * 2 <= count) else None


def _slipped(batch: Batch, *, lag: int) -> None:
    """Explain runs of payouts between two that closed: what one left out, the next one brings."""
    by_day: dict[int, list[BatchLine]] = defaultdict(list)
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
        carry = _one_payout(batch, lines[0], carry + batch.orders(day), pending)
        if carry is None:
            batch.doubtful.append(lines[0].line)
            batch.doubtful += [each.line for each in pending]
            pending = []
        elif not carry:
            batch.explained += pending
            pending = []


def _drop_swapped(batch: Batch) -> None:
    """Leave whole days open that follow a day nobody explained, if one order may be another.

    What slipped out of the day before may have come in for an order of the very same amount that
    slipped out in turn: the sum is that of the whole day, and its orders are not.
    """
    of_day = {day: each for each in batch.explained for day in each.days}
    dropped: set[int] = set()
    for before, day in pairwise(sorted(batch.days)):
        each, earlier = of_day.get(day), of_day.get(before)
        if each is None or each.strategy != "payout_of_days" or each.line in dropped:
            continue
        if earlier is not None and earlier.line not in dropped:
            continue
        nets = {order.net for order in batch.orders(before)}
        if any(order.net in nets for order in batch.orders(day)):
            dropped.add(each.line)
    batch.explained = [each for each in batch.explained if each.line not in dropped]
    batch.doubtful += sorted(dropped)


def _one_payout(
    batch: Batch, line: BatchLine, pool: list[_Order], pending: list[Explained]
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
    paid = [order for order in pool if order.item not in slipped]
    days = tuple(sorted({order.day for order in paid}))
    items = [order.item for order in paid]
    pending.append(Explained(line.line, items, days, "payout_less_slipped"))
    return [order for order in pool if order.item in slipped]


def _at_most(pool: Sequence[_Order], left: int) -> list[_Order]:
    return [order for order in pool if order.net <= left]


def _over_or_short(batch: Batch, *, lag: int, limit: int) -> None:
    """Explain deposits of cash that miss a little of their day, or have a little more (T90)."""
    explained = {each.line for each in batch.explained}
    for line in batch.lines:
        day = line.day - lag
        total = batch.totals.get(day)
        if line.line in explained or total is None or day in batch.used:
            continue
        if 0 < abs(line.amount - total) <= limit:
            batch.used.add(day)
            items, over = batch.items_of([day]), line.amount - total
            batch.explained.append(
                Explained(line.line, items, (day,), "deposit_over_or_short", over)
            )
