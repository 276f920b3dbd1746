"""What the text of a page plainly says about a few labelled fields.

Only what stands right beside its label and in one meaning is taken; everything else stays unknown
for a person. Labels and titles are in the languages of the vendors: English, German, French,
Spanish, Italian and Dutch.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

_T = TypeVar("_T")

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
