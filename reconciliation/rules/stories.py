"""What an exception means: why it matters, who can settle it, and what they are asked (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from core.money import decimal_text
from core.reasons import ReasonCode as Code
from reconciliation.rules.wording import money

OF_QUANTITIES: Final = frozenset(
    {
        Code.QUANTITY_OVER_ORDERED, Code.QUANTITY_OVER_RECEIVED, Code.NOT_RECEIVED,
        Code.QUANTITY_UNDER,
    }
)  # fmt: skip
_BARE: Final = re.compile(r"\d+(?:\.\d+)?")
ANY_OTHER: Final = "Nobody has judged this difference yet, and what is booked stays booked."


class Recipient(StrEnum):
    """Who can settle an exception."""

    VENDOR = "vendor"
    WAREHOUSE = "warehouse"
    BUYER = "buyer"
    NOBODY = "nobody"  # it is settled here


@dataclass(frozen=True, slots=True)
class Meaning:
    """Why a kind of exception matters, who settles it, and what they are asked."""

    why: str
    whom: Recipient
    request: str = ""


_V, _W, _B, _N = Recipient.VENDOR, Recipient.WAREHOUSE, Recipient.BUYER, Recipient.NOBODY
_COPY = "Please send us a corrected invoice, or tell us why this one is right."
_CREDIT = "Please send us a credit note for the difference, or tell us why the amount is right."
_ORDER = "Please tell us which of your orders this belongs to, and whether it was agreed."
_TWICE = "Paying it would pay for the same goods twice."

MEANINGS: Final[Mapping[str, Meaning]] = {
    Code.UNREADABLE: Meaning(
        "What cannot be read can be neither checked nor booked.", _V,
        "Please send us the document again in a form that can be read.",
    ),
    Code.NOT_AN_INVOICE: Meaning("Only an invoice makes an amount payable.", _N),
    Code.MISSING_FIELD: Meaning(
        "Without this value the claim cannot be compared or booked.", _V, _COPY
    ),
    Code.LOW_CONFIDENCE: Meaning("A value that was read wrongly is paid wrongly.", _N),
    Code.TOTALS_MISMATCH: Meaning("Nobody can say which of the amounts is owed.", _V, _COPY),
    Code.TAX_MISMATCH: Meaning("Tax that is wrong cannot be deducted.", _V, _COPY),
    Code.EINVOICE_RULE: Meaning("The tax office may not accept the document.", _V, _COPY),
    Code.HIDDEN_TEXT: Meaning("Somebody may want a machine to read what people do not see.", _N),
    Code.CARD_NUMBER_REMOVED: Meaning("Card numbers may not be kept.", _N),
    Code.TEXT_XML_DISAGREE: Meaning("The document claims two things at once.", _V, _COPY),
    Code.DUPLICATE_DOCUMENT: Meaning(_TWICE, _N),
    Code.DUPLICATE_INVOICE: Meaning(
        _TWICE, _V, "Please tell us whether this replaces your earlier invoice."
    ),
    Code.POSSIBLE_DUPLICATE: Meaning(
        f"It may be the same claim again. {_TWICE}", _V,
        "Please tell us whether this is a claim of its own, and for which delivery.",
    ),
    Code.DUPLICATE_LINE: Meaning(_TWICE, _V, _CREDIT),
    Code.UNKNOWN_VENDOR: Meaning("Money would go to somebody nobody has checked.", _B, _ORDER),
    Code.VENDOR_LOOKALIKE: Meaning("Somebody may pose as a vendor of ours.", _N),
    Code.VENDOR_BLOCKED: Meaning("Nothing is paid to a vendor that is blocked.", _N),
    Code.BANK_DETAILS_CHANGED: Meaning(
        "Changed bank details are the usual way to steal a payment.", _N
    ),
    Code.TAX_ID_MISMATCH: Meaning("A wrong tax number costs the deduction.", _V, _COPY),
    Code.NO_PURCHASE_ORDER: Meaning("Nobody is known to have ordered this.", _B, _ORDER),
    Code.PO_NOT_FOUND: Meaning("There is nothing to compare the claim with.", _B, _ORDER),
    Code.PO_CLOSED: Meaning("A closed order takes no more invoices.", _B, _ORDER),
    Code.PO_OTHER_VENDOR: Meaning("The order was given to somebody else.", _B, _ORDER),
    Code.PO_OTHER_ENTITY: Meaning("The cost would stand in the wrong books.", _B, _ORDER),
    Code.ITEM_NOT_ON_PO: Meaning("Nobody is known to have ordered this item.", _B, _ORDER),
    Code.PRICE_OVER: Meaning("We would pay more than was agreed.", _V, _CREDIT),
    Code.PRICE_UNDER: Meaning(
        "A price that is too low often means a wrong unit or a line that follows.", _V,
        "Please tell us whether the price is right.",
    ),
    Code.QUANTITY_OVER_ORDERED: Meaning("We would pay for more than was ordered.", _V, _CREDIT),
    Code.QUANTITY_OVER_RECEIVED: Meaning(
        "We would pay for goods that did not arrive.", _W,
        "Please tell us whether more has arrived than the receipts say.",
    ),
    Code.NOT_RECEIVED: Meaning(
        "We would pay for goods that did not arrive.", _W,
        "Please tell us whether the goods have arrived, and enter the receipt if so.",
    ),
    Code.UOM_UNRESOLVED: Meaning(
        "Quantities in different units cannot be compared.", _B,
        "Please tell us how many pieces are in the unit that is billed.",
    ),
    Code.CURRENCY_MISMATCH: Meaning("The agreed price is in another currency.", _V, _COPY),
    Code.UNPLANNED_CHARGE: Meaning("The order does not plan this charge.", _V, _CREDIT),
    Code.CREDIT_WITHOUT_INVOICE: Meaning(
        "Nobody can say which claim gets smaller.", _V,
        "Please tell us which invoice this credit note belongs to.",
    ),
    Code.CREDIT_EXCEEDS_INVOICE: Meaning(
        "More would be credited than was claimed.", _V,
        "Please tell us what the rest of the credit is for.",
    ),
    Code.OVER_LIMIT: Meaning("Above this limit one person alone does not decide.", _N),
    Code.SPLIT_INVOICE: Meaning("Together the invoices pass a limit that each stays under.", _N),
    Code.PERIOD_CLOSED: Meaning("A closed period's figures are already reported.", _N),
    Code.NEW_VENDOR_FIRST_INVOICE: Meaning("Nobody has paid this vendor before.", _N),
    Code.SAMPLED: Meaning("Some clean cases are looked at to know how good the rules are.", _N),
    Code.SUSPECTED_INSTRUCTION: Meaning("The document tries to tell a machine what to do.", _N),
    Code.PROVIDER_UNAVAILABLE: Meaning("The document is not fully read.", _N),
    Code.OUTPUT_REJECTED: Meaning("The document is not fully read.", _N),
    Code.PO_AFTER_INVOICE: Meaning("Nobody agreed to it before it was billed.", _B, _ORDER),
    Code.PO_CHANGED: Meaning(
        "The order may have been made to fit the invoice.", _B,
        "Please tell us who changed the order, and why.",
    ),
    Code.QUANTITY_UNDER: Meaning(
        "More may be billed later.", _V, "Please tell us whether more follows."
    ),
    Code.IMPLAUSIBLE_DATE: Meaning("A wrong date moves the payment or the period.", _V, _COPY),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One exception with its figures, as matching left it."""

    code: str
    text: str
    line: str | None = None
    field: str | None = None
    expected: str | None = None
    actual: str | None = None
    tolerance: str | None = None

    @property
    def gap(self) -> tuple[str, str] | None:
        """Return by how much two figures differ, and which way."""
        before, after = _number(self.expected), _number(self.actual)
        if before is None or after is None or before == after:
            return None
        size = abs(after - before)
        said = decimal_text(size.normalize()) if self.code in OF_QUANTITIES else money(size)
        return said, "over" if after > before else "under"


def meaning_of(code: str) -> Meaning:
    """Return what a kind of exception means; all kinds have a meaning."""
    return MEANINGS.get(code) or Meaning(ANY_OTHER, Recipient.NOBODY)


def rule_of(found: Difference, *, version: int) -> str:
    """Say what the policy in force says of a difference."""
    if found.tolerance:
        bare = _number(found.tolerance) if _BARE.fullmatch(found.tolerance) else None
        allowed = found.tolerance if bare is None else f"a difference of {found.tolerance}"
        return f"Policy version {version} allows {'no difference' if bare == 0 else allowed}."
    return f"Policy version {version} leaves this to a person."


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal((text or "").replace(",", "").split(" ")[0])
    except (InvalidOperation, IndexError):
        return None
    return number if number.is_finite() else None
