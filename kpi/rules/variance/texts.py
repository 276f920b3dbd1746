"""What the words of an entry say it is; where they name several kinds, the first of the list."""

import re
from enum import StrEnum

from kpi.rules.variance.values import Driver, LineFact

_WORDS: tuple[tuple[Driver, tuple[str, ...]], ...] = (
    (
        Driver.ACCRUAL_TRUE_UP,
        (
            r"\btrue[\s-]*up",
            r"\baccrual (?:adjustment|correction)",
            r"\b(?:over|under)[\s-]?accrued",
            r"\b(?:shrink(?:age)?|stock ?take|physical|inventory) (?:count )?adjustment",
        ),
    ),
    (Driver.RECLASSIFICATION, (r"\bre-?class", r"\bmis-?post", r"\bmis-?cod(?:ed|ing)\b")),
    (Driver.ONE_OFF, (r"\bone[\s-]?(?:off|time)\b", r"\bnon[\s-]?recurring\b", r"\bexceptional\b")),
    (
        Driver.TIMING,
        (
            r"\bcut[\s-]?off\b",
            r"\b(?:prior|previous|earlier)[\s-](?:period|month)\b",
            r"\bout[\s-]of[\s-]period\b",
            r"\btiming\b",
            r"\blate invoice\b",
        ),
    ),
    (
        Driver.CURRENCY,
        (
            r"\bfx\b",
            r"\bforex\b",
            r"\b(?:foreign )?exchange (?:rate|difference|loss|gain|effect)",
            r"\b(?:foreign )?currency (?:revaluation|effect|difference|translation|loss|gain)",
            r"^currency$",
        ),
    ),
    (
        Driver.ALLOWANCE,
        (
            r"\ballowances?\b",
            r"\brebates?\b",
            r"\bmarkdown money\b",
            r"\bbill-?back\b",
            r"\bscan-?down\b",
            r"\bslotting\b",
        ),
    ),
    (
        Driver.FREIGHT,
        (
            r"\bfreight\b",
            r"\bhaulage\b",
            r"\bdemurrage\b",
            r"\bshipping (?:charge|cost|surcharge)",
            r"\bfuel surcharge\b",
        ),
    ),
    (
        Driver.PRICE,
        (r"\bpurchase price variance\b", r"\bppv\b", r"^price difference,"),
    ),
)
_KINDS = tuple((driver, re.compile("|".join(words))) for driver, words in _WORDS)
_ACCRUAL = re.compile(r"\baccru")
_REVERSAL = re.compile(r"\brevers")
# Words that mention a kind without being it: the rest of the sentence would have to be understood.
_NEGATION = re.compile(r"\b(?:no|not|without|excl\w*|free of)\b[^.;,]{0,20}$")


class Markdown(StrEnum):
    """What a markdown is: the retail method takes a permanent one off the stock's retail value."""

    PERMANENT = "permanent"
    PROMOTIONAL = "promotional"
    UNSAID = "unsaid"


_MARKDOWN = re.compile(r"\bmark-?downs?\b(?! money)")
_PERMANENT = re.compile(r"\b(?:permanent|clearance|end of (?:season|line))\b")
_PROMOTIONAL = re.compile(r"\b(?:promo\w*|temporary|pos|point of sale|coupons?)\b")


def markdown_of(line: LineFact) -> Markdown | None:
    """Return what kind of markdown a line is, or nothing where it is none."""
    words = _plain(f"{line.source} {line.text}")
    hit = _MARKDOWN.search(words)
    if hit is None or _NEGATION.search(words[: hit.start()]):
        return None
    is_permanent, is_promotional = _PERMANENT.search(words), _PROMOTIONAL.search(words)
    if bool(is_permanent) == bool(is_promotional):
        return Markdown.UNSAID
    return Markdown.PERMANENT if is_permanent else Markdown.PROMOTIONAL


def kind_of(line: LineFact) -> Driver | None:
    """Return the kind that a line's source names, else the one that its text names."""
    return _first(line.source) or _first(line.text)


def is_accrual(line: LineFact) -> bool:
    """Say whether a line is an accrual or takes one back."""
    return bool(_ACCRUAL.search(_plain(line.source)) or _ACCRUAL.search(_plain(line.text)))


def is_reversal_of_accrual(line: LineFact) -> bool:
    """Say whether a line takes an accrual back."""
    words = _plain(f"{line.source} {line.text}")
    return is_accrual(line) and (line.is_reversal or bool(_REVERSAL.search(words)))


def _first(text: str) -> Driver | None:
    words = _plain(text)
    for driver, pattern in _KINDS:
        hit = pattern.search(words)
        if hit and not _NEGATION.search(words[: hit.start()]):
            return driver
    return None


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ")
