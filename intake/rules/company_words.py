"""The words that company names are made of beside the telling ones.

Legal forms in full, customary abbreviations, numbers as words, places, and words that many names
share; and the letters of Cyrillic and Greek as Latin ones.
"""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# A legal form in full, as its short form; longer ones first.
_LEGAL_PHRASES = (
    ("gesellschaft mit beschrankter haftung", "gmbh"),
    ("gesellschaft burgerlichen rechts", "gbr"),
    ("kommanditgesellschaft auf aktien", "kgaa"),
    ("besloten vennootschap", "bv"),
    ("naamloze vennootschap", "nv"),
    ("societe a responsabilite limitee", "sarl"),
    ("societe par actions simplifiee", "sas"),
    ("societe anonyme", "sa"),
    ("societa a responsabilita limitata", "srl"),
    ("societa per azioni", "spa"),
    ("sociedad de responsabilidad limitada", "sl"),
    ("sociedad limitada", "sl"),
    ("sociedad anonima de capital variable", "sa"),
    ("sociedad anonima", "sa"),
    ("sa de cv", "sa"),
    ("s a de c v", "sa"),
    ("public limited company", "plc"),
    ("private limited company", "ltd"),
    ("limited liability partnership", "llp"),
    ("limited liability company", "llc"),
    ("limited partnership", "lp"),
    ("public joint stock company", "jsc"),
    ("closed joint stock company", "jsc"),
    ("open joint stock company", "jsc"),
    ("joint stock company", "jsc"),
    ("joint stock co", "jsc"),
    ("spolka z ograniczona odpowiedzialnoscia", "spzoo"),
    ("spolka akcyjna", "sa"),
    ("spolecnost s rucenim omezenym", "sro"),
    ("obshchestvo s ogranichennoi otvetstvennostiu", "llc"),
    ("otkrytoe aktsionernoe obshchestvo", "jsc"),
    ("zakrytoe aktsionernoe obshchestvo", "jsc"),
    ("publichnoe aktsionernoe obshchestvo", "jsc"),
    ("aktsionernoe obshchestvo", "jsc"),
    ("gmbh co kg", "gmbhcokg"), ("gmbh and co kg", "gmbhcokg"), ("co kg", "cokg"),
    ("sp z o o", "spzoo"), ("spol s r o", "sro"), ("s a r l", "sarl"), ("s p a", "spa"),
    ("s r l", "srl"), ("s a s", "sas"), ("g m b h", "gmbh"), ("l l c", "llc"), ("p l c", "plc"),
    ("s r o", "sro"), ("d o o", "doo"), ("s a", "sa"), ("b v", "bv"), ("n v", "nv"), ("a g", "ag"),
    ("l p", "lp"), ("l t d", "ltd"), ("k k", "kk"), ("a s", "as"), ("e k", "ek"), ("a b", "ab"),
    ("co ltd", "ltd"), ("company limited", "ltd"), ("pty ltd", "ltd"), ("pte ltd", "ltd"),
    ("pvt ltd", "ltd"), ("private limited", "ltd"),
)  # fmt: skip
_FORMS = {
    "aktiengesellschaft": "ag", "akg": "ag", "ag": "ag", "gmbh": "gmbh", "mbh": "gmbh",
    "gesmbh": "gmbh", "kg": "kg", "kommanditgesellschaft": "kg", "kgaa": "kgaa", "ohg": "ohg",
    "gbr": "gbr", "ug": "ug", "haftungsbeschrankt": "ug", "ek": "ek", "ev": "ev", "cokg": "cokg",
    "gmbhcokg": "gmbhcokg", "se": "se", "sa": "sa", "sas": "sas", "sasu": "sas", "sarl": "sarl",
    "eurl": "sarl", "snc": "snc", "sl": "sl", "slu": "sl", "srl": "srl", "srls": "srl",
    "spa": "spa", "bv": "bv", "bvba": "bv", "nv": "nv", "vof": "vof", "cv": "cv", "ltd": "ltd",
    "limited": "ltd", "ltda": "ltd", "lda": "ltd", "llc": "llc", "llp": "llp", "lp": "lp",
    "plc": "plc", "inc": "inc", "incorporated": "inc", "corp": "corp", "corporation": "corp",
    "co": "co", "company": "co", "compagnie": "co", "cie": "co", "ab": "ab", "aktiebolag": "ab",
    "as": "as", "asa": "as", "oy": "oy", "oyj": "oy", "aps": "aps", "sro": "sro",
    "spzoo": "spzoo", "doo": "doo", "kft": "kft", "zrt": "zrt", "nyrt": "zrt", "bt": "bt",
    "pty": "ltd", "pte": "ltd", "pvt": "ltd", "ooo": "llc", "oao": "jsc", "zao": "jsc",
    "pao": "jsc", "ao": "jsc", "jsc": "jsc", "ojsc": "jsc", "pjsc": "jsc", "cjsc": "jsc",
    "ano": "ano", "kk": "kk", "kabushiki": "kk", "kaisha": "kk",
}  # fmt: skip
_AND = frozenset(("and", "und", "et", "e", "y", "og", "och", "the", "of", "for"))
PARTICLES = frozenset(("de", "der", "den", "die", "das", "des", "du", "la", "le", "les", "el", "il",
                       "van", "von", "al", "en", "di", "da"))  # fmt: skip
# What kind of body a form makes: a company is no partnership, and an association neither.
_BODIES = {
    **dict.fromkeys(("lp", "llp", "ohg", "gbr", "vof", "snc"), "partnership"),
    **dict.fromkeys(("ev", "ano"), "association"),
}
_SHORT = {
    "intl": "international", "natl": "national", "mfg": "manufacturing", "grp": "group",
    "bros": "brothers", "assn": "association", "assoc": "association", "dept": "department",
    "univ": "university", "inst": "institute", "tech": "technology", "technologies": "technology",
    "svcs": "services", "serv": "services", "service": "services", "mgmt": "management",
    "hldg": "holding", "hldgs": "holding", "holdings": "holding", "ind": "industries",
    "inds": "industries", "industry": "industries", "elec": "electric", "chem": "chemical",
    "chemicals": "chemical", "pharm": "pharmaceutical", "pharmaceuticals": "pharmaceutical",
    "dev": "development", "dist": "distribution", "distributors": "distribution",
    "eng": "engineering",
    "govt": "government", "lab": "laboratories", "labs": "laboratories", "ctr": "center",
    "centre": "center", "sys": "systems", "system": "systems", "solution": "solutions",
    "prod": "products", "prods": "products", "product": "products", "trdg": "trading",
    "organisation": "organization", "gebr": "brothers", "gebruder": "brothers", "sohne": "sons",
    "fils": "sons", "hnos": "brothers", "konink": "koninklijke", "kon": "koninklijke",
    "usa": "us", "uk": "gb", "st": "saint", "und": "and", "ges": "gesellschaft",
}  # fmt: skip
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
} | {
    word: str(number)
    for number, word in enumerate(
        ("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), start=2
    )
} | {"first": "1", "second": "2", "third": "3", "1st": "1", "2nd": "2", "3rd": "3"}  # fmt: skip
# Words that many names share tell little; places tell two branches of one group apart.
COMMON_WORDS = frozenset((
    "group", "holding", "international", "global", "services", "solutions", "systems", "trading",
    "industries", "management", "technology", "enterprise", "enterprises", "products", "center",
    "capital", "partners", "fund", "trust", "bank", "national", "general", "new", "handel",
    "handels", "vertrieb", "gruppe", "groupe", "grupo", "gruppo", "gesellschaft", "association",
    "foundation", "institute", "university", "supplies", "supply", "distribution", "retail",
    "wholesale", "store", "stores", "shop", "markt", "company", "sons", "brothers", "finance",
    "import", "export", "logistics", "logistik", "europe", "organization",
))  # fmt: skip
PLACES = frozenset((
    "germany", "deutschland", "france", "italy", "italia", "spain", "espana", "iberia", "gb",
    "england", "scotland", "wales", "ireland", "netherlands", "nederland", "belgium", "belgique",
    "luxembourg", "austria", "osterreich", "switzerland", "schweiz", "suisse", "denmark",
    "danmark", "sweden", "sverige", "norway", "norge", "finland", "suomi", "poland", "polska",
    "czech", "hungary", "romania", "portugal", "greece", "turkey", "russia", "ukraine", "us",
    "america", "canada", "mexico", "brazil", "brasil", "chile", "argentina", "china", "japan",
    "korea", "india", "australia", "singapore", "hong", "kong", "taiwan", "africa", "asia",
    "north", "south", "east", "west", "nord", "sud", "ost", "berlin", "hamburg", "munich",
    "munchen", "koln", "paris", "lyon", "london", "york", "los", "angeles", "milano", "roma",
    "madrid", "barcelona", "amsterdam", "rotterdam", "wien", "zurich", "kolkata", "dubai",
))  # fmt: skip

_CYRILLIC = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    ("a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t",
     "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia", "i", "i", "e", "g"),
    strict=True,
))  # fmt: skip
_GREEK = dict(zip(
    "αβγδεζηθικλμνξοπρστυφχψως",
    ("a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "t",
     "y", "f", "ch", "ps", "o", "s"),
    strict=True,
))  # fmt: skip
_SPECIAL = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
_LATIN = str.maketrans(_CYRILLIC | _GREEK | _SPECIAL)
_SPELLED = re.compile(r"\b(?:[a-z] )+[a-z]\b")
_U_S = re.compile(r"\bunited states(?: of america)?\b|\bu s a?\b")
_LEGAL_WORDS = {word for phrase, _ in _LEGAL_PHRASES for word in phrase.split()} | set(_FORMS)
_LONG_LEGAL_WORDS = sorted(word for word in _LEGAL_WORDS if len(word) >= 5)
_PHRASES = tuple(
    (re.compile(rf"\b{phrase}\b"), f" {form} ")
    for phrase, form in sorted(_LEGAL_PHRASES, key=lambda each: -len(each[0]))
)


@lru_cache(maxsize=65536)
def latin(text: str) -> str:
    """Return small Latin letters, digits and single spaces, whatever script it was written in."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKD", folded.translate(_LATIN))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LATIN)
    letters = re.sub(r"['’`´.]", "", re.sub(r"\b(\w)\.(?=\w\b)", r"\1 ", letters))
    letters = letters.replace("&", " and ").replace("+", " and ")
    return " ".join("".join(c if c.isascii() and c.isalnum() else " " for c in letters).split())


@lru_cache(maxsize=65536)
def taken_apart(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the words of a name that tell it apart, in order, and its legal forms."""
    words = _U_S.sub("us", latin(name)).split()
    text = " ".join(words[:1] + [_as_legal_word(word) for word in words[1:]])
    for phrase, form in _PHRASES:
        text = phrase.sub(form, text)
    text = _SPELLED.sub(lambda found: found.group().replace(" ", ""), text)
    words = [_SHORT.get(word, word) for word in text.split()]
    forms = frozenset(_FORMS[word] for word in words if word in _FORMS)
    telling = [
        _NUMBERS.get(word, word) for word in words if word not in _FORMS and word not in _AND
    ]
    return tuple(telling or words), forms


def bodies(forms: frozenset[str]) -> frozenset[str]:
    """Return what kinds of body the legal forms make."""
    return frozenset(_BODIES.get(form, "company") for form in forms)


@lru_cache(maxsize=65536)
def _as_legal_word(word: str) -> str:
    """Return the word of a legal form that this is with one letter wrong, else the word itself."""
    if len(word) < 5 or word in _LEGAL_WORDS:
        return word
    near = process.extractOne(word, _LONG_LEGAL_WORDS, scorer=OSA.distance, score_cutoff=1)
    return word if near is None else str(near[0])
