"""Cuts a text into passages: by heading and paragraph, of a length that one meaning fits (pure).

A passage is a piece of the text as it stands, so that a quote can be found in it word for word.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

MOST_CHARACTERS: Final = 900
LEAST_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a row of a table, or a heading when it has a level."""

    text: str
    level: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage before it is stored."""

    ordinal: int
    heading: str | None
    page: int | None
    text: str

    @property
    def sha256(self) -> str:
        """The hash of the words."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def with_heading(self) -> str:
        """The words below their heading: what is searched."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text


def pieces(blocks: Iterable[Block]) -> list[Piece]:
    """Return the passages of a document, in order."""
    found: list[Piece] = []
    heads: dict[int, str] = {}
    waiting: list[Block] = []
    for block in blocks:
        if block.level is None:
            waiting.append(block)
            continue
        found += _closed(waiting, heads, len(found))
        waiting = []
        heads = {level: text for level, text in heads.items() if level < block.level}
        heads[block.level] = " ".join(block.text.split())
    return found + _closed(waiting, heads, len(found))


def _closed(blocks: Sequence[Block], heads: dict[int, str], start: int) -> list[Piece]:
    heading = " › ".join(heads[level] for level in sorted(heads)) or None
    return [
        Piece(start + number, heading, page, text)
        for number, (text, page) in enumerate(_joined(_short_enough(blocks)))
    ]


def _joined(blocks: Iterable[Block]) -> Iterator[tuple[str, int | None]]:
    """Put short neighbours of one page together."""
    text, page = "", None
    for block in blocks:
        is_full = len(text) + len(block.text) > MOST_CHARACTERS or len(text) >= MOST_CHARACTERS // 2
        if text and (block.page != page or (is_full and len(text) >= LEAST_CHARACTERS)):
            yield text, page
            text = ""
        text, page = (f"{text}\n{block.text}" if text else block.text), block.page
    if text:
        yield text, page


def _short_enough(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        rest = block.text.strip()
        while len(rest) > MOST_CHARACTERS:
            cut = _cut(rest)
            yield Block(rest[:cut].rstrip(), None, block.page)
            rest = rest[cut:].lstrip()
        if rest:
            yield Block(rest, None, block.page)


def _cut(text: str) -> int:
    """Where to cut: after a sentence, else after a word, else at the limit."""
    head = text[:MOST_CHARACTERS]
    for mark in (". ", "; ", "\n", " "):
        place = head.rfind(mark)
        if place > MOST_CHARACTERS // 3:
            return place + 1
    return MOST_CHARACTERS
