"""Card numbers on pictures: found among the words that were recognised, and blacked out.

The picture is drawn anew with the numbers covered, so that nothing of them is left below; the words
that are kept have letters in the place of the digits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from intake.formats import image_page, pdf_page
from intake.formats.mask_texts import Removed
from intake.formats.page_words import Box, Word
from intake.formats.recognised import RecognisedPage, Recognition, back_on_page
from intake.rules import cards
from intake.rules.recognise import FileKind, recognise

_ONE_LINE: Final = 0.5  # of a word's height, between the middles of words on one line
_ROOM: Final = 1.0  # points around a number that are covered with it


@dataclass(frozen=True, slots=True)
class MaskedWords:
    """Recognised words without card numbers, where those stood on the pages, and which."""

    recognition: Recognition
    places: Mapping[int, Sequence[Box]]
    removed: tuple[Removed, ...] = ()


def mask_words(recognition: Recognition) -> MaskedWords:
    """Return the words without card numbers; as they were where there are none."""
    pages: list[RecognisedPage] = []
    places: dict[int, list[Box]] = {}
    removed: list[Removed] = []
    for page in recognition.pages:
        masked, hidden, found = _masked_page(page)
        pages.append(masked)
        removed += found
        if hidden:
            places[page.number] = [back_on_page(box, page) for box in hidden]
    return MaskedWords(replace(recognition, pages=tuple(pages)), places, tuple(removed))


def black_out(content: bytes, places: Mapping[int, Sequence[Box]]) -> bytes:
    """Return the picture drawn anew, with these places covered.

    :raises UnableToReadImage: the picture cannot be drawn anew.
    :raises UnableToReadPdf: the same of a PDF.
    """
    if recognise(content).kind is FileKind.PDF:
        return pdf_page.black_out(content, places)
    return image_page.black_out(content, places)


def _masked_page(page: RecognisedPage) -> tuple[RecognisedPage, list[Box], list[Removed]]:
    """The page without card numbers, where they stood as straightened, and which."""
    words = list(page.words)
    hidden: list[Box] = []
    removed: list[Removed] = []
    for line in _lines(page.words):
        text = " ".join(words[place].text for place in line)
        for card in cards.find(text):
            removed.append(Removed(f"page {page.number}", card.last_four, card.network))
            masked = cards.hide(text, [card])
            begins = 0
            for place in line:
                ends = begins + len(words[place].text)
                if begins < card.end and ends > card.start:
                    words[place] = replace(words[place], text=masked[begins:ends])
                    hidden.append(_around(words[place]))
                begins = ends + 1
    return replace(page, words=tuple(words)), hidden, removed


def _lines(words: Sequence[Word]) -> Iterator[list[int]]:
    """The places of the words of each line, from left to right."""
    lines: list[list[int]] = []
    for place in sorted(range(len(words)), key=lambda each: words[each].middle):
        word = words[place]
        last = words[lines[-1][-1]] if lines else None
        if last is not None and abs(word.middle - last.middle) <= _ONE_LINE * word.height:
            lines[-1].append(place)
        else:
            lines.append([place])
    for line in lines:
        yield sorted(line, key=lambda each: words[each].x0)


def _around(word: Word) -> Box:
    return word.x0 - _ROOM, word.y0 - _ROOM, word.x1 + _ROOM, word.y1 + _ROOM
