"""Words written so that people do not read them and machines do: in hexadecimal, base64, shifted.

A code is no crime: part numbers and attached files look like it. What is returned is only what
becomes a sentence once it is undone; whether that sentence says anything is for others to judge.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

_HEXADECIMAL: Final = re.compile(r"(?<![0-9a-z])(?:[0-9a-f]{2}){16,}(?![0-9a-z])", re.IGNORECASE)
_BASE64: Final = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/=])")
_MORSE: Final = re.compile(r"(?<![^\s>])(?:[.\-]{1,6}(?:\s+/)?\s+){7,}[.\-]{1,6}(?![^\s<])")
_MIXED_MORSE: Final = re.compile(r"\.-|-\.")
_MOST: Final = 20
_LONGEST: Final = 4_000
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
# In any of the alphabets that are moved on by some letters, these words are no words of a language.
_GIVEAWAYS: Final = ("instruction", "instructions", "previous", "approve", "ignore")
SHIFTED: Final = frozenset(
    word.translate(str.maketrans(_LETTERS, _LETTERS[by:] + _LETTERS[:by]))
    for word in _GIVEAWAYS
    for by in range(1, 26)
)


def sentences_in_code(text: str) -> Iterator[str]:
    """Yield what stands in a text in hexadecimal or base64 and is a sentence when undone."""
    for place, found in enumerate(_HEXADECIMAL.finditer(text)):
        if place >= _MOST:
            break
        yield from _sentence(bytes.fromhex(found[0][:_LONGEST]))
    for place, found in enumerate(_BASE64.finditer(text)):
        if place >= _MOST:
            break
        run = found[0][:_LONGEST].rstrip("=")
        try:
            yield from _sentence(base64.b64decode(run + "=" * (-len(run) % 4)))
        except binascii.Error:
            continue


def morse_in(text: str) -> str | None:
    """Return the first message in Morse code; a row of dots or dashes alone is a rule on a page."""
    found = _MORSE.search(text)
    return found[0] if found and len(_MIXED_MORSE.findall(found[0])) > 1 else None


def _sentence(content: bytes) -> Iterator[str]:
    """Yield the bytes as text, where they are the letters and blanks of a sentence."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return
    if text.count(" ") > 1 and text.isprintable():
        yield text
