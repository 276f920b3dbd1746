"""The lines of an invoice on its page: taken only where every row and their sum add up.

The heading names the columns from left to right; each row is taken apart in that order, and what
a row says too much or too little makes the whole table unread.
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from intake.formats.page_amounts import is_total
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Word
from intake.rules.reading import InvoiceLine
from intake.rules.units import unit_code

_COLUMNS: Final = (
    ("position", r"pos\.?|no\.?|nr\.?|n°|line|#"),
    (
        "item",
        r"art(?:ikel)?\.?-?(?: ?(?:nr|no)\.?|nummer)?|item(?: ?(?:no|code)\.?)?|sku|r[ée]f\.?",
    ),
    (
        "description",
        r"description|(?:artikel)?bezeichnung|beschreibung|leistung|produkt|product|produit|omschrijving|d[ée]signation",
    ),
    ("quantity", r"quantity|qty\.?|menge|anzahl|aantal|quantit[ée]|qt[ée]\.?"),
    ("unit", r"unit|uom|einheit|eenheid|unit[ée]|me"),
    (
        "price",
        r"unit price|price|einzelpreis|e-preis|preis(?:/einheit)?|stuksprijs|prijs"
        r"|prix unitaire|p\.?u\.?(?: ht)?|prix",
    ),
    (
        "rate",
        r"(?:vat|ust\.?|mwst\.?|btw|tva)(?: ?%| rate)?|%|tax(?: rate| %)?",
    ),
    (
        "net",
        r"(?:net )?amount|(?:line )?total|betrag|gesamt(?:preis|betrag)?|bedrag|totaal"
        r"|montant(?: ht)?|total ht",
    ),
)
_PATTERNS: Final = tuple((name, re.compile(words, re.IGNORECASE)) for name, words in _COLUMNS)
_NEEDED: Final = {"description", "quantity", "price", "net"}
_LONGEST_HEADING: Final = 3
_ORDER: Final = re.compile(
    r" ?\((?:purchase order|p\.?o\.?|order|bestellnummer|bestelling|uw bestelnummer|commande n°"
    r"|commande) ?:? ?(?P<number>[A-Z0-9][A-Z0-9/-]*)\)$",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?=[A-Z0-9-]*\d)[A-Z]{1,5}-?[A-Z0-9]*-?\d[A-Z0-9-]*")
_EXACT: Final = Decimal("0.01")
_SLANT: Final = 12  # points that a wrapped line may be set in
_FAR: Final = 1.6  # of a line's height: further away is no part of a row


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, the page of the first, and the words of each."""

    lines: tuple[InvoiceLine, ...]
    page: int
    words: tuple[Word, ...]

    @property
    def total(self) -> Decimal:
        """The rows together."""
        return sum((line.net or Decimal(0) for line in self.lines), Decimal(0))


@dataclass(slots=True)
class _Row:
    """One row while it is put together: the line with its figures, and lines of words beside it."""

    line: Line
    figures: InvoiceLine
    beside: list[Line] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.line.words[0].middle


def table_of(lines: tuple[Line, ...], manner: Manner) -> Table | None:
    """The invoiced lines; `None` where a row is not understood or not quantity by price."""
    rows: list[_Row] = []
    loose: list[Line] = []
    columns: tuple[str, ...] = ()
    left, page = 0.0, 0
    for line in lines:
        if line.page != page:  # a table that goes on repeats its heading
            _settle(rows, loose)
            columns, page = (), line.page
        if (heading := _heading(line)) is not None:
            _settle(rows, loose)
            columns, left = heading
            continue
        if not columns:
            continue
        figures = _figures(line, columns, manner)
        if figures is not None:
            rows.append(_Row(line, figures))
        elif _may_belong(line, left):
            loose.append(line)
        else:
            _settle(rows, loose)
            columns = ()
    _settle(rows, loose)
    if not rows:
        return None
    words = tuple(word for row in rows for word in row.line.words)
    return Table(_finished(rows), rows[0].line.page, words)


def _heading(line: Line) -> tuple[tuple[str, ...], float] | None:
    """The columns from left to right and where descriptions start, if this is a heading."""
    words = [word.text for word in line.words]
    found: list[str] = []
    place, left = 0, 0.0
    while place < len(words):
        for count in range(min(_LONGEST_HEADING, len(words) - place), 0, -1):
            text = " ".join(words[place : place + count])
            name = next((name for name, words_ in _PATTERNS if words_.fullmatch(text)), None)
            if name is not None and name not in found:
                found.append(name)
                left = line.words[place].x0 if name == "description" else left
                place += count
                break
        else:
            return None
    if not set(found) >= _NEEDED:
        return None
    return tuple(found), left


def _may_belong(line: Line, left: float) -> bool:
    """A line of words alone that starts where descriptions do, and is no total."""
    is_there = abs(line.words[0].x0 - left) <= _SLANT
    return len(line.segments) == 1 and is_there and not is_total(line.text)


def _settle(rows: list[_Row], loose: list[Line]) -> None:
    """Loose lines go on with the row above them.

    Where rows have no words on the line of their figures, the words stand around that line, and
    each loose line belongs to the figures nearest to it.
    """
    for line in loose:
        near = [row for row in rows if row.line.page == line.page]
        if near:
            row = _owner(near, line.words[0].middle)
            reached = [row.middle, *(other.words[0].middle for other in row.beside)]
            gap = min(abs(each - line.words[0].middle) for each in reached)
            if gap <= _FAR * line.words[0].height:
                row.beside.append(line)
    loose.clear()


def _owner(rows: list[_Row], middle: float) -> _Row:
    above = [row for row in rows if row.middle <= middle]
    if above and all(row.figures.description for row in rows):
        return above[-1]
    return min(rows, key=lambda each: abs(each.middle - middle))


def _figures(line: Line, columns: tuple[str, ...], manner: Manner) -> InvoiceLine | None:
    """The row taken apart in the order of the columns; `None` if it does not fit them."""
    words = [word.text for word in line.words]
    place = columns.index("description")
    said: dict[str, str] = {}
    for name in columns[:place]:
        if not words:
            return None
        said[name] = words.pop(0)
    for name in reversed(columns[place + 1 :]):
        taken = _take(name, words, manner)
        if taken is None:
            return None
        said[name] = taken
    said["description"] = " ".join(words)
    return _line(said, manner)


def _take(name: str, words: list[str], manner: Manner) -> str | None:
    """The last words as this column has them."""
    if not words:
        return None
    if name == "unit":
        return words.pop() if manner.number(words[-1]) is None else None
    if name == "rate" and words[-1] == "%":
        words.pop()
    if name == "price" and len(words) > len("12") and words[-2] == "/":
        base, _, price = words.pop(), words.pop(), words.pop()
        return f"{price}/{base}"
    while words and words[-1] in {"EUR", "€", "USD", "GBP", "£", "$"}:
        words.pop()
    return words.pop() if words else None


def _line(said: dict[str, str], manner: Manner) -> InvoiceLine | None:
    """The figures of a row that is quantity by price."""
    stated, _, per = said["price"].partition("/")
    quantity, price = manner.number(said["quantity"]), manner.number(stated)
    net = manner.amount(said["net"])
    base = manner.number(per) if per else None
    if quantity is None or price is None or net is None or (per and not base):
        return None
    if abs(quantity * price / (base or 1) - net) > _EXACT:
        return None
    rate = manner.number(said["rate"].rstrip("%")) if "rate" in said else None
    return InvoiceLine(
        line=said.get("position", ""),
        description=said["description"] or None,
        quantity=quantity,
        unit=unit_code(said.get("unit")) or said.get("unit"),
        unit_price=price,
        price_base_quantity=base,
        net=net,
        tax_rate=rate,
        seller_item_id=said.get("item"),
    )


def _finished(rows: list[_Row]) -> tuple[InvoiceLine, ...]:
    lines = [_described(row) for row in rows]
    numbered = [
        line if line.line else replace(line, line=str(number))
        for number, line in enumerate(lines, 1)
    ]
    starts = [(line.description or "").split(" ", 1) for line in numbered]
    if all(len(start) > 1 and _CODE.fullmatch(start[0]) for start in starts):
        return tuple(
            replace(line, seller_item_id=line.seller_item_id or start[0], description=start[1])
            for line, start in zip(numbered, starts, strict=True)
        )
    return tuple(numbered)


def _described(row: _Row) -> InvoiceLine:
    """The description with the lines above and below it, and the order it names."""
    parts: list[tuple[float, str]] = [(line.words[0].middle, line.text) for line in row.beside]
    parts.append((row.middle, row.figures.description or ""))
    text = " ".join(part for _, part in sorted(parts) if part)
    order = _ORDER.search(text)
    return replace(
        row.figures,
        description=(text[: order.start()] if order else text).strip(" :") or None,
        po_number=order["number"] if order else None,
    )
