"""What the text of a page says about the document: its kind, and a few fields that are labelled.

Only what stands right beside its label and in one meaning is taken; everything else stays unknown
for a person. Labels and titles are in the languages of the vendors: English, German, French,
Spanish, Italian and Dutch.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from intake.rules.reading import DocumentType

_T = TypeVar("_T")

_TITLES: Final[tuple[tuple[DocumentType, str], ...]] = (
    (
        DocumentType.PRO_FORMA,
        (
            r"pro[ -]?forma(?:[ -]?(?:invoice|rechnung|factuur))?|fact(?:ure|ura) pro[ -]?forma"
            r"|fattura pro[ -]?forma"
        ),
    ),
    (
        DocumentType.ORDER_CONFIRMATION,
        (
            r"order (?:confirmation|acknowledge?ment)|auftragsbest[äa]tigung|bestellbest[äa]tigung"
            r"|confirmation de commande|accus[ée] de r[ée]ception de commande"
            r"|confirmaci[óo]n de pedido|conferma d['\u2019]ordine|orderbevestiging"
        ),
    ),
    (
        DocumentType.DUNNING_LETTER,
        (
            r"(?:payment )?reminder|dunning (?:letter|notice)|(?:final|past due) notice|mahnung"
            r"|zahlungserinnerung|lettre de relance|(?:lettre de )?rappel(?: de paiement)?"
            r"|mise en demeure|recordatorio de pago|sollecito(?: di pagamento)?"
            r"|(?:betalings)?herinnering|aanmaning"
        ),
    ),
    (
        DocumentType.ACCOUNT_STATEMENT,
        (
            r"(?:account statement|statement of account|customer statement|statement)"
            r"|kontoauszug|saldenbest[äa]tigung|relev[ée] de compte|extracto de cuenta"
            r"|estado de cuenta|estratto conto|rekeningoverzicht"
        ),
    ),
    (
        DocumentType.DELIVERY_NOTE,
        (
            r"delivery (?:note|slip|ticket)|packing (?:slip|list)|lieferschein|bon de livraison"
            r"|albar[áa]n(?: de entrega)?|documento di trasporto|bolla di consegna|pakbon|leverbon"
        ),
    ),
    (
        DocumentType.REMITTANCE,
        (
            r"remittance advice|payment advice|zahlungsavis|avis de (?:paiement|virement)"
            r"|aviso de pago|avviso di pagamento|betalingsadvies"
        ),
    ),
    (
        DocumentType.CREDIT_NOTE,
        (
            r"credit (?:note|memo|invoice)|gutschrift|rechnungskorrektur|stornorechnung"
            r"|facture d['\u2019]avoir|(?:note d['\u2019])?avoir|note de cr[ée]dit"
            r"|nota de cr[ée]dito"
            r"|factura rectificativa|abono|nota di (?:credito|accredito)|creditnota|creditfactuur"
        ),
    ),
    (
        DocumentType.DEBIT_NOTE,
        (
            r"debit (?:note|memo)|belastungsanzeige|note de d[ée]bit|nota de d[ée]bito"
            r"|nota di (?:debito|addebito)|debetnota"
        ),
    ),
    (DocumentType.PURCHASE_ORDER, r"purchase order|bestellung|bon de commande|orden de compra"),
    (
        DocumentType.INVOICE,
        (
            r"(?:tax |commercial |sales |vat )?invoice|"
            r"(?:schluss|teil|sammel|handels|waren|abschlags)?rechnung"
            r"|facture|factura|fattura|factuur|bill"
        ),
    ),
)
_ORDINAL: Final = r"(?:[1-9](?:st|nd|rd|th|[.])[ \t]*)?"
_AFTER_TITLE: Final = (
    r"[ \t]*(?:\(?(?:copy|original|duplicate|duplikat|kopie|copie|copia)\)?)?[ :.!]*"
)
_WITH_NUMBER: Final = (
    r"[ \t]*(?:no|nr|num(?:ber|mer|[ée]ro|ero)?|n[°ºo]|#|id)?[.]?[ \t]*[:#]?[ \t]*"
    r"[A-Z/_.-]{0,8}[0-9][A-Z0-9/_. -]*"
)
_ALONE: Final = tuple(
    (kind, re.compile(rf"{_ORDINAL}(?:{words}){_AFTER_TITLE}", re.IGNORECASE))
    for kind, words in _TITLES
)
_NUMBERED: Final = tuple(
    (kind, re.compile(rf"{_ORDINAL}(?:{words}){_WITH_NUMBER}", re.IGNORECASE))
    for kind, words in _TITLES
)
# On an invoice these stand as labels or on a tear-off slip, so its own title comes before them.
_LABELS_TOO: Final = frozenset(
    {DocumentType.DELIVERY_NOTE, DocumentType.PURCHASE_ORDER, DocumentType.REMITTANCE}
)
_INVOICE: Final = r"(?:invoice|(?:handels|waren)?rechnung|facture|factura|fattura|factuur)\b"
_ANYWHERE: Final = re.compile(rf"\b{_INVOICE}", re.IGNORECASE)
# "Rechnung 4711 vom 3. Mai" heads an invoice; "Rechnung an" and a street do not.
_NOT_TO: Final = r"(?! ?(?:to|address|an|aan|adresse|[àa])\b).{0,20}\d"
_HEADED: Final = (
    (
        DocumentType.CREDIT_NOTE,
        re.compile(
            r"(?:rechnungskorrektur|gutschrift|credit note|avoir|creditnota)\b" + _NOT_TO,
            re.IGNORECASE,
        ),
    ),
    (
        DocumentType.INVOICE,
        re.compile(
            rf"(?:tax |commercial )?(?:[a-zäöüß]+rechnung\b|{_INVOICE}){_NOT_TO}", re.IGNORECASE
        ),
    ),
)
_TITLE_LENGTH: Final = 60
_NUMBER_LABEL: Final = re.compile(
    r"\b(?:invoice|rechnungs?|facture|factura|fattura|factuur|credit note|gutschrift)[ -]*"
    r"(?:no|nr|num(?:ber|mer|[ée]ro|ero)?|n[°ºo]|#|id)?\.?[ \t]*[:#°º.][ \t]*"
    r"(?P<value>[A-Z0-9][A-Z0-9/_.-]{1,29})(?=\s|$)",
    re.IGNORECASE,
)
_DATE_LABEL: Final = re.compile(
    r"\b(?:invoice date|date of issue|issue date|rechnungsdatum|date de (?:la )?facture"
    r"|fecha de (?:la )?factura|data (?:della )?fattura|factuurdatum)[ \t]*[:.]?[ \t]*"
    r"(?P<value>[0-9][0-9./ -]{5,9}[0-9])(?=\s|$)",
    re.IGNORECASE,
)
_TOTAL_LABEL: Final = re.compile(
    r"\b(?:invoice total|grand total|total amount|gesamtbetrag|rechnungsbetrag|bruttobetrag"
    r"|total (?:ttc|factura|fattura)|montant ttc|totale fattura|totaalbedrag)"
    r"(?:[ \t]*\(?(?:incl\.?[^0-9\n:]{0,12}|brutto|EUR|USD|GBP|CHF|€|\$|£)\)?)*[ \t]*[:.]?[ \t]*"
    r"(?:EUR|USD|GBP|CHF|€|\$|£)?[ \t]*(?P<value>-?[0-9][0-9.,'\u2019  ]*[.,][0-9]{2})"
    r"(?=[^0-9]|$)",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_SLASHED: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})$")
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Labelled:
    """Values that stand right beside their label; `None` where there is none or more than one."""

    invoice_number: str | None = None
    issue_date: date | None = None
    gross_total: Decimal | None = None


def document_type_of(pages: tuple[str, ...], segments: Sequence[str] = ()) -> DocumentType | None:
    """The kind by its title on the first page; `None` if nothing says.

    `segments` are the words of the first page that stand apart from others on their line: a title
    may share its line with a name.

    A title alone on its line counts more than one with a number behind it, and the name of
    another document counts more than the word invoice, which those documents use as well.
    """
    lines = [*_title_lines(pages), *segments]
    for patterns in (_ALONE, _NUMBERED):
        found = {kind for line in lines for kind, pattern in patterns if pattern.fullmatch(line)}
        if found and found <= _LABELS_TOO and (headed := _headed(lines)) is not None:
            return headed
        if found:
            return _weightiest(found)
    if any(_ANYWHERE.search(page) for page in pages):
        return DocumentType.INVOICE
    return None


def _headed(lines: Sequence[str]) -> DocumentType | None:
    """What a line at whose start a title stands, with more behind it, says."""
    for kind, pattern in _HEADED:
        if any(pattern.match(line) for line in lines):
            return kind
    return None


def _weightiest(found: set[DocumentType]) -> DocumentType:
    order = [kind for kind, _ in _TITLES]
    ranked = sorted(found, key=lambda kind: (kind in _LABELS_TOO, order.index(kind)))
    return ranked[0]


def _title_lines(pages: tuple[str, ...]) -> Iterator[str]:
    for page in pages[:1]:
        for line in page.splitlines():
            trimmed = " ".join(line.split())
            if trimmed and len(trimmed) <= _TITLE_LENGTH:
                yield trimmed


def labelled_values(pages: tuple[str, ...]) -> Labelled:
    """What the pages say beside a label, where they say it in one meaning only."""
    text = "\n".join(pages)
    return Labelled(
        invoice_number=_single([m["value"] for m in _NUMBER_LABEL.finditer(text) if _has_digit(m)]),
        issue_date=_single([_day(m["value"]) for m in _DATE_LABEL.finditer(text)]),
        gross_total=_single([amount_of(m["value"]) for m in _TOTAL_LABEL.finditer(text)]),
    )


def _has_digit(match: re.Match[str]) -> bool:
    return any(character.isdigit() for character in match["value"])


def _single(found: list[_T]) -> _T | None:
    values = set(found)
    return values.pop() if len(values) == 1 else None


def _day(text: str) -> date | None:
    """A date whose order of day and month is certain."""
    text = text.replace(" ", "")
    try:
        if match := _ISO.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DOTTED.match(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _SLASHED.match(text):
            one, two, year = int(match[1]), int(match[2]), int(match[3])
            if one == two or one > _MONTHS:
                return date(year, two, one)
            if two > _MONTHS:
                return date(year, one, two)
    except ValueError:
        return None
    return None


def amount_of(text: str) -> Decimal | None:
    """An amount with two decimals, in either convention of marks."""
    text = re.sub(r"[\s'\u2019]", "", text)
    whole, mark, cents = text[:-3], text[-3], text[-2:]
    other = "," if mark == "." else "."
    if mark in whole:
        return None
    groups = whole.lstrip("-").split(other)
    if len(groups) > 1 and any(len(group) != len("000") for group in groups[1:]):
        return None
    return Decimal(f"{whole.replace(other, '')}.{cents}")
