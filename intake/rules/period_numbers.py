"""What stands where an invoice number should be, but names a month, a day or nothing at all.

"MAY 2026 RENT", "17MAY-13JUN", "03-04-26" and "NOT GIVEN" are written on any number of bills. They
say that two bills are of one month, not that they are one bill: without the amount they are no sign
of a duplicate, and between two vendors none at all (T58).
"""

import re
import unicodedata
from datetime import date
from typing import Final

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MONTHS: Final = _listed(
    "jan january januar janvier enero gennaio januari"
    " feb february februar fevrier febrero febbraio februari"
    " mar march marz maerz mars marzo maart apr april avril abril aprile"
    " may mai mayo maggio mei jun june juni juin junio giugno jul july juli juillet julio luglio"
    " aug august aout agosto augustus sep sept september septembre septiembre settembre"
    " oct october okt oktober octobre octubre ottobre nov november novembre noviembre"
    " dec december dez dezember decembre diciembre dicembre"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DAY: Final = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})")
_QUARTER: Final = re.compile(r"q[1-4][ ./-]?(?:19|20)\d\d|(?:19|20)\d\d[ ./-]?q[1-4]")
_MONTH_FIRST: Final = re.compile(r"(?:19|20)\d\d[:./ -]?(?:0[1-9]|1[0-2])(?!\d)\D*")
_SHORTEST_WORD: Final = 4


def names_no_bill(text: str | None) -> bool:
    """Say whether this can stand on any number of bills: a month, a day, or words alone."""
    plain = _folded(text)
    tokens = _TOKEN.findall(plain)
    figures = [token for token in tokens if token.isdigit()]
    words = [token for token in tokens if not token.isdigit()]
    if not figures:
        return bool(words)
    if _QUARTER.fullmatch(plain) or _is_day(plain):
        return True
    if not _MONTHS.isdisjoint(words):
        return all(len(figure) <= 2 or _YEAR.fullmatch(figure) for figure in figures)
    has_word = any(len(word) >= _SHORTEST_WORD for word in words)
    return has_word and _MONTH_FIRST.fullmatch(plain) is not None


def _folded(text: str | None) -> str:
    """Return lower-case letters without their accents."""
    apart = unicodedata.normalize("NFKD", (text or "").strip().casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _is_day(plain: str) -> bool:
    """Say whether this is a day of the calendar, written in three parts in any usual order."""
    found = _DAY.fullmatch(plain)
    if found is None:
        return False
    one, two, three = found.groups()
    orders = ((one, two, three), (three, two, one), (three, one, two))
    return any(_is_date(*order) for order in orders)


def _is_date(year: str, month: str, day: str) -> bool:
    if len(year) not in (2, 4) or len(month) > 2 or len(day) > 2:
        return False
    try:
        date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return False
    return len(year) == 2 or _YEAR.fullmatch(year) is not None
