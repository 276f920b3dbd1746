"""When two invoice numbers are the same number, and when they are only alike.

Typing, scanning and forwarding change case, hyphens, spaces, leading zeros, prefixes, and letters
that look like digits (T53). A number with one letter more, or with two digits swapped, is alike
(T54). The next number of a series is neither: 4281 and 4282 are two invoices.
"""

import re
import unicodedata
from functools import lru_cache

from intake.rules.names import OTHER_SCRIPTS

_LOOK_ALIKES = str.maketrans("OILSB|", "011581")

# Prefixes that say "invoice". Each keeps a letter after the look-alikes are mapped, so that no run
# of digits is taken for one.
_PREFIXES = (
    "INVOICE", "INVOICENO", "INVOICENR", "INVNO", "INVNR", "INV", "TAXINVOICE",
    "RECHNUNG", "RECHNUNGSNR", "RECHNUNGNR", "RECHN", "RECH", "RNR", "RGNR", "RENR", "RG", "RE",
    "RN",
    "FACTURE", "FACTURA", "FATTURA", "FAKTURA", "FACTUUR", "FACT", "FATT", "FAKT", "FAC", "FAK",
    "FAT", "FA", "FT", "FV", "NUMBER", "NUMERO", "NR", "NO", "DOC", "DOCUMENT",
)  # fmt: skip
_MAPPED_PREFIXES: tuple[str, ...] = tuple(
    sorted({prefix.translate(_LOOK_ALIKES) for prefix in _PREFIXES}, key=len, reverse=True)
)
_OTHER_FIGURES = str.maketrans("ЗзЧчб", "33446")  # Cyrillic letters that look like figures
# What a poor scan takes for one another: not the same number, but alike.
_POOR_SCAN = str.maketrans("ZGQDT", "26007")
_MISREAD = frozenset(map(frozenset, ("17", "38", "56", "68", "06", "08", "09", "49", "27")))
_SERIES_PLACES = 2  # in its last places a number of the same day is the next of a series
_YEAR = re.compile(r"(?:(?:19|20)[0-9]{2}|[12][0-9])0*")
LETTER_ADDED = "one number is the other with a letter added"
_SHORTEST_WITH_YEAR = 3
_SHORTEST_TO_COMPARE = 5
_RUN = re.compile(r"[^\W\d_]+|\d+")
_SUFFIX = re.compile(r"[A-Z]{1,2}|(?:REV|DUP|COPY|KOPIE|BIS)[0-9]?")


@lru_cache(maxsize=65536)
def number_key(text: str | None) -> str | None:
    """Return what is left of an invoice number when nothing but the number counts.

    "INV-00123", "INV123", "0123", "lNV-O0123" and "123 " are all "123".
    """
    plain = _letters_and_digits(text)
    if not plain:
        return None
    mapped = plain.translate(_LOOK_ALIKES)
    for prefix in _MAPPED_PREFIXES:
        rest = mapped[len(prefix) :]
        if mapped.startswith(prefix) and rest[:1].isdigit():
            mapped = rest
            break
    return mapped.lstrip("0") or mapped


def same_number(left: str | None, right: str | None) -> str | None:
    """Return the rule by which two numbers are one, or None."""
    key, other = number_key(left), number_key(right)
    if key is None or other is None:
        return None
    if left == right:
        return "equal numbers"
    if key == other:
        return "equal but for case, signs, zeros, prefix or look-alike letters"
    parts = _parts(left)
    return "equal but for zeros in front of a part" if parts and parts == _parts(right) else None


def similar_number(left: str | None, right: str | None) -> str | None:
    """Return the rule by which two different numbers are alike, or None.

    Two numbers that differ in digits alone, one for one, are a series and not alike.
    """
    one, other = number_key(left), number_key(right)
    if one is None or other is None or one == other:
        return None
    shorter, longer = sorted((_unsuffixed_part(left), _unsuffixed_part(right)), key=len)
    if longer.startswith(shorter) and _SUFFIX.fullmatch(longer[len(shorter) :]):
        return LETTER_ADDED
    if _is_with_year(*sorted((one, other), key=len)):
        return "one number is the other with its year"
    if min(len(one), len(other)) < _SHORTEST_TO_COMPARE:
        return None
    if one.translate(_POOR_SCAN) == other.translate(_POOR_SCAN):
        return "equal but for letters that a poor scan confuses"
    short_key, long_key = sorted((one, other), key=len)
    if long_key.endswith(short_key) and not long_key[: -len(short_key)].isdigit():
        return "one number ends with the other"
    if len(one) == len(other) and _is_swapped(one, other):
        return "two neighbouring characters are swapped"
    if len(one) == len(other) and _is_misread(one, other):
        return "one digit is misread"
    if len(long_key) - len(short_key) == 1 and _is_one_inserted(short_key, long_key):
        return "one character is missing"
    return None


def _letters_and_digits(text: str | None) -> str:
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_OTHER_FIGURES).translate(OTHER_SCRIPTS)
    folded = folded.upper()
    return "".join(c for c in folded if c.isalnum() or c == "|")


def _parts(text: str | None) -> tuple[str, ...]:
    """Return runs of letters and of figures without zeros before them: LS-0815 is LS815 (T53)."""
    folded = unicodedata.normalize("NFKC", text or "").translate(_OTHER_FIGURES).upper()
    parts = _RUN.findall(folded.translate(OTHER_SCRIPTS))
    while len(parts) > 1 and parts[0] in _PREFIXES:
        parts = parts[1:]
    return tuple(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def _unsuffixed_part(text: str | None) -> str:
    """Return the number with its letters kept, without prefix and leading zeros."""
    plain = _letters_and_digits(text)
    digits = re.search(r"[0-9]", plain)
    if digits is None:
        return plain
    return plain[digits.start() :].lstrip("0")


def _is_swapped(one: str, other: str) -> bool:
    differing = [place for place in range(len(one)) if one[place] != other[place]]
    if len(differing) != 2 or differing[1] - differing[0] != 1:
        return False
    first, second = differing
    return one[first] == other[second] and one[second] == other[first]


def _is_misread(one: str, other: str) -> bool:
    """Say whether one digit was taken for another that looks like it, not in the running part."""
    differing = [place for place in range(len(one)) if one[place] != other[place]]
    first = 4 if _YEAR.match(one) and len(one) > len("2026") else 0  # another year is another bill
    if len(differing) != 1 or not first <= differing[0] < len(one) - _SERIES_PLACES:
        return False
    return frozenset((one[differing[0]], other[differing[0]])) in _MISREAD


def _is_with_year(short: str, long: str) -> bool:
    return (
        len(short) >= _SHORTEST_WITH_YEAR
        and long.endswith(short)
        and _YEAR.fullmatch(long[: -len(short)]) is not None
    )


def _is_one_inserted(short: str, long: str) -> bool:
    """Say whether the longer has one character more in its middle; an added end is a series.

    A first character said twice counts as well: 8012306 and 88012306.
    """
    if long[0] == long[1] and long[1:] == short:
        return True
    return any(long[:place] + long[place + 1 :] == short for place in range(1, len(long) - 1))
