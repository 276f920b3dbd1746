"""Several documents in one file of pages: where each begins.

A page begins another document where it counts itself as the first of its own, or carries a title
and a number that is not the number of the document before, or is the first that claims money after
a letter that has no number. Everything else goes on: conditions,
specifications and repeated heads.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from intake.formats import page_kinds
from intake.formats.kinds import PAYABLE
from intake.formats.page_columns import heading_at
from intake.formats.page_header import Header
from intake.formats.page_labels import Labels
from intake.formats.page_lexicon import letters
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Page, lines_of
from intake.rules.numbers import same_number, similar_number
from intake.rules.reading import DocumentType

_COUNTED: Final = re.compile(
    r"\b(?:seite|page|pagina|página|blatt|strona|pág)\b[.:]?\s*"
    r"(?P<page>\d{1,3})\s*(?:von|of|/|de|di|van|sur|z|out of)\s*(?P<pages>\d{1,3})\b",
    re.IGNORECASE,
)
_PLAIN: Final = Manner(None, 2, None)
_TITLE: Final = 0.85
_NEAR_TOP: Final = 20  # lines
_SHORTEST: Final = 3  # characters of a number
_NUMBER_WORDS: Final = frozenset(
    [
        "no",
        "nr",
        "n",
        "number",
        "nummer",
        "numero",
        "num",
        "documentno",
        "documentnumber",
        "belegnr",
    ]
)


@dataclass(frozen=True, slots=True)
class PageRange:
    """The pages of one document; they count from 1, both ends belong."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Sign:
    """What one page says of where it belongs."""

    count: int | None  # it calls itself this page of its document
    kind: DocumentType | None
    number: str | None


def page_ranges(pages: tuple[Page, ...], *, is_recognised: bool = False) -> tuple[PageRange, ...]:
    """The documents of a file in their order; one range where nothing parts them.

    On recognised pages a number that is alike is the same number, misread.
    """
    signs = [_sign(page) for page in pages]
    starts = [0]
    known = signs[0] if signs else None
    for place, sign in enumerate(signs[1:], 1):
        if known is not None and _begins(sign, known, is_recognised=is_recognised):
            starts.append(place)
            known = sign
        elif known is not None and known.number is None and sign.number is not None:
            known = replace(known, number=sign.number)
    ends = [*starts[1:], len(pages)]
    return tuple(
        PageRange(start + 1, end) for start, end in zip(starts, ends, strict=True) if end > start
    )


def _begins(sign: _Sign, known: _Sign, *, is_recognised: bool) -> bool:
    """Whether a page begins a document other than the one that is known."""
    if sign.count is not None and sign.count > 1:
        return False
    is_other = sign.number is not None and known.number is not None and sign.number != known.number
    if is_other and is_recognised:
        same = same_number(sign.number, known.number) or similar_number(sign.number, known.number)
        is_other = same is None
    if sign.count == 1:
        return sign.kind is not None
    is_first_claim = sign.kind in PAYABLE and known.kind not in PAYABLE and known.number is None
    return sign.kind is not None and (is_other or (is_first_claim and sign.number is not None))


def _sign(page: Page) -> _Sign:
    lines = lines_of([page])
    if not lines:
        return _Sign(None, None, None)
    kind = page_kinds.kind_of(lines)
    number = Header(lines, Labels(lines), _PLAIN).number()
    is_titled = kind.score >= _TITLE
    found = number.value if number is not None else None
    return _Sign(
        _count(lines),
        kind.document_type if is_titled else None,
        found or (_plain_number(lines) if is_titled else None),
    )


def _plain_number(lines: tuple[Line, ...]) -> str | None:
    """What stands beside or below a bare "No." near the top: a number of something.

    In the head of a table of goods it names those of its rows; a digit or two count them.
    """
    for place, line in enumerate(lines[:_NEAR_TOP]):
        for at, segment in enumerate(line.segments):
            if letters(segment.text) not in _NUMBER_WORDS or heading_at(lines, place):
                continue
            beside = line.segments[at + 1 : at + 2]
            below = [
                other
                for under in lines[place + 1 : place + 2]
                for other in under.segments
                if abs(other.box[0] - segment.box[0]) < segment.words[0].height
            ]
            for other in (*beside, *below):
                if len(other.text) >= _SHORTEST and any(sign.isdigit() for sign in other.text):
                    return other.text
    return None


def _count(lines: tuple[Line, ...]) -> int | None:
    """Which page of its document a page calls itself."""
    for line in (*lines[:6], *lines[-6:]):
        for match in _COUNTED.finditer(line.text):
            return int(match["page"])
    return None
