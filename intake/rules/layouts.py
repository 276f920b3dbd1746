"""How one vendor's pages look: the words that stay, and how alike two pages are.

No file name and no number counts: what tells a layout is which words stand how far from the left on
its first page, and the numbers by which its vendor names itself.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from intake.rules.names import identifier_key
from intake.rules.placed import Page

_SHORTEST_WORD: Final = 2
_MOST_WORDS: Final = 150
_NEAR: Final = 15  # thousandths of the width of the page
_SHORTEST_IDENTIFIER: Final = 6
# How alike a page must be: less where the vendor's own number stands on it, much more where that
# number should stand on it and does not.
NAMED: Final = 0.40
UNNAMED: Final = 0.65
OTHERWISE_NAMED: Final = 0.85


@dataclass(frozen=True, slots=True)
class LayoutPrint:
    """The words without figures on a first page, each with its place from the left in thousandths.

    `identifiers` are the vendor's own numbers that stand on the page it was taken from.
    """

    words: tuple[tuple[str, int], ...]
    identifiers: tuple[str, ...] = ()


def folded(text: str) -> str:
    """A word as it is compared: without case, accents and the marks around it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each)).strip(
        ":;,.()[]#*|-/ \u00b7\u2022\u00a0"
    )


def has_figure(text: str) -> bool:
    """Whether anything in it is counted."""
    return any(each.isdigit() for each in text)


def print_of(
    page: Page, *, varying: frozenset[str] = frozenset(), identifiers: tuple[str | None, ...] = ()
) -> LayoutPrint:
    """What stays on a page, without the `varying` words that belong to this one document."""
    found = dict.fromkeys(
        (word, round(1000 * each.x0 / max(page.width, 1)))
        for each in page.words
        if len(word := folded(each.text)) >= _SHORTEST_WORD
        and not has_figure(word)
        and word not in varying
    )
    whole = _compact(page)
    keys = (identifier_key(each) for each in identifiers)
    own = [key for key in keys if key and len(key) >= _SHORTEST_IDENTIFIER and key in whole]
    return LayoutPrint(tuple(found)[:_MOST_WORDS], tuple(dict.fromkeys(own)))


def likeness(known: LayoutPrint, page: Page) -> float:
    """Which share of the words of a layout stands on a page where the layout has them."""
    if not known.words:
        return 0.0
    places: dict[str, list[float]] = {}
    for each in page.words:
        place = 1000 * each.x0 / max(page.width, 1)
        places.setdefault(folded(each.text), []).append(place)
    met = sum(
        any(abs(place - here) <= _NEAR for here in places.get(word, ()))
        for word, place in known.words
    )
    return met / len(known.words)


def is_of(known: LayoutPrint, page: Page, alike: float) -> bool:
    """Whether a page this much alike is of the layout."""
    if not known.identifiers:
        return alike >= UNNAMED
    whole = _compact(page)
    is_named = any(key in whole for key in known.identifiers)
    return alike >= (NAMED if is_named else OTHERWISE_NAMED)


def _compact(page: Page) -> str:
    return "".join(identifier_key(word.text) or "" for word in page.words)
