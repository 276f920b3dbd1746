"""Words at a learned place, read as what they were learned to be, or not at all."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from intake.formats import page_dates
from intake.formats.page_values import CURRENCY_CODES, DOLLAR, SYMBOLS, YEN, Manner
from intake.rules.anchors import Anchor, AnchorKind
from intake.rules.layouts import folded, has_figure
from intake.rules.names import identifier_key

Value = str | date | Decimal
MOST_WORDS: Final = 6
_SIGNS: Final = (*SYMBOLS, DOLLAR, YEN)
# What a sign that several countries share may mean.
_SHARED: Final = {
    DOLLAR: frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP"}),
    YEN: frozenset({"JPY", "CNY"}),
}
_MARKS_AROUND: Final = ":;,#()[]"
_RUNS: Final = re.compile(r"\d+|[^\W\d_]+")
_LENGTHS_APART: Final = 4
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_ONE_WORD: Final = frozenset({AnchorKind.AMOUNT, AnchorKind.SIGN})


def is_filler(text: str) -> bool:
    """Whether a word between a label and its value means nothing: a mark, a currency."""
    return not folded(text) or text.strip(_MARKS_AROUND) in {*_SIGNS, *CURRENCY_CODES}


def shape_of(text: str) -> str:
    """How a value is written: each run of figures and of letters as one, all else as it is."""
    return _RUNS.sub(lambda run: "9" if run[0][0].isdigit() else "A", text)


def plain(text: str) -> str:
    """The words of a value without the marks around them."""
    return " ".join(text.split()).strip(_MARKS_AROUND).strip()


def read(anchor: Anchor, text: str) -> Value | None:
    """What the words are, in the shape and manner that was learned."""
    match anchor.kind:
        case AnchorKind.TEXT:
            return _text(anchor, plain(text))
        case AnchorKind.DAY:
            return Manner(None, 2, anchor.is_day_first).day(plain(text))
        case AnchorKind.AMOUNT:
            return _amount(anchor, text)
        case AnchorKind.IBAN:
            return _iban(text)
        case AnchorKind.SIGN:
            return anchor.value if has_sign(text, anchor.printed) else None
        case AnchorKind.SAME:
            return anchor.value if is_same(text, anchor.printed) else None


def _text(anchor: Anchor, text: str) -> str | None:
    is_alike = shape_of(text) == shape_of(plain(anchor.printed))
    is_as_long = abs(len(text) - len(plain(anchor.printed))) <= _LENGTHS_APART
    return text if is_alike and is_as_long else None


def _amount(anchor: Anchor, text: str) -> Decimal | None:
    manner = Manner(anchor.mark, anchor.decimals, None)
    found = manner.figure(text.strip(":;"))
    if found is None or found.decimals != anchor.decimals:
        return None
    if anchor.is_turned:
        return -found.value
    return found.value


def _iban(text: str) -> str | None:
    iban = re.sub(r"\s", "", text).upper()
    if _IBAN.fullmatch(iban) is None:
        return None
    digits = "".join(str(int(each, 36)) for each in iban[4:] + iban[:4])
    return iban if int(digits) % 97 == 1 else None


def is_same(text: str, other: str) -> bool:
    """Whether two names, or two numbers of a company however they are spaced, are the same."""
    if has_figure(other):
        return identifier_key(text) == identifier_key(other)
    return folded(text) == folded(other)


def has_sign(text: str, sign: str) -> bool:
    """Whether a word is this sign of a currency, or a figure with it."""
    rest = text.strip(_MARKS_AROUND).removeprefix(sign).removesuffix(sign)
    return sign in text and (not rest or rest[0].isdigit() or rest[-1].isdigit())


def tried(anchor: Anchor, text: str, value: Value) -> Anchor | None:
    """The anchor as it must be for these words to mean the corrected value; `None` if they cannot.

    The order of day and month, the decimal mark and the sign follow from what the value is.
    """
    for draft in _drafts(replace(anchor, printed=text), text):
        if read(draft, text) == value:
            return draft
    return None


def _drafts(anchor: Anchor, text: str) -> tuple[Anchor, ...]:
    match anchor.kind:
        case AnchorKind.DAY:
            shown = page_dates.order_in([text])
            orders = (shown,) if shown is not None else (None, True, False)
            return tuple(replace(anchor, is_day_first=order) for order in orders)
        case AnchorKind.AMOUNT:
            return tuple(
                replace(anchor, mark=mark, decimals=decimals, is_turned=is_turned)
                for mark in _marks_of(text)
                for decimals in (2, 0, 3, 1, 4)
                for is_turned in (False, True)
            )
        case AnchorKind.SIGN:
            signs = [anchor.value, *_signs_of(anchor.value)]
            return tuple(replace(anchor, printed=sign) for sign in signs if has_sign(text, sign))
        case AnchorKind.SAME:
            return (anchor,) if is_same(text, anchor.value) else ()
        case _:
            return (anchor,)


def _marks_of(text: str) -> tuple[str, str]:
    """The marks that may be the decimal one, the last on the right first."""
    return (",", ".") if text.rfind(",") > text.rfind(".") else (".", ",")


def _signs_of(currency: str) -> list[str]:
    own = [sign for sign, code in SYMBOLS.items() if code == currency]
    shared = [sign for sign, codes in _SHARED.items() if currency in codes]
    return sorted([*own, *shared], key=len, reverse=True)


def longest(kind: AnchorKind) -> int:
    """Of how many words a value may be."""
    return 1 if kind in _ONE_WORD else MOST_WORDS
