"""What the matching of cash is given, what people may set about it, and what it answers.

Amounts inside the engine are whole minor units, signed as the bank sees them: never a float, never
rounded. Only the actions around it know decimals.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum


class CashStatus(StrEnum):
    """How far a bank line or a payout is explained (contract, section 4)."""

    MATCHED = "matched"
    PROPOSED = "proposed"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"


class PartType(StrEnum):
    """What one part of a bank line or a payout is (contract, section 4)."""

    ORDER = "order"
    INVOICE = "invoice"
    PAYOUT = "payout"
    JOURNAL = "journal"
    FEE = "fee"
    REFUND = "refund"
    DISPUTE = "dispute"
    RESERVE = "reserve"
    ADJUSTMENT = "adjustment"


class Payer(StrEnum):
    """What the names and accounts on both sides say about who paid."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    OTHER = "other"


class RecordKind(IntEnum):
    """Where a record stands that cash settles; its last three bits."""

    ORDER = 0
    INVOICE = 1
    PAID_INVOICE = 2
    PAYOUT = 3
    JOURNAL = 4


class NewsKind(IntEnum):
    """What else has changed, in the same three bits."""

    LINE = 5
    SETTINGS = 6  # aliases, and what people decided: the open rows are the same
    EVERYTHING = 7  # names, time zones, accounts: any row may have changed


def record_key(kind: RecordKind, pk: int) -> int:
    """Return the one number that names a record of any kind."""
    return pk * 8 + kind


def record_of(key: int) -> tuple[RecordKind, int]:
    """Return the kind and the key of a record."""
    return RecordKind(key % 8), key // 8


@dataclass(frozen=True, slots=True)
class ShortPayment:
    """How much may be missing, and what it then is. Percentage and absolute cap must both hold."""

    type: PartType
    percent: Decimal
    absolute: Decimal
    currency: str = "*"


@dataclass(frozen=True, slots=True)
class ProcessorFee:
    """What a processor keeps of each order, where no report says so; rounded order by order."""

    processor: str
    percent: Decimal
    fixed: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ConversionSpread:
    """What a bank account of ours or a processor adds to the rate; `*` is any other (T47)."""

    of: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class TenderAccount:
    """Where sales of one tender wait to be paid out, if not with all others (T91)."""

    tender: str
    account: str


class RuleOutcome(StrEnum):
    """What a rule that people wrote makes of a bank line."""

    FEE = "fee"
    ADJUSTMENT = "adjustment"
    MATCH = "match"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class CashRule:
    """One rule that people wrote: every condition that it states must hold."""

    name: str
    outcome: RuleOutcome
    contains: str = ""
    pattern: str = ""
    counterparty: str = ""
    account: str = ""
    currency: str = ""
    sign: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    ledger_account: str = ""
    tolerance: Decimal = Decimal(0)
    wait_days: int = 0


@dataclass(frozen=True, slots=True)
class CashAccounts:
    """Which account takes what. Part of the policy."""

    bank: str = "1000"  # where a bank account names none of its own
    clearing: str = "1150"  # payouts on their way
    orders: str = "1160"  # sold and not paid out
    refunds: str = "1165"
    disputes: str = "1170"
    reserves: str = "1175"
    transfers: str = "1190"
    payables: str = "2100"
    processor_fees: str = "6720"
    dispute_fees: str = "6725"
    advertising: str = "6610"
    storage: str = "6330"
    facilitator_tax: str = "1180"  # collected and paid over by a marketplace: not ours (T42)
    conversions: str = "1185"  # one currency out, another in
    bank_charges: str = "6710"
    interest: str = "7100"
    discounts: str = "5080"
    adjustments: str = "6730"
    over_and_short: str = "6740"
    exchange_differences: str = "6750"  # realised, where a payment was in another currency


@dataclass(frozen=True, slots=True)
class CashSettings:
    """Every limit of cash matching that people may set."""

    short_payments: tuple[ShortPayment, ...] = (
        ShortPayment(PartType.FEE, percent=Decimal(10), absolute=Decimal("25.00")),
        ShortPayment(PartType.ADJUSTMENT, percent=Decimal(3), absolute=Decimal("500.00")),
    )
    discount_rates: tuple[Decimal, ...] = (Decimal(1), Decimal("1.5"), Decimal(2), Decimal(3))
    days_before: int = 7
    days_after: int = 90
    reference_days_after: int = 400
    return_days: int = 90
    transfer_days: int = 5
    deposit_days: int = 4
    deposit_lag_days: int = 6
    deposit_difference: Decimal = Decimal("20.00")
    fee_cap: Decimal = Decimal("100.00")
    subset_items: int = 12
    subset_chance: Decimal = Decimal("0.0005")
    processor_fees: tuple[ProcessorFee, ...] = ()
    conversion_spreads: tuple[ConversionSpread, ...] = ()
    tender_accounts: tuple[TenderAccount, ...] = ()
    direct_tenders: tuple[str, ...] = ("invoice", "bank_transfer", "transfer", "wire", "prepayment")
    accounts: CashAccounts = CashAccounts()
    journal_batch: str = "day"  # one entry a day and account, or `line`: one for each
    return_words: str = (
        r"\b(returned|return of|chargeback|nsf|nrti|rejet|impay[eé]"
        r"|r(ü|ue?)ck(lastschrift|gabe|buchung|(ü|ue?)berweisung))\b"
    )
    fee_words: str = (
        r"\b((bank|account|service|wire|transfer) (charges?|fees?)|kontof(ü|ue?)hrung\w*"
        r"|entgelte?|(bank|konto|buchungs)geb(ü|ue?)hr\w*|frais (bancaires|de tenue)|bankkosten"
        r"|(commissioni|spese) bancarie|spese tenuta|comisi[oó]n bancaria)\b"
    )
    interest_words: str = r"\b(interest|zinsen|habenzinsen|sollzinsen|int[eé]r[eê]ts|interessi)\b"
    rules: tuple[CashRule, ...] = ()
    rules_version: int = 0


DEFAULT_CASH = CashSettings()


def accounts_of_tenders(settings: CashSettings) -> dict[str, str]:
    """Return the account of each tender that has one of its own, by its name in small letters."""
    return {row.tender.lower(): row.account for row in settings.tender_accounts}


def spread_of(settings: CashSettings, of: str) -> Decimal:
    """Return what percentage of a conversion is its fee, by its own row or that of any other."""
    rows = {row.of.lower(): row.percent for row in settings.conversion_spreads}
    return rows.get(of.lower(), rows.get("*", Decimal(0)))


# The columns of the two tables that a run is given, in the order of their copies.
LINE_COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "BIGINT"),
    ("account", "VARCHAR"),  # ours
    ("day", "DATE"),
    ("amount", "BIGINT"),
    ("currency", "VARCHAR"),
    ("reference", "VARCHAR"),
    ("party", "VARCHAR"),
    ("party_account", "VARCHAR"),
    ("memo", "VARCHAR"),
    ("other_amount", "BIGINT"),  # what the payer was told to pay, in their currency
    ("other_currency", "VARCHAR"),
    ("nature", "VARCHAR"),  # `return`, `fee`, `interest`, or nothing known
    ("code", "VARCHAR"),  # the bank's own word for what the line is
)
ITEM_COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "BIGINT"),
    ("type", "VARCHAR"),  # a part type
    ("account", "VARCHAR"),  # ours, where it is known where the money goes
    ("day", "DATE"),
    ("amount", "BIGINT"),  # what is still open of it
    ("net", "BIGINT"),  # less what the processor keeps of it
    ("currency", "VARCHAR"),
    ("reference", "VARCHAR"),
    ("also", "VARCHAR"),  # further numbers it goes by, separated by spaces
    ("party", "VARCHAR"),
    ("party_account", "VARCHAR"),
    ("batch", "VARCHAR"),  # the store and tender, or the processor, that pays it out in a sum
    ("record_id", "VARCHAR"),  # how it is exported, where that is not its reference
    ("whole", "BIGINT"),  # the amount of the whole record, where a part is settled already
)
PAYOUT_COLUMNS: tuple[tuple[str, str], ...] = (("id", "BIGINT"), ("amount", "BIGINT"))
MOVEMENT_COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "BIGINT"),
    ("payout", "BIGINT"),
    ("type", "VARCHAR"),  # the processor's word in the terms of intake
    ("gross", "BIGINT"),
    ("fee", "BIGINT"),
    ("net", "BIGINT"),
    ("item", "BIGINT"),  # the order among the items, where it is known
    ("order_id", "VARCHAR"),
    ("reference", "VARCHAR"),
)
ALIAS_COLUMNS: tuple[tuple[str, str], ...] = (("name", "VARCHAR"), ("means", "VARCHAR"))
OWN_ACCOUNT_COLUMNS: tuple[tuple[str, str], ...] = (("account", "VARCHAR"), ("number", "VARCHAR"))
ADVICE_COLUMNS: tuple[tuple[str, str], ...] = (
    ("payment", "BIGINT"),
    ("place", "BIGINT"),
    ("number", "VARCHAR"),  # of the payment, as the bank knows it
    ("amount", "BIGINT"),  # of the payment, without a sign
    ("currency", "VARCHAR"),
    ("reference", "VARCHAR"),  # of the record; nothing where all of the payment is less by it
    ("paid", "BIGINT"),  # of the record; below zero what a credit takes off
    ("taken", "BIGINT"),  # off the record, or off the payment
)
BATCHED_COLUMNS: tuple[tuple[str, str], ...] = (
    ("line", "BIGINT"),
    ("place", "BIGINT"),
    ("amount", "BIGINT"),  # of one payment inside the line, signed as the line is
    ("memo", "VARCHAR"),  # all that it says, its references among it
    ("party", "VARCHAR"),
    ("party_account", "VARCHAR"),
)
# The tables of a run by their names.
GIVEN: dict[str, tuple[tuple[str, str], ...]] = {
    "line": LINE_COLUMNS,
    "item": ITEM_COLUMNS,
    "payout": PAYOUT_COLUMNS,
    "movement": MOVEMENT_COLUMNS,
    "alias": ALIAS_COLUMNS,
    "own_account": OWN_ACCOUNT_COLUMNS,
    "advice": ADVICE_COLUMNS,
    "batched": BATCHED_COLUMNS,
}
LATER = frozenset({"advice", "batched"})  # tables that bundles of earlier versions lack
