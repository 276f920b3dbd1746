"""Charges apart from goods: freight, packing, surcharges and deposits, planned or not.

Freight on an invoice is never a price overcharge of the goods (T25), and a charge is matched only
against a charge of the order. What the order did not plan is `UNPLANNED_CHARGE`, up to a limit
that is zero until people change it. A reduction lowers what we pay: it is booked, not disputed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from core.reasons import ReasonCode
from intake.rules.reading import AllowanceCharge, InvoiceLine, InvoiceReading
from reconciliation.rules.match_values import Difference
from reconciliation.rules.tolerance import Tolerance, judge
from reconciliation.rules.wording import money

ZERO = Decimal(0)

# UNTDID 7161 codes of services and what a finance person calls them.
CHARGE_CODES: dict[str, str] = {
    "FC": "freight",
    "DL": "delivery",
    "SH": "shipping and handling",
    "SAE": "shipping and handling",
    "HD": "handling",
    "PC": "packing",
    "AAA": "telecommunication",
    "AAC": "postage",
    "ABL": "additional packaging",
    "ADR": "other services",
    "ADT": "pick-up",
    "AEO": "collection and recycling",
    "AJ": "adjustments",
    "CG": "cleaning",
    "CS": "cigarette stamping",
    "FI": "financing",
    "IN": "insurance",
    "LA": "labelling",
    "PAE": "port charges",
    "RV": "loading",
    "SM": "small order",
    "TAE": "truck",
    "TX": "tax",
    "ZZZ": "mutually defined",
}

_CHARGE_WORDS = re.compile(
    r"\b(freight|shipping|postage|haulage|carriage|courier|delivery (?:charge|fee|cost)s?"
    r"|handling(?: (?:charge|fee))?|transport(?:ation)?(?:kosten| (?:charge|cost|fee)s?)?"
    r"|fracht(?:kosten)?|versand(?:kosten)?(?:pauschale)?|porto|lieferkosten|zustellung"
    r"|verpackung(?:skosten)?|frais de (?:port|transport|livraison)|port(?: et emballage)?"
    r"|gastos de env[ií]o|portes|spese di (?:trasporto|spedizione)|trasporto"
    r"|verzendkosten|vrachtkosten|frakt|fragt"
    r"|surcharge|zuschlag|mindermengenzuschlag|fuel|energiezuschlag|treibstoffzuschlag|maut|toll"
    r"|insurance|versicherung|deposit|pfand|minimum order|small order|restocking|service charge)\b",
    re.IGNORECASE,
)
_LONG_DESCRIPTION = 6  # words: "wooden transport box for ..." is goods


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge of a document: what it is called, how much, and the line it stands on."""

    name: str
    amount: Decimal
    line: str | None = None


@lru_cache(maxsize=16384)
def is_charge_text(text: str | None) -> bool:
    """Say whether a line speaks of a charge and of nothing else."""
    if not text or len(text.split()) > _LONG_DESCRIPTION:
        return False
    return _CHARGE_WORDS.search(text) is not None


def charge_name(charge: AllowanceCharge) -> str:
    """Return what a charge is called: its reason, else the meaning of its code."""
    if charge.reason:
        return charge.reason
    code = (charge.reason_code or "").upper()
    return CHARGE_CODES.get(code, f"charge {code}" if code else "charge")


def charges_of(line: InvoiceLine) -> Decimal:
    """Return the charges inside the net of a line, which are no part of the price of its goods."""
    if not line.allowances_charges:
        return ZERO
    return sum((part.amount for part in line.allowances_charges if part.is_charge), ZERO)


def charges_outside_lines(reading: InvoiceReading) -> tuple[Charge, ...]:
    """Return the charges of the document and those that stand beside the goods of a line."""
    found = [
        Charge(charge_name(part), part.amount)
        for part in reading.allowances_charges
        if part.is_charge and part.amount
    ]
    for line in reading.lines:
        found += [
            Charge(charge_name(part), part.amount, line.line)
            for part in line.allowances_charges
            if part.is_charge and part.amount
        ]
    return tuple(found)


def judge_charges(
    charges: Sequence[Charge], planned: Decimal, tolerance: Tolerance | None
) -> tuple[Difference, ...]:
    """Judge all charges that no order line covers; the limit is for the document as a whole."""
    total = sum((charge.amount for charge in charges), ZERO)
    if not charges or total <= 0:
        return ()
    verdict = judge(tolerance, gap=max(total - planned, ZERO), expected=planned)
    if verdict.gap == 0:
        return ()
    return tuple(
        Difference(
            code=ReasonCode.UNPLANNED_CHARGE,
            text=f"{charge.name}: {money(charge.amount)} is charged and the order plans"
            f" {money(planned)}. It is a charge, not a price difference of the goods.",
            line=charge.line,
            expected=money(planned),
            actual=money(charge.amount),
            tolerance=verdict.limit,
            is_allowed=verdict.allowed,
        )
        for charge in charges
    )
