"""One spelling for company names and identifiers, so that equal ones compare equal."""

import re
import unicodedata
from functools import lru_cache

_LEGAL_FORMS = frozenset(
    (
        "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ek", "ev", "co", "cokg", "se",
        "sa", "sas", "sarl", "sasu", "eurl", "snc", "scs", "sl", "slu", "srl", "srls", "spa",
        "sapa", "bv", "nv", "vof", "cv", "bvba", "ltd", "limited", "llc", "llp", "lp", "plc",
        "inc", "incorporated", "corp", "corporation", "company", "ab", "as", "asa", "oy", "oyj",
        "aps", "is", "ks", "kb", "hb", "sro", "spolsro", "zoo", "spzoo", "spj", "doo", "dd",
        "ood", "eood", "kft", "zrt", "nyrt", "bt", "pty", "pte", "pvt", "ltda", "lda", "ooo",
        "oao", "zao", "haftungsbeschrankt", "gmbhcokg", "gesmbh",
    )
)  # fmt: skip
_SPLIT_FORMS = re.compile(
    r"\b(?:s\s*a\s*r\s*l|s\s*p\s*a|s\s*r\s*l|s\s*a\s*s|s\s*a|b\s*v|n\s*v|a\s*g|s\s*l|e\s*k|a\s*s"
    r"|sp z o o|s r o|d o o|g m b h|l l c|co kg)$"
)
# Letters of other scripts that look like Latin ones, and figures that look like letters.
OTHER_SCRIPTS = str.maketrans(
    "АВЕКМНОРСТХУІЈЅаеорсхуіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορνικ",
    "ABEKMHOPCTXYIJSaeopcxyijsABEZHIKMNOPTYXaopvik",
)
_FIGURES = str.maketrans("01358i", "olesbl")
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d"})
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@lru_cache(maxsize=65536)
def name_key(name: str | None) -> str | None:
    """Return a company name without case, accents, punctuation and legal form.

    "Müller & Söhne GmbH", "Mueller und Soehne" and "MULLER + SOHNE" are one name.
    """
    words = _words(name)
    if not words:
        return None
    kept = [word for word in words if word not in _LEGAL_FORMS and word not in _AND]
    key = "".join(kept or words)
    for long, short in _UMLAUTS:
        key = key.replace(long, short)
    return key or None


_AND = frozenset(("and", "und", "et", "e", "y", "en", "og", "och", "the"))


@lru_cache(maxsize=65536)
def skeleton(name: str | None) -> str | None:
    """Return how a name looks: two names with one skeleton look the same to the eye (T63)."""
    if not name:
        return None
    seen = unicodedata.normalize("NFKC", name).translate(OTHER_SCRIPTS)
    key = name_key(seen)
    if key is None:
        return None
    for looks, like in (("rn", "m"), ("vv", "w"), ("cl", "d")):
        key = key.replace(looks, like)
    return key.translate(_FIGURES)


@lru_cache(maxsize=65536)
def spaced_name(name: str | None) -> str:
    """Return the words of a name that tell it apart, for measuring likeness."""
    words = _words(name)
    return " ".join([word for word in words if word not in _LEGAL_FORMS | _AND] or words)


@lru_cache(maxsize=65536)
def identifier_key(text: str | None) -> str | None:
    """Return an identifier (VAT id, IBAN, account) as capitals and digits without spaces."""
    if not text:
        return None
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum()) or None


@lru_cache(maxsize=65536)
def digits_key(text: str | None) -> str | None:
    """Return an account number as letters and digits without leading zeros."""
    key = identifier_key(text)
    return None if key is None else key.lstrip("0") or None


def _words(name: str | None) -> list[str]:
    if not name:
        return []
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_SPECIAL))
    letters = [c for c in folded if not unicodedata.combining(c)]
    text = "".join(letters).replace("'", "").replace(".", "")
    text = "".join(c if c.isalnum() else " " for c in text)
    text = " ".join(text.split())
    shortened = _SPLIT_FORMS.sub("", text).strip()
    return (shortened or text).split()
