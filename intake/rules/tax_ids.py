"""Tax ids as they compare: with or without the country that the VAT system puts before them.

A master holds `B12345674` where the invoice says `ESB12345674`, or the other way round. The two are
one id where the country is known to be that one, or is said on neither side; ids of two countries
are never one, though their figures may be the same.
"""

import re
from collections.abc import Iterator
from typing import Final

from intake.rules.names import identifier_key

_WITH_VAT_IDS: Final = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GB", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
)  # fmt: skip
_PREFIXED: Final = re.compile(rf"({'|'.join(_WITH_VAT_IDS)}|GR)([0-9A-Z]{{7,13}})")
_BARE: Final = re.compile(r"(?=(?:.*\d){7})[0-9A-Z]{8,13}")
_SUFFIXES: Final = re.compile(r"(?<=\d{9})(?:MWST|TVA|IVA|MVA|VAT|TPV)$")


def held_keys(vat_id: str | None, tax_id: str | None, country: str | None) -> list[str]:
    """Return by which keys the ids of a vendor are found."""
    return list(_keys(vat_id, tax_id, country, of_prefixed="*", of_bare="?"))


def stated_keys(vat_id: str | None, tax_id: str | None, country: str | None) -> list[str]:
    """Return by which keys the ids on a document find a vendor."""
    return list(_keys(vat_id, tax_id, country, of_prefixed="?", of_bare="*"))


def _keys(
    vat_id: str | None, tax_id: str | None, country: str | None, *, of_prefixed: str, of_bare: str
) -> Iterator[str]:
    """Yield each id as it stands, then in the other spelling: what is marked meets its opposite."""
    for text in (vat_id, tax_id):
        key = _SUFFIXES.sub("", identifier_key(text) or "")
        if not key:
            continue
        found = _PREFIXED.fullmatch(key)
        if found:
            yield _greek(found[1]) + found[2]
            yield of_prefixed + found[2]
            continue
        yield key
        if not _BARE.fullmatch(key):
            continue
        land = _greek((country or "").strip().upper())
        if land in _WITH_VAT_IDS:
            yield land + key
        elif not land:
            yield of_bare + key


def _greek(country: str) -> str:
    return "EL" if country == "GR" else country
