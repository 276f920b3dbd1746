"""The goods on a till receipt, where their amounts together are what it comes to; else none.

Tills print a line in many ways: words, number, price and amount beside each other, or the words on
a line of their own above, or "2 x 3.50" below. Which rows are goods is decided by their sum alone.
A number of pieces and a price are read where they are the amount.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations
from typing import Final

from intake.formats.page_words import Box
from intake.formats.receipt_total import Total
from intake.formats.receipt_words import Amount, Role, Row, names_in, names_tax
from intake.rules.reading import InvoiceLine

_SUMS: Final = frozenset({Role.SUBTOTAL, Role.TOTAL, Role.TENDER, Role.TAX, Role.ROUNDING})
_UNIT: Final = re.compile(
    r"\W*(?P<quantity>\d{1,4}(?:[.,]\d{1,3})?) ?(?:pcs?|st(?:k|ück)?|ea)? ?[x×*@] ?"
    r"(?:RM|MYR|EUR|[$€£])? ?(?P<price>\d{1,6}[.,]\d{2,4})\s*(?:RM|MYR|EUR|[$€£])?\W*",
    re.IGNORECASE,
)
_TAX_CODE: Final = re.compile(r"[*#]|[A-Z]{1,3}|RM|MYR|EUR|[$€£]|\d{1,2}%")
_FIGURE: Final = re.compile(
    r"[x×@*]|(?:RM|MYR|EUR|[$€£])?-?\d{1,6}(?:[.,]\d{1,4})?%?", re.IGNORECASE
)
_PIECES: Final = re.compile(r"\d[\d.,]*\s?[^\W\d]{1,5}\.?")  # "6.00 BOXS"
_HEADING: Final = frozenset(
    "qty quantity price amount amt desc description item menge preis betrag prix montant".split()  # noqa: SIM905
)
_NAMED: Final = 2  # of these make a heading; letters make a description
_CENT: Final = Decimal("0.01")
_ALIGNED: Final = 1.5  # of a row's height, between the ends of amounts of one column
_MOST: Final = 60  # rows of goods


@dataclass(frozen=True, slots=True)
class Goods:
    """The lines of a receipt, the rows they stand on, and whether their amounts hold the tax."""

    lines: tuple[InvoiceLine, ...]
    rows: tuple[Row, ...]
    is_inclusive: bool

    @property
    def box(self) -> Box:
        """Around all of them."""
        boxes = [row.box for row in self.rows]
        left, top, right, bottom = zip(*boxes, strict=True)
        return min(left), min(top), max(right), max(bottom)


def goods_of(rows: Sequence[Row], total: Total | None) -> Goods | None:
    """The goods whose amounts come to the total, with the tax in them or without it."""
    if total is None or total.value <= 0:
        return None
    zone = _zone(rows)
    for priced in _choices(zone):
        together = sum((_amount(row).value for row in priced), Decimal(0))
        is_inclusive = _fits(together, rows, total)
        if is_inclusive is not None:
            lines = _lines(zone, priced)
            if lines is None or (len(lines) == 1 and lines[0].quantity is None):
                return None
            lines = _without_net(lines) if is_inclusive else lines
            return Goods(lines, tuple(priced), is_inclusive)
    return None


def _zone(rows: Sequence[Row]) -> list[Row]:
    """The rows from the heading of the columns, where there is one, to the first sum."""
    start = next((n + 1 for n, row in enumerate(rows) if _is_heading(row)), 0)
    for number, row in enumerate(rows[start:], start):
        if row.amounts and row.role in _SUMS:
            return list(rows[start:number])
    return []


def _is_heading(row: Row) -> bool:
    return not row.amounts and len(names_in(row.text) & _HEADING) >= _NAMED


def _choices(zone: Sequence[Row]) -> Iterator[list[Row]]:
    """Which rows may be the goods, the plainest choice first."""
    printed = [row for row in zone if row.last and not row.last.is_mended and not _unit_in(row)]
    items = [row for row in printed if row.role is Role.ITEM]
    if not printed or len(printed) > _MOST:
        return
    if items:
        yield items
        yield _aligned(items)
    yield printed
    yield _aligned(printed)


def _aligned(rows: list[Row]) -> list[Row]:
    """Those whose amounts end where most do."""
    ends = [_amount(row).box[2] for row in rows]
    near = Counter(
        {
            end: sum(abs(end - other) <= _ALIGNED * _height(rows[0]) for other in ends)
            for end in ends
        }
    )
    edge = near.most_common(1)[0][0]
    return [row for row, end in zip(rows, ends, strict=True)
            if abs(end - edge) <= _ALIGNED * _height(row)]  # fmt: skip


def _fits(together: Decimal, rows: Sequence[Row], total: Total) -> bool | None:
    """Whether the amounts are the total with its tax inside, or before it; `None` for neither."""
    changes = [row.last.value for row in rows if row.role is Role.ROUNDING and row.last]
    totals = {total.value, *(total.value - each for each in changes)}
    totals |= {total.value + each for each in changes}
    stated = [total.tax[0].value] if total.tax else []
    if together in totals:
        return any(stated) or (total.tax is None and _is_taxed(rows))
    stated += [row.last.value for row in rows if row.role is Role.TAX and row.last]
    is_before = any(together + tax in totals for tax in stated if tax)
    return False if is_before else None


def _is_taxed(rows: Sequence[Row]) -> bool:
    """Whether a tax is spoken of below the goods beside an amount, be it unclear which it is."""
    sums = [row.number for row in rows if row.role is Role.TOTAL and row.amounts]
    return any(
        row.number >= sums[0] and names_tax(row.text) and any(each.value for each in row.amounts)
        for row in (rows if sums else ())
    )


def _lines(zone: list[Row], priced: list[Row]) -> tuple[InvoiceLine, ...] | None:
    """A line for each row of goods; `None` where one has no words anywhere."""
    free = {row.number: row for row in zone if row not in priced and not _unit_in(row)}
    made = []
    for place, row in enumerate(priced, 1):
        text = _words(row)
        if not text and (above := free.get(row.number - 1)) is not None:
            text = _named(above.text.strip())
        if not text:
            return None
        made.append(_line(place, row, text, _unit_beside(zone, row)))
    return tuple(made)


def _line(place: int, row: Row, text: str, beside: tuple[Decimal, Decimal] | None) -> InvoiceLine:
    net = _amount(row).value
    quantity, price = beside or _factors(row, net) or (None, None)
    head, _, rest = text.partition(" ")
    if quantity is not None and rest and head.rstrip("xX") == str(quantity):
        text = rest  # the pieces stand before the words
    return InvoiceLine(str(place), text, quantity=quantity, unit_price=price, net=net)


def _unit_beside(zone: Sequence[Row], row: Row) -> tuple[Decimal, Decimal] | None:
    """Pieces and price on a row of their own right below or above, where they are the amount."""
    for step in (1, -1):
        other = next((each for each in zone if each.number == row.number + step), None)
        found = None if other is None else _unit_in(other)
        if found is not None and abs(found[0] * found[1] - _amount(row).value) <= _CENT:
            return found
    return None


def _unit_in(row: Row) -> tuple[Decimal, Decimal] | None:
    """As in "2 x 3.50", and nothing else on the row."""
    match = _UNIT.fullmatch(row.text.strip())
    if match is None:
        return None
    return _number(match["quantity"]), _number(match["price"])


def _factors(row: Row, amount: Decimal) -> tuple[Decimal, Decimal] | None:
    """Two figures before the amount that are it: the pieces, without cents, and the price."""
    before = row.text[: row.text.rfind(_amount(row).text.split()[0])]
    texts = [each.strip("xX×@()RM$€£") for each in before.split()]
    figures = [text for text in texts if re.fullmatch(r"\d{1,5}(?:[.,]\d{1,4})?", text)]
    for one, two in permutations(figures[-4:], 2):
        quantity, price = _number(one), _number(two)
        is_priced = len(two) > 2 and two[-3] in ".,"
        if is_priced and quantity and abs(quantity * price - amount) <= _CENT / 2:
            return quantity, price
    return None


def _words(row: Row) -> str:
    """What a row says before its figures; nothing where it has no words."""
    words = row.text.split()
    while words and _TAX_CODE.fullmatch(words[-1]):
        words.pop()
    if words:
        words.pop()  # the amount, with whatever stands on it
    while words and (_FIGURE.fullmatch(words[-1]) or _TAX_CODE.fullmatch(words[-1])):
        words.pop()
    text = " ".join(words)
    return "" if _PIECES.fullmatch(text) else _named(text)


def _named(text: str) -> str:
    """The text, if it is words and no number of an article."""
    count = sum(map(str.isalpha, text))
    return text if count >= _NAMED and count > sum(map(str.isdecimal, text)) / 2 else ""


def _without_net(lines: tuple[InvoiceLine, ...]) -> tuple[InvoiceLine, ...]:
    """Prices with the tax in them are no net amounts (T40)."""
    return tuple(replace(line, unit_price=None, net=None) for line in lines)


def _amount(row: Row) -> Amount:
    found = row.last
    if found is None:
        raise ValueError("a row of goods has an amount")
    return found


def _height(row: Row) -> float:
    return row.box[3] - row.box[1]


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
