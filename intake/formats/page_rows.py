"""One row of a table on a page: its cells, and whether its figures agree with each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from intake.formats.page_cells import CURRENCY, is_sign_of, parted
from intake.formats.page_columns import NUMERIC, Column, Heading, apart, rank
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Word

_NEAR: Final = 2.2  # of a word's height: no further from its heading is a figure of a column
_CODES: Final = frozenset({"item", "buyer_item", "codes", "gtin", "position", "other"})
_LEFT: Final = 1.5  # of a word's height: so far left of its heading words may begin
_RATE: Final = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?)%?")
_PERCENT: Final = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)-? ?%")
_UNIT: Final = re.compile(r"[^\W\d_][^\d]{0,12}|m[²³]|[a-z]{1,3}\d?")
DETAIL: Final = re.compile(r"(?:[*•·] ?)?[^\W\d][^:]{1,30}\s?:(?:\s|$|\d)")  # "Origin: DE"
_HALF: Final = Decimal("0.5")
_NUMBERED: Final = frozenset({"position", "item", "buyer_item", "codes", "gtin", "other", "unit"})
_FIGURED: Final = NUMERIC | _NUMBERED
_LONGEST: Final = 6  # letters of a position
_BASES: Final = (10, 100, 1000)
_TIMES: Final = frozenset({"x", "X", "×", "*", "à", "@", "a"})
_CENT: Final = Decimal("0.01")


@dataclass(slots=True)
class Row:
    """One row while it is put together."""

    line: Line
    cells: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Decimal] = field(default_factory=dict)
    decimals: dict[str, int] = field(default_factory=dict)
    beside: list[Line] = field(default_factory=list)  # words right above and below
    further: list[Line] = field(default_factory=list)  # words further below
    more: list[Line] = field(default_factory=list)  # lines with others of its figures
    parts: list[Line] = field(default_factory=list)  # lines with others of its codes
    reduction: Decimal | None = None  # what a line below takes off its amount
    words: list[Word] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The height of its first line."""
        return self.line.words[0].middle

    @property
    def lines(self) -> list[Line]:
        """All lines that hold its figures."""
        return [self.line, *self.more]

    @property
    def is_described(self) -> bool:
        """Whether words stand on its own lines or were found beside it."""
        return "description" in self.cells or bool(self.beside)

    def has(self, kind: str) -> bool:
        """Whether this figure is known."""
        return kind in self.figures

    @property
    def agrees(self) -> bool:
        """Whether quantity by price, less a discount, is the amount."""
        return self.sign is not None

    @property
    def sign(self) -> int | None:
        """1 where quantity by price is the amount, -1 where it is its negative, else `None`."""
        if not all(self.has(kind) for kind in ("quantity", "price", "net")):
            return None
        net = self.figures["net"]
        if self.reduction is not None:
            net = net + self.reduction if net >= 0 else net - self.reduction
        for product in self._products():
            slack = self._slack()
            if abs(product - net) <= slack:
                return 1
            if abs(product + net) <= slack:
                return -1
        return None

    @property
    def is_reduced(self) -> bool:
        """Whether only a discount makes the amount: the price may be meant before it or after."""
        if not self.agrees or self.reduction is not None:
            return self.reduction is not None
        product = self.figures["quantity"] * self.figures["price"]
        product /= self.figures.get("base") or Decimal(1)
        gap = abs(abs(product) - abs(self.figures["net"]))
        if self._listed is not None and gap <= _CENT * abs(self.figures["quantity"]) / 2:
            return False  # the price after the discount is printed, rounded
        return gap > self._slack()

    @property
    def is_unread(self) -> bool:
        """Whether figures stand in it that no column was found for, and nothing proves the rest."""
        rest = self.cells.get("other", "")
        return not self.agrees and any(map(str.isdigit, rest))

    def find_base(self) -> None:
        """A printed hundred or thousand that the price is for, where only that makes the amount."""
        if self.agrees or "base" in self.figures:
            return
        for base in _BASES:
            if str(base) in self.cells.get("other", "").split():
                self.figures["base"] = Decimal(base)
                if self.sign is not None:
                    return
                del self.figures["base"]

    def _products(self) -> list[Decimal]:
        base = self.figures.get("base") or Decimal(1)
        product = self.figures["quantity"] * self.figures["price"] / base
        discount = self.figures.get("discount")
        if discount is None:
            return [product]
        if (listed := self._listed) is not None:
            return [product, listed]
        return [product * (100 - discount) / 100, product - discount, product]

    @property
    def _listed(self) -> Decimal | None:
        """What the price before the discount makes, where both prices are printed."""
        price, discount = self.figures.get("list"), self.figures.get("discount")
        if price is None or discount is None:
            return None
        base = self.figures.get("base") or Decimal(1)
        return self.figures["quantity"] * price / base * (100 - discount) / 100

    def _slack(self) -> Decimal:
        """Half of the last printed digit of the price for each piece, and a rounding."""
        step = Decimal(1).scaleb(-self.decimals.get("price", 2))
        places = self.decimals.get("price", 2)
        by_price = step * _HALF * abs(self.figures["quantity"]) if places > 2 else Decimal(0)
        return max(_CENT, by_price)


def cells_of(line: Line, heading: Heading, manner: Manner) -> dict[str, list[Word]]:
    """The words of a line by the column they stand in.

    Where that makes no row whose figures agree, and there are as many cells as columns, their
    order decides: recognised and typed tables do not stand in exact columns.
    """
    placed = _multiplied(_by_place(line, heading, manner), line, manner)
    if len(line.segments) < len(heading.columns) or _makes_row(line, placed, manner):
        return placed
    ordered = _by_order(line, heading)
    return ordered if _makes_row(line, ordered, manner) else placed


def _by_order(line: Line, heading: Heading) -> dict[str, list[Word]]:
    """Cells counted from the left, then from the right, what is between to the description."""
    kinds = [column.kind for column in heading.columns]
    middle = kinds.index("description")
    segments = list(line.segments)
    behind = len(kinds) - middle - 1
    parts = [*segments[:middle], *segments[len(segments) - behind :]]
    made: dict[str, list[Word]] = {}
    names = [*kinds[:middle], *kinds[middle + 1 :]]
    for kind, part in zip(names, parts, strict=True):
        made.setdefault(kind, []).extend(part.words)
    between = segments[middle : len(segments) - behind]
    made.setdefault("description", []).extend(word for part in between for word in part.words)
    return made


def _makes_row(line: Line, cells: dict[str, list[Word]], manner: Manner) -> bool:
    row = Row(line)
    take(row, cells, manner)
    return row.agrees


def _by_place(line: Line, heading: Heading, manner: Manner) -> dict[str, list[Word]]:
    made: dict[str, list[Word]] = {}
    last_number: str | None = None
    last_word: Word | None = None
    last_text: str | None = None
    for segment in line.segments:
        words = list(parted(segment.words, heading.columns, manner))
        for word, behind in zip(words, [*words[1:], None], strict=True):
            own = behind if is_sign_of(word, behind, manner) and behind else word
            kind = _kind_of(own, heading.columns, manner, last_number, last_word)
            if kind in _CODES and last_text == "description" and not last_number:
                kind = last_text
            if word is segment.words[0] and _is_counted(word, behind, heading, manner):
                kind = "quantity"
            made.setdefault(kind, []).append(word)
            is_number = kind in NUMERIC or kind == "unit"
            last_number = kind if is_number else None
            last_text = None if is_number else kind
            last_word = word
        last_text = None
        _bind(made, segment.words)
    return made


def _multiplied(cells: dict[str, list[Word]], line: Line, manner: Manner) -> dict[str, list[Word]]:
    """The cells with "3 x 12,50" as a quantity and a price, where that is the amount."""
    if "net" not in cells or len(line.words) < len(("3", "x", "12,50", "37,50")):
        return cells
    net = manner.figure(bare(cells["net"]))
    for one, sign, two in zip(line.words, line.words[1:], line.words[2:], strict=False):
        if sign.text not in _TIMES or net is None:
            continue
        quantity, price = manner.figure(one.text), manner.figure(two.text)
        if quantity and price and abs(quantity.value * price.value - net.value) <= _CENT:
            used = {id(one), id(sign), id(two)}
            made = {
                kind: [word for word in words if id(word) not in used or kind == "net"]
                for kind, words in cells.items()
                if kind not in {"quantity", "price"}
            }
            is_turned = _is_price(one, line, manner) and not _is_price(two, line, manner)
            made |= {"quantity": [two if is_turned else one], "price": [one if is_turned else two]}
            return {kind: words for kind, words in made.items() if words}
    return cells


def _is_price(word: Word, line: Line, manner: Manner) -> bool:
    """Whether a number has the decimals of money, or the sign of a currency before it."""
    before = next((each for each in reversed(line.words) if each.x1 <= word.x0), None)
    return is_money([word], manner) or (before is not None and before.text in CURRENCY)


def _bind(made: dict[str, list[Word]], words: Sequence[Word]) -> None:
    """A dash or dot before words goes with them."""
    first = words[0]
    if len(words) < len(("-", "word")) or any(map(str.isalnum, first.text)):
        return
    own = next((kind for kind, each in made.items() if first in each), None)
    other = next((kind for kind, each in made.items() if words[1] in each), None)
    if own in _CODES and other == "description":
        made[own].remove(first)
        made[other].insert(made[other].index(words[1]), first)
        if not made[own]:
            del made[own]


def _is_counted(word: Word, behind: Word | None, heading: Heading, manner: Manner) -> bool:
    """Whether a number that begins a cell has its unit right under the name of quantities."""
    if behind is None or manner.figure(word.text) is None or not _UNIT.fullmatch(behind.text):
        return False
    column = next((each for each in heading.columns if each.kind == "quantity"), None)
    return column is not None and apart(behind, column) == 0 and word.x1 > column.x0 - word.height


def _kind_of(
    word: Word,
    columns: tuple[Column, ...],
    manner: Manner,
    last_number: str | None,
    last_word: Word | None,
) -> str:
    follows = last_word is not None and word.x0 - last_word.x1 <= word.height
    is_mark = word.text in {"%", "-", "/"} and last_number is not None and follows
    is_sign = word.text.strip("()") in CURRENCY or is_mark
    if manner.figure(word.text.rstrip("%*")) is not None or is_sign:
        if is_sign and follows and last_number:
            return last_number
        near = [
            (*rank(word, column), column.kind)
            for column in columns
            if column.kind in _FIGURED and (column.kind != "position" or len(word.text) <= _LONGEST)
        ]
        distance, _, kind = min(near, default=(1e9, 0.0, ""))
        text = _text_column(word, columns)
        if distance > 0 and follows and last_number is None:
            return text
        if distance <= _NEAR * word.height and not _is_inside(word, columns, text, distance):
            return kind
        return text
    if last_number == "quantity" and follows and _UNIT.fullmatch(word.text):
        own = next((column for column in columns if column.kind == "description"), None)
        if own is None or apart(word, own) > 0:
            return "unit"
    return _letter_column(word, columns) or _text_column(word, columns)


def _letter_column(word: Word, columns: tuple[Column, ...]) -> str | None:
    """The column of rates for a letter that stands for one, right of all words."""
    if len(word.text) > len("S1"):
        return None
    nearest = min(columns, key=lambda each: apart(word, each))
    is_near = nearest.kind in {"rate", "tax"} and apart(word, nearest) <= word.height
    return nearest.kind if is_near else None


def _is_inside(word: Word, columns: tuple[Column, ...], text: str, distance: float) -> bool:
    """A number right under the name of a column of words belongs to the words."""
    own = next((column for column in columns if column.kind == text), None)
    return own is not None and text == "description" and distance > 0 and apart(word, own) == 0


def _text_column(word: Word, columns: tuple[Column, ...]) -> str:
    """The last column of words that begins left of a word."""
    texts = [c for c in columns if c.kind not in NUMERIC]
    over = [c for c in texts if c.kind != "position" and apart(word, c) == 0]
    if over:
        return max(over, key=lambda c: min(word.x1, c.x1) - max(word.x0, c.x0)).kind
    left = [c for c in texts if c.x0 <= word.x0 + _LEFT * word.height]
    if left and left[-1].kind != "position":
        return left[-1].kind
    if left and apart(word, left[-1]) == 0 and len(word.text) <= len("1.1.1"):
        return "position"
    return "description"


def take(row: Row, cells: dict[str, list[Word]], manner: Manner) -> None:
    """Add the cells of one line to a row."""
    for kind, words in cells.items():
        text = " ".join(word.text for word in words)
        if kind in NUMERIC:
            _take_figure(row, kind, words, text, manner)
        else:
            row.cells[kind] = f"{row.cells[kind]} {text}" if kind in row.cells else text
        row.words += words


def _take_figure(row: Row, kind: str, words: list[Word], text: str, manner: Manner) -> None:
    if kind == "rate":
        plain = text.replace(" ", "")
        found = _RATE.fullmatch(plain)
        if found is not None and kind not in row.figures:
            row.figures[kind] = Decimal(found[1].replace(",", "."))
        return
    if (kind != "discount" and _is_share(words)) or _are_several(words, manner):
        return
    figure = manner.figure(bare(words))
    if figure is None and "/" in text:
        figure = _per(row, text, manner)
    if figure is None or kind in row.figures:
        return
    if kind == "per" and figure.value > 1:
        row.figures["base"] = figure.value
    row.figures[kind] = figure.value
    row.decimals[kind] = figure.decimals
    row.cells[kind] = text


def _are_several(words: list[Word], manner: Manner) -> bool:
    """Whether a cell holds two numbers, which are never one."""
    return sum(manner.figure(word.text) is not None for word in words) > 1 and not any(
        "/" in word.text for word in words
    )


def _per(row: Row, text: str, manner: Manner):  # type: ignore[no-untyped-def]
    """A price for more than one: "12,50 / 100"."""
    price, _, base = text.partition("/")
    count = manner.figure(base.strip().split(" ")[0])
    if count is not None and count.value:
        row.figures["base"] = count.value
    return manner.figure(price.strip())


def bare(words: list[Word]) -> str:
    """The words of a figure without the sign of a currency."""
    return "".join(word.text for word in words if word.text not in CURRENCY).rstrip("%")


def figures_in(cells: dict[str, list[Word]], manner: Manner) -> frozenset[str]:
    """Which figures of a row a line holds."""
    return frozenset(
        kind
        for kind in ("quantity", "price", "net", "gross")
        if kind in cells
        and not _is_share(cells[kind])
        and not _are_several(cells[kind], manner)
        and manner.figure(bare(cells[kind]).split("/")[0]) is not None
    )


def is_money(words: list[Word], manner: Manner) -> bool:
    """Whether a figure has the decimals of the currency, or its sign."""
    figure = manner.figure("".join(word.text for word in words))
    return figure is not None and (figure.decimals == manner.decimals or figure.sign is not None)


def share_in(line: Line, manner: Manner) -> Decimal | None:
    """The percentage that a line states, if it states one."""
    found = [manner.number(match[1]) for match in _PERCENT.finditer(line.text)]
    return found[0] if len(found) == 1 else None


def _is_share(words: list[Word]) -> bool:
    return any("%" in word.text for word in words)
