"""Numbers that pass their check digits and belong to nobody.

GTINs use the GS1 prefix 952 (set aside for examples); bank codes are not in any registry.
"""

from __future__ import annotations

import random
from typing import Protocol

from stdnum.de import vat as de_vat
from stdnum.dk import cvr
from stdnum.fr import siren, tva
from stdnum.gb import vat as gb_vat
from stdnum.nl import btw


class _Check(Protocol):
    def is_valid(self, number: str, /) -> bool: ...


def digits(rng: random.Random, count: int) -> str:
    """Random digits, the first of them not zero."""
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def gtin(company: int, item: int) -> str:
    """A GTIN-13 of the example range, with its check digit."""
    body = f"952{company:04d}{item:05d}"
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    return body + str(-total % 10)


def iban(rng: random.Random, country: str) -> str:
    """An IBAN of the right shape and check digits, with an invented bank."""
    body = _BODIES[country](rng)
    text = body + country + "00"
    number = int("".join(str(int(c, 36)) for c in text))
    return f"{country}{98 - number % 97:02d}{body}"


def vat_id(rng: random.Random, country: str) -> str:
    """A VAT identifier whose check digits hold."""
    if country == "GB":
        return "GB" + _until_valid(rng, gb_vat.is_valid, lambda: digits(rng, 9))
    if country == "NL":
        return "NL" + _until_valid(rng, btw.is_valid, lambda: digits(rng, 9) + "B01")
    if country == "DK":
        return "DK" + _until_valid(rng, cvr.is_valid, lambda: digits(rng, 8))
    if country == "FR":
        number = _until_valid(rng, siren.is_valid, lambda: digits(rng, 9))
        return "FR" + tva.compact(f"{(12 + 3 * (int(number) % 97)) % 97:02d}{number}")
    return "DE" + _until_valid(rng, de_vat.is_valid, lambda: digits(rng, 9))


def _until_valid(rng: random.Random, is_valid: object, make: object) -> str:
    assert callable(is_valid) and callable(make)
    while True:
        number = str(make())
        if is_valid(number):
            return number


def _dutch_account(rng: random.Random) -> str:
    while True:
        account = "0" + digits(rng, 9)
        if sum(int(c) * (10 - i) for i, c in enumerate(account)) % 11 == 0:
            return "HLND" + account


def _french_account(rng: random.Random) -> str:
    bank, branch, account = "9" + digits(rng, 4), digits(rng, 5), digits(rng, 11)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return f"{bank}{branch}{account}{key:02d}"


_BODIES = {
    "DE": lambda rng: "99" + digits(rng, 6) + digits(rng, 10),
    "NL": _dutch_account,
    "GB": lambda rng: "HLND" + "98" + digits(rng, 4) + digits(rng, 8),
    "DK": lambda rng: "99" + digits(rng, 12),
    "FR": _french_account,
}
