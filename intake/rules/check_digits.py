"""Check digits of IBAN, BIC, tax ids and GTINs: what is wrong with an identifier as stated.

A wrong check digit says that a number was misread or made up; it is told beside what was found.
By itself it stops nothing: what stands on file may have been typed in wrongly as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stdnum import bic, ean, get_cc_module, iban
from stdnum.exceptions import InvalidChecksum, ValidationError

from intake.rules.names import identifier_key
from intake.rules.reading import InvoiceReading

_GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True, slots=True)
class IdentifierCheck:
    """One identifier as stated, and what is wrong with it; nothing where its digits agree."""

    field: str
    value: str
    line: str | None
    problem: str | None


@lru_cache(maxsize=16384)
def iban_problem(text: str) -> str | None:
    """Say what is wrong with an IBAN."""
    return _problem(iban.validate, identifier_key(text) or "", "IBAN")


@lru_cache(maxsize=16384)
def bic_problem(text: str) -> str | None:
    """Say what is wrong with a BIC."""
    return _problem(bic.validate, identifier_key(text) or "", "BIC")


@lru_cache(maxsize=16384)
def vat_id_problem(text: str) -> str | None:
    """Say what is wrong with a VAT id, where its country is one whose rule is known."""
    key = identifier_key(text) or ""
    country = "gr" if key[:2] == "EL" else key[:2].casefold()
    if not country.isalpha() or len(country) != 2:
        return None
    module = get_cc_module(country, "vat")
    return None if module is None else _problem(module.validate, key, "VAT id")


@lru_cache(maxsize=65536)
def gtin_problem(text: str) -> str | None:
    """Say what is wrong with a GTIN."""
    key = identifier_key(text) or ""
    if not key.isdigit() or len(key) not in _GTIN_LENGTHS:
        return f"a GTIN has 8, 12, 13 or 14 digits, this one {len(key)}"
    return _problem(ean.validate, key.zfill(14) if len(key) == 12 else key, "GTIN")


def checked_identifiers(reading: InvoiceReading) -> tuple[IdentifierCheck, ...]:
    """Return every identifier of a document that has check digits, with what is wrong with it."""
    stated: list[tuple[str, str | None, str | None, Callable[[str], str | None]]] = [
        ("iban", reading.iban, None, iban_problem),
        ("bic", reading.bic, None, bic_problem),
        ("seller_vat_id", reading.seller.vat_id, None, vat_id_problem),
        ("buyer_vat_id", reading.buyer.vat_id, None, vat_id_problem),
        *(("gtin", line.gtin, line.line, gtin_problem) for line in reading.lines),
    ]
    return tuple(
        IdentifierCheck(field, value, line, problem_of(value))
        for field, value, line, problem_of in stated
        if value
    )


def _problem(validate: Callable[..., Any], text: str, name: str) -> str | None:
    try:
        validate(text)
    except InvalidChecksum:
        return f"its check digits are not those of the {name}"
    except ValidationError:
        return f"it does not have the form of a {name}"
    return None
