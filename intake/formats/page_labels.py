"""The words that stand beside values on invoices, and what stands beside them.

English, German, French and Dutch, with the commonest of Spanish and Italian.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from intake.formats.page_words import Box, Line, Segment, Word, box_of

_T = TypeVar("_T")

_NO: Final = r"(?:no|nr|number|num[ée]ro|n[°ºo]|#|id)\.?"


def _label(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})[ ]?[:.#]?(?= |$)[ :]*(?P<rest>.*)", re.IGNORECASE)


NUMBER: Final = _label(
    rf"(?:tax )?invoice ?{_NO}|rechnungs?-?(?: ?{_NO}|nummer)|facture ?{_NO}"
    rf"|num[ée]ro de facture|factuur ?{_NO}|factuurnummer|credit ?note ?{_NO}"
    rf"|gutschrifts?-?(?: ?{_NO}|nummer)|avoir ?{_NO}|creditnotanummer|creditnota ?{_NO}"
    r"|n[úu]mero de factura|numero fattura|fattura n\.?"
)
_TITLE: Final = (
    r"(?:tax )?(?:invoice|(?:handels|waren)?rechnung|facture|factuur|credit note|gutschrift|avoir"
    rf"|creditnota)(?: \(38[01]\))?(?: ?{_NO})?:? ?"
)
_FROM: Final = r",? (?:vom|von|of|dated|du|van|from) "
TITLE_NUMBER: Final = re.compile(rf"{_TITLE}(?P<rest>[A-Z0-9/_.-]*\d[A-Z0-9/_.-]*)", re.IGNORECASE)
NUMBER_BEFORE_DATE: Final = re.compile(
    rf"{_TITLE}(?P<value>[A-Z0-9/_.-]*\d[A-Z0-9/_.-]*){_FROM}.*", re.IGNORECASE
)
TITLE_DATE: Final = re.compile(
    rf"{_TITLE}[A-Z0-9/_.-]*\d[A-Z0-9/_.-]*{_FROM}(?P<rest>.*\d)", re.IGNORECASE
)
ISSUED: Final = _label(
    r"invoice date|date of (?:issue|invoice)|issue date|rechnungsdatum|date de (?:la )?facture"
    r"|date de facturation|factuurdatum|credit note date|gutschriftsdatum|fecha de (?:la )?factura"
    r"|data (?:della )?fattura"
)
ANY_DATE: Final = _label(r"date|datum|fecha|data")
DUE: Final = _label(
    r"due(?: date)?|payment due(?: date)?|payable by|f[äa]llig(?: am|keitsdatum|keit)?"
    r"|zahlbar bis|[ée]ch[ée]ance|date d['\u2019][ée]ch[ée]ance|vervaldatum|vencimiento|scadenza"
)
DELIVERED: Final = _label(
    r"delivery date|date of (?:delivery|supply)|lieferdatum|(?:liefer- und )?leistungsdatum"
    r"|date de livraison|leverdatum"
)
ORDER: Final = _label(
    rf"(?:your )?(?:purchase order|p\.?o\.?|order)(?: ?{_NO})?|(?:ihre )?bestell(?:-?nummer|ung)"
    rf"|(?:ihre )?bestell-?nr\.?|ihre bestellung(?: {_NO})?|(?:uw )?bestelnummer"
    rf"|uw bestelling(?: {_NO})?|(?:votre )?(?:bon de )?commande(?: ?{_NO})?"
)
PRECEDING: Final = _label(r"original invoice|zu rechnung|bij factuur|sur facture|betrifft rechnung")
CURRENCY: Final = _label(r"currency|w[äa]hrung|devise|valuta|munt")
BIC: Final = _label(r"bic(?:/swift)?|swift(?:/bic|-code)?|bic-code")
ACCOUNT: Final = _label(rf"account {_NO}|kontonummer|konto-nr\.?")
ROUTING: Final = _label(rf"routing {_NO}|aba(?: routing)?(?: {_NO})?|sort code|bankleitzahl|blz")
BUYER: Final = re.compile(
    r"(?:bill(?:ed)? to|invoice to|sold to|customer|rechnungsempf[äa]nger|rechnungsadresse"
    r"|rechnung an|kunde|factuuradres|klant|factuur aan|adresse de facturation|factur[ée] [àa]"
    r"|client):?",
    re.IGNORECASE,
)
SHIP_TO: Final = re.compile(
    r"(?:ship to|deliver(?:y|ed)? (?:to|address)|lieferanschrift|lieferadresse|afleveradres"
    r"|adresse de livraison|leveradres):?",
    re.IGNORECASE,
)
TERMS: Final = re.compile(
    r"(?:zahlbar |zahlung |payment (?:within|terms|due)|betaling binnen|betalingstermijn"
    r"|paiement |r[èe]glement |net \d+|\d+(?:[.,]\d+)? ?% (?:skonto|discount|escompte|korting))",
    re.IGNORECASE,
)
TERMS_LABEL: Final = re.compile(
    r"(?:payment terms|zahlungsbedingungen|conditions de (?:paiement|r[èe]glement)"
    r"|betalings(?:voorwaarden|condities|termijn))[ :]*",
    re.IGNORECASE,
)
NOT_ENGLISH: Final = re.compile(
    r"\b(?:rechnung|rechnungsdatum|gutschrift|facture|avoir|factuur|factuurdatum|creditnota"
    r"|factura|fattura|bedrag|betrag|montant)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found(Generic[_T]):
    """A value, the words it was read from, and where they stand."""

    value: _T
    text: str
    page: int
    box: Box


def beside(
    lines: tuple[Line, ...], label: re.Pattern[str], read: Callable[[str], _T | None]
) -> Iterator[Found[_T]]:
    """What stands behind this label, in the next column, or right below it."""
    for index, line in enumerate(lines):
        for place, segment in enumerate(line.segments):
            match = label.fullmatch(segment.text)
            if match is None:
                continue
            for words in _candidates(lines, index, place, match["rest"]):
                text = " ".join(word.text for word in words)
                value = read(text)
                if value is not None:
                    yield Found(value, text, line.page, box_of(words))
                    break


def _candidates(
    lines: tuple[Line, ...], index: int, place: int, rest: str
) -> Iterator[tuple[Word, ...]]:
    line = lines[index]
    segment = line.segments[place]
    if rest:
        count = len(rest.split())
        yield segment.words[-count:]
        return
    if place + 1 < len(line.segments):
        yield line.segments[place + 1].words
        return
    below = _below(lines, index, segment)
    if below is not None:
        yield below.words


def _below(lines: tuple[Line, ...], index: int, segment: Segment) -> Segment | None:
    left, _, right, bottom = segment.box
    for line in lines[index + 1 : index + 2]:
        for each in line.segments:
            is_near = each.box[1] - bottom <= segment.words[0].height
            overlaps = each.box[0] < right and each.box[2] > left
            if line.page == segment.page and is_near and overlaps:
                return each
    return None


def inside(lines: tuple[Line, ...], pattern: re.Pattern[str]) -> Iterator[Found[str]]:
    """What a pattern finds in whole lines, under its name `value`."""
    for line in lines:
        match = pattern.fullmatch(line.text)
        if match is not None:
            words = [word for word in line.words if word.text == match["value"]] or line.words
            yield Found(match["value"], match["value"], line.page, box_of(words))


def only(found: Iterator[Found[_T]]) -> Found[_T] | None:
    """The one value that was found, however often; two different ones are none."""
    first: Found[_T] | None = None
    for each in found:
        if first is None:
            first = each
        elif each.value != first.value:
            return None
    return first
