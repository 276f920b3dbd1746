"""Lines that are no rows of a table: a box for each, its figures beside their names.

Viewers of e-invoices print them so: "Position 1", below it "Menge: 3" and "Preis: 4,00".
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from intake.formats.page_column_names import kind_of
from intake.formats.page_columns import NUMERIC
from intake.formats.page_details import unit_of
from intake.formats.page_labels import pieces
from intake.formats.page_table import Table
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Segment, Word
from intake.rules.reading import InvoiceLine

_HEAD: Final = re.compile(
    r"(?:position|pos\.?|line|item|invoice line|rechnungsposition|ligne|l[ií]nea|posizione|regel)"
    r"(?: (?:nr|no)\.?)? ?:? ?(?P<number>\d{1,4})",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"[()]")
_APART: Final = 2  # points, between the left edges of the lines of one cell
_NEAR: Final = 1.9  # of a word's height, from one line of a cell to the next
_MOST: Final = 60  # lines of one box
_CENT: Final = Decimal("0.01")


def table_of(lines: tuple[Line, ...], manner: Manner) -> Table | None:
    """The boxes together as a table; `None` where a box has no amount."""
    heads = [(number, found) for number, line in enumerate(lines) if (found := _head(line))]
    if not heads:
        return None
    ends = [number for number, _ in heads[1:]] + [len(lines)]
    made = [
        _line(found, lines[number + 1 : min(end, number + _MOST)], manner)
        for (number, found), end in zip(heads, ends, strict=True)
    ]
    if any(each.net is None for each in made):
        return None
    page = lines[heads[0][0]].page
    words = tuple(
        word for number, _ in heads if lines[number].page == page for word in lines[number].words
    )
    proven = sum(map(_agrees, made))
    return Table(tuple(made), page, words, proven, proven=proven)


def _head(line: Line) -> str | None:
    """The number of a line where its name stands alone."""
    found = _HEAD.fullmatch(line.segments[0].text)
    return found["number"] if found and len(line.segments) == 1 else None


def _agrees(line: InvoiceLine) -> bool:
    if line.quantity is None or line.unit_price is None or line.net is None:
        return False
    product = line.quantity * line.unit_price / (line.price_base_quantity or 1)
    return abs(product - line.net) <= _CENT


def _line(number: str, lines: tuple[Line, ...], manner: Manner) -> InvoiceLine:
    """One box: the first value beside each name."""
    cells: dict[str, str] = {}
    for kind, text in _named(lines):
        cells.setdefault(kind, text)
    figures = {
        kind: figure.value
        for kind, text in cells.items()
        if kind in NUMERIC and (figure := manner.figure(text.rstrip("% €"))) is not None
    }
    quantity = cells.get("quantity", "").split(" ")
    if "quantity" not in figures and (counted := manner.figure(quantity[0])) is not None:
        figures["quantity"] = counted.value
        cells.setdefault("unit", " ".join(quantity[1:]))
    return InvoiceLine(
        line=number,
        description=cells.get("description"),
        quantity=figures.get("quantity"),
        unit=unit_of(cells.get("unit")),
        unit_price=figures.get("price"),
        price_base_quantity=figures.get("per") if figures.get("per", 1) != 1 else None,
        net=figures.get("net"),
        tax_rate=figures.get("rate"),
        seller_item_id=cells.get("item"),
        gtin=cells.get("gtin"),
    )


def _named(lines: tuple[Line, ...]) -> Iterator[tuple[str, str]]:
    """What each name on these lines holds, and the words beside it."""
    for number, line in enumerate(lines):
        segments = line.segments
        for place, segment in enumerate(segments):
            name, rest = _name_and_rest(segment)
            kind = kind_of(_BRACKETS.sub(" ", name)) if name else None
            if kind is None:
                continue
            if rest:
                yield kind, " ".join(word.text for word in rest)
            elif place + 1 < len(segments) and not _name_and_rest(segments[place + 1])[0]:
                value = segments[place + 1]
                yield kind, " ".join([value.text, *_going_on(value, lines[number + 1 :], segment)])


def _name_and_rest(segment: Segment) -> tuple[str, tuple[Word, ...]]:
    """The words up to a colon, and those behind it."""
    words = pieces(segment)
    end = next((place for place, word in enumerate(words) if word.text.endswith(":")), None)
    if end is None:
        return "", ()
    return " ".join(word.text for word in words[: end + 1]), words[end + 1 :]


def _going_on(value: Segment, below: tuple[Line, ...], name: Segment) -> Iterator[str]:
    """The further lines of a cell: words under its own that no name stands before."""
    bottom, height = value.box[1], value.words[0].height
    for line in below:
        under = [each for each in line.segments if abs(each.box[0] - value.box[0]) <= _APART]
        is_named = any(
            abs(each.box[0] - name.box[0]) <= _APART or each.text.endswith(":")
            for each in line.segments
            if each.box[0] < value.box[0]
        )
        if not under or is_named or under[0].box[1] - bottom > _NEAR * height:
            return
        yield under[0].text
        bottom = under[0].box[1]
