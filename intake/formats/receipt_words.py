"""The words of a till receipt: what a line is about, and the amounts on it.

Recognition errs in single letters, so a label is known by words that are close to one of its own.
An amount that needed mending is marked as such: it may support another, and never stands alone.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from intake.formats.page_words import Box, Line, Word


class Role(StrEnum):
    """What the amount at the end of a line is."""

    TOTAL = "total"
    SUBTOTAL = "subtotal"
    TAX = "tax"
    CHARGE = "charge"
    DISCOUNT = "discount"
    ROUNDING = "rounding"
    TENDER = "tender"
    CHANGE = "change"
    COUNT = "count"
    ITEM = "item"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and where it stands; `is_mended` where it is not printed quite like one."""

    value: Decimal
    text: str
    box: Box
    is_mended: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a receipt: its place, its role, its words and its amounts from left to right."""

    number: int
    page: int
    text: str
    role: Role
    amounts: tuple[Amount, ...]
    box: Box

    @property
    def last(self) -> Amount | None:
        """The amount that stands furthest to the right."""
        return self.amounts[-1] if self.amounts else None


_CHANGE: Final = frozenset(
    "change wechselgeld rückgeld rueckgeld zurück rendu monnaie cambio vuelto resto wisselgeld"  # noqa: SIM905
    " retour baki".split()
)
_TENDER: Final = frozenset(
    "cash tender tendered paid payment pay received visa mastercard master maestro amex debit"  # noqa: SIM905
    " eftpos card bar bargeld gegeben ec-karte girocard kartenzahlung espèces especes carte cb"
    " chèque efectivo tarjeta entregado contanti contante bancomat pagato contant pin"
    " pinbetaling betaald tunai bayaran".split()
)
_ROUNDING: Final = frozenset(
    "rounding rounded round rundung arrondi redondeo arrotondamento afronding pembulatan".split()  # noqa: SIM905
)
_DISCOUNT: Final = frozenset(
    "discount disc rabatt nachlass remise réduction descuento sconto korting diskaun less".split()  # noqa: SIM905
)
_SUBTOTAL: Final = frozenset(
    "subtotal subtotale subtotaal zwischensumme sous-total soustotal imponibile nettobetrag".split()  # noqa: SIM905
)
_TAX: Final = frozenset(
    "gst vat tax sst mwst ust tva iva btw igic steuer taxe impuesto imposta".split()  # noqa: SIM905
)
_TOTAL: Final = frozenset(
    "total totale totaal totals summe gesamt gesamtbetrag gesamtsumme endbetrag zahlbetrag"  # noqa: SIM905
    " betrag payable due amount amt balance importe montant importo bedrag jumlah nett".split()
)
_CHARGE: Final = frozenset("service servicegebühr service-charge pourboire servicio".split())  # noqa: SIM905
_COUNT: Final = frozenset(
    "qty quantity item items anzahl stück artikel articles article artículos articoli pezzi"  # noqa: SIM905
    " aantal saving savings saved points punkte pax pcs".split()
)
_SUMMARY: Final = frozenset("summary analysis summery übersicht détail".split())  # noqa: SIM905
_EXCLUDED: Final = frozenset("excl excluding exclusive excluded exkl netto ht before".split())  # noqa: SIM905
_INCLUDED: Final = frozenset("incl including inclusive included inkl ttc with inc".split())  # noqa: SIM905

_SIGNS: Final = r"(?:RM|MYR|EUR|USD|GBP|CHF|SGD|AUD|S\$|US\$|[$€£])"
_AMOUNT: Final = re.compile(
    rf"\(?(?P<minus>-)?{_SIGNS}?(?P<minus2>-)?(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d{{0,7}})"
    rf"[.](?P<cents>\d{{2}})(?P<after>-?)\)?{_SIGNS}?(?:[A-Z*#]{{0,3}})$"
)
_CENTS_FIRST: Final = re.compile(
    rf"(?P<minus>-)?{_SIGNS}?(?P<minus2>-)?(?P<whole>\d{{1,3}}(?:\.\d{{3}})+|\d{{0,7}})"
    rf"[,](?P<cents>\d{{2}})(?P<after>-?){_SIGNS}?(?:[A-Z*#]{{0,3}})$"
)
_LESS: Final = re.compile(rf"-{_SIGNS}?")  # a sign that stands apart from its amount
_NO_POINT: Final = re.compile(r"(?P<whole>\d{1,5})[ ]?(?P<cents>\d{2})")
_LOOKALIKES: Final = str.maketrans({"O": "0", "D": "0", "o": "0", "l": "1", "I": "1", "S": "5"})
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_GLUED_SIGN: Final = re.compile(r"(?<=[a-z]{3})(?:rm|eur|usd|chf)$")  # "CASHRM 5.00"
_CLOSE: Final = 5  # letters, from which a word may have one wrong
_CLOSER: Final = 8  # letters, from which it may have two


def rows_of(lines: Iterable[Line]) -> tuple[Row, ...]:
    """The lines of a receipt with their roles; a summary of taxes ends what is counted."""
    rows: list[Row] = []
    in_summary = False
    for number, line in enumerate(lines):
        amounts = tuple(_amounts(line))
        names = names_in(line.text)
        in_summary = in_summary or _begins_summary(names, amounts)
        role = Role.SUMMARY if in_summary else role_of(names, amounts)
        boxes = line.words
        box = (
            min(word.x0 for word in boxes),
            min(word.y0 for word in boxes),
            max(word.x1 for word in boxes),
            max(word.y1 for word in boxes),
        )
        rows.append(Row(number, line.page, line.text, role, amounts, box))
    return tuple(rows)


def names_in(text: str) -> frozenset[str]:
    """The words of a line as they are compared: small letters, look-alike digits as letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"(?<=[^\W\d_])[01](?=[^\W\d_])", lambda m: "o" if m[0] == "0" else "l", folded)
    return frozenset(_GLUED_SIGN.sub("", name) for name in _LETTERS.findall(plain))


def says(names: frozenset[str], words: frozenset[str]) -> bool:
    """Whether one of the words is among the names, but for a letter or two of a longer one."""
    if names & words:
        return True
    return any(_is_close(name, words) for name in names if len(name) >= _CLOSE)


@lru_cache(maxsize=4096)
def _is_close(name: str, words: frozenset[str]) -> bool:
    for word in words:
        allowed = 0 if len(word) < _CLOSE else 1 if len(word) < _CLOSER else 2
        if allowed and DamerauLevenshtein.distance(name, word, score_cutoff=allowed) <= allowed:
            return True
    return False


def names_tax(text: str) -> bool:
    """Whether a line speaks of a tax, whatever else it says."""
    return says(names_in(text), _TAX)


def role_of(names: frozenset[str], amounts: tuple[Amount, ...]) -> Role:
    """What the amount at the end of a line is, by the words before it."""
    has_sub = "sub" in names or says(names, _SUBTOTAL)
    if says(names, _COUNT) and not has_sub and not says(names, _CHANGE | _ROUNDING):
        return Role.COUNT
    if says(names, _CHANGE):
        return Role.CHANGE
    if says(names, _ROUNDING):
        is_small = all(abs(amount.value) < 1 for amount in amounts)
        return Role.ROUNDING if is_small else Role.TOTAL
    if says(names, _TENDER) and not says(names, _INCLUDED | _EXCLUDED):
        return Role.TENDER
    is_before = says(names, _EXCLUDED) and not names & _INCLUDED
    if has_sub or (says(names, _TOTAL) and is_before):
        return Role.SUBTOTAL
    return _further_role(names)


def _further_role(names: frozenset[str]) -> Role:
    if says(names, _DISCOUNT):
        return Role.DISCOUNT
    if says(names, _CHARGE):
        return Role.CHARGE
    is_total, is_tax = says(names, _TOTAL), says(names, _TAX)
    if is_tax and not (is_total and says(names, _INCLUDED | frozenset({"sales"}))):
        return Role.TAX
    return Role.TOTAL if is_total else Role.ITEM


def _begins_summary(names: frozenset[str], amounts: tuple[Amount, ...]) -> bool:
    return not amounts and says(names, _SUMMARY) and says(names, _TAX | frozenset({"code"}))


def _amounts(line: Line) -> Iterable[Amount]:
    for segment in line.segments:
        words = segment.words
        place = 0
        while place < len(words):
            pair = words[place : place + 2]
            found = amount_in(words[place].text, words[place])
            if found is None and len(pair) > 1 and pair[0].text.isdecimal():
                found = _split(pair[0], pair[1])
                place += found is not None
            if found is not None:
                is_less = place > 0 and _LESS.fullmatch(words[place - 1].text)
                yield replace(found, value=-found.value) if is_less else found
            place += 1


def amount_in(text: str, word: Word) -> Amount | None:
    """The amount that a word is, with two decimals; mended where a letter or the point is wrong."""
    box = (word.x0, word.y0, word.x1, word.y1)
    bare = text.strip(":;*_'\"|=")
    for pattern in (_AMOUNT, _CENTS_FIRST):
        if (found := pattern.fullmatch(bare)) is not None:
            return Amount(_value(found), text, box)
    mended = re.sub(r"^(-?)[RPF]?M", r"\1", bare).translate(_LOOKALIKES)
    if mended != bare and (found := _AMOUNT.fullmatch(mended.removesuffix("5"))) is not None:
        return Amount(_value(found), text, box, is_mended=True)
    if (found := _NO_POINT.fullmatch(bare)) is not None and len(bare) > len("00"):
        return Amount(Decimal(f"{found['whole']}.{found['cents']}"), text, box, is_mended=True)
    return None


def _split(one: Word, other: Word) -> Amount | None:
    """An amount whose point was taken for a space."""
    if len(other.text) != len("00") or not other.text.isdecimal():
        return None
    if other.x0 - one.x1 > one.height:
        return None
    box = (one.x0, min(one.y0, other.y0), other.x1, max(one.y1, other.y1))
    value = Decimal(f"{one.text}.{other.text}")
    return Amount(value, f"{one.text} {other.text}", box, is_mended=True)


def _value(found: re.Match[str]) -> Decimal:
    whole = re.sub("[.,]", "", found["whole"]) or "0"
    is_negative = found["minus"] or found["minus2"] or found["after"]
    return Decimal(f"{'-' if is_negative else ''}{whole}.{found['cents']}")
