"""The amounts of a page with what the words beside or above each make of it (T44)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from intake.formats.page_column_names import kind_of
from intake.formats.page_sums import Meaning, Sum, meaning_of, speaks_of_tax
from intake.formats.page_values import CURRENCY_CODES, DOLLAR, SYMBOLS, YEN, Manner
from intake.formats.page_words import Box, Line, Segment, Word, box_of

_RATE: Final = re.compile(r"\(?(\d{1,2}(?:[.,]\d{1,3})?)\s?%\)?[:,;]?")
_BARE_RATE: Final = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")
_SIGNS: Final = frozenset({*CURRENCY_CODES, *SYMBOLS, DOLLAR, YEN, "Rs.", "EUR.", "kr", "Fr."})
_SIGNED: Final = re.compile(r"[^\W\d_]|[€$£¥₹]")
_BELOW: Final = 0.85
_FEWER: Final = 0.85  # where an amount shares its label with others
_REACH: Final = 3.5  # of a line's height, from a heading down to its amount
_CENT: Final = Decimal("0.01")
_MOST_RATE: Final = 35
_PAIR: Final = 2
_SIDES: Final = frozenset({Sum.NET, Sum.GROSS})
_DIGIT: Final = re.compile(r"\d")
_ROWS_BELOW: Final = 7  # a heading of rates and the rows below it


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount, its words, and its place."""

    value: Decimal
    text: str
    page: int
    box: Box
    is_money: bool  # with the decimals or the sign of the currency


@dataclass(frozen=True, slots=True)
class Labelled:
    """An amount with what its label makes of it."""

    role: Sum
    amount: Amount
    weight: float
    line: int
    rates: tuple[Decimal, ...] = ()  # that stand beside its name


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A rate, its base and its tax on one line, where the three agree."""

    rate: Decimal
    base: Amount
    tax: Amount
    line: int
    is_named: bool = True  # words say on its line or above it that these are taxes


@dataclass(frozen=True, slots=True)
class Group:
    """Words on a line, the amounts behind them, and the rates among them."""

    label: tuple[Word, ...]
    near: tuple[Word, ...]  # those of the label that stand right before the amounts
    amounts: tuple[Amount, ...]
    rates: tuple[Decimal, ...]
    bare: tuple[Amount, ...]  # numbers that are no amounts


def groups_of(line: Line, manner: Manner) -> list[Group]:
    """The line taken apart into labels and the amounts that follow each."""
    made: list[_Open] = [_Open()]
    words = [(word, place) for place, part in enumerate(line.segments) for word in part.words]
    number = 0
    while number < len(words):
        word, place = words[number]
        following = words[number + 1][0] if number + 1 < len(words) else None
        used = made[-1].take(word, following, place, line.page, manner)
        if not used:
            made.append(_Open())
            continue
        if made[-1].has_just_taken(word) and following and following.text.strip(")") in _SIGNS:
            used += place == words[number + 1][1]  # behind its amount, and not before the next
        number += used
    return [each.closed() for each in made]


class _Open:
    """A group while it is put together."""

    def __init__(self) -> None:
        self.label: list[tuple[Word, int]] = []
        self.amounts: list[Amount] = []
        self.rates: list[Decimal] = []
        self.bare: list[Amount] = []

    def take(
        self, word: Word, following: Word | None, place: int, page: int, manner: Manner
    ) -> int:
        """Take one word, or two that are one amount; 0 if a new label begins here."""
        if word.text.isalpha() and word.text not in _SIGNS:
            return self._word(word, place)
        rate, used = _rate(word, following)
        if rate is not None:
            self.rates.append(rate)
            return used
        amount, used = _amount(word, following, page, manner)
        if amount is not None:
            (self.amounts if amount.is_money else self.bare).append(amount)
            if not amount.is_money and not self.amounts:
                self.label.append((word, place))
            return used
        if word.text.strip("():") in _SIGNS or not any(map(str.isalnum, word.text)):
            return 1
        return self._word(word, place)

    def _word(self, word: Word, place: int) -> int:
        """A word before all amounts names them; one behind them begins a new label."""
        if self.amounts:
            return 0
        self.label.append((word, place))
        return 1

    def has_just_taken(self, word: Word) -> bool:
        """Whether this word alone is the last amount, with no sign of a currency on it."""
        if not self.amounts:
            return False
        last = self.amounts[-1]
        return last.box == box_of((word,)) and not _SIGNED.search(last.text)

    def closed(self) -> Group:
        named = [place for word, place in self.label if any(map(str.isalpha, word.text))]
        last = max(named, default=self.label[-1][1] if self.label else 0)
        return Group(
            tuple(word for word, _ in self.label),
            tuple(word for word, place in self.label if place >= last),
            tuple(
                amount if number == len(self.amounts) else _remark(amount)
                for number, amount in enumerate(self.amounts, 1)
            ),
            tuple(self.rates),
            tuple(self.bare),
        )


def _remark(amount: Amount) -> Amount:
    """An amount in brackets before another is a remark and not below zero."""
    return replace(amount, value=abs(amount.value)) if amount.text.startswith("(") else amount


def _rate(word: Word, following: Word | None) -> tuple[Decimal | None, int]:
    match = _RATE.fullmatch(word.text)
    if match is not None:
        return Decimal(match[1].replace(",", ".")), 1
    if following is not None and following.text in {"%", "%)", "%:"}:
        bare = word.text.lstrip("(")
        if _BARE_RATE.fullmatch(bare):
            return Decimal(bare.replace(",", ".")), _PAIR
    return None, 0


def _amount(
    word: Word, following: Word | None, page: int, manner: Manner
) -> tuple[Amount | None, int]:
    text = word.text.rstrip(":;")
    figure = manner.figure(text)
    used = 1
    if text in _SIGNS or text in {"-", "\u2212", "-$", "-€"}:
        joined = f"{text}{following.text}" if following else text
        figure, used = manner.figure(joined), _PAIR
    if figure is None:
        return None, 0
    sign = figure.sign or (used == _PAIR) or (following and following.text.strip(")") in _SIGNS)
    is_money = figure.decimals == manner.decimals or (figure.decimals == 0 and bool(sign))
    words = (word,) if used == 1 or following is None else (word, following)
    shown = " ".join(each.text for each in words)
    return Amount(figure.value, shown, page, box_of(words), is_money), used


def labelled(lines: tuple[Line, ...], rows: list[list[Group]]) -> list[Labelled]:
    """Every amount beside or below words that make it a sum."""
    found: list[Labelled] = []
    heads: tuple[_Head, ...] = ()
    for number, groups in enumerate(rows):
        if not any(group.amounts for group in groups):
            heads = tuple(_heads(lines[number])) or heads
        for group in groups:
            found += _in_columns(group, number, heads) or _beside(group, number)
        found += _below(lines, rows, number)
    return found


_Head = tuple[Meaning, Box]


def _heads(line: Line) -> Iterator[_Head]:
    """The names of columns of gross and of net amounts, where a line names both."""
    named = [(meaning_of(part.text), part.box) for part in line.segments]
    made = [(each, box) for each, box in named if each is not None and each.role in _SIDES]
    if len({each.role for each, _ in made}) == len(_SIDES):
        yield from made


def _in_columns(group: Group, number: int, heads: tuple[_Head, ...]) -> list[Labelled]:
    """Several amounts of a row of totals, each as the column it stands in is called."""
    if len(group.amounts) < _PAIR or not heads:
        return []
    row = meaning_of(" ".join(word.text for word in group.label))
    if row is None or row.role is not Sum.GROSS:
        return []
    return [
        Labelled(meaning.role, amount, meaning.weight, number)
        for amount in group.amounts
        for meaning, box in heads
        if amount.box[0] < box[2] and box[0] < amount.box[2]
    ]


def _beside(group: Group, number: int) -> Iterator[Labelled]:
    if not group.amounts or not group.label:
        return
    near = meaning_of(" ".join(word.text for word in group.near))
    whole = meaning_of(" ".join(word.text for word in group.label))
    is_near = near is not None and (whole is None or near.weight >= whole.weight)
    meaning = near if is_near and not (whole and whole.role is Sum.LINES) else whole
    if meaning is None:
        return
    share = 1.0 if len(group.amounts) == 1 else _FEWER
    for amount in group.amounts:
        is_last = amount is group.amounts[-1]
        weight = meaning.weight * share * (1.0 if is_last else _FEWER)
        yield Labelled(meaning.role, amount, weight, number, group.rates)


def _below(lines: tuple[Line, ...], rows: list[list[Group]], number: int) -> Iterator[Labelled]:
    """Amounts under a segment that names a sum and has none on its own line."""
    line = lines[number]
    if any(group.amounts for group in rows[number]):
        return
    for segment in line.segments:
        meaning = meaning_of(segment.text)
        if meaning is None:
            continue
        amount = _last_of(_under(lines, rows, number, segment.box))
        if amount is not None:
            rates = tuple(rate for rate, _ in _rates_in(segment))
            yield Labelled(meaning.role, amount, meaning.weight * _BELOW, number, rates)


def _rates_in(segment: Segment) -> Iterator[tuple[Decimal, int]]:
    for word, following in zip(segment.words, (*segment.words[1:], None), strict=True):
        rate, used = _rate(word, following)
        if rate is not None:
            yield rate, used


def _last_of(column: list[Amount]) -> Amount | None:
    """The one amount of a column, or the last if it is the sum of those above it."""
    if len(column) < _PAIR:
        return column[0] if column else None
    above = sum((each.value for each in column[:-1]), Decimal(0))
    return column[-1] if above == column[-1].value else None


def _under(lines: tuple[Line, ...], rows: list[list[Group]], number: int, box: Box) -> list[Amount]:
    """The amounts of a column from its heading down, as far as they follow closely."""
    height = box[3] - box[1]
    found: list[Amount] = []
    bottom = box[3]
    for below in range(number + 1, len(lines)):
        line = lines[below]
        if line.page != lines[number].page or line.segments[0].box[1] - bottom > _REACH * height:
            break
        for group in rows[below]:
            for amount in group.amounts:
                if amount.box[0] < box[2] + height / 2 and amount.box[2] > box[0] - height / 2:
                    found.append(amount)
                    bottom = amount.box[3]
    return found


def tax_rows(rows: list[list[Group]]) -> list[TaxRow]:
    """Lines on which a rate, a base and a tax agree to the cent."""
    found: dict[tuple[Decimal, Decimal, Decimal], TaxRow] = {}
    named = -_ROWS_BELOW
    for number, groups in enumerate(rows):
        amounts = [amount for group in groups for amount in group.amounts]
        if any(_names_taxes(group) for group in groups):
            named = number
        if len(amounts) < _PAIR:
            continue
        rates = [rate for group in groups for rate in group.rates]
        is_taxed = number - named < _ROWS_BELOW or any(_is_tax(group) for group in groups)
        if is_taxed and not rates:
            rates = [each.value for group in groups for each in (*group.bare, *group.amounts)]
        is_stated = is_taxed and any(group.rates for group in groups)
        row = _agreeing(rates, amounts, number, may_be_nothing=is_stated)
        if row is not None:
            row = replace(row, is_named=is_taxed)
            found.setdefault((row.rate, row.base.value, row.tax.value), row)
    return list(found.values())


def _names_taxes(group: Group) -> bool:
    """Whether words that have no amount head columns of taxes and what they are taken of.

    Where quantities are headed as well, rows are goods, and a tenth of an amount may be a price;
    with digits among them they are a tax id and what stands beside it.
    """
    near = {id(word) for word in group.near} if group.amounts else set()
    words = [word.text for word in group.label if id(word) not in near]
    is_other = any(kind_of(text) == "quantity" or _DIGIT.search(text) for text in words)
    is_wide = len(words) >= len(("rate", "base", "tax"))
    return is_wide and not is_other and speaks_of_tax(" ".join(words))


def _is_tax(group: Group) -> bool:
    meaning = meaning_of(" ".join(word.text for word in group.label))
    return meaning is not None and meaning.role is Sum.TAX


def _agreeing(
    rates: list[Decimal], amounts: list[Amount], number: int, *, may_be_nothing: bool
) -> TaxRow | None:
    """The first rate whose base and tax agree; a tax of nothing only of a rate that is named."""
    for rate in sorted(rates, key=lambda each: each != each.to_integral_value()):
        if not 0 <= rate <= _MOST_RATE:
            continue
        for base in amounts:
            for tax in amounts:
                if tax is base or (rate == tax.value == 0 and base.value and not may_be_nothing):
                    continue
                if abs(base.value * rate / 100 - tax.value) <= _CENT and (base.value or tax.value):
                    return TaxRow(rate, base, tax, number)
    return None


def all_amounts(rows: list[list[Group]]) -> list[Amount]:
    """Every amount of the document."""
    return [amount for groups in rows for group in groups for amount in group.amounts]
