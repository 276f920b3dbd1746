"""Pictures from strangers: decoded only in a child process with limits, never here."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.reasons import ReasonCode
from intake.formats.child import ChildFailed, ChildPool
from intake.formats.page_words import Box

SECONDS: Final = 20.0
MAX_BYTES: Final = 100 * 1024 * 1024
MAX_PAGES: Final = 40
_JOBS_EACH: Final = 500
_SIDE_SHOWN: Final = 1800


class UnableToReadImage(ValueError):
    """The picture cannot be opened within its limits; `reason` and `text` are fit to show."""

    def __init__(self, reason: ReasonCode, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class Looked:
    """What a picture is: its format, how many pages it holds, and the sizes of the first."""

    format: str
    page_count: int
    sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Pixels:
    """One page as rows of red, green and blue bytes, and the page's size in points."""

    rgb: bytes
    width: int
    height: int
    points: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shown:
    """One page as PNG, and the page's size in points."""

    png: bytes
    width: float
    height: float


_pool = ChildPool(
    Path(__file__).with_name("image_child.py"), size=os.cpu_count() or 1, jobs_each=_JOBS_EACH
)


def look(content: bytes) -> Looked:
    """What the picture is, without decoding it.

    :raises UnableToReadImage: broken, or over a limit.
    """
    said, _ = _ask({"do": "look"}, content)
    sizes = said["sizes"]
    if not isinstance(sizes, list):
        raise UnableToReadImage(ReasonCode.UNREADABLE, "The picture cannot be opened.")
    return Looked(
        str(said["format"]).lower(),
        int(str(said["count"])),
        tuple((float(width), float(height)) for width, height in sizes[:MAX_PAGES]),
    )


def pixels(content: bytes, page: int, *, side: int) -> Pixels:
    """One page upright, its longer side no more than `side` pixels; pages count from 1.

    :raises UnableToReadImage: no such page, broken, or over a limit.
    """
    said, parts = _ask({"do": "pixels", "page": page, "side": side}, content)
    (width, height), points = _pair(said["size"]), _pair(said["points"])
    return Pixels(parts[0], int(width), int(height), points)


def render_page(content: bytes, page: int, *, side: int = _SIDE_SHOWN) -> Shown:
    """One page as an image to be shown; pages count from 1.

    :raises UnableToReadImage: no such page, broken, or over a limit.
    """
    said, parts = _ask({"do": "render", "page": page, "side": side}, content)
    return Shown(parts[0], *_pair(said["points"]))


def black_out(content: bytes, places: Mapping[int, Sequence[Box]]) -> bytes:
    """The picture drawn anew with these places covered, by page; in points from the top left.

    :raises UnableToReadImage: broken, or over a limit.
    """
    _, parts = _ask({"do": "black_out", "places": json.dumps(places)}, content)
    return parts[0]


def split_pages(content: bytes, ranges: Sequence[tuple[int, int]]) -> tuple[bytes, ...]:
    """A picture of its own for each range of pages; pages count from 1, both ends belong.

    :raises UnableToReadImage: no such page, broken, or over a limit.
    """
    _, parts = _ask({"do": "split", "ranges": json.dumps([list(each) for each in ranges])}, content)
    return parts


def close() -> None:
    """Stop the idle children."""
    _pool.close()


def _pair(said: object) -> tuple[float, float]:
    if not isinstance(said, list) or len(said) != len("xy"):
        raise UnableToReadImage(ReasonCode.UNREADABLE, "The picture cannot be opened.")
    return float(said[0]), float(said[1])


def _ask(request: dict[str, object], content: bytes) -> tuple[dict[str, object], tuple[bytes, ...]]:
    if len(content) > MAX_BYTES:
        raise UnableToReadImage(
            ReasonCode.TOO_LARGE, f"The picture is larger than {MAX_BYTES // 1024 // 1024} MB."
        )
    try:
        answer = _pool.ask(request, (content,), seconds=SECONDS)
    except ChildFailed as failure:
        limits = ("stopped", "memory", "than allowed")
        is_limit = any(word in str(failure) for word in limits)
        reason = ReasonCode.UNSAFE_FILE if is_limit else ReasonCode.UNREADABLE
        raise UnableToReadImage(reason, f"The picture cannot be opened: {failure}.") from failure
    return dict(answer.said), answer.parts
