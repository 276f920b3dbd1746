"""What a sentence says that can be checked: figures, dates, identifiers, names (pure)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from ai.word_lists import CURRENCY_WORDS, MONTHS, NUMBER_WORDS, SCALES


class Kind(StrEnum):
    """What one token is."""

    FIGURE = "figure"
    DATE = "date"
    IDENTIFIER = "identifier"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Token:
    """One token with what it can mean; `text` is as written, after folding."""

    kind: Kind
    text: str
    start: int
    values: tuple[Decimal, ...] = ()
    unit: str = ""  # "%", a currency, or nothing
    is_signed: bool = False
    dates: tuple[str, ...] = ()  # 2026-03-12, 2026-03


_HIDDEN: Final = frozenset({"Cf", "Cc", "Co", "Cs"})
_LOOKALIKES: Final = str.maketrans(
    "АВСЕНІЈКМОРЅТХУасеіјорѕхуԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο" + "−–—‐‑‒’‘ʼ“”„«»",
    "ABCEHIJKMOPSTXYaceijopsxydhqwABEZHIKMNOPTYXo" + '------\'\'\'"""""',
)
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_TOKEN: Final = re.compile(
    rf"""
    (?P<address>\b[a-z]+://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    |(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b(?![-/\w]))
    |(?P<period>\b(?:19|20)\d{{2}}-(?:0[1-9]|1[0-2])\b(?![-/\w]))
    |(?P<dmy>\b\d{{1,2}}(?P<mark>[./])\d{{1,2}}(?P=mark)\d{{4}}\b(?![-/\w]))
    |(?P<day_month>\b\d{{1,2}}(?:st|nd|rd|th|\.)?\ (?:of\ )?(?:{_MONTH})\b\.?(?:,?\ \d{{4}}\b)?)
    |(?P<month_day>\b(?:{_MONTH})\b\.?\ \d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\ \d{{4}}\b)?)
    |(?P<month_year>\b(?:{_MONTH})\b\.?,?\ \d{{4}}\b)
    |(?P<sized>\b\d[\d.,]*\d*(?=(?:kg|g|l|ml|cm|mm|km|pcs|x|st|nd|rd|th)\b|-[a-z]{{2,}}\b))
    |(?P<mixed>\b(?=[\w./\#:-]*\d)(?=[\w./\#:-]*[^\W\d_]|\d+[-/:]|0\d+\b)[^\W_][\w./\#:-]*[^\W_])
    |(?P<figure>(?<![\w.,])[(]?[-+]?\s?(?:[€$£]\s?)?[-+]?
        \d+(?:[.,'\ ]\d{{3}})*(?:[.,]\d+)?(?![\d])[)]?)
    |(?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)
    """,
    re.X | re.I,
)
_SYMBOLS: Final = {"€": "EUR", "$": "USD", "£": "GBP"}
_CODE: Final = re.compile(r"\s?(%|percent\b|per cent\b|[€$£]|[A-Z]{3}\b)")
_POINTED: Final = re.compile(r"[\d,']*\.(?:\d{1,2}|\d{4,})|\d+,\d{3}(?:,\d{3})+|.*,.*\..*")
_COMMAED: Final = re.compile(r"[\d.']*,(?:\d{1,2}|\d{4,})|\d+\.\d{3}(?:\.\d{3})+|.*\..*,.*")


def folded(text: str) -> str:
    """Return the text in plain letters, digits and dashes: what looks alike is alike."""
    plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    return "".join(
        str(unicodedata.digit(each)) if each.isdigit() and not each.isascii() else each
        for each in plain
    )


def hides_something(text: str) -> bool:
    """Tell whether there are characters that nobody sees."""
    return any(unicodedata.category(each) in _HIDDEN and each not in "\n\t" for each in text)


@lru_cache(maxsize=4_096)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return everything of a text that can be checked, in order."""
    plain = folded(text)
    numbers = re.findall(r"\d[\d.,]*\d", plain)
    continental = any(_COMMAED.fullmatch(each) for each in numbers) and not any(
        _POINTED.fullmatch(each) for each in numbers
    )
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        found.extend(_token(match, plain, continental=continental))
    return tuple(_with_number_words(found))


def _token(match: re.Match[str], plain: str, *, continental: bool) -> Iterator[Token]:
    kind, text, start = match.lastgroup or "word", match.group(), match.start()
    if kind in ("iso", "period"):
        yield Token(Kind.DATE, text, start, dates=(text,))
    elif kind == "dmy":
        yield Token(Kind.DATE, text, start, dates=_numeric_dates(text))
    elif kind in ("day_month", "month_day", "month_year"):
        yield Token(Kind.DATE, text, start, dates=_worded_dates(text, kind))
    elif kind in ("address", "mixed"):
        yield Token(Kind.IDENTIFIER, text.rstrip(".:/-"), start)
    elif kind in ("figure", "sized"):
        yield _figure(match, plain, continental=continental)
    else:
        yield Token(Kind.WORD, text, start)


def _figure(match: re.Match[str], plain: str, *, continental: bool) -> Token:
    text = match.group()
    after = _CODE.match(plain, match.end())
    before = re.search(r"\b([A-Z]{3})\s?$", plain[max(0, match.start() - 5) : match.start()])
    symbol = next((code for sign, code in _SYMBOLS.items() if sign in text), "")
    unit = symbol or _unit(after.group(1) if after else before.group(1) if before else "")
    digits = re.sub(r"[^\d.,]", "", text)
    value = _value(digits, continental=continental)
    in_brackets = text.startswith("(") and text.endswith(")") and "." in text
    negative = "-" in text or in_brackets
    return Token(
        Kind.FIGURE,
        text.strip("() "),
        match.start(),
        values=(-value if negative else value,),
        unit=unit,
        is_signed=negative or "+" in text,
    )


def _unit(text: str) -> str:
    if text.lower().startswith("per"):
        return "%"
    return _SYMBOLS.get(text, text)


def _value(digits: str, *, continental: bool) -> Decimal:
    """Return the number; only 1.234 and 1,234 need to know how the rest of the text writes."""
    digits = digits.strip(".,")
    if _POINTED.fullmatch(digits) or _COMMAED.fullmatch(digits):
        continental = _COMMAED.fullmatch(digits) is not None
    mark, other = (",", ".") if continental else (".", ",")
    whole, _, part = digits.replace(other, "").partition(mark)
    return (
        Decimal(f"{whole or 0}.{part or 0}")
        if mark not in part
        else Decimal(whole + "".join(part.split(mark)))
    )


def _numeric_dates(text: str) -> tuple[str, ...]:
    first, second, year = (int(part) for part in re.split(r"[./]", text))
    orders = [(second, first)] if "." in text else [(second, first), (first, second)]
    return tuple(dict.fromkeys(filter(None, (_iso(year, *each) for each in orders))))


def _worded_dates(text: str, kind: str) -> tuple[str, ...]:
    month = next(MONTHS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in MONTHS)
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    if kind == "month_year":
        return (f"{numbers[0]}-{month:02}",)
    if len(numbers) == 1:
        return (f"--{month:02}-{numbers[0]:02}",)
    return tuple(filter(None, (_iso(numbers[1], month, numbers[0]),)))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _with_number_words(found: list[Token]) -> Iterator[Token]:
    """Join "two hundred and five" and "3 million" into figures."""
    place = 0
    while place < len(found):
        taken, value = _spelled(found, place)
        if taken == 0 or value is None:
            yield found[place]
            place += 1
            continue
        words = " ".join(each.text for each in found[place : place + taken])
        follower = found[place + taken].text.lower() if place + taken < len(found) else ""
        unit = found[place].unit or CURRENCY_WORDS.get(follower, "")
        unit = "%" if follower in ("percent", "per") else unit
        yield Token(
            Kind.FIGURE, words, found[place].start, values=(value,), unit=unit,
            is_signed=found[place].is_signed,
        )  # fmt: skip
        place += taken


def _spelled(found: list[Token], place: int) -> tuple[int, Decimal | None]:
    """Return how many tokens from here spell one number, and the number."""
    if found[place].kind is Kind.FIGURE:
        scale = SCALES.get(_after(found, place))
        return (2, found[place].values[0] * scale) if scale else (0, None)
    total, current, room, taken = 0, 0, 1_000, 0
    while place + taken < len(found):
        token = found[place + taken]
        word, number = token.text.lower(), _small(token.text)
        if taken and token.start - _end(found[place + taken - 1]) > 1:
            break
        if number is not None and number < room:
            current, room = current + number, 10 if number in range(20, 100, 10) else 0
        elif word == "hundred" and 0 < current < 100:
            current, room = current * 100, 100
        elif word in SCALES and current:
            total, current, room = total + current * SCALES[word], 0, 1_000
        elif not (word == "and" and taken and room >= 100 and _small(_after(found, place + taken))):
            break
        taken += 1
    return (taken, Decimal(total + current)) if taken else (0, None)


def _after(found: list[Token], place: int) -> str:
    return found[place + 1].text.lower() if place + 1 < len(found) else ""


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _small(text: str) -> int | None:
    """Return a number below a hundred, of one word."""
    word = text.lower()
    return NUMBER_WORDS.get(word, _hyphenated(word))


def _hyphenated(word: str) -> int | None:
    tens, _, ones = word.partition("-")
    if tens in NUMBER_WORDS and ones in NUMBER_WORDS:
        return NUMBER_WORDS[tens] + NUMBER_WORDS[ones]
    return None
