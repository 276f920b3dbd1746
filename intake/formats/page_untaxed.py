"""Pages that speak of no tax at all: an American invoice, or one of a seller who charges none."""

import re
from collections.abc import Iterable
from typing import Final

from intake.formats.page_words import Line

_TAX: Final = re.compile(
    r"\b(?:(?:sales |use )?tax(?:es|able)?|v\.?a\.?t\.?|[ghp]st|qst|mwst|mehrwertsteuer"
    r"|umsatzsteuer|steuer(?:betrag|satz)?|ust|t\.?v\.?a\.?|taxe|i\.?v\.?a\.?|iva|imposta|btw"
    r"|moms|omsetningsavgift|impuesto|duty|levy)\b",
    re.IGNORECASE,
)
# Numbers of registration are about who the seller is, not about a tax on this document.
_NUMBERS: Final = re.compile(
    r"\b(?:tax|vat|t\.?v\.?a\.?|iva|btw|ust|steuer|moms)[\s.-]*"
    r"(?:id|i\.d|ident|idnr|no|nr|num|nummer|number|reg|registration|code)\b|\bein\b",
    re.IGNORECASE,
)


def is_untaxed(lines: Iterable[Line]) -> bool:
    """Say whether no line names a tax, and no amount stands beside a percentage."""
    return not any(_names_tax(line.text) for line in lines)


def _names_tax(text: str) -> bool:
    return "%" in text or _TAX.search(_NUMBERS.sub(" ", text)) is not None
