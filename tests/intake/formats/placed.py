"""Pages made of words at places, without a PDF around them."""

from collections.abc import Sequence

from intake.formats.page_words import Page, Word

WIDTH = 5.0  # of a letter
HEIGHT = 10.0

Cell = tuple[float, str]
Placed = tuple[float, float, str]  # from the left, from the top


def page(rows: Sequence[Sequence[Cell]], *, top: float = 40, pitch: float = 13) -> Page:
    """A page with these rows: each a few texts, each beginning at its place from the left."""
    words: list[Word] = []
    for number, row in enumerate(rows):
        y = top + number * pitch
        for x, text in row:
            words += words_at(x, y, text)
    return Page(595, 842, tuple(words))


def words_at(x: float, y: float, text: str) -> list[Word]:
    """The words of a text from a place on."""
    made = []
    for word in text.split():
        made.append(Word(word, x, y, x + WIDTH * len(word), y + HEIGHT))
        x += WIDTH * (len(word) + 0.6)
    return made


def right(x: float, text: str) -> Cell:
    """A text that ends at a place."""
    words = text.split()
    width = WIDTH * (sum(map(len, words)) + 0.6 * (len(words) - 1))
    return (x - width, text)


def scattered(*said: Placed, letter: float = WIDTH, width: float = 595) -> Page:
    """A page with these texts, each from its place on."""
    words = []
    for left, top, text in said:
        x = left
        for word in text.split():
            words.append(Word(word, x, top, x + letter * len(word), top + HEIGHT))
            x += letter * len(word) + 3
    return Page(width, 842, tuple(words))
