"""Numbers that pass their check digits and belong to nobody.

GTINs use the GS1 prefix 952 (set aside for examples); bank codes are not in any registry.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from stdnum.de import vat as de_vat
from stdnum.dk import cvr
from stdnum.fr import siren
from stdnum.gb import vat as gb_vat
from stdnum.nl import btw


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
    if country == "FR":
        number = _until_valid(siren.is_valid, lambda: digits(rng, 9))
        return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"
    length, suffix, is_valid = {
        "GB": (9, "", gb_vat.is_valid),
        "NL": (9, "B01", btw.is_valid),
        "DK": (8, "", cvr.is_valid),
        "DE": (9, "", de_vat.is_valid),
    }[country]
    return country + _until_valid(is_valid, lambda: digits(rng, length) + suffix)


def _until_valid(is_valid: Callable[[str], bool], make: Callable[[], str]) -> str:
    while True:
        number = make()
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


_BODIES: dict[str, Callable[[random.Random], str]] = {
    "DE": lambda rng: "99" + digits(rng, 6) + digits(rng, 10),
    "NL": _dutch_account,
    "GB": lambda rng: "HLND" + "98" + digits(rng, 4) + digits(rng, 8),
    "DK": lambda rng: "99" + digits(rng, 12),
    "FR": _french_account,
}
