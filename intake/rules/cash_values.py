"""What a bank statement and a processor's report say: the values every reader of cash returns.

Amounts are exact and signed as the bank or the processor sees our side: money to us is positive.
What a file does not state is `None`, never an empty text or a zero.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class StatementKind(StrEnum):
    """What a bank's message is: only a statement closes with balances that must add up."""

    STATEMENT = "statement"  # camt.053, MT940, BAI2, OFX, a file of lines
    INTERIM = "interim"  # camt.052, MT942: the day so far
    NOTICE = "notice"  # camt.054: single bookings announced


class BankLineStatus(StrEnum):
    """How firm a bank line is; only a booked one is money that moved."""

    BOOKED = "booked"
    PENDING = "pending"
    REPLACED = "replaced"  # a posted line or a corrected file took its place
    INFORMATION = "information"  # announced in a notice, never booked by it


class Processor(StrEnum):
    """Who collects from shoppers and pays us out."""

    STRIPE = "stripe"
    SHOPIFY = "shopify"
    ADYEN = "adyen"
    PAYPAL = "paypal"
    AMAZON = "amazon"


class PayoutStatus(StrEnum):
    """How far a payout has come, in the processor's own view."""

    SCHEDULED = "scheduled"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PayoutLineType(StrEnum):
    """What one movement inside a payout is; each goes to an account of its own."""

    CHARGE = "charge"
    REFUND = "refund"
    REFUND_REVERSAL = "refund_reversal"
    FEE = "fee"
    DISPUTE = "dispute"
    DISPUTE_REVERSAL = "dispute_reversal"
    DISPUTE_FEE = "dispute_fee"
    RESERVE_HOLD = "reserve_hold"
    RESERVE_RELEASE = "reserve_release"
    ADJUSTMENT = "adjustment"
    CONVERSION = "conversion"
    TAX = "tax"  # collected and paid over by the marketplace: never our liability
    SHIPPING = "shipping"
    PROMOTION = "promotion"
    ADVERTISING = "advertising"
    STORAGE = "storage"
    TRANSFER = "transfer"
    PAYOUT = "payout"  # an earlier payout that failed and came back, or one inside a period
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BankLinePart:
    """One payment inside a batch that the bank booked as one line."""

    amount: Decimal | None = None
    currency: str | None = None
    end_to_end_id: str | None = None
    reference: str | None = None
    counterparty: str | None = None
    counterparty_account: str | None = None
    memo: str | None = None
    return_reason: str | None = None


@dataclass(frozen=True, slots=True)
class BankLineValue:
    """One movement on an account of ours, as one file states it."""

    line: int  # where it stands in the file
    booked_on: date | None
    amount: Decimal
    currency: str
    value_date: date | None = None
    status: BankLineStatus = BankLineStatus.BOOKED
    is_reversal: bool = False
    reference: str | None = None  # the bank's own
    customer_reference: str | None = None
    end_to_end_id: str | None = None
    structured_reference: str | None = None
    counterparty: str | None = None
    counterparty_account: str | None = None
    memo: str | None = None
    transaction_code: str | None = None
    instructed_amount: Decimal | None = None
    instructed_currency: str | None = None
    exchange_rate: Decimal | None = None
    return_reason: str | None = None
    batch_count: int | None = None
    parts: tuple[BankLinePart, ...] = ()
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AccountName:
    """How a file names an account of ours."""

    iban: str | None = None
    account_number: str | None = None
    routing_number: str | None = None
    bic: str | None = None


@dataclass(frozen=True, slots=True)
class StatementValue:
    """One account over one stretch of time, as one file states it."""

    account: AccountName
    currency: str | None
    kind: StatementKind = StatementKind.STATEMENT
    line: int = 1
    statement_id: str | None = None
    statement_number: str | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    from_date: date | None = None
    to_date: date | None = None
    lines: tuple[BankLineValue, ...] = ()
    is_cut: bool = False  # a page of a longer statement, or a line of it could not be read


@dataclass(frozen=True, slots=True)
class PayoutLineValue:
    """One movement on our balance with a processor; `net` is what it adds to the payout."""

    line: int
    type: PayoutLineType
    net: Decimal
    currency: str
    gross: Decimal | None = None
    fee: Decimal | None = None  # negative where it costs us
    at: datetime | None = None
    order_id: str | None = None
    payment_reference: str | None = None
    processor_reference: str | None = None
    parent_reference: str | None = None
    tender: str | None = None
    description: str | None = None
    original_amount: Decimal | None = None
    original_currency: str | None = None
    exchange_rate: Decimal | None = None
    fee_parts: tuple[tuple[str, Decimal], ...] = ()
    source_type: str | None = None  # the processor's own word for it
    key: str | None = None  # what the processor knows the movement by


@dataclass(frozen=True, slots=True)
class PayoutValue:
    """Money a processor sends us (or takes), and the movements it is made of."""

    processor: Processor
    payout_id: str | None  # `None` gathers movements that no payout has settled yet
    currency: str
    amount: Decimal | None
    account: str | None = None
    line: int = 1
    paid_on: date | None = None
    arrives_on: date | None = None
    from_date: date | None = None
    to_date: date | None = None
    status: PayoutStatus | None = None
    bank_reference: str | None = None
    is_itemized: bool = True
    lines: tuple[PayoutLineValue, ...] = field(default=())
