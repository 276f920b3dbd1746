"""Text that speaks to a machine instead of to a buyer: noticed, quoted, and never followed (T66).

Nothing here decides what happens to a document but that a person looks at it. A business text asks
people for payment; what is looked for is addressed to a program that answers: it is told to forget
its rules, to word its answer in some way, to approve or change something by itself, or is set a
task that has nothing to do with buying. English, German, French, Spanish, Italian and Dutch.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from intake.rules import instruction_signs as signs
from intake.rules.encoded import SHIFTED, morse_in, sentences_in_code

_LONGEST_TEXT: Final = 400_000
_LONGEST_QUOTE: Final = 160
_SHORTEST: Final = 12


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One sentence that speaks to a machine, and what gives it away."""

    quote: str
    why: str


def suspicion_of(text: str) -> Suspicion | None:
    """Return the first sentence that looks like an instruction to a program, if there is one."""
    if len(text) < _SHORTEST:
        return None
    text = text[:_LONGEST_TEXT]
    plain = _plain(text)
    return (
        _first(_sentences(plain), _SIGNS)
        or _first(_lines(text), _TASKS)
        or _first((each for said in sentences_in_code(plain) for each in _sentences(said)), _SIGNS)
        or _in_morse(plain)
    )


def _in_morse(text: str) -> Suspicion | None:
    found = morse_in(text)
    return Suspicion(found[:_LONGEST_QUOTE].strip(), "it is in Morse code") if found else None


def _first(sentences: Iterable[str], known: "_Signs") -> Suspicion | None:
    for sentence in sentences:
        words = set(_WORD.findall(sentence.lower()))
        if not SHIFTED.isdisjoint(words):
            return Suspicion(
                sentence[:_LONGEST_QUOTE].strip(), "it is written in a shifted alphabet"
            )
        for sign in known.wordless if known.words.isdisjoint(words) else known.signs:
            if sign.is_in(sentence, words):
                return Suspicion(sentence[:_LONGEST_QUOTE].strip(), sign.why)
    return None


def _lines(text: str) -> Iterator[str]:
    """Yield each line that could begin a sentence no mark stands before, and the line after it."""
    lines = text.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line[:1].isupper():
            yield _plain(f"{line} {after}"[:_LONGEST_SENTENCE])


@dataclass(frozen=True, slots=True)
class _Sign:
    """What gives an instruction away: a pattern, and words of which one must stand in a sentence.

    `unless` is what such a sentence is about where vendors write it too.
    """

    why: str
    pattern: re.Pattern[str]
    words: frozenset[str]
    unless: re.Pattern[str] | None = None

    def is_in(self, sentence: str, words: set[str]) -> bool:
        if self.words and self.words.isdisjoint(words):
            return False
        return any(
            self.unless is None
            or not self.unless.search(sentence, found.start(), found.end() + _NEAR)
            for found in self.pattern.finditer(sentence)
        )


class _Signs:
    """Some signs, and what shows at a glance which of them a sentence cannot hold."""

    def __init__(self, *signs: _Sign) -> None:
        self.signs = signs
        self.wordless = tuple(sign for sign in signs if not sign.words)
        self.words = frozenset(word for sign in signs for word in sign.words)


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a long one in pieces that overlap."""
    for sentence in _BOUNDARY.split(text):
        for start in range(0, max(len(sentence) - _OVERLAP, 1), _LONGEST_SENTENCE):
            piece = sentence[start : start + _LONGEST_SENTENCE + _OVERLAP]
            if len(piece) >= _SHORTEST:
                yield piece


def _plain(text: str) -> str:
    """Return the text as it is meant to be read: no characters that take no room, one blank."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
        text = text.replace("\u2019", "'").replace("\u2018", "'")
    return _SPACES.sub(" ", text)


_NEAR: Final = 40
_LONGEST_SENTENCE: Final = 600
_OVERLAP: Final = 200
_BOUNDARY: Final = re.compile(r"(?<=[.!?]) +|(?<!<)\|(?!>)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SPACES: Final = re.compile(r"[ \t\r\n\u00a0]+")
# These are told from other sentences by how they begin.
_TASKS: Final = _Signs(
    _Sign(signs.STRANGE, signs.TASK, signs.ASKING, signs.ABOUT_BUSINESS),
    _Sign(signs.STRANGE, signs.FOREIGN_TASK, signs.FOREIGN_ASKING),
)
_SIGNS: Final = _Signs(
    _Sign("it tells a program to forget its rules", signs.OVERRIDE, signs.RULES),
    _Sign("it speaks to a program", signs.MACHINE, signs.PROGRAMS),
    _Sign("it is written as programs are spoken to", signs.MARKUP, frozenset()),
    _Sign("it tells a program what to do with the document", signs.DEED, signs.DEEDS),
    _Sign(
        "it tells a program how to word its answer",
        signs.WORDING,
        signs.ANSWERS,
        signs.ABOUT_ORDERS,
    ),
    *_TASKS.signs,
    _Sign(
        "it tries a trick that programs fall for", signs.TRICK, signs.TRICKS, signs.ABOUT_BUSINESS
    ),
    _Sign("it lures to a download", signs.LURE, signs.LURES),
)
