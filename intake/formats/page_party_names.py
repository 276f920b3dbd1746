"""The names of parties in their areas and cells, and the two that are a document's."""

import re
from typing import Final

from intake.formats.page_addresses import has_town, named, names_of
from intake.formats.page_forms import FORM
from intake.formats.page_labels import Found, Label
from intake.formats.page_lexicon import Role, letters
from intake.formats.page_names import Block, is_name
from intake.formats.page_words import Line, Segment

_LINE_OF_CELL: Final = 1.5  # of the height of words, from one line of a cell to the next
_CALLED, _LIKELY = 0.95, 0.7  # a label says so; more than a place speaks for it
_MOST_NAMES: Final = 8  # that are weighed against each other
_HOLDERS: Final = frozenset({"titular"})
_NEAR_ACCOUNT: Final = 2  # lines
_ACCOUNT: Final = re.compile(r"\b(?:IBAN|BIC|SWIFT|banco|cuenta|c\.?c\.?c)\b", re.IGNORECASE)
_HOUSE: Final = re.compile(r"\d+[A-Za-z]? ")
_ATTENDED: Final = re.compile(r"(?:attn|attention|z\. ?hd|t\.a\.v)\.?\s?:", re.IGNORECASE)


def whole_name(area: list[Segment], *, is_seller: bool) -> Found[str] | None:
    """The name at the head of an area, with the line below where that belongs to it."""
    names = tuple(names_of(Block(tuple(area), 0))) or tuple(area[:2])
    return named(names, is_sender=is_seller and any(map(_ends_address, area)), score=0.85)


def is_house(text: str) -> bool:
    """Whether a line of an address begins with the number of a house."""
    return _HOUSE.match(text) is not None and FORM.search(text) is None


def is_attended(text: str) -> bool:
    """Whether a company stands behind "attn.", as it does where nobody is named."""
    return _ATTENDED.match(text) is not None and FORM.search(text) is not None


def _ends_address(segment: Segment) -> bool:
    return has_town(segment.text)


def above(found: Found[str], segments: tuple[Segment, ...]) -> Segment | None:
    """The line of a cell above the one its label stands beside: nearer than rows are."""
    for segment in segments:
        height = found.box[3] - found.box[1]
        is_aligned = abs(segment.box[0] - found.box[0]) < 2
        is_near = found.box[1] - segment.box[1] <= _LINE_OF_CELL * height
        if is_aligned and is_near and len(segments) == 1 and is_name(segment.text):
            return segment
    return None


def the_two(
    sellers: list[Found[str]], buyers: list[Found[str]]
) -> tuple[Found[str] | None, Found[str] | None]:
    """The likeliest seller and buyer that are two; one who is called the buyer is no seller."""
    called = [each.value for each in buyers if each.score >= _CALLED]
    sellers = [
        each
        for each in sellers
        if each.score >= _LIKELY or not any(_are_one(each.value, name) for name in called)
    ]
    pairs = [
        (seller, buyer)
        for seller in (*_likeliest(sellers), None)
        for buyer in (*_likeliest(buyers), None)
        if seller is None or buyer is None or not _are_one(seller.value, buyer.value)
    ]
    return max(pairs, key=lambda pair: sum(each.score for each in pair if each is not None))


def _are_one(seller: str, buyer: str) -> bool:
    """Whether two names are one, or one the other cut short."""
    one, two = letters(seller), letters(buyer)
    return one in two or two in one


def _likeliest(found: list[Found[str]]) -> list[Found[str]]:
    """The best of each name, the best names first."""
    kept: dict[str, Found[str]] = {}
    for each in sorted(found, key=lambda each: -each.score):
        kept.setdefault(each.value, each)
    return list(kept.values())[:_MOST_NAMES]


def may_name(role: Role, label: Label, lines: tuple[Line, ...]) -> bool:
    """Whether a label may name this party: the holder of an account sells, one of a contract buys.

    It is that of an account where one stands near it.
    """
    if label.key not in _HOLDERS:
        return True
    around = lines[max(label.line - _NEAR_ACCOUNT, 0) : label.line + _NEAR_ACCOUNT + 1]
    is_near = any(_ACCOUNT.search(line.text) for line in around if line.page == label.page)
    return is_near is (role is Role.SELLER)


def is_form_below(first: str, below: str) -> bool:
    """Whether the form of a company goes on in, or is, the line below: "GmbH &" over "Co. KG"."""
    found = list(FORM.finditer(f"{first} {below}"))
    is_end = bool(found) and found[-1].end() == len(first) + len(below) + 1
    return is_end and (FORM.fullmatch(below) is not None or found[-1].start() < len(first))


def form_below(label: Label, found: Found[str], below: tuple[Line, ...]) -> str | None:
    """The second line of a cell that ends in the form of a company, which the first lacks."""
    height = found.box[3] - found.box[1]
    for line in below:
        for segment in line.segments:
            is_under = abs(segment.box[0] - found.box[0]) < 2 and line.page == found.page
            is_near = segment.box[1] - found.box[1] <= _LINE_OF_CELL * height
            is_alone = not any(
                label.box[0] - 2 <= each.box[0] < found.box[0] - 2 for each in line.segments
            )
            form = list(FORM.finditer(segment.text))
            is_form = bool(form) and form[-1].end() == len(segment.text.rstrip())
            is_more = FORM.fullmatch(segment.text) or not FORM.search(found.value)
            if is_under and is_near and is_alone and is_form and is_more:
                return segment.text
    return None
