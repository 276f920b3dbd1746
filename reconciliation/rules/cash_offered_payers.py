"""Sets for a payment of several records: what it names, all that is open of its payer, the oldest.

Subsets are searched among few records alone, and are told for what they are: so many amounts have
so many sums that one of them may come to the line by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciliation.rules.cash_offers import Member, Offer, Wanted, many, offer
from reconciliation.rules.cash_sums import chance_of_a_hit, places_of, subsets_that_sum
from reconciliation.rules.cash_values import CashSettings

_MOST_SEARCHED = 16
_MOST_FOUND = 3  # the fewest records first
_MOST_SUBSETS = 64
_MAY_BE_CHANCE = 5  # to assume that a sum is none of chance
_IN_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Payer:
    """What is open of one payer, or shares what the line says; `named` stand in its text."""

    name: str
    members: Sequence[Member]
    named: frozenset[int] = frozenset()  # keys
    groups: Sequence[tuple[str, frozenset[int]]] = ()  # one order, one batch: its number, its keys


def offers_of_payer(wanted: Wanted, payer: Payer, settings: CashSettings) -> list[Offer]:
    """Return the sets of one payer's records; one record alone is no set."""
    found = [
        offer(wanted, members, [why], settings, cost=cost, is_named=not cost)
        for members, why, cost in _sets(wanted, payer)
        if len(members) > 1
    ]
    groups = {keys for _, keys in payer.groups}
    found = [each for each in found if each.is_explained or frozenset(each.keys) not in groups]
    if not any(each.fits for each in found):
        found += _subsets(wanted, payer, settings)
    return found


def _sets(wanted: Wanted, payer: Payer) -> Iterator[tuple[list[Member], str, int]]:
    of, members = payer.name, _in_order(payer.members)
    named = [each for each in members if each.key in payer.named]
    yield named, f"the {many(len(named))} that the text names", 0
    for number, keys in payer.groups:
        group = [each for each in members if each.key in keys]
        yield group, f"all {many(len(group))} of {number}", 1
    if of:
        yield members, f"all {many(len(members))} open of {of}", 1
        oldest = _oldest(wanted, members)
        yield oldest, f"the {many(len(oldest))} of {of} that are open longest", 2


def _in_order(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda each: (each.day is None, each.day or 0, each.key))


def _oldest(wanted: Wanted, members: Sequence[Member]) -> list[Member]:
    """Return the oldest records whose sum comes nearest to the line."""
    total, nearest, until = 0, abs(wanted.amount), 0
    for place, each in enumerate(members, start=1):
        total += each.net
        if abs(wanted.amount - total) < nearest:
            nearest, until = abs(wanted.amount - total), place
    return list(members[:until]) if until < len(members) else []


def _subsets(wanted: Wanted, payer: Payer, settings: CashSettings) -> list[Offer]:
    """Return the few subsets of what lies nearest in time that come to the line to the cent."""

    def distance(each: Member) -> tuple[int, int]:
        return abs(wanted.day - each.day) if each.day is not None else 10**6, each.key

    near = _in_order(sorted(payer.members, key=distance)[:_MOST_SEARCHED])
    nets = [each.net for each in near]
    if len(near) < 2 or not payer.name:
        return []
    chance = chance_of_a_hit(nets)
    cost = 3 if chance <= settings.subset_chance else _MAY_BE_CHANCE
    found = []
    masks = subsets_that_sum(nets, wanted.amount, most=_MOST_SUBSETS)
    for mask in sorted(masks, key=lambda each: (each.bit_count(), each))[: _MOST_FOUND + 1]:
        members = [near[place] for place in places_of(mask)]
        said = [f"{many(len(members))} of {payer.name} that come to it to the cent"]
        if chance > settings.subset_chance:
            said.append(f"{many(len(near), 'amount')} have such a sum by chance in "
                        f"{min(100, max(1, round(chance * _IN_PERCENT)))} %")  # fmt: skip
        if len(members) > 1:
            found.append(offer(wanted, members, said, settings, cost=cost + len(members) // 4))
    return found
