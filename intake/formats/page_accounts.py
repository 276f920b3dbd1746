"""Bank accounts and tax numbers on a page, each proved by its own check digits where it has any."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from stdnum.es import nif
from stdnum.it import iva

from intake.formats.page_labels import BELOW, Found, Label, Labels, pieces
from intake.formats.page_lexicon import Role
from intake.formats.page_words import Line, Segment, Word, box_of
from intake.formats.xml_values import looks_like_bic

_START: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]*")
_ANYWHERE: Final = re.compile(r"[A-Z]{2}\d{2}")
_MORE: Final = re.compile(r"[A-Z0-9]{1,30}")
_TRIM: Final = ",;.:()"
_MOST_WORDS: Final = 12
_SHORTEST: Final = 15
_PROVED, _STATED = 1.0, 0.5
_LENGTHS: Final = {
    **dict.fromkeys(("AT", "BA", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("CZ", "ES", "RO", "SE", "SK", "TN"), 24),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("CY", "HU", "PL"), 28),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("HR", "LV", "LI", "CH"), 21),
    "BE": 16,
    "IS": 26,
    "MT": 31,
    "NO": 15,
    "PT": 25,
    "SI": 19,
    "TR": 26,
    "AD": 24,
    "SA": 24,
    "AE": 23,
}
_VAT: Final = re.compile(
    r"(?:ATU\d{8}|BE[01]\d{9}|DE\d{9}|NL\d{9}B\d{2}|NL\d{11}|FR[0-9A-Z]{2}\d{9}|GB(?:\d{9}|\d{12})"
    r"|DK\d{8}|IT\d{11}|ES[A-Z0-9]\d{7}[A-Z0-9]|PL\d{10}|SE\d{12}|LU\d{8}|CZ\d{8,10}|XI\d{9}"
    r"|IE\d[A-Z0-9+*]\d{5}[A-Z]{1,2}|FI\d{8}|PT\d{9}|HU\d{8}|RO\d{2,10}|BG\d{9,10}|SK\d{10}"
    r"|SI\d{8}|HR\d{11}|EE\d{9}|LV\d{11}|LT(?:\d{9}|\d{12})|MT\d{8}|CY\d{8}[A-Z]|EL\d{9}|GR\d{9}"
    r"|CHE\d{9}(?:MWST|TVA|IVA)?|NO\d{9}(?:MVA)?)"
)
_LONGEST_VAT: Final = 16
_SHORTEST_VAT: Final = 8
_LIKE_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?![\w])")
_SPANISH: Final = 9  # signs; an Italian one has eleven
_AT_HOME: Final = re.compile(
    r"(?:[A-Z][ -]?\d{7}[ -]?[A-Z0-9]|\d{8}[ -]?[A-Z]|(?:\d[ .]?){11})(?![\w.-]*\d)"
)
_SWISS: Final = frozenset({"MWST", "TVA", "IVA"})
_DIGITS: Final = re.compile(r"\d[\d -]{4,20}\d")
_TAX_ID: Final = re.compile(r"\d[\d/ .-]{5,18}\d|\d{2}-\d{7}|[A-Z0-9]{9,16}")


def ibans(lines: tuple[Line, ...]) -> Iterator[Found[str]]:
    """Every account number of its country's length; with wrong check digits it counts less."""
    for number, line in enumerate(lines):
        for segment in line.segments:
            if _ANYWHERE.search(segment.text) is None:
                continue
            words = pieces(segment)
            for place, word in enumerate(words):
                if _START.fullmatch(word.text.strip(_TRIM)) is None:
                    continue
                begun = words[place : place + _MOST_WORDS]
                found = _iban(begun, line.page)
                if found is None and segment is line.segments[-1]:
                    found = _going_on(begun, lines[number + 1 : number + 2])
                if found is not None:
                    yield found


def _going_on(begun: tuple[Word, ...], below: tuple[Line, ...]) -> Found[str] | None:
    """An account whose last groups stand in the next line; its check digits must prove it."""
    for line in below:
        for segment in line.segments:
            found = _iban((*begun, *segment.words[:_MOST_WORDS]), line.page)
            if found is not None and found.score == _PROVED:
                return found
    return None


def _iban(words: tuple[Word, ...], page: int) -> Found[str] | None:
    text = ""
    for count, word in enumerate(words, 1):
        part = word.text.strip(_TRIM)
        if _MORE.fullmatch(part) is None:
            return None
        text += part
        length = _LENGTHS.get(text[:2])
        if length is None or len(text) > length:
            return None
        if len(text) == length:
            used = words[:count]
            shown = " ".join(each.text.strip(_TRIM) for each in used)
            return Found(text, shown, page, box_of(used), _PROVED if _is_iban(text) else _STATED)
    return None


def _is_iban(iban: str) -> bool:
    if len(iban) < _SHORTEST:
        return False
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def the_iban(lines: tuple[Line, ...]) -> Found[str] | None:
    """The one account; two different ones with right check digits are none."""
    found = list(ibans(lines))
    proved = {each.value: each for each in found if each.score == _PROVED}
    stated = proved or {each.value: each for each in found}
    return next(iter(stated.values())) if len(stated) == 1 else None


def stated_iban(labels: Labels) -> Found[str] | None:
    """What a label calls an IBAN and is none: as printed, for a person to see."""

    def read(text: str) -> tuple[str, str] | None:
        match = _LIKE_IBAN.match(text)
        return None if match is None else (match[0].replace(" ", ""), match[0])

    stated = [each for label in labels.of(Role.IBAN) for each in labels.values(label, read)]
    if len({each.value for each in stated}) != 1:
        return None
    return replace(stated[0], score=_STATED)


def bics(labels: Labels) -> Iterator[Found[str]]:
    """Bank codes behind their label."""

    def read(text: str) -> tuple[str, str] | None:
        first = text.split(" ")[0].strip(_TRIM)
        return (first, first) if looks_like_bic(first) else None

    for label in labels.of(Role.BIC):
        found = list(labels.values(label, read))
        if not found and not label.is_first and not label.rest:
            found = list(_in_next_line(labels, label, read))
        yield from found


def _in_next_line(
    labels: Labels, label: Label, read: Callable[[str], tuple[str, str] | None]
) -> Iterator[Found[str]]:
    """A code in capitals that goes on a sentence which its label ends."""
    below = labels.lines[label.line + 1 : label.line + 2]
    is_last = label.segment == len(labels.lines[label.line].segments) - 1
    made = read(below[0].text) if below and is_last and below[0].page == label.page else None
    if made is not None and made[0].isupper():
        yield Found(made[0], made[1], label.page, box_of(below[0].words[:1]), BELOW)


def digits_of(labels: Labels, role: Role) -> Iterator[Found[str]]:
    """Account and routing numbers behind their label."""

    def read(text: str) -> tuple[str, str] | None:
        match = _DIGITS.match(text)
        return None if match is None else (re.sub("[ -]", "", match[0]), match[0])

    for label in labels.of(role):
        yield from labels.values(label, read)


def vat_id_in(text: str) -> tuple[str, str] | None:
    """The VAT id a text begins with; its signs and spaces do not count."""
    plain, used = "", []
    parts = text.split(" ")[:6]
    for place, part in enumerate(parts):
        bare = re.sub(r"[.,;:()/-]", "", part)
        plain += bare.upper()
        used.append(part)
        if len(plain) > _LONGEST_VAT:
            break
        if _VAT.fullmatch(plain) is not None:
            following = parts[place + 1].strip(_TRIM) if place + 1 < len(parts) else ""
            if plain.startswith("CHE") and following in _SWISS:
                return plain + following, " ".join([*used, following])
            return plain, " ".join(used).strip(_TRIM)
    return _without_country(text)


def _without_country(text: str) -> tuple[str, str] | None:
    """An id as Spain and Italy print it at home: its check digit stands for the country."""
    match = _AT_HOME.match(text)
    if match is None:
        return None
    plain = re.sub(r"[ .-]", "", match[0])
    is_right = nif.is_valid(plain) if len(plain) == _SPANISH else iva.is_valid(plain)
    return (plain, match[0]) if is_right else None


def tax_id_in(text: str) -> tuple[str, str] | None:
    """A tax number behind its label."""
    match = _TAX_ID.match(text)
    if match is None or vat_id_in(text) is not None:
        return None
    return match[0].strip(), match[0].strip()


def bare_vat_ids(lines: tuple[Line, ...]) -> Iterator[tuple[Segment, Found[str]]]:
    """Words that have the form of a VAT id, label or not, with the segment they stand in."""
    for line in lines:
        for segment in line.segments:
            for word in pieces(segment):
                if word.text.isalpha() or len(word.text) < _SHORTEST_VAT:
                    continue
                text = re.sub(r"[.,;:()/-]", "", word.text)
                if _VAT.fullmatch(text):
                    box = (word.x0, word.y0, word.x1, word.y1)
                    ending = _swiss_ending(text, segment, word)
                    yield segment, Found(text + ending, word.text, line.page, box, 0.8)


def _swiss_ending(text: str, segment: Segment, word: Word) -> str:
    """The word for the tax behind a Swiss id, which is part of it."""
    behind = [each.text.strip(_TRIM) for each in segment.words if each.x0 >= word.x1]
    return behind[0] if text.startswith("CHE") and behind and behind[0] in _SWISS else ""


def is_near(label: Label, line: int) -> bool:
    """Whether a label stands on this line or the one before."""
    return label.line in {line, line - 1}
