"""Addresses on a page: the names they begin with, and what tells that a sender prints them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.formats.page_forms import FORM
from intake.formats.page_labels import Found, Label, Labels, is_label
from intake.formats.page_lexicon import Role, letters
from intake.formats.page_names import (
    PARTS,
    POSTCODE,
    STREET,
    Block,
    begins_with_label,
    blocks_of,
    is_name,
    name_read,
)
from intake.formats.page_words import Box, Line, Segment, box_of

_SELF: Final = re.compile(
    r"@|\bIBAN\b|\bBIC\b|\bSWIFT\b|\+\d{2}|\bTel\b|\bFax\b|\bfon\b|www\.|https?:|\bSIRET\b|\bHRB\b"
    r"|\bPhone\b|\bT[ée]l\b|\bTelef[oó]no?\b|\bTelefoon\b",
    re.IGNORECASE,
)
_MONEY: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[.,'’\u00a0\u202f ]?\d{3})*[.,]\d{2}(?![.,]?\d)(?!\s?%)"
)
_HOUSE: Final = re.compile(r"^\d+\w?[ ,]|[ ,]\d+\s?\w?(?:$|,)|\b(?:ZI|ZA|zona|pol[ií]gono)\b", re.I)
_NO_PART_OF_NAMES: Final = re.compile(
    r"\b(?:accounts?|payable|abteilung|abt|einkauf|buchhaltung|service|comptabilit[eé]|ufficio"
    r"|acquisti|administraci[oó]n|crediteuren|attn|att|z\.? ?hd|c/o|dept|department|inkoop"
    r"|purchasing|amministrazione|compras|achats|herrn?|frau|mr|mrs|ms|m|mme|sig|sr|sra|dhr|mevr)"
    r"\b\.?",
    re.IGNORECASE,
)
PREPOSITIONS: Final = frozenset({"von", "van", "from", "an", "to", "de", "da", "a", "par", "door"})
_SALUTATION: Final = re.compile(
    r"(?:sehr geehrte|dear |liebe[r ]|madame, |messieurs|geachte |estimad|gentil[ei] |egregi)", re.I
)
_NO_TOWN: Final = re.compile(
    r"\bIBAN\b.*|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3}.*"
    r"|(?:\b(?:Tel\w*|Phone|Fax|Fon|Mob\w*|T[ée]l\w*)[.:]*\s*|\+)\d[\d ()/.+-]*|\b\S+\.\d{4}\b"
)
_SEAT: Final = re.compile(
    r"^(?:registered office|head office|si[èe]ge(?: social)?|sitz(?: der gesellschaft)?"
    r"|domicilio social|sede legale|statutaire zetel)\s?:\s*",
    re.IGNORECASE,
)
_CAPITAL: Final = re.compile(r",?\s+(?:au capital|capital social|cap\. ?soc)\b.*", re.IGNORECASE)
_NEAR: Final = 3.0  # of a line's height, to a block that goes on with telling of the same party
_MOST_NAMES: Final = 2  # lines
_LAST_OF_NAME: Final = 7  # lines above the town


@dataclass(frozen=True, slots=True)
class Address:
    """A block that ends in a town, and the lines of the name it begins with."""

    block: Block
    names: tuple[Segment, ...]
    has_contact: bool  # a telephone, a mail or web address, an account: who writes tells these
    has_tax_number: bool
    is_below: bool  # all amounts of the page

    def named(self, *, is_sender: bool, score: float) -> Found[str] | None:
        """The name in one line; of a sender also one that goes on below."""
        return named(self.names, is_sender=is_sender, score=score)


def named(names: tuple[Segment, ...], *, is_sender: bool, score: float) -> Found[str] | None:
    """The name in these lines, in one line."""
    first = name_read(names[0].text)
    if first is None:
        return None
    used, value = names[:1], first[0]
    if len(names) == _MOST_NAMES and _goes_on(first[0], names[1].text, is_sender=is_sender):
        used, value = names, f"{first[0]} {names[1].text.strip(' ,;')}"
    words = [word for segment in used for word in segment.words]
    return Found(value, value, names[0].page, box_of(words), score)


def _goes_on(first: str, below: str, *, is_sender: bool) -> bool:
    """Whether the second line is part of the name: it has the form of a company, or may be.

    A buyer's second line is more often a department or a person.
    """
    is_named = is_name(below[:1].upper() + below[1:])
    if FORM.search(first) or not is_named or _NO_PART_OF_NAMES.search(below) or is_label(below):
        return False
    return FORM.search(below) is not None or is_sender


def _is_rate(label: Label) -> bool:
    """Whether the word for a tax stands before its rate, as sums have it, and before no number."""
    return any(word.text.endswith("%") for word in label.rest)


class Addresses:
    """The addresses on the first and the last page of a document."""

    def __init__(self, lines: tuple[Line, ...], labels: Labels) -> None:
        last = lines[-1].page if lines else 1
        paid = [number for number, line in enumerate(lines) if _MONEY.search(line.text)]
        self.end = max(paid, default=len(lines))
        self.first_end = max((n for n in paid if lines[n].page == 1), default=len(lines))
        self._taxed = {
            id(lines[label.line].segments[label.segment])
            for label in labels.of(Role.VAT, Role.TAX_ID)
            if (label.is_first or label.is_closed) and not _is_rate(label)
        }
        self.blocks = blocks_of(tuple(line for line in lines if line.page == 1))
        ends = [] if last == 1 else list(blocks_of(lines[self.end + 1 :]))
        self.every = tuple(
            made
            for place, blocks in ((self.first_end, list(self.blocks)), (0, ends))
            for block in blocks
            if (made := self._address(block, blocks, place)) is not None
        )

    def _address(self, block: Block, near: list[Block], end: int) -> Address | None:
        names = tuple(names_of(block))
        if not names:
            return None
        around = (block, *_going_on(block, near))
        return Address(
            block,
            names,
            has_contact=any(_SELF.search(each.text) for each in around),
            has_tax_number=any(id(s) in self._taxed for each in around for s in each.segments),
            is_below=block.line > end or end == 0,
        )


def tells_of_itself(text: str) -> bool:
    """Whether a text gives a telephone, a mail or web address or an account."""
    return _SELF.search(text) is not None


def names_of(block: Block) -> Iterator[Segment]:
    """The lines before the street, or before the town where the street stands with it."""
    town = next((n for n, s in enumerate(block.segments) if has_town(s.text)), 0)
    if not 0 < town <= _LAST_OF_NAME:
        return
    head = list(block.segments[:town])
    while head and _is_no_name(head[0].text):
        head = head[1:]
    street = next((n for n, s in enumerate(head) if n and _is_street(s.text)), None)
    if street is None:
        is_with_town = _is_street(POSTCODE.sub("", block.segments[town].text))
        street = len(head) if is_with_town or len(head) == 1 else len(head) - 1
    names = head[:street]
    if names and is_name(names[0].text) and not _is_street(names[0].text):
        yield from names[: _MOST_NAMES + 1]


def _is_street(text: str) -> bool:
    is_company = FORM.search(text) is not None and STREET.search(text) is None
    return not is_company and (STREET.search(text) or _HOUSE.search(text)) is not None


def _is_no_name(text: str) -> bool:
    if is_label(text) or begins_with_label(text) or letters(text) in PREPOSITIONS:
        return True
    is_named = is_name(text) and name_read(text) is not None
    return not is_named or text.endswith(":") or _SALUTATION.match(text) is not None


def _going_on(block: Block, near: list[Block]) -> Iterator[Block]:
    """Blocks right below that line up with this one and are no address of their own."""
    last, first = block.segments[-1], block.segments[0]
    bottom, height = last.box[3], first.words[0].height
    for other in near:
        box = other.segments[0].box
        is_aligned = abs(box[0] - first.box[0]) < height or abs(box[2] - first.box[2]) < height
        is_next = 0 <= box[1] - bottom <= _NEAR * height and other.segments[0].page == first.page
        if is_next and is_aligned and not any(names_of(other)):
            yield other
            bottom = other.segments[-1].box[3]


def in_one_line(line: Line) -> str | None:
    """The name that begins a line which goes on with its street and town, as feet of pages do."""
    parts = PARTS.split(_SEAT.sub("", line.text))
    name = _CAPITAL.sub("", parts[0]).strip(" ,;:")
    if len(parts) > 1 and FORM.fullmatch(parts[1].strip(" ,;:")):
        name = f"{name}, {parts[1].strip(' ,;:')}"
    is_sentence = name.endswith(".") and FORM.search(name) is None
    if is_sentence or _is_no_name(name) or ":" in name or _is_street(name):
        return None
    town = next((n for n, part in enumerate(parts[:5]) if n and has_town(part)), 0)
    is_whole = town > 1 or (town == 1 and _is_street(POSTCODE.sub("", parts[1])))
    return name if is_whole else None


def has_town(text: str) -> bool:
    """Whether a text has the code of a town in it, that is no part of an account or telephone."""
    if POSTCODE.search(text) is None:
        return False
    return POSTCODE.search(_NO_TOWN.sub("", text)) is not None


def goes_on_below(lines: tuple[Line, ...], label: Label, name: Found[str]) -> Found[str] | None:
    """A name behind a label whose last words stand right below its first, and nothing more.

    Further lines would be an address, and one with figures in it a street.
    """
    left, _, _, bottom = name.box
    height = label.words[0].height
    below: list[Segment] = []
    for line in lines[label.line + 1 : label.line + 4]:
        for segment in line.segments if line.page == label.page else ():
            is_aligned = abs(segment.box[0] - left) < height / 4 and not any(
                label.box[0] - height < each.box[0] < left - 1 for each in line.segments
            )
            if is_aligned and -height / 2 < segment.box[1] - bottom < height / 2:
                below.append(segment)
                bottom = segment.box[3]
    if len(below) != 1 or not _may_go_on(below[0].text):
        return None
    is_parted = bool(label.rest) and label.rest[-1].text.endswith(",")
    text = f"{name.value}{',' if is_parted else ''} {below[0].text}"
    box, own = name.box, below[0].box
    whole = (left, box[1], max(box[2], own[2]), own[3])
    return Found(text, text, name.page, whole, name.score)


def _may_go_on(text: str) -> bool:
    is_address = POSTCODE.search(text) or STREET.search(text) or text[:1].isdigit()
    return is_name(text) and not (is_address or is_label(text) or ":" in text)


def beside(
    label: Label, lines: tuple[Line, ...], starts: frozenset[tuple[int, int]]
) -> tuple[Segment, ...]:
    """What stands right behind a label on its line, where nothing else begins there."""
    following = lines[label.line].segments[label.segment + 1 : label.segment + 2]
    is_another = (label.line, label.segment + 1) in starts
    return () if label.rest or is_another else following


def is_neighbor(
    lines: tuple[Line, ...], label: Label, beside: Found[str], area: list[Segment]
) -> bool:
    """Whether what stands beside a label heads a column of its own, and an address stands below."""
    height = label.words[0].height
    left = label.box[0]
    own = [segment for segment in area if abs(segment.box[0] - left) < height / 4]
    if label.is_closed or beside.box[1] > label.box[3] or not any(has_town(s.text) for s in own):
        return False

    def is_under(box: Box, segment: Segment) -> bool:
        gap = segment.box[1] - box[3]
        return abs(segment.box[0] - box[0]) < height / 4 and -height / 4 < gap < height

    below = [s for line in lines[label.line + 1 : label.line + 3] for s in line.segments]
    is_row = any(is_label(s.text) for s in below if is_under(label.box, s))
    heads = (any(is_under(box, segment) for segment in below) for box in (label.box, beside.box))
    return not is_row and all(heads)
