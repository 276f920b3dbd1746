"""What a payment covers, and what was taken off it and why (T33, T110)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class DeductionReason(StrEnum):
    """Why an amount is taken off a payment."""

    SHORTAGE = "shortage"
    DAMAGE = "damage"
    QUALITY = "quality"
    RETURNED = "returned"
    PRICE = "price"
    ALLOWANCE = "allowance"
    PROMOTION = "promotion"
    FREIGHT = "freight"
    DUPLICATE = "duplicate"
    WRONG_ITEM = "wrong_item"
    COMPLIANCE = "compliance"
    OTHER = "other"


# Adjustment reason codes of X12 (element 426).
_REASONS: Final = {
    "01": DeductionReason.PRICE,
    "02": DeductionReason.ALLOWANCE,
    "03": DeductionReason.PRICE,
    "04": DeductionReason.DAMAGE,
    "05": DeductionReason.QUALITY,
    "06": DeductionReason.SHORTAGE,
    "07": DeductionReason.WRONG_ITEM,
    "08": DeductionReason.WRONG_ITEM,
    "09": DeductionReason.PRICE,
    "10": DeductionReason.OTHER,
    "11": DeductionReason.RETURNED,
    "12": DeductionReason.RETURNED,
    "13": DeductionReason.RETURNED,
    "14": DeductionReason.RETURNED,
    "15": DeductionReason.RETURNED,
    "16": DeductionReason.ALLOWANCE,
    "17": DeductionReason.COMPLIANCE,
    "19": DeductionReason.DUPLICATE,
    "21": DeductionReason.FREIGHT,
    "22": DeductionReason.SHORTAGE,
    "23": DeductionReason.ALLOWANCE,
    "24": DeductionReason.PRICE,
    "25": DeductionReason.QUALITY,
    "30": DeductionReason.FREIGHT,
    "31": DeductionReason.FREIGHT,
    "59": DeductionReason.SHORTAGE,
}


@dataclass(frozen=True, slots=True)
class DeductionValue:
    """One amount taken off; below zero it is given back."""

    amount: Decimal
    reference: str | None = None  # the debit memo or claim it goes by
    reason: DeductionReason = DeductionReason.OTHER
    reason_code: str | None = None  # as stated
    invoice_number: str | None = None
    po_number: str | None = None
    dated_on: date | None = None
    text: str | None = None
    is_in_line: bool = False  # what a line paid is already less by it


@dataclass(frozen=True, slots=True)
class RemittedLine:
    """One document that a payment covers."""

    line: str
    reference: str | None = None
    qualifier: str | None = None  # IV is an invoice
    paid: Decimal | None = None
    gross: Decimal | None = None
    discount: Decimal | None = None
    po_number: str | None = None
    dated_on: date | None = None
    deductions: tuple[DeductionValue, ...] = ()


@dataclass(frozen=True, slots=True)
class RemittanceValue:
    """The advice of one payment."""

    number: str | None  # the trace number, by which the bank knows it
    amount: Decimal | None
    currency: str | None = None
    paid_on: date | None = None
    direction: str | None = None  # C credits the payee, D debits it
    method: str | None = None
    payer_name: str | None = None
    payer_id: str | None = None
    payee_name: str | None = None
    payee_id: str | None = None
    payee_account: str | None = None
    lines: tuple[RemittedLine, ...] = ()
    deductions: tuple[DeductionValue, ...] = ()  # of the payment as a whole


@dataclass(frozen=True, slots=True)
class AdjustmentValue:
    """A credit or debit that a trading partner announces (X12 812)."""

    number: str | None
    amount: Decimal | None  # taken off; below zero it is given back
    currency: str | None = None
    issued_on: date | None = None
    invoice_number: str | None = None
    po_number: str | None = None
    sender_name: str | None = None
    sender_id: str | None = None
    deductions: tuple[DeductionValue, ...] = ()


def reason_of(code: str | None) -> DeductionReason:
    """Return what a reason code of X12 says."""
    return _REASONS.get(code or "", DeductionReason.OTHER)
