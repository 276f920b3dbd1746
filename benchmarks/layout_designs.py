"""The designs of benchmarks.page_layouts, and the manners in which each language writes.

Ten designs (A, B) have one manner a language; six early ones are plain; eight later ones (C, D)
mix dates in words, signs before and behind, Swiss apostrophes, and labels in two languages.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Design:
    """What a design prints; how it looks is in the template."""

    name: str
    columns: str
    rates: int = 1
    rows: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8)
    credits: float = 0.0  # the share that are credit notes
    discounts: float = 0.0
    is_inclusive: bool = False  # prices contain the tax
    is_prepaid: bool = False
    is_bilingual: bool = False
    has_delivery: bool = False


_LONG: Final = tuple(range(44, 66))
_PLAIN: Final = "position description quantity price amount"
DESIGNS: Final[dict[str, tuple[Design, ...]]] = {
    "early": tuple(
        Design(name, _PLAIN, rates, (1, 2, 3, 4, 6, 9, 34), discounts=0.35)
        for name, rates in (("window", 2), ("letterhead", 2), ("footline", 1),
                            ("two", 1), ("split", 2), ("boxed", 2))
    ),
    "A": (
        Design("letter", "position code description quantity unit price amount", credits=0.35),
        Design("foot", "description quantity price rate amount"),
        Design("shop", "quantity description price amount", is_inclusive=True),
        Design("strip", "description quantity price amount", is_prepaid=True, has_delivery=True),
        Design("groups", "description quantity unit price amount", has_delivery=True),
    ),
    "B": (
        Design("ledger", "quantity code description price amount"),
        Design("sides", "code description quantity unit price rate amount", rates=2),
        Design("rebate", "description quantity price discount amount", has_delivery=True),
        Design("long", "position code description quantity price amount", rows=_LONG),
        Design("framed", "code description quantity price rate amount", rates=2, credits=0.35),
    ),
    "C": (
        Design("beside", "position description quantity unit price amount", credits=0.35),
        Design("imprint", "code description quantity price amount"),
        Design("summary", "description quantity price rate amount", rates=2, is_prepaid=True),
        Design("counter", "description quantity price amount", is_inclusive=True, credits=0.2),
    ),
    "D": (
        Design("sidebar", "position code description quantity price amount", credits=0.2),
        Design("bilingual", "description quantity unit price amount", credits=0.35,
               is_bilingual=True),
        Design("depot", "code description quantity price amount", is_prepaid=True,
               has_delivery=True),
        Design("slip", "quantity description price amount", is_inclusive=True),
    ),
}  # fmt: skip
RATES: Final = {"en": ("20", "5"), "de": ("19", "7"), "fr": ("20", "10"), "es": ("21", "10"),
                "it": ("22", "10"), "nl": ("21", "9"), "ch": ("8.1", "2.6")}  # fmt: skip
MARKS: Final = {"en": ",.", "de": ".,", "fr": "\u202f,", "es": ".,", "it": ".,", "nl": ".,",
                "ch": "'."}  # fmt: skip
DAYS: Final = {"en": ("%d %B %Y", "%d/%m/%Y"), "de": ("%d.%m.%Y", "%d. %B %Y"),
               "fr": ("%d/%m/%Y", "%d %B %Y"), "es": ("%d/%m/%Y", "%d-%m-%Y"),
               "it": ("%d/%m/%Y", "%d.%m.%Y"), "nl": ("%d-%m-%Y", "%d %B %Y")}  # fmt: skip
LATER_DAYS: Final = {
    "en": ("%b. %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d/%m/%Y"),
    "de": ("%-d. %B %Y", "%d.%m.%y", "%d.%m.%Y"),
    "fr": ("%-d %B %Y", "%d/%m/%y", "%d.%m.%Y"),
    "es": ("%-d de %B de %Y", "%d/%m/%Y", "%d-%m-%Y"),
    "it": ("%-d %B %Y", "%d/%m/%Y", "%d-%m-%y"),
    "nl": ("%-d %B %Y", "%d-%m-%y", "%d/%m/%Y"),
}
_MONTHS: Final = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
          " diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
          " dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}  # fmt: skip
MONTHS: Final = {language: words.split() for language, words in _MONTHS.items()}
# How an amount is written with its currency: {} the amount, S the sign, C the code.
SIGNS: Final = {
    "en": ("S{}", "C {}", "{} C", "{}"),
    "de": ("{} S", "C {}", "{} C", "{}"),
    "fr": ("{} S", "{} C", "{}"),
    "es": ("{} S", "{} C", "{}S", "{}"),
    "it": ("S {}", "{} S", "C {}", "{}"),
    "nl": ("S {}", "C {}", "{}"),
    "ch": ("C {}", "{} C", "{}"),
}
UNITS: Final = {"en": ("pcs", "box"), "de": ("Stk", "Krt"), "fr": ("pce", "ctn"),
                "es": ("ud", "caja"), "it": ("pz", "conf"), "nl": ("st", "doos")}  # fmt: skip
SHAPES: Final = ("{y}-{n:05}", "INV{n}", "{n}", "R{y}/{n}", "F-{n:06}", "{n}/{y}", "VF{y}.{n}")
SWISS: Final = ("de", "fr", "it")
