"""Sets for a payout or a deposit that no report itemizes: days of its batch, less what slipped.

A batch is what a store banks or a processor pays out. Its payout holds whole days, less orders that
slipped to a later one, with orders that slipped out of an earlier one. Every set that is offered
differs from whole days by a few orders at most, so that the search stays small whatever the size of
a day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from reconciliation.rules.cash_offers import Member, Offer, Wanted, many, offer
from reconciliation.rules.cash_values import CashSettings

_MOST_SLIPPED = 400  # orders of the days, of which one or two may have slipped
_FEW = 18  # of so few, three may have
_MOST_FOUND = 12
_UNUSUAL_DAYS = 3  # to assume that it came sooner or later than the batch does
_OPEN_BEFORE = 2  # or that the day before is still to be paid
_PAID_WITHIN = 6  # or that days are paid of which a part is paid already
_PER_ORDER = 2
_MOST_NAMED = 4
_DAYS_BEFORE = 4  # from which orders may have slipped in


@dataclass(frozen=True, slots=True)
class Batch:
    """What is open of one batch, which of its days are paid in part, and how late it comes."""

    name: str
    members: Sequence[Member]  # with their days
    paid_days: frozenset[int]
    lags: Sequence[int]  # of payouts that are explained, in days from their last day
    may_be_over: int = 0  # how far a deposit may be from its day


class _Window(NamedTuple):
    lag: int
    days: tuple[int, ...]
    base: tuple[Member, ...]
    carried: tuple[Member, ...]  # surely slipped out of a day that is paid
    before: tuple[Member, ...]  # the nearest that may have slipped out of a day that is not
    cost: int


class _Change(NamedTuple):
    out: tuple[Member, ...]
    extra: tuple[Member, ...]


def offers_of_days(wanted: Wanted, batch: Batch, settings: CashSettings) -> list[Offer]:
    """Return the sets of one batch that come to the line to the cent, and the nearest whole days.

    Whole days alone count where nothing fits.
    """
    exact: list[Offer] = []
    rest: list[Offer] = []
    for window in sorted(_windows(wanted, batch, settings), key=lambda each: each.cost):
        if exact and window.cost > min(each.cost for each in exact):
            break  # nothing that follows takes less to assume
        changes = _changes(window, wanted.amount)
        found = [_offered(wanted, batch, window, each, settings) for each in changes]
        exact += found
        if not found:
            rest.append(_offered(wanted, batch, window, _Change((), ()), settings))
    return exact or rest


def _windows(wanted: Wanted, batch: Batch, settings: CashSettings) -> Iterator[_Window]:
    """Yield stretches of days of sales that end some days before the line."""
    by_day: dict[int, list[Member]] = defaultdict(list)
    for each in batch.members:
        if each.day is not None:
            by_day[each.day].append(each)
    usual = _usual(batch.lags)
    days = sorted(by_day)
    for lag in range(settings.deposit_lag_days + 1):
        last = wanted.day - lag
        if last not in by_day:
            continue
        for count in range(1, settings.deposit_days + 1):
            if last - count + 1 in by_day:
                first = last - count + 1
                its = tuple(days[bisect_left(days, first) : bisect_left(days, last) + 1])
                yield _window(batch, by_day, its, lag, usual)


def _window(
    batch: Batch,
    by_day: dict[int, list[Member]],
    days: tuple[int, ...],
    lag: int,
    usual: int | None,
) -> _Window:
    earlier = [day for day in by_day if days[0] - _DAYS_BEFORE <= day < days[0]]
    carried = [each for day in earlier if day in batch.paid_days for each in by_day[day]]
    unpaid = [day for day in earlier if day not in batch.paid_days]
    before = [each for day in sorted(unpaid, reverse=True) for each in by_day[day]][:_FEW]
    cost = 0 if lag == usual else _UNUSUAL_DAYS + (1 if usual is None else abs(lag - usual))
    cost += _PAID_WITHIN * any(day in batch.paid_days for day in days)
    # A stretch that leaves an open day behind supposes another payout for that.
    cost += _OPEN_BEFORE * bool(before) + (len(days) - 1)
    base = tuple(each for day in days for each in by_day[day])
    return _Window(lag, days, base, tuple(carried), tuple(before), cost)


def _usual(lags: Sequence[int]) -> int | None:
    counted = Counter(lags).most_common(1)
    return counted[0][0] if counted else None


def _changes(window: _Window, amount: int) -> list[_Change]:
    """Return what to leave out of the days and to bring in, so that they come to the amount.

    What changes few orders is looked for first; where that is found, more are not tried.
    """
    pool = window.base + window.carried
    over = sum(each.net for each in pool) - amount
    if not over:
        return [_Change((), ())]
    if len(pool) > _MOST_SLIPPED:
        return [_Change((each,), ()) for each in pool if each.net == over][:_MOST_FOUND]
    search, found = _Search(pool), list[_Change]()
    for taken, most in ((0, 3 if len(pool) <= _FEW else 2), (1, 2), (2, 2)):
        for extra in combinations(window.before, taken):
            wanted = over + sum(each.net for each in extra)
            found += [_Change(out, extra) for out in search.that_sum(wanted, most)]
            if len(found) >= _MOST_FOUND:
                return found[:_MOST_FOUND]
        if found:
            break
    return found


class _Search:
    """Finds the few members of a pool that add up to an amount."""

    def __init__(self, pool: Sequence[Member]) -> None:
        self._pool = pool
        self._nets = [each.net for each in pool]
        self._places: dict[int, list[int]] = defaultdict(list)
        for place, net in enumerate(self._nets):
            self._places[net].append(place)
        self._pairs: dict[int, list[tuple[int, int]]] | None = None
        if len(pool) <= _FEW:
            self._pairs = defaultdict(list)
            for first, second in combinations(range(len(pool)), 2):
                self._pairs[self._nets[first] + self._nets[second]].append((first, second))

    def that_sum(self, wanted: int, most: int) -> list[tuple[Member, ...]]:
        """Return the sets of none, one, two or three members that come to an amount."""
        if not wanted:
            return [()]
        found: list[tuple[int, ...]] = [(place,) for place in self._places.get(wanted, ())]
        if most >= 2:
            found += self._two(wanted)
        if most >= 3:
            for first, net in enumerate(self._nets):
                found += [(first, *two) for two in self._two(wanted - net) if two[0] > first]
        return [tuple(self._pool[place] for place in places) for places in found]

    def _two(self, wanted: int) -> list[tuple[int, int]]:
        if self._pairs is not None:
            return self._pairs.get(wanted, [])
        places = self._places
        return [
            (first, second)
            for first, net in enumerate(self._nets)
            if wanted - net in places
            for second in places[wanted - net]
            if second > first
        ]


def _offered(
    wanted: Wanted, batch: Batch, window: _Window, change: _Change, settings: CashSettings
) -> Offer:
    out = {each.key for each in change.out}
    members = [each for each in window.base + window.carried if each.key not in out]
    members += change.extra
    cost = window.cost + _PER_ORDER * (len(change.out) + len(change.extra))
    made = offer(wanted, members, _evidence(batch, window, change), settings, cost=cost)
    if made.fits or abs(made.remains.left) > batch.may_be_over:
        return made
    over = "over" if made.remains.left > 0 else "short"
    said = (*made.evidence[:-1], f"a little {over}, as a deposit may be")
    return Offer(made.keys, made.total, made.kept, made.remains, said, cost + _UNUSUAL_DAYS)


def _evidence(batch: Batch, window: _Window, change: _Change) -> list[str]:
    said = [f"{many(len(window.base))} of {batch.name} of {_in_days(window.days)}"]
    if change.out:
        said.append(f"without {_named(change.out)}, slipped to a later one")
    kept = [each for each in window.carried if each not in change.out]
    if kept or change.extra:
        said += [f"with {_named([*kept, *change.extra])} of the days before"]
    later = f"{many(window.lag, 'day')} later" if window.lag else "the same day"
    usual = _usual(batch.lags)
    if usual is not None:
        later += ", as usual" if usual == window.lag else f", where {usual} are usual"
    return [*said, later]


def _named(members: Sequence[Member]) -> str:
    """Return the numbers of a few records, or how many they are."""
    if len(members) <= _MOST_NAMED and all(each.number for each in members):
        return ", ".join(each.number for each in members)
    return many(len(members))


def _in_days(days: Sequence[int]) -> str:
    first, last = date.fromordinal(days[0]), date.fromordinal(days[-1])
    return f"{last:%d %b}" if first == last else f"{first:%d %b} to {last:%d %b}"
