"""Numbers as pages print them, read in one meaning or not at all (T43, T44).

Which mark is the decimal one is decided by what else the same document shows; where it shows
nothing, or both, a number that could be two stays unknown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from intake.formats import page_dates

CURRENCY_CODES: Final = frozenset(
    "AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HRK HUF IDR ILS INR ISK"  # noqa: SIM905
    " JOD JPY KES KRW KWD MAD MXN MYR NGN NOK NZD OMR PEN PHP PLN QAR RON RSD SAR SEK SGD THB TND"
    " TRY TWD UAH USD VND ZAR".split()
)
SYMBOLS: Final = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "S$": "SGD",
    "HK$": "HKD",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "Rs": "INR",
    "zł": "PLN",
    "Kč": "CZK",
    "₺": "TRY",
    "₪": "ILS",
    "₩": "KRW",
    "฿": "THB",
    "₴": "UAH",
    "SFr": "CHF",
    "円": "JPY",
    "Euro": "EUR",
}
DOLLAR: Final = "$"
YEN: Final = "¥"
_BY_LENGTH: Final = sorted([*SYMBOLS, *CURRENCY_CODES, DOLLAR, YEN], key=len, reverse=True)
_SIGN: Final = "|".join(re.escape(sign) for sign in _BY_LENGTH)
_MONEY: Final = re.compile(
    rf"(?P<open>\()?(?P<minus>[-\u2212\u2013+])?\s*(?:(?P<before>{_SIGN})\.?)?\s*"
    r"(?P<inner>[-\u2212\u2013])?\s*"
    r"(?P<body>\d[\d.,'\u2019\u00a0\u202f ]*|[.,]\d+)"
    rf"\s*(?P<behind>{_SIGN})?(?P<after>-)?(?P<close>\))?[*]?"
)
_PENCE: Final = re.compile(r"(\d{1,4}\.\d{1,4})p")  # as bills for energy state prices
_GROUP: Final = 3
_MOST_SEEN: Final = 16_384  # texts that a manner remembers
_VOTES_TO_BE_SURE: Final = 0.7
_BOTH_MARKS: Final = 3
_SPACES: Final = re.compile(r"[ \u00a0\u202f'\u2019]")
_GROUPED: Final = re.compile(
    r"(?<!\d)\d{1,3}(?:\.\d{3}\b)*\.\d{3},\d{2}\b|(?<!\d)\d{1,3}(?:,\d{3})+\.\d{2}\b"
)
_TICKS: Final = re.compile(r"['\u2019]")
_REGULAR: Final = re.compile(r"\d{1,3}(?:[ \u00a0\u202f'\u2019]\d{3})+(?=[.,]|$)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, how many decimals it was printed with, and the sign of a currency on it."""

    value: Decimal
    decimals: int
    sign: str | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How one document writes: its decimal mark, its decimals, and whether days come first.

    Where thousands are set apart by a mark, two numbers beside each other are not one.
    """

    mark: str | None
    decimals: int
    is_day_first: bool | None
    is_spaced: bool = True
    _seen: dict[str, Figure | None] = field(default_factory=dict, compare=False, repr=False)

    def figure(self, text: str) -> Figure | None:
        """Any number, with a sign of a currency on it or without."""
        try:
            return self._seen[text]
        except KeyError:
            found = None if text.isalpha() else _figure(self, text)
            if len(self._seen) >= _MOST_SEEN:  # a manner may outlive its document
                self._seen.clear()
            self._seen[text] = found
            return found

    def amount(self, text: str) -> Decimal | None:
        """An amount of money: with the decimals of the currency, or whole with its sign on it."""
        found = self.figure(text)
        if found is None:
            return None
        is_whole = found.decimals == 0 and found.sign is not None
        return found.value if found.decimals == self.decimals or is_whole else None

    def number(self, text: str) -> Decimal | None:
        """A quantity or a price, of any decimals."""
        found = self.figure(text)
        return found.value if found else None

    def day(self, text: str) -> date | None:
        """A date whose order of day and month is certain."""
        return page_dates.day_in(text, is_day_first=self.is_day_first)

    def plain(self, body: str, *, is_money: bool = False) -> str | None:
        """The digits with a point for the decimal mark; `None` if it could be two numbers.

        Money with the sign of a currency on it has no more decimals than the currency (T43).
        """
        if _SPACES.search(body):
            if _REGULAR.match(body) is None or not (self.is_spaced or _TICKS.search(body)):
                return None
            head, mark, tail = _SPACES.sub("", body).replace(",", ".").partition(".")
            return f"{head}{mark}{tail}" if "." not in tail else None
        marks = {mark for mark in ".," if mark in body}
        if not marks:
            return body
        if len(marks) > 1:
            return _two_marks(body)
        return self._one_mark(body, marks.pop(), is_money=is_money)

    def _one_mark(self, body: str, mark: str, *, is_money: bool) -> str | None:
        head, *tail = body.split(mark)
        if len(tail) > 1:
            is_grouped = 1 <= len(head) <= _GROUP and all(len(part) == _GROUP for part in tail)
            return "".join([head, *tail]) if is_grouped else None
        could_be_group = len(tail[0]) == _GROUP and 1 <= len(head) <= _GROUP and head[0] != "0"
        if not could_be_group:
            is_foreign = self.mark is not None and mark != self.mark
            return None if is_foreign else f"{head or 0}.{tail[0]}"
        if self.mark is None:
            return self._by_currency(head, tail[0], is_money=is_money)
        return f"{head}.{tail[0]}" if mark == self.mark else f"{head}{tail[0]}"

    def _by_currency(self, head: str, tail: str, *, is_money: bool) -> str | None:
        """Three digits behind the only mark: cents where a currency has three, else a group."""
        if self.decimals == _GROUP:
            return f"{head}.{tail}"
        return f"{head}{tail}" if self.decimals == 0 or is_money else None


def _figure(manner: Manner, text: str) -> Figure | None:
    pence = _PENCE.fullmatch(text)
    if pence is not None:
        return Figure(Decimal(pence[1]) / 100, len(pence[1].partition(".")[2]) + 2)
    found = _MONEY.fullmatch(text.strip())
    if found is None:
        return None
    sign = found["before"] or found["behind"]
    body = manner.plain(found["body"].rstrip(), is_money=sign is not None)
    if body is None:
        return None
    is_negative = any(found[name] in {"-", "\u2212", "\u2013"} for name in ("minus", "inner"))
    is_negative |= found["after"] is not None or (
        found["open"] is not None and found["close"] is not None
    )
    value = Decimal(f"-{body}" if is_negative else body)
    decimals = len(body.partition(".")[2])
    return Figure(value, decimals, sign)


def _two_marks(body: str) -> str | None:
    """The later of the two marks is the decimal one, if the other groups by three."""
    last = max(body.rfind("."), body.rfind(","))
    whole, mark, tail = body[:last], body[last], body[last + 1 :]
    head, *groups = whole.split("," if mark == "." else ".")
    is_regular = 1 <= len(head) <= _GROUP and all(len(group) == _GROUP for group in groups)
    if mark in whole or not is_regular:
        return None
    return f"{head}{''.join(groups)}.{tail}"


def manner_of(words: Iterable[str], decimals: int, *, is_day_first: bool | None = None) -> Manner:
    """What the words of one document show about its numbers."""
    votes = {".": 0, ",": 0}
    is_spaced = True
    for text in words:
        if text.isalpha():
            continue
        is_spaced = is_spaced and _GROUPED.search(text) is None
        if (mark := _mark_in(text, decimals)) is not None:
            votes[mark] += _BOTH_MARKS if "." in text and "," in text else 1
    total = sum(votes.values())
    mark = max(votes, key=votes.__getitem__)
    is_sure = total > 0 and votes[mark] >= _VOTES_TO_BE_SURE * total
    return Manner(mark if is_sure else None, decimals, is_day_first, is_spaced)


def _mark_in(text: str, decimals: int) -> str | None:
    """The decimal mark, where this word is an amount that leaves no choice."""
    found = _MONEY.fullmatch(text)
    if found is None or decimals == 0:
        return None
    body = found["body"]
    if len(body) <= decimals + 1:
        return None
    mark = body[-decimals - 1]
    if mark not in {".", ","} or body.count(mark) > 1 or not body[-decimals:].isdecimal():
        return None
    head = body[: -decimals - 1].split("," if mark == "." else ".")
    is_regular = len(head) == 1 or all(len(group) == _GROUP for group in head[1:])
    could_be_group = decimals == _GROUP and len(head) == 1
    return mark if is_regular and not could_be_group else None
