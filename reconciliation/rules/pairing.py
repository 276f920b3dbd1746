"""Which invoice line belongs to which order line.

From certain to uncertain: the order line it names, the item it names, the same words, a line of
charges, and last the likeness of words, price and quantity, taken only where the answer is unique.
What is not certain is not paired; its nearest order lines are named instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rapidfuzz import fuzz

from intake.rules.reading import InvoiceLine
from reconciliation.rules.charges import is_charge_text
from reconciliation.rules.keys import (
    id_key,
    item_keys,
    item_names_in,
    known_order,
    number_of_line,
    order_item_keys,
    order_keys,
    same_item,
    words_of,
)
from reconciliation.rules.match_values import Order, OrderLine

ZERO = Decimal(0)

# Out of 100: words 60, price 25, quantity 15. Measured on wording, prices are never proof alone.
_WORDS_WEIGHT = 60
_PRICE_WEIGHT = 25
_QUANTITY_WEIGHT = 15
_LIKE_ENOUGH = 70.0
_AHEAD_OF_THE_NEXT = 10.0
_LAST_ONES_LEFT = 45.0
_WORDS_AGREE = 60.0  # beside an item number that only stands among the words


@dataclass(frozen=True, slots=True)
class Pair:
    """An invoice line, the order lines it may be spread over, and how they were found."""

    line: InvoiceLine
    ordered: tuple[OrderLine, ...]
    strategy: str


@dataclass(frozen=True, slots=True)
class Unpaired:
    """An invoice line without an order line, why, and the nearest ones."""

    line: InvoiceLine
    is_charge: bool = False
    named: OrderLine | None = None  # the order line it names, which is for another item
    nearest: tuple[OrderLine, ...] = ()


@dataclass(slots=True)
class _Index:
    """The order lines in play, by every way to name them."""

    lines: list[OrderLine] = field(default_factory=list)
    by_number: dict[tuple[str, str], OrderLine] = field(default_factory=dict)
    by_item: dict[tuple[str, str], list[OrderLine]] = field(default_factory=dict)
    by_words: dict[str, list[OrderLine]] = field(default_factory=dict)


def pair_lines(
    lines: Sequence[InvoiceLine], orders: Sequence[Order]
) -> tuple[tuple[Pair, ...], tuple[Unpaired, ...]]:
    """Pair invoice lines with the lines of the orders in play."""
    index = _indexed(orders)
    pairs: dict[int, Pair] = {}
    left: list[tuple[int, InvoiceLine, OrderLine | None]] = []
    in_play = {key for order in orders if (key := id_key(order.po_number))}
    for position, line in enumerate(lines):
        pair, named = _certain(line, index, in_play)
        if pair is not None:
            pairs[position] = pair
        else:
            left.append((position, line, named))
    unpaired: list[Unpaired] = []
    if left:
        unpaired = _uncertain(left, index, pairs)
    return tuple(pairs[position] for position in sorted(pairs)), tuple(unpaired)


def _indexed(orders: Sequence[Order]) -> _Index:
    index = _Index()
    for order in orders:
        order_key = id_key(order.po_number) or ""
        for line in order.lines:
            index.lines.append(line)
            index.by_number[order_key, number_of_line(line.po_line) or ""] = line
            for key in order_item_keys(line):
                index.by_item.setdefault(key, []).append(line)
            if words := words_of(line.description):
                index.by_words.setdefault(words, []).append(line)
    return index


def _certain(
    line: InvoiceLine, index: _Index, in_play: set[str]
) -> tuple[Pair | None, OrderLine | None]:
    """Find the order line by what the invoice line names; also the one it names wrongly."""
    order_key = known_order(line.po_number, in_play)
    if order_key is None and id_key(line.po_number) is not None:
        return None, None
    named = _by_number(line, index, order_key, in_play)
    if named is not None:
        agrees = same_item(line, named)
        if agrees or (agrees is None and not _words_contradict(line, named)):
            return Pair(line, (named,), "po_line"), None
    for kind, name in item_keys(line):
        if found := _of_order(index.by_item.get((kind, name), ()), order_key):
            return Pair(line, found, "item" if kind == "item_id" else kind), None
    pair = _by_words(line, index, order_key) or _by_item_in_text(line, index, order_key)
    return (pair, None) if pair is not None else (None, named)


def _by_item_in_text(line: InvoiceLine, index: _Index, order_key: str | None) -> Pair | None:
    """Find the order line whose item number stands among the words, as on most printed pages."""
    if item_keys(line):
        return None
    found: dict[int, OrderLine] = {}
    for key in item_names_in(line.description):
        for kind in ("vendor_item_id", "item_id"):
            found |= {id(each): each for each in index.by_item.get((kind, key), ())}
        bare = key.lstrip("0")
        found |= {id(each): each for each in index.by_item.get(("gtin", bare), ())}
    alike = _of_order(found.values(), order_key)
    if len({order_item_keys(each) for each in alike}) != 1:
        return None
    words = words_of(line.description)
    if any(_words_likeness(words, each) < _WORDS_AGREE for each in alike):
        return None
    return Pair(line, alike, "item_in_text")


def _words_likeness(words: str, ordered: OrderLine) -> float:
    """Score from 0 to 100; an order line without words agrees with any."""
    theirs = words_of(ordered.description)
    return fuzz.token_set_ratio(words, theirs) if theirs else 100.0


def _by_words(line: InvoiceLine, index: _Index, order_key: str | None) -> Pair | None:
    """Find the order line with the same words; other identifiers must not say otherwise."""
    text = words_of(line.description)
    if not text:
        return None
    alike = _of_order(index.by_words.get(text, ()), order_key)
    fitting = tuple(ordered for ordered in alike if same_item(line, ordered) is not False)
    if fitting or len(alike) == 1:
        return Pair(line, fitting or alike, "description")
    return None


def _by_number(
    line: InvoiceLine, index: _Index, order_key: str | None, in_play: set[str]
) -> OrderLine | None:
    number = number_of_line(line.po_line)
    if number is None:
        return None
    if order_key is not None:
        return index.by_number.get((order_key, number))
    found = [index.by_number[key, number] for key in in_play if (key, number) in index.by_number]
    return found[0] if len(found) == 1 else None


def _of_order(found: Iterable[OrderLine], order_key: str | None) -> tuple[OrderLine, ...]:
    if order_key is None:
        return tuple(found)
    return tuple(line for line in found if id_key(line.po_number) == order_key)


def _words_contradict(line: InvoiceLine, ordered: OrderLine) -> bool:
    """Say whether an unidentified line speaks of something that stands on no such order line."""
    if not line.description or not ordered.description:
        return False
    likeness = fuzz.token_set_ratio(words_of(line.description), words_of(ordered.description))
    same_price = line.unit_price == ordered.unit_price
    return likeness < 30 and not same_price and not is_charge_text(ordered.description)


def _uncertain(
    left: list[tuple[int, InvoiceLine, OrderLine | None]],
    index: _Index,
    pairs: dict[int, Pair],
) -> list[Unpaired]:
    """Pair what is left by charges and likeness; say what stays open."""
    taken = {id(ordered) for pair in pairs.values() for ordered in pair.ordered}
    free = [ordered for ordered in index.lines if id(ordered) not in taken]
    open_lines: list[tuple[int, InvoiceLine, OrderLine | None]] = []
    unpaired: list[Unpaired] = []
    for position, line, named in left:
        if not is_charge_text(line.description) or line.gtin or line.buyer_item_id:
            open_lines.append((position, line, named))
            continue
        planned = [ordered for ordered in free if is_charge_text(ordered.description)]
        if len(planned) == 1:
            pairs[position] = Pair(line, (planned[0],), "charge")
            free.remove(planned[0])
        else:
            unpaired.append(Unpaired(line, is_charge=True, nearest=tuple(planned)))
    goods = [ordered for ordered in free if not is_charge_text(ordered.description)]
    _pair_by_likeness(open_lines, goods, pairs)
    for position, line, named in open_lines:
        if position not in pairs:
            unpaired.append(Unpaired(line, named=named, nearest=_nearest(line, index.lines)))
    return unpaired


def _pair_by_likeness(
    open_lines: list[tuple[int, InvoiceLine, OrderLine | None]],
    free: list[OrderLine],
    pairs: dict[int, Pair],
) -> None:
    """Pair lines whose best order line is also best for it, and clearly ahead of the next."""
    waiting = {position: line for position, line, named in open_lines if named is None}
    scores = {
        (position, place): likeness(line, ordered)
        for position, line in waiting.items()
        for place, ordered in enumerate(free)
        if same_item(line, ordered) is not False and _same_order(line, ordered)
    }
    while scores:
        (position, place), best = max(scores.items(), key=lambda item: (item[1], -item[0][0]))
        rivals = [s for (p, q), s in scores.items() if (p == position) != (q == place)]
        is_last = not rivals and len(waiting) == 1
        if best < _LAST_ONES_LEFT or (best < _LIKE_ENOUGH and not is_last):
            return
        if rivals and best - max(rivals) < _AHEAD_OF_THE_NEXT:
            scores = {at: s for at, s in scores.items() if at[0] != position}
            continue
        pairs[position] = Pair(waiting.pop(position), (free[place],), "likeness")
        scores = {at: s for at, s in scores.items() if at[0] != position and at[1] != place}


def _same_order(line: InvoiceLine, ordered: OrderLine) -> bool:
    return not line.po_number or id_key(ordered.po_number) in order_keys(line.po_number)


def likeness(line: InvoiceLine, ordered: OrderLine) -> float:
    """Score from 0 to 100 how alike two lines are in words, price and quantity."""
    words = fuzz.token_set_ratio(words_of(line.description), words_of(ordered.description))
    score = words * _WORDS_WEIGHT / 100
    if line.unit_price is not None:
        price = line.unit_price / (line.price_base_quantity or Decimal(1))
        if price == ordered.unit_price:
            score += _PRICE_WEIGHT
        elif abs(price - ordered.unit_price) * 50 <= abs(ordered.unit_price):
            score += _PRICE_WEIGHT * 0.6
    if line.quantity is not None and line.quantity == ordered.quantity:
        score += _QUANTITY_WEIGHT
    return score


def _nearest(line: InvoiceLine, ordered: Sequence[OrderLine]) -> tuple[OrderLine, ...]:
    ranked = sorted(ordered, key=lambda other: -likeness(line, other))
    return tuple(ranked[:3])
