"""Amounts and dates as pages print them, read in one meaning or not at all (T43, T44).

Which mark is the decimal one, and whether day or month comes first, is decided by what else the
same document shows; where it shows nothing, or both, the value stays unknown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

CURRENCY_CODES: Final = frozenset(
    "AED AUD BGN BHD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS INR ISK JPY KRW KWD MXN MYR NOK"  # noqa: SIM905
    " NZD OMR PLN RON RSD SAR SEK SGD THB TND TRY TWD UAH USD ZAR".split()
)
SYMBOLS: Final = {"€": "EUR", "£": "GBP", "US$": "USD"}
_SIGNS: Final = re.compile(r"^(?:[A-Z]{3}|US\$|[€£$¥])\s*|\s*(?:[A-Z]{3}|US\$|[€£$¥])$")
_DIGITS: Final = re.compile(r"-?\d+$")
_MONTH_WORDS: Final = (
    ("jan", "januar", "january", "januari", "janvier", "janv", "enero", "ene", "gennaio", "gen"),
    ("feb", "februar", "february", "februari", "février", "févr", "febrero", "febbraio"),
    ("mar", "märz", "march", "maart", "mars", "marzo", "mrt", "mär"),
    ("apr", "april", "avril", "avr", "abril", "abr", "aprile"),
    ("may", "mai", "mei", "mayo", "maggio", "mag"),
    ("jun", "juni", "june", "juin", "junio", "giugno", "giu"),
    ("jul", "juli", "july", "juillet", "juil", "julio", "luglio", "lug"),
    ("aug", "august", "augustus", "août", "agosto", "ago"),
    ("sep", "sept", "september", "septembre", "septiembre", "settembre", "set"),
    ("oct", "okt", "oktober", "october", "octobre", "octubre", "ottobre", "ott"),
    ("nov", "november", "novembre", "noviembre"),
    ("dec", "dez", "dezember", "december", "décembre", "déc", "diciembre", "dic", "dicembre"),
)
_MONTHS: Final = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words}
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMERIC: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th|er)? ?([^\W\d]{3,10})\.?,? (\d{4})")
_MONTH_DAY: Final = re.compile(r"([^\W\d]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_LAST_MONTH: Final = 12
_CENTURY: Final = 2000


@dataclass(frozen=True, slots=True)
class Manner:
    """How one document writes: its decimal mark, its decimals, and whether days come first."""

    mark: str | None
    decimals: int
    is_day_first: bool | None

    def amount(self, text: str) -> Decimal | None:
        """An amount of money with exactly the decimals of the currency."""
        text = _SIGNS.sub("", text.strip())
        if self.decimals == 0:
            return _grouped(text, ".") or _grouped(text, ",")
        mark = text[-self.decimals - 1 : -self.decimals]
        if mark not in {".", ","} or (self.mark is not None and mark != self.mark):
            return None
        whole = _grouped(text[: -self.decimals - 1], "," if mark == "." else ".")
        cents = text[-self.decimals :]
        if whole is None or not cents.isdecimal():
            return None
        sign = "-" if text.startswith("-") else ""
        return Decimal(f"{sign}{abs(whole)}.{cents}")

    def number(self, text: str) -> Decimal | None:
        """A quantity or a price, of any decimals; needs to know the document's mark."""
        text = _SIGNS.sub("", text.strip())
        if self.mark is None and not _DIGITS.fullmatch(text):
            return None
        whole, _, decimals = text.partition(self.mark or "\0")
        exact = _grouped(whole, "," if self.mark == "." else ".")
        if exact is None or (decimals and not decimals.isdecimal()):
            return None
        sign = "-" if text.startswith("-") else ""
        return Decimal(f"{sign}{abs(exact)}.{decimals}" if decimals else f"{exact}")

    def day(self, text: str) -> date | None:
        """A date whose order of day and month is certain."""
        text = " ".join(text.split())
        try:
            return self._day(text)
        except ValueError:
            return None

    def _day(self, text: str) -> date | None:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMERIC.fullmatch(text):
            one, two = int(found[1]), int(found[3])
            year = int(found[4]) + (_CENTURY if int(found[4]) < _CENTURY // 20 else 0)
            is_day_first = True if found[2] == "." or one == two else self.is_day_first
            if is_day_first is None:
                return None
            return date(year, two, one) if is_day_first else date(year, one, two)
        if (found := _DAY_MONTH.fullmatch(text)) and (month := _MONTHS.get(found[2].lower())):
            return date(int(found[3]), month, int(found[1]))
        if (found := _MONTH_DAY.fullmatch(text)) and (month := _MONTHS.get(found[1].lower())):
            return date(int(found[3]), month, int(found[2]))
        return None


def _grouped(text: str, separator: str) -> Decimal | None:
    """Whole digits, in groups of three behind the first or without any."""
    body = text.lstrip("-")
    for mark in (separator, " ", "'", "\u2019", "\u00a0", "\u202f"):
        if mark in body:
            groups = body.split(mark)
            is_regular = 1 <= len(groups[0]) <= len("000")
            if not is_regular or any(len(group) != len("000") for group in groups[1:]):
                return None
            body = "".join(groups)
            break
    if not body.isdecimal() or not body.isascii():
        return None
    return Decimal(f"-{body}" if text.startswith("-") else body)


def manner_of(words: Iterable[str], decimals: int, *, speaks_english: bool) -> Manner:
    """What the words of one document show about its numbers and dates."""
    texts = list(words)
    marks = {mark for text in texts if (mark := _mark_in(text, decimals))}
    first = {order for text in texts if (order := _order_in(text)) is not None}
    is_day_first = first.pop() if len(first) == 1 else None
    if not first and is_day_first is None and not speaks_english:
        is_day_first = True
    return Manner(marks.pop() if len(marks) == 1 else None, decimals, is_day_first)


def _mark_in(text: str, decimals: int) -> str | None:
    """The decimal mark, where this word is an amount that leaves no choice."""
    text = _SIGNS.sub("", text.strip("()"))
    if decimals == 0 or len(text) <= decimals + 1:
        return None
    mark = text[-decimals - 1]
    if mark not in {".", ","} or text.count(mark) > 1:
        return None
    other = "," if mark == "." else "."
    if not text[-decimals:].isdecimal() or _grouped(text[: -decimals - 1], other) is None:
        return None
    return mark


def _order_in(text: str) -> bool | None:
    found = _NUMERIC.fullmatch(text.strip("(),;"))
    if found is None or found[2] == ".":
        return None
    one, two = int(found[1]), int(found[3])
    if one > _LAST_MONTH >= two:
        return True
    return False if two > _LAST_MONTH >= one else None
