"""The heading of a table: which columns there are, and where on the page each stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from intake.formats.page_column_names import is_name, is_part, kind_of
from intake.formats.page_words import Line, Segment, Word

NUMERIC: Final = frozenset(
    {"quantity", "price", "list", "per", "discount", "rate", "tax", "net", "gross"}
)
_WORDS_OF_ROWS: Final = frozenset({"description", "item", "position", "buyer_item"})
_FIGURES: Final = frozenset({"quantity", "price", "net", "gross"})
_WORDS_OF_A_NAME: Final = 4
_DIGIT: Final = re.compile(r"\d")
_STACK: Final = 0.75  # of a line's height, between the lines of one heading
_MOST_STACKED: Final = 4
_SPACE: Final = 0.38  # of a word's height: no wider inside a name


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and the place of its heading."""

    kind: str
    x0: float
    x1: float
    is_coded: bool = False  # each description stands under the number of its item


def apart(word: Word, column: Column) -> float:
    """How far a word stands from a column, 0 where it is under it."""
    left = column.x0 - word.x1
    if left > 0.0:
        return left
    right = word.x0 - column.x1
    return right if right > 0.0 else 0.0


def rank(word: Word, column: Column) -> tuple[float, float]:
    """How far a word is from a column, and of how little their nearest edges differ."""
    left, right = abs(word.x0 - column.x0), abs(word.x1 - column.x1)
    middle = abs(word.x0 + word.x1 - column.x0 - column.x1) / 2
    return apart(word, column), min(left, right, middle)


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table from left to right, and the lines its heading takes."""

    columns: tuple[Column, ...]
    first: int
    last: int
    is_settled: bool = False  # the columns stand where the words below have them

    @property
    def kinds(self) -> frozenset[str]:
        """What the columns hold."""
        return frozenset(column.kind for column in self.columns)


@dataclass(slots=True)
class _Cell:
    words: list[Word]
    kind: str | None
    is_rest: bool = False  # words that say nothing, right beside a name
    is_coded: bool = False  # a description under the number of an item

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)


def heading_at(lines: tuple[Line, ...], place: int) -> Heading | None:
    """The heading whose main line this is, with the lines stacked above and below it."""
    if len(lines[place].segments) < 2 or _has_digits(lines[place]):
        return None
    cells = _cells(lines[place])
    if not _is_heading(cells):
        return None
    first = _reach(lines, place, -1, cells)
    last = _reach(lines, place, 1, cells)
    stacked = [number for number in range(first, last + 1) if number != place]
    for number in sorted(stacked, key=lambda each: abs(each - place)):
        for cell in _parts(lines[number], cells):
            _stack(cells, cell)
    columns = _columns(_whole(cells))
    kinds = {column.kind for column in columns}
    has_words = "description" in kinds
    if not has_words or not kinds & {"net", "gross", "price"} or not _is_enough(kinds):
        return None
    return Heading(columns, first, last)


def _is_heading(cells: list[_Cell]) -> bool:
    """Two names at least, and no more words between them than there are names."""
    named = [cell for cell in cells if cell.kind]
    others = [cell for cell in cells if not cell.kind and not cell.is_rest]
    is_short = all(len(cell.words) <= _WORDS_OF_A_NAME for cell in others)
    return len(named) >= 2 and len(others) <= len(named) and is_short


def _is_enough(kinds: set[str]) -> bool:
    return len(kinds & _FIGURES) >= 2 or bool(kinds & {"net", "gross"})


def _has_digits(line: Line) -> bool:
    return _DIGIT.search(line.text) is not None


def _reach(lines: tuple[Line, ...], place: int, step: int, cells: list[_Cell]) -> int:
    """How far the heading reaches up or down: close lines without figures."""
    number = place
    main = lines[place]
    left = main.segments[0].box[0]
    for other in range(place + step, place + step * _MOST_STACKED, step):
        if not 0 <= other < len(lines) or lines[other].page != main.page:
            break
        line = lines[other]
        one, two = (lines[number], line) if step > 0 else (line, lines[number])
        height = line.segments[0].words[0].height
        gap = two.segments[0].box[1] - one.segments[0].box[3]
        is_inside = line.segments[0].box[0] > left - height
        is_close = gap <= _STACK * height / 2 or (
            gap <= _STACK * height and _are_parts(_parts(line, cells), cells)
        )
        if not is_close or _has_digits(line) or not is_inside:
            break
        number = other
    return number


def _parts(line: Line, cells: list[_Cell]) -> list[_Cell]:
    """The parts of names on a line of a heading; one that no other stands over is whole."""
    found: list[_Cell] = []
    for segment in line.segments:
        whole = _Cell(list(segment.words), kind_of(segment.text))
        over = [cell for cell in cells if whole.x0 < cell.x1 and cell.x0 < whole.x1]
        found += [whole] if len(over) <= 1 else _cells(Line(line.page, (segment,)))
    return found


def _are_parts(parts: list[_Cell], cells: list[_Cell]) -> bool:
    """Whether each stands under a name of figures, or makes another name a whole one."""
    for part in parts:
        cell = _over(part, cells)
        if cell is None:
            return False
        together = kind_of(" ".join(word.text for word in [*cell.words, *part.words]))
        is_known = together is not None or (cell.kind is None and part.kind == "description")
        if cell.kind not in NUMERIC and not is_known:
            return False
    return True


def _cells(line: Line) -> list[_Cell]:
    """The names on one line; words that name nothing stay together by segment."""
    return [cell for segment in line.segments for cell in _cells_in(segment)]


def _cells_in(segment: Segment) -> list[_Cell]:
    found: list[_Cell] = []
    for words in _hyphened(_parted(segment.words)):
        text = " ".join(word.text for word in words)
        whole = kind_of(text)
        is_one = whole is not None or is_part(text)
        found += [_Cell(words, whole)] if is_one else _named(words)
    if any(cell.kind is None for cell in found) and is_name(segment.text):
        return [_Cell(list(segment.words), kind_of(segment.text))]
    return found


def _parted(words: Sequence[Word]) -> list[list[Word]]:
    """Words taken apart where the space between them is wider than inside a name."""
    made: list[list[Word]] = []
    for word in words:
        if made and word.x0 - made[-1][-1].x1 <= _SPACE * word.height:
            made[-1].append(word)
        else:
            made.append([word])
    return made


def _hyphened(parts: list[list[Word]]) -> Iterator[list[Word]]:
    """A last word whose name goes on in the next line stands apart from a name before it."""
    for words in parts:
        before = " ".join(word.text for word in words[:-1])
        is_cut = words[-1].text.endswith("-") and len(words[-1].text) > len("a-")
        if before and is_cut and kind_of(before) is not None:
            yield words[:-1]
            yield words[-1:]
        else:
            yield words


def _named(words: list[Word]) -> list[_Cell]:
    """Several names that stand close together, with the words between that name nothing."""
    found: list[_Cell] = []
    place = 0
    while place < len(words):
        for count in range(min(_WORDS_OF_A_NAME, len(words) - place), 0, -1):
            kind = kind_of(" ".join(word.text for word in words[place : place + count]))
            if kind is not None:
                found.append(_Cell(words[place : place + count], kind))
                place += count
                break
        else:
            if found and found[-1].is_rest:
                found[-1].words.append(words[place])
            else:
                found.append(_Cell([words[place]], None, is_rest=True))
            place += 1
    if all(cell.is_rest for cell in found):
        return [_Cell(words, None)]
    return found


def _over(part: _Cell, cells: list[_Cell]) -> _Cell | None:
    """The cell that a part of a heading stands above or below."""
    shared = [(min(part.x1, cell.x1) - max(part.x0, cell.x0), cell) for cell in cells]
    most, cell = max(shared, key=lambda each: each[0])
    return cell if most > 0 else None


def _stack(cells: list[_Cell], part: _Cell) -> None:
    """A part of a heading joins the cell it stands above or below."""
    cell = _over(part, cells)
    if cell is None:
        cells.append(part)
        cells.sort(key=lambda each: each.x0)
        return
    words = sorted([*cell.words, *part.words], key=lambda word: (word.middle, word.x0))
    whole = kind_of(" ".join(word.text for word in words))
    upper, lower = sorted((cell, part), key=lambda each: each.words[0].middle)
    cell.is_coded = upper.kind == "item" and lower.kind in {"item", "description"}
    cell.words = words
    cell.kind = whole or _either(cell.kind, part.kind)
    cell.is_rest = cell.is_rest and cell.kind is None and part.is_rest


def _whole(cells: list[_Cell]) -> list[_Cell]:
    """Words that name nothing go back to the name they stand beside."""
    made: list[_Cell] = []
    rest: list[Word] = []
    for cell in cells:
        if not cell.is_rest or cell.kind is not None:
            made.append(_Cell([*rest, *cell.words], cell.kind, is_coded=cell.is_coded))
            rest = []
        elif made and cell.x0 - made[-1].x1 <= cell.words[0].height:
            made[-1].words += cell.words
        else:
            rest += cell.words
    if rest:
        made.append(_Cell(rest, None))
    return made


def _either(one: str | None, two: str | None) -> str | None:
    """What two names over each other hold; the buyer's and the seller's numbers are just codes."""
    if "gtin" in {one, two} and one and two:
        return two if one == "gtin" else one
    if {one, two} in ({"item", "buyer_item"}, {"codes", "item"}, {"codes", "buyer_item"}):
        return "codes"
    return one or two


def _columns(cells: list[_Cell]) -> tuple[Column, ...]:
    """Each kind once; an article is the description where nothing else is."""
    kinds = [cell.kind for cell in cells]
    renamed = _by_neighbors(kinds)
    if "description" not in kinds:
        name = next((kind for kind in ("item", "position", "buyer_item") if kind in kinds), None)
        unnamed = _unnamed(kinds)
        if unnamed is not None and name in {None, "position"}:
            renamed[unnamed] = "description"
        elif name is not None:  # of a number and an article the article stands last
            renamed[len(renamed) - 1 - renamed[::-1].index(name)] = "description"
    seen: set[str] = set()
    made: list[Column] = []
    for cell, named in zip(cells, renamed, strict=True):
        kind = named or "other"
        if kind in seen and kind != "other":
            kind = "other"
        seen.add(kind)
        made.append(Column(kind, cell.x0, cell.x1, cell.is_coded and kind == "description"))
    return tuple(made)


def _unnamed(kinds: list[str | None]) -> int | None:
    """The column right before those of figures, where a name nobody knows stands over words."""
    first = next((place for place, kind in enumerate(kinds) if kind in NUMERIC), 0)
    is_priced = {"quantity", "price"} <= {*kinds} and bool({"net", "gross"} & {*kinds})
    return first - 1 if first and is_priced and kinds[first - 1] is None else None


def _by_neighbors(kinds: list[str | None]) -> list[str | None]:
    """Names that mean one thing before another column and another thing alone."""
    made = _counted(list(kinds))
    if made.count("description") > 1 and "item" not in made:
        made[made.index("description")] = "item"
    if _is_amount_a_quantity(made):
        made[made.index("net")] = "quantity"
    if made[0] == "net" and "net" in made[1:] and not {*made} & _WORDS_OF_ROWS:
        made[0] = "description"  # "charge", and the amount of each behind it
    last = max((place for place, kind in enumerate(made) if kind in {"net", "gross"}), default=-1)
    for place, kind in enumerate(kinds):
        if place >= last:
            break
        if kind == "net" and "price" not in made:
            made[place] = "price"
        elif kind == "gross" and "net" in made[place:] and {"price", "list"} & {*made}:
            made[place] = "list"
    if last < 0 and made.count("price") > 1:
        made[len(made) - 1 - made[::-1].index("price")] = "net"
    return _with_a_price(made)


def _counted(kinds: list[str | None]) -> list[str | None]:
    """Of two columns that number items the first counts the rows."""
    if kinds[:3] == ["item", "item", "description"] and "position" not in kinds:
        kinds[0] = "position"
    return kinds


def _with_a_price(kinds: list[str | None]) -> list[str | None]:
    """The only price is the price, whatever it is called."""
    for name in ("list", "per"):
        if name in kinds and "price" not in kinds:
            kinds[kinds.index(name)] = "price"
    return kinds


def is_of_taxes(line: Line) -> bool:
    """Whether a line names the columns of a table of taxes: rates, bases, taxes, no goods."""
    if _has_digits(line):
        return False
    cells = _cells(line)
    kinds = {cell.kind for cell in cells}
    is_money = kinds <= {"rate", "tax", "net", "gross", "other"}
    return is_money and "rate" in kinds and len(cells) >= len(("rate", "base", "tax"))


class Headings:
    """The headings of a document, each looked for once."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self.found: dict[int, Heading | None] = {}
        self.begun: dict[int, Heading | None] = {}

    def at(self, place: int) -> Heading | None:
        """The heading that begins here, the line with most names in its stack for its main one."""
        if place not in self.begun:
            self.begun[place] = self._beginning(place)
        return self.begun[place]

    def _beginning(self, place: int) -> Heading | None:
        near = range(place, min(place + _MOST_STACKED, len(self.lines)))
        found = [
            heading
            for number in near
            if (heading := self._main(number)) is not None and heading.first <= place
        ]
        return max(found, key=lambda each: len(each.kinds), default=None)

    def _main(self, number: int) -> Heading | None:
        if number not in self.found:
            self.found[number] = heading_at(self.lines, number)
        return self.found[number]


def _is_amount_a_quantity(kinds: list[str | None]) -> bool:
    """Whether "amount" stands before the description and again at the end: the first counts."""
    if kinds.count("net") < len(("first", "last")) or "quantity" in kinds:
        return False
    return "description" in kinds and kinds.index("net") < kinds.index("description")
