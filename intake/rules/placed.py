"""Words where they stand on a page: from a text layer or from recognition, the same to all."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its box in points from the top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """How tall the line of this word is."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Page:
    """One page and its words in the order of the file."""

    width: float
    height: float
    words: tuple[Word, ...]
