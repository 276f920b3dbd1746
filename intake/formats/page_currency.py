"""Which currency a page is in, and which country's way of dates it has."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from intake.formats.page_labels import Found, Labels
from intake.formats.page_lexicon import Role
from intake.formats.page_values import CURRENCY_CODES, DOLLAR, SYMBOLS, YEN
from intake.formats.page_words import Line, Word

_FIGURE: Final = re.compile(r"\(?[-\u2212]?[\d.,'\u2019]*\d[\d.,'\u2019\u00a0\u202f ]*\)?-?[*]?")
_OTHER_DOLLARS: Final = re.compile(
    r"\b(?:CAD|AUD|NZD|SGD|HKD|MXN|Canada|Canadian|Australia|New Zealand|Singapore|Hong Kong|México"
    r"|Mexico|Chile|Colombia|Argentina|ABN|GST/HST|HST|QST)\b"
)
_US: Final = re.compile(
    r"\b(?:USD|USA|U\.S\.|United States|US Dollars?)\b|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"
)
_IN_US: Final = re.compile(r"\b(?:USA|U\.S\.A?\.|United States)\b|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b")
_DAY_FIRST_CURRENCIES: Final = frozenset(
    {"EUR", "GBP", "CHF", "PLN", "DKK", "NOK", "INR", "AUD", "NZD"}
)
_NOT_ENGLISH: Final = re.compile(
    r"\b(?:rechnung\w*|gutschrift|facture|avoir|factuur\w*|creditnota|factura|fattura|bedrag|betrag"
    r"|montant|importe|totale|iva|mwst|ust|faktura|datum|fecha|seite|menge)\b",
    re.IGNORECASE,
)
_CHINA: Final = re.compile(r"\b(?:CNY|RMB|P\.?R\.? ?China|China|Hong Kong)\b|元")
_JAPAN: Final = re.compile(
    r"\b(?:JPY|Japan|Tokyo|Osaka|Kyoto|Yokohama|Nagoya)\b|円|[\u3040-\u30ff]"
)
_LABELLED: Final = 50
_STRONG: Final = 0.6  # of all signs


def currency_of(lines: tuple[Line, ...], labels: Labels) -> Found[str] | None:
    """The currency that a label names, or that stands beside most amounts."""
    stated = list(_stated(labels))
    if stated and len({each.value for each in stated}) == 1:
        return stated[0]
    seen: Counter[str] = Counter()
    first: dict[str, Found[str]] = {}
    for found in _beside_amounts(lines):
        seen[found.value] += 1
        first.setdefault(found.value, found)
    for shared, decide in ((DOLLAR, _dollar), (YEN, _yen)):
        if shared not in seen:
            continue
        count, code = seen.pop(shared), decide(lines)
        if code is not None:
            sign = first[shared]
            seen[code] += count
            first.setdefault(code, Found(code, sign.text, sign.page, sign.box, 0.85))
    if not seen:
        return next(_words(lines), None)
    code, count = seen.most_common(1)[0]
    return first[code] if count >= _STRONG * sum(seen.values()) else None


def _stated(labels: Labels) -> Iterator[Found[str]]:
    def read(text: str) -> tuple[str, str] | None:
        word = text.split(" ")[0].strip("(),.;:")
        code = SYMBOLS.get(word, word)
        return (code, word) if code in CURRENCY_CODES else None

    for label in labels.of(Role.CURRENCY):
        yield from labels.values(label, read)


def _beside_amounts(lines: tuple[Line, ...]) -> Iterator[Found[str]]:
    for line in lines:
        for segment in line.segments:
            words = segment.words
            for place, word in enumerate(words):
                code, rest = _sign_of(word.text)
                if code is None:
                    continue
                near = [*words[max(0, place - 1) : place], *words[place + 1 : place + 2]]
                is_beside = any(_FIGURE.fullmatch(each.text) for each in near)
                is_named = word.text.startswith("(") and word.text.endswith((")", "):"))
                if _FIGURE.fullmatch(rest) or (not rest.strip("().:-") and (is_beside or is_named)):
                    yield _at(code, word, line.page)


def _at(code: str, word: Word, page: int) -> Found[str]:
    return Found(code, word.text, page, (word.x0, word.y0, word.x1, word.y1), 0.97)


@lru_cache(maxsize=16384)
def _sign_of(text: str) -> tuple[str | None, str]:
    """A currency in or around a word, and what is left of the word."""
    bare = text.strip("():.")
    if bare in CURRENCY_CODES:
        return bare, ""
    for sign, code in SYMBOLS.items():
        if sign in text and (not sign.isalpha() or text.startswith(sign)):
            return code, text.replace(sign, "").lstrip(".")
    for shared in (DOLLAR, YEN):
        if shared in text:
            return shared, text.replace(shared, "")
    for part in (text[:3], text[-3:]):
        if part in CURRENCY_CODES and not text.isalpha():
            return part, text.replace(part, "")
    return None, text


def _dollar(lines: tuple[Line, ...]) -> str | None:
    """US dollars, unless the page speaks of another country that has dollars."""
    text = "\n".join(line.text for line in lines)
    if _US.search(text):
        return "USD"
    return None if _OTHER_DOLLARS.search(text) else "USD"


def _yen(lines: tuple[Line, ...]) -> str | None:
    """Yen or yuan, by the country that the page speaks of; nothing where it speaks of neither."""
    text = "\n".join(line.text for line in lines)
    is_china, is_japan = _CHINA.search(text) is not None, _JAPAN.search(text) is not None
    if is_china is is_japan:
        return None
    return "CNY" if is_china else "JPY"


def _words(lines: tuple[Line, ...]) -> Iterator[Found[str]]:
    """A code anywhere in the words, where only one occurs."""
    named = ((word, word.text.strip("().,:;"), line.page) for line in lines for word in line.words)
    found = {
        SYMBOLS.get(text, text): _at(SYMBOLS.get(text, text), word, page)
        for word, text, page in named
        if text in CURRENCY_CODES or (text in SYMBOLS and not text.isalpha())
    }
    if len(found) == 1:
        yield next(iter(found.values()))


def is_day_first(lines: tuple[Line, ...], shown: bool | None, currency: str | None) -> bool | None:
    """The order of dates: what a date shows, else what language and country say (T44)."""
    if shown is not None:
        return shown
    text = "\n".join(line.text for line in lines)
    if len(_NOT_ENGLISH.findall(text)) > 1:
        return True
    if currency in _DAY_FIRST_CURRENCIES:
        return True
    return False if currency == "USD" and _IN_US.search(text) else None
