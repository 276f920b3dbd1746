"""What was recognised on pages without text: words with places, kept so that reading can repeat it.

Recognition is an input of reading, not a part of it: the engine's answer may differ from machine to
machine in the last digit, so what it said is written down once and read from there ever after.
Words stand in the frame of the page as straightened; `back_on_page` leads to the page as it is.
"""

import json
import math
from dataclasses import dataclass
from typing import Any, Final

from intake.formats.page_words import Box, Page, Word

_HALF: Final = 180


class UnableToReadRecognition(ValueError):
    """The bytes are not a recognition as it is written here."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """One page: its size in points as it is, its turn and lean in degrees, and its words.

    `certainties` has one entry a word, from 0 to 1; `problem` says why there are no words.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    lean: float = 0.0
    words: tuple[Word, ...] = ()
    certainties: tuple[float, ...] = ()
    problem: str | None = None

    def straightened(self) -> Page:
        """The page as its lines run from left to right."""
        is_upright = self.turn % _HALF == 0
        width, height = (self.width, self.height) if is_upright else (self.height, self.width)
        return Page(width, height, self.words)


@dataclass(frozen=True, slots=True)
class Recognition:
    """What one engine recognised on some pages of one document."""

    engine: str
    pages: tuple[RecognisedPage, ...]

    @property
    def problem(self) -> str | None:
        """Why nothing at all could be recognised, where that is so."""
        problems = [page.problem for page in self.pages if page.problem]
        return problems[0] if problems and len(problems) == len(self.pages) else None


def back_on_page(box: Box, page: RecognisedPage) -> Box:
    """Where a box of the straightened page lies on the page as it is."""
    frame = page.straightened()
    middle = frame.width / 2, frame.height / 2
    # A turn to the left made the page upright: the way back is a turn to the right.
    angle = math.radians(page.lean + page.turn)
    cos, sin = math.cos(angle), math.sin(angle)
    xs, ys = [], []
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            across, down = x - middle[0], y - middle[1]
            xs.append(across * cos - down * sin + page.width / 2)
            ys.append(across * sin + down * cos + page.height / 2)
    return round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1)


def to_bytes(recognition: Recognition) -> bytes:
    """The canonical JSON of a recognition: equal values are equal bytes."""
    pages = [
        {
            "number": page.number,
            "size": [page.width, page.height],
            "turn": page.turn,
            "lean": page.lean,
            "words": [[word.text, word.x0, word.y0, word.x1, word.y1] for word in page.words],
            "certainties": list(page.certainties),
            "problem": page.problem,
        }
        for page in recognition.pages
    ]
    said = {"engine": recognition.engine, "pages": pages}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def from_bytes(content: bytes) -> Recognition:
    """The recognition that was written down.

    :raises UnableToReadRecognition: it is none.
    """
    try:
        said = json.loads(content)
        return Recognition(said["engine"], tuple(_page(page) for page in said["pages"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnableToReadRecognition(str(error)) from error


def _page(said: dict[str, Any]) -> RecognisedPage:
    width, height = said["size"]
    return RecognisedPage(
        number=said["number"],
        width=width,
        height=height,
        turn=said["turn"],
        lean=said["lean"],
        words=tuple(Word(*word) for word in said["words"]),
        certainties=tuple(said["certainties"]),
        problem=said["problem"],
    )
