"""The totals of a page: taken only where net and tax are the gross (T44).

Every labelled amount is a candidate; the one combination that adds up is the answer, and where
none or several do, there is no answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from intake.formats.page_labels import Found
from intake.formats.page_values import CURRENCY_CODES, SYMBOLS, Manner
from intake.formats.page_words import Line, Segment, box_of
from intake.rules.reading import TaxBreakdown

_BEHIND: Final = r"(?=$|[ :(])(?P<rest>.*)"
_INCL: Final = r"(?: ?\(?incl?(?:\.|uding)? ?(?:vat|mwst|ust|btw|tva|tax|alle btw)\.?\)?)?"
_NET: Final = re.compile(
    r"(?:net(?:to)? ?(?:total|amount)|total net|sub-? ?total|total excl(?:uding|\.)? ?(?:vat|tax)"
    r"|netto(?:betrag|summe|-?gesamtbetrag)?|gesamt(?:betrag)? netto|summe netto|zwischensumme"
    r"|(?:rechnungs)?summe ohne (?:ust|mwst)\.?"
    r"|totaal excl\. ?btw|subtotaal|total h\.?t\.?|montant h\.?t\.?|total hors taxes|sous-total)"
    + _BEHIND,
    re.IGNORECASE,
)
_GROSS: Final = re.compile(
    r"(?:grand total|invoice total|total(?: amount)?(?: due| payable)?|amount due"
    rf"|(?:gesamt|rechnungs|brutto|end)(?:betrag|summe)|brutto|totaal(?:bedrag)?|te betalen"
    rf"|total t\.?t\.?c\.?|montant t\.?t\.?c\.?|net [àa] payer|zahlbetrag|zu zahlen){_INCL}"
    + _BEHIND,
    re.IGNORECASE,
)
_TAX: Final = re.compile(
    r"(?:(?:total )?(?:vat|tax|sales tax|btw|tva|mwst\.?|ust\.?|umsatzsteuer|mehrwertsteuer)"
    r"|zzgl\.? (?:\d+(?:,\d+)? ?% )?(?:mwst|ust|umsatzsteuer)\.?|steuerbetrag)"
    r"(?: (?:amount|total|betrag|bedrag|gesamt))?" + _BEHIND,
    re.IGNORECASE,
)
_FREIGHT: Final = re.compile(
    r"(?:freight|shipping|carriage|fracht(?:kosten)?|versand(?:kosten)?|vrachtkosten"
    r"|verzendkosten|(?:frais de )?port)" + _BEHIND,
    re.IGNORECASE,
)
_RATE: Final = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?) ?%")
_AMOUNT: Final = re.compile(r"\(?-?\d[\d.,'\u2019]*(?: \d{3}(?:[.,]\d{2,3})?)*\)?(?![\d%])(?! ?%)")
_CENT: Final = Decimal("0.02")


def is_total(text: str) -> bool:
    """Whether these words start as a total does."""
    return any(label.match(text) for label in (_NET, _GROSS, _TAX, _FREIGHT))


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts of one document that add up."""

    net: Found[Decimal] | None = None
    tax: Found[Decimal] | None = None
    gross: Found[Decimal] | None = None
    rows: tuple[TaxBreakdown, ...] = ()
    freight: Found[Decimal] | None = None


@dataclass(frozen=True, slots=True)
class _TaxRow:
    rate: Decimal | None
    base: Decimal | None
    tax: Found[Decimal]


def totals_of(lines: tuple[Line, ...], manner: Manner) -> Totals:
    """The one set of net, tax and gross that the page shows and that adds up."""
    nets = list(_labelled(lines, _NET, manner))
    grosses = list(_labelled(lines, _GROSS, manner))
    rows = list(_tax_rows(lines, manner))
    freight = _one(list(_labelled(lines, _FREIGHT, manner)))
    sets = {
        (net.value, tax, gross.value): (net, gross)
        for net in nets
        for gross in grosses
        for tax in _taxes(rows)
        if net.value + tax == gross.value and (net.value != gross.value or not tax)
    }
    if len(sets) != 1:
        return Totals(gross=_gross_alone(lines, manner, grosses) if not nets and not rows else None)
    ((_, tax, _), (net, gross)) = next(iter(sets.items()))
    stated = _rows_of(rows, tax)
    found = _tax_total(rows, tax)
    breakdown = tuple(TaxBreakdown(None, row.rate, row.base, row.tax.value) for row in stated)
    return Totals(net, found, gross, breakdown, freight)


def _gross_alone(
    lines: tuple[Line, ...], manner: Manner, grosses: list[Found[Decimal]]
) -> Found[Decimal] | None:
    """A total without net and tax is one only if no amount on the page is larger."""
    gross = _one(grosses)
    if gross is None or any(amount > gross.value for amount in _all_amounts(lines, manner)):
        return None
    return gross


def _one(found: list[Found[Decimal]]) -> Found[Decimal] | None:
    return found[0] if found and len({each.value for each in found}) == 1 else None


def _distinct(rows: list[_TaxRow]) -> list[_TaxRow]:
    """A page may print its rows twice."""
    seen: dict[tuple[Decimal | None, Decimal], _TaxRow] = {}
    for row in rows:
        seen.setdefault((row.rate, row.tax.value), row)
    return list(seen.values())


def _taxes(rows: list[_TaxRow]) -> set[Decimal]:
    """What the tax may be: the rows together, or a total beside them; nothing without any."""
    if not rows:
        return {Decimal(0)}
    rated = [row for row in _distinct(rows) if row.rate is not None]
    sums = {row.tax.value for row in rows if row.rate is None}
    return sums | ({sum((row.tax.value for row in rated), Decimal(0))} if rated else set())


def _rows_of(rows: list[_TaxRow], tax: Decimal) -> list[_TaxRow]:
    rated = [row for row in _distinct(rows) if row.rate is not None]
    return rated if sum((row.tax.value for row in rated), Decimal(0)) == tax else []


def _tax_total(rows: list[_TaxRow], tax: Decimal) -> Found[Decimal] | None:
    for row in rows:
        if row.tax.value == tax:
            return row.tax
    if not rows:
        return None
    first = rows[0].tax
    return Found(
        tax, " + ".join(row.tax.text for row in _rows_of(rows, tax)), first.page, first.box
    )


def _labelled(
    lines: tuple[Line, ...], label: re.Pattern[str], manner: Manner
) -> Iterator[Found[Decimal]]:
    for segment, rest, text in _after(lines, label):
        amounts = _amounts(text, manner)
        if len(amounts) == 1 and "%" not in text and _is_plain(rest):
            yield _found(segment, *amounts[0])


def _is_plain(rest: str) -> bool:
    """Behind the label stands nothing, or the amount itself."""
    bare = _AMOUNT.sub("", rest)
    for sign in (*CURRENCY_CODES, *SYMBOLS):
        bare = bare.replace(sign, "")
    return not bare.strip(" :()*")


def _after(lines: tuple[Line, ...], label: re.Pattern[str]) -> Iterator[tuple[Segment, str, str]]:
    """The label's segment joined with what follows on its line."""
    for line in lines:
        for place, segment in enumerate(line.segments):
            match = label.fullmatch(segment.text)
            if match is not None:
                following = line.segments[place + 1 :]
                words = tuple(word for part in (segment, *following) for word in part.words)
                text = " ".join([match["rest"], *(part.text for part in following)])
                yield Segment(line.page, words), match["rest"], text
                break


def _amounts(text: str, manner: Manner) -> list[tuple[str, Decimal]]:
    return [
        (match[0], amount)
        for match in _AMOUNT.finditer(text)
        if (amount := manner.amount(match[0].strip("()"))) is not None
    ]


def _all_amounts(lines: tuple[Line, ...], manner: Manner) -> Iterator[Decimal]:
    for line in lines:
        for segment in line.segments:
            yield from (amount for _, amount in _amounts(segment.text, manner))


def _tax_rows(lines: tuple[Line, ...], manner: Manner) -> Iterator[_TaxRow]:
    for segment, _, text in _after(lines, _TAX):
        amounts = _amounts(text, manner)
        rated = _RATE.search(segment.text)
        rate = Decimal(rated[1].replace(",", ".")) if rated else None
        if len(amounts) == 1:
            yield _TaxRow(rate, None, _found(segment, *amounts[0]))
        elif len(amounts) == len(("base", "tax")) and rate is not None:
            base, tax = amounts[0][1], amounts[1][1]
            if abs(base * rate / 100 - tax) <= _CENT:
                yield _TaxRow(rate, base, _found(segment, *amounts[1]))


def _found(segment: Segment, text: str, amount: Decimal) -> Found[Decimal]:
    last = text.strip("()").split()[-1]
    words = [word for word in segment.words if last in word.text]
    return Found(amount, text.strip("()"), segment.page, box_of(words or segment.words))
