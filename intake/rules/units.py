"""What a unit of measure is called: words and abbreviations become UN/ECE Recommendation 20 codes.

Codes that are already codes stay as they are, so that what was printed is what is kept; `same_unit`
knows which of them mean one thing. How many of one make another is `reconciliation.rules.units`.
"""

import re
import unicodedata
from functools import lru_cache

# Several codes, one meaning: the first is the name used when comparing.
_ONE_MEANING: tuple[tuple[str, ...], ...] = (
    ("C62", "EA", "H87", "PCE", "NAR", "PP", "XPP", "UN", "UNT", "PC"),
    ("CS", "XCS"),
    ("CT", "XCT", "CAR", "CTN"),
    ("BX", "XBX"),
    ("PK", "XPK", "PAC", "NMP"),
    ("PF", "XPF", "PX", "XPX", "PAL", "D97"),
    ("BG", "XBG"),
    ("BO", "XBO"),
    ("XCA",),
    ("CR", "XCR"),
    ("RO", "XRO", "RL"),
    ("TU", "XTU"),
    ("SA", "XSA"),
    ("DR", "XDR"),
    ("TY", "XTY", "PU", "XPU"),
    ("SET", "E10"),
    ("DZN", "DPC", "DZ"),
    ("GRO", "GRS"),
    ("KGM", "KG"),
    ("GRM",),
    ("LTR", "LT"),
    ("MTR",),
    ("HUR", "HR"),
    ("LBR", "LB"),
    ("PR", "NPR"),
    ("TNE", "T"),
    ("LS", "LO"),
)

_WORDS: dict[str, tuple[str, ...]] = {
    "C62": (
        "unit",
        "units",
        "unite",
        "unites",
        "unidad",
        "unidades",
        "ud",
        "uds",
        "unita",
        "einheit",
        "einheiten",
        "einh",
        "eenheid",
        "eenheden",
        "enhed",
        "enhet",
        "kappale",
        "u",
    ),
    "EA": ("each", "ea", "eaches"),
    "H87": (
        "piece",
        "pieces",
        "pc",
        "pcs",
        "pce",
        "pces",
        "stuck",
        "stueck",
        "stk",
        "st",
        "stck",
        "stks",
        "stuks",
        "stuk",
        "pieza",
        "piezas",
        "pza",
        "pzas",
        "pezzo",
        "pezzi",
        "pz",
        "szt",
        "sztuka",
        "sztuki",
        "ks",
        "kus",
        "kusy",
        "kpl",
        "styck",
        "stycken",
        "peca",
        "pecas",
        "db",
        "buc",
    ),
    "CS": (
        "case",
        "cases",
        "cs",
        "cse",
        "ca",
        "caja",
        "cajas",
        "kolli",
        "colli",
        "caisse",
        "cassa",
    ),
    "CT": (
        "carton",
        "cartons",
        "karton",
        "kartons",
        "ktn",
        "krt",
        "ctn",
        "ctns",
        "cartone",
        "cartoni",
        "kartong",
        "doos",
    ),
    "BX": ("box", "boxes", "bx", "boite", "boites", "schachtel", "scatola", "eske"),
    "PK": (
        "pack",
        "packs",
        "pk",
        "pkg",
        "package",
        "packages",
        "packung",
        "packungen",
        "pkt",
        "paket",
        "pakete",
        "paquet",
        "paquete",
        "pacco",
        "pak",
        "pakke",
        "pck",
        "pckg",
        "vpe",
    ),
    "PF": (
        "pallet",
        "pallets",
        "plt",
        "palette",
        "paletten",
        "palettes",
        "pal",
        "palet",
        "pallett",
    ),
    "BG": ("bag", "bags", "beutel", "sachet", "bolsa", "tute"),
    "BO": (
        "bottle",
        "bottles",
        "btl",
        "flasche",
        "flaschen",
        "fl",
        "bouteille",
        "botella",
        "bottiglia",
        "fles",
    ),
    "XCA": ("can", "cans", "dose", "dosen", "canette", "lata"),
    "CR": ("crate", "crates", "kiste", "kisten", "kasten", "krat"),
    "RO": ("roll", "rolls", "rolle", "rollen", "rouleau", "rouleaux", "rollo", "rotolo", "rl"),
    "TU": ("tube", "tubes", "tubo"),
    "SA": ("sack", "sacks", "sacke", "saecke", "sac"),
    "TY": ("tray", "trays"),
    "SET": ("set", "sets", "satz", "jeu", "juego"),
    "PR": ("pair", "pairs", "paar", "paare", "paire", "paires", "par", "paio"),
    "DZN": ("dozen", "dozens", "dz", "doz", "dutzend", "dtzd", "douzaine", "docena", "dozzina"),
    "GRO": ("gross", "gros"),
    "CEN": ("hundred", "hundert", "cent"),
    "MIL": ("thousand", "tausend", "mille", "tsd"),
    "KGM": (
        "kg",
        "kgs",
        "kilo",
        "kilos",
        "kilogram",
        "kilograms",
        "kilogramm",
        "kilogramme",
        "kilogrammes",
        "kilogramo",
        "kilogramos",
        "chilogrammo",
    ),
    "GRM": ("g", "gr", "gram", "grams", "gramm", "gramme", "grammes", "gramo", "gramos", "grammo"),
    "MGM": ("mg", "milligram", "milligramm"),
    "TNE": ("t", "to", "ton", "tons", "tonne", "tonnes", "tonnen", "tonelada"),
    "LBR": ("lb", "lbs", "pound", "pounds"),
    "ONZ": ("oz", "ounce", "ounces", "unze"),
    "LTR": ("l", "lt", "ltr", "liter", "liters", "litre", "litres", "litro", "litros", "litri"),
    "MLT": ("ml", "milliliter", "millilitre"),
    "CLT": ("cl", "centiliter", "centilitre"),
    "HLT": ("hl", "hektoliter", "hectoliter", "hectolitre"),
    "GLL": ("gal", "gallon", "gallons"),
    "MTR": ("m", "mtr", "lfm", "meter", "meters", "metre", "metres", "metro", "metros", "metri"),
    "CMT": ("cm", "centimeter", "centimetre", "zentimeter"),
    "MMT": ("mm", "millimeter", "millimetre"),
    "KMT": ("km", "kilometer", "kilometre"),
    "INH": ("in", "inch", "inches", "zoll"),
    "FOT": ("ft", "foot", "feet"),
    "YRD": ("yd", "yard", "yards"),
    "MTK": ("m2", "qm", "sqm", "quadratmeter", "square meter", "square metre"),
    "MTQ": ("m3", "cbm", "kubikmeter", "cubic meter", "cubic metre"),
    "HUR": (
        "hour",
        "hours",
        "h",
        "hr",
        "hrs",
        "std",
        "stunde",
        "stunden",
        "heure",
        "heures",
        "hora",
        "horas",
        "ora",
        "ore",
        "uur",
        "uren",
    ),
    "MIN": ("minute", "minutes", "min", "minuten"),
    "DAY": ("day", "days", "tag", "tage", "jour", "jours", "dia", "dias", "giorno", "dag"),
    "WEE": ("week", "weeks", "woche", "wochen", "semaine", "semana"),
    "MON": ("month", "months", "monat", "monate", "mois", "mes", "meses", "mese", "maand", "mth"),
    "ANN": ("year", "years", "jahr", "jahre", "an", "ano", "anno", "jaar"),
    "KWH": ("kwh", "kilowatt hour", "kilowattstunde"),
    "LS": ("lump sum", "ls", "pauschal", "pauschale", "psch", "forfait", "flat"),
}

_CODE_OF_WORD: dict[str, str] = {word: code for code, words in _WORDS.items() for word in words}
_MEANING: dict[str, str] = {code: group[0] for group in _ONE_MEANING for code in group}
_KNOWN_CODES: frozenset[str] = (
    frozenset(_WORDS)
    | frozenset(_MEANING)
    | frozenset(
        ("DTN", "DMT", "DLT", "DMQ", "CMQ", "CMK", "DMK", "FTK", "SEC", "MWH", "WHR", "E48", "ACT")
    )
)
_LOOKS_LIKE_A_CODE = re.compile(r"X?[A-Z0-9]{2,3}")
# X12 and customary usage: written like a code, and another code in Recommendation 20 or none.
_CUSTOMARY: dict[str, str] = {"CA": "CS", "DZ": "DZN", "LB": "LBR", "KG": "KGM", "HR": "HUR"}


@lru_cache(maxsize=4096)
def unit_code(text: str | None) -> str | None:
    """Return the code for a unit as written, or None where nobody can know what is meant."""
    if text is None or not (word := " ".join(text.split())):
        return None
    upper = word.upper()
    if upper in _CUSTOMARY:
        return _CUSTOMARY[upper]
    if upper in _KNOWN_CODES and (word == upper or len(upper) == 3):
        return upper
    if code := _CODE_OF_WORD.get(_plain(word)):
        return code
    if upper in _KNOWN_CODES or _LOOKS_LIKE_A_CODE.fullmatch(word):
        return upper
    return None


@lru_cache(maxsize=4096)
def unit_key(text: str | None) -> str | None:
    """Return one name for everything that means the same unit, or None where there is no unit."""
    code = unit_code(text)
    return None if code is None else _MEANING.get(code, code)


def same_unit(left: str | None, right: str | None) -> bool:
    """Say whether two units mean one thing: each, piece and C62 do, box and XBX do."""
    return left == right or (unit_key(left) is not None and unit_key(left) == unit_key(right))


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return letters.replace(".", " ").strip().replace("  ", " ")
