"""Card numbers in text files: found in the characters, whatever the encoding of the bytes."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from intake.rules import cards
from intake.rules.cards import CardNumber
from intake.rules.findings import FindingValue
from intake.rules.recognise import FileKind

# Twelve digits in bytes, with marks between them; what lacks even those holds no card number.
_GATE: Final = re.compile(rb"(?:[0-9][^0-9A-Za-z,;]{0,14}){11}[0-9]")
_WIDE: Final = (b"\xef\xbc", b"\xd9", b"\xe0")  # how digits of other scripts begin
_INLINE: Final = "a abbr b bdi code em font i kbd mark s small span strong sub sup tt u wbr"
_BLANKS: Final = "nbsp shy ensp emsp thinsp zwnj zwj #160 #xa0 #173 #8203 #x200b"


def _in_any_case(words: str) -> str:
    """Return a pattern for these words; one that ignores case leaps from sign to sign no more.

    Words with the same first sign are tried together: most of what stands there has another.
    """
    endings: dict[str, list[str]] = {}
    for word in words.split():
        endings.setdefault(_either(word[0]), []).append("".join(map(_either, word[1:])))
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in endings.items())


def _either(sign: str) -> str:
    return f"[{sign}{sign.upper()}]" if sign.isalpha() else sign


# A digit by its number, or what takes no room.
_MARK: Final = re.compile(
    r"&(?:#(?:0*(4[89]|5[0-7])|[xX]0*(3[0-9]));"
    rf"|(?:{_in_any_case(_BLANKS)});)|<(?:/?(?:{_in_any_case(_INLINE)})\b[^<>]*>|!--.*?-->)",
    re.DOTALL,
)
_ATTACHED: Final = re.compile(
    rb"(<(?:\w+:)?(?:Embedded\w*|Attachment)BinaryObject\b[^>]*>)([^<]+)<"
)
_DELIMITERS: Final = ",;\t|"
_HEADING: Final = re.compile(r"\s*([^\r\n]+)")
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Removed:
    """One card number that was taken out: where it stood, and the little that may be said."""

    where: str
    last_four: str
    network: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside another: the hash of what was sent, and what was taken out of it."""

    sent_sha256: str
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A file without card numbers, what was taken out, and its changed parts by their hash."""

    content: bytes
    removed: tuple[Removed, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    spoken: tuple[tuple[str, str], ...] = ()  # texts that only a child process could read
    warnings: tuple[FindingValue, ...] = ()  # what else is dangerous in it

    def within(self, name: str) -> tuple[Removed, ...]:
        """Return what was removed, said of a part of a larger file."""
        return tuple(replace(each, where=f"{name}, {each.where}") for each in self.removed)

    def as_part(self, sent: bytes) -> dict[str, Part]:
        """Return the entry by which a file that holds this one remembers it, and its own parts."""
        kept = hashlib.sha256(self.content).hexdigest()
        return {**self.parts, kept: Part(hashlib.sha256(sent).hexdigest(), self.removed)}


def mask_text(content: bytes, kind: FileKind, inner: Callable[[bytes], Masked]) -> Masked:
    """Return a text file without card numbers; files it carries in Base64 go through `inner`."""
    attached: tuple[Removed, ...] = ()
    if kind is FileKind.XML and b"BinaryObject" in content:
        content, attached = _attachments(content, inner)
    if kind is not FileKind.HTML and not may_hold_numbers(content):
        return Masked(content, attached)
    encoding = _encoding(content)
    rest = content[len(content) - len(content) % 2 :] if encoding != "utf-8" else b""
    text = content[: len(content) - len(rest)].decode(encoding, _errors(encoding))
    changed, found = _in_markup(text) if kind in _MARKUP else (text, ())
    masked, more = _mask(changed if found else text, is_table=kind is FileKind.TABLE)
    if not found and not more:
        return Masked(content, attached)
    return Masked(masked.encode(encoding, _errors(encoding)) + rest, (*attached, *found, *more))


def mask_string(text: str, where: str) -> tuple[str, tuple[Removed, ...]]:
    """Return one text without card numbers, and what was removed from it."""
    masked, found = cards.mask(text)
    return masked, tuple(Removed(where, each.last_four, each.network) for each in found)


def decoded(content: bytes) -> str:
    """Return the characters of a text, whatever its encoding; what is none of it is replaced."""
    encoding = _encoding(content)
    return content.decode(encoding, "replace")


def mask_raw(content: bytes) -> Masked:
    """Return bytes of no known kind without the card numbers that stand in them as they are."""
    if not _GATE.search(content):
        return Masked(content)
    text = content.decode("latin-1")
    masked, found = cards.mask(text)
    removed = tuple(Removed("the raw file", each.last_four, each.network) for each in found)
    return Masked(masked.encode("latin-1"), removed) if found else Masked(content)


def may_hold_numbers(content: bytes) -> bool:
    """Say whether a closer look is worth while: digits enough, or digits in disguise."""
    return (
        b"\x00" in content[:64]
        or b"&#" in content
        or any(lead in content for lead in _WIDE)
        or _GATE.search(content) is not None
    )


def _mask(text: str, *, is_table: bool) -> tuple[str, tuple[Removed, ...]]:
    found = cards.find(text)
    if is_table and found:
        found = tuple(card for card in found if _is_card_in_its_column(text, card))
    removed = tuple(
        Removed(f"line {text.count(chr(10), 0, card.start) + 1}", card.last_four, card.network)
        for card in found
    )
    return cards.hide(text, found), removed


def _is_card_in_its_column(text: str, card: CardNumber) -> bool:
    """Say whether a number is still that of a card under the heading it stands below (T129)."""
    start = max(text.rfind("\n", 0, card.start), text.rfind("\r", 0, card.start)) + 1
    heading = _HEADING.match(text)
    if heading is None or heading.end() > start:
        return True
    mark = max(_DELIMITERS, key=heading[1].count)
    names = heading[1].split(mark)
    column = _outside_quotes(text[start : card.start]).count(mark)
    label = names[column].strip("\"' ") if column < len(names) else ""
    line = text[start : card.end]
    return any(each.start == card.start - start for each in cards.find(line, label))


def _outside_quotes(text: str) -> str:
    return "".join(text.split('"')[::2])


def _in_markup(text: str) -> tuple[str, tuple[Removed, ...]]:
    """Find numbers that tags, entities and references take apart; put nothing else together."""
    if _MARK.search(text) is None:
        return text, ()
    plain, places = _without_markup(text)
    found = cards.find(plain) if len(plain) != len(text) else ()
    if not found:
        return text, ()
    letters = list(text)
    for card in found:
        digits = [at for at in range(card.start, card.end) if plain[at].isdecimal()]
        for at in digits[:-4]:
            start, end = places[at], places[at + 1]
            is_reference = text[start] == "&"
            letters[start:end] = [cards.MASK] + [""] * (end - start - 1) if is_reference else [
                cards.MASK, *letters[start + 1 : end]
            ]  # fmt: skip
    removed = tuple(
        Removed(
            f"line {text.count(chr(10), 0, places[card.start]) + 1}", card.last_four, card.network
        )
        for card in found
    )
    return "".join(letters), removed


def _without_markup(text: str) -> tuple[str, list[int]]:
    """Return the text as a reader would see it, and where each of its characters begins."""
    plain: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, shown in _marks_in(text):
        plain.append(text[done:start])
        places += range(done, start)
        plain.append(shown)
        places += [start] * len(shown)
        done = end
    plain.append(text[done:])
    places += range(done, len(text) + 1)
    return "".join(plain), places


def _marks_in(text: str) -> Iterable[tuple[int, int, str]]:
    for found in _MARK.finditer(text):
        digit = found[1] or found[2]
        if digit is None:
            yield found.start(), found.end(), " " if found[0].startswith("&") else ""
        else:
            yield found.start(), found.end(), chr(int(digit, 10 if found[1] else 16))


def _attachments(
    content: bytes, inner: Callable[[bytes], Masked]
) -> tuple[bytes, tuple[Removed, ...]]:
    """Mask the documents that an XML file carries in Base64."""
    removed: list[Removed] = []

    def clean(found: re.Match[bytes]) -> bytes:
        try:
            inside = base64.b64decode(found[2])
        except (binascii.Error, ValueError):
            return found[0]
        masked = inner(inside)
        if not masked.removed:
            return found[0]
        removed.extend(masked.within("an attached file"))
        return found[1] + base64.b64encode(masked.content) + b"<"

    return _ATTACHED.sub(clean, content), tuple(removed)


def _encoding(content: bytes) -> str:
    """Return how the characters are written; ASCII digits stand alike in all the others."""
    known = _UTF16.get(content[:2])
    if known is not None:
        return known
    lead = content[:64]
    if lead[1::2].count(0) > len(lead) // 4:
        return "utf-16-le"
    if lead[::2].count(0) > len(lead) // 4:
        return "utf-16-be"
    return "utf-8"


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8" else "surrogatepass"


_MARKUP: Final = frozenset({FileKind.XML, FileKind.HTML, FileKind.SVG})
