"""What is risky about a new vendor's invoice, said in words (T64).

One sign alone is ordinary. A new vendor that is in a hurry, with a round amount just under
somebody's limit, is the pattern of an invoice nobody ordered: it needs a second person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from intake.rules.reading import InvoiceReading
from reconciliation.rules.wording import money

MANY = 3  # signs, the new vendor among them
_ROUND, _ROUND_FROM = Decimal(100), Decimal(500)
_JUST_UNDER = Decimal("0.9")
_HURRY_DAYS = 5
_HURRY = re.compile(
    r"\b(?:urgent\w*|immediate(?:ly)?|asap|eilt|eilig\w*|dringend\w*|sofort\w*|imm[ée]diat\w*"
    r"|urgente\w*|subito|spoed\w*|onmiddellijk)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What the signs are read from; the limits are those in the invoice's currency."""

    reading: InvoiceReading
    is_first_of_new_vendor: bool
    limits: tuple[Decimal, ...] = ()


def risk_signs(facts: RiskFacts) -> tuple[str, ...]:
    """Return the signs that stand on the invoice of a new vendor; none for a known one."""
    if not facts.is_first_of_new_vendor:
        return ()
    gross = facts.reading.gross_total
    signs = ["a new vendor", _hurry(facts.reading)]
    if gross is not None:
        signs += [_round(gross), *_just_under(gross, facts.limits)]
    return tuple(sign for sign in signs if sign)


def is_risky(signs: Iterable[str]) -> bool:
    """Say whether so many signs need a second person."""
    return len(tuple(signs)) >= MANY


def _hurry(reading: InvoiceReading) -> str:
    for text in (reading.payment_terms, *reading.notes):
        if text and (found := _HURRY.search(text)):
            return f"it says “{found.group()}”"
    if reading.issue_date and reading.due_date:
        days = (reading.due_date - reading.issue_date).days
        if 0 <= days <= _HURRY_DAYS:
            return f"it is due {days} days after it was issued"
    return ""


def _round(gross: Decimal) -> str:
    return "a round amount" if gross >= _ROUND_FROM and gross % _ROUND == 0 else ""


def _just_under(gross: Decimal, limits: tuple[Decimal, ...]) -> list[str]:
    near = [limit for limit in limits if limit * _JUST_UNDER <= gross <= limit]
    return [f"just under the limit of {money(min(near))}"] if near else []
