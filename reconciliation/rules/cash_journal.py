"""What is booked for matched cash: each part on its own account, against the bank or the clearing.

A payout is booked against the clearing account and the bank line that brings it takes it off there
again, so that the account stands at zero once both are matched; what stands on it is on its way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from intake.rules.cash_values import PayoutLineType
from reconciliation.rules.cash_values import CashAccounts, PartType

ZERO = Decimal(0)
_NONE: Mapping[str, str] = MappingProxyType({})
# Orders of these were paid out by a processor, and it kept its fee.
_PAID_OUT = frozenset(("payout_of_days", "payout_less_slipped"))
# What a payout's report sets apart from the processor's fees and from adjustments.
_OF_MOVEMENT = {
    PayoutLineType.DISPUTE_FEE.value: "dispute_fees",
    PayoutLineType.ADVERTISING.value: "advertising",
    PayoutLineType.STORAGE.value: "storage",
    PayoutLineType.TAX.value: "facilitator_tax",
    PayoutLineType.CONVERSION.value: "conversions",
}


@dataclass(frozen=True, slots=True)
class PartSum:
    """What the parts of one batch come to that are alike; signed as the bank or payout sees it."""

    type: PartType
    strategy: str
    account: str | None  # where a person said it belongs
    amount: Decimal
    movement: str | None = None  # what kind of fee or adjustment a payout's report calls it
    tender: str | None = None  # of the orders, where tenders have accounts of their own
    is_prior: bool = False  # gives back what was sold in a period that is closed


@dataclass(frozen=True, slots=True)
class BookedLine:
    """One line of the entry, on one side."""

    account: str
    debit: Decimal
    credit: Decimal
    memo: str


def account_of(
    part: PartSum, *, of_payout: bool, accounts: CashAccounts, tenders: Mapping[str, str] = _NONE
) -> str | None:
    """Return where a part belongs; nothing where the books have it already."""
    if part.type is PartType.JOURNAL:
        return None
    if part.account:
        return part.account
    if part.tender and part.tender in tenders:
        return tenders[part.tender]
    of_strategy = {
        "own_transfer": accounts.transfers,
        "returned_payment": accounts.payables,
        "interest": accounts.interest,
    }.get(part.strategy)
    if of_strategy is not None:
        return of_strategy
    if part.movement in _OF_MOVEMENT:
        return str(getattr(accounts, _OF_MOVEMENT[part.movement]))
    if part.type is PartType.FEE:
        kept = of_payout or part.strategy in _PAID_OUT
        return accounts.processor_fees if kept else accounts.bank_charges
    if part.type is PartType.ADJUSTMENT:
        return _adjustment(part, of_payout=of_payout, accounts=accounts)
    return {
        PartType.ORDER: accounts.orders,
        PartType.REFUND: accounts.refunds,
        PartType.DISPUTE: accounts.disputes,
        PartType.RESERVE: accounts.reserves,
        PartType.INVOICE: accounts.payables,
        PartType.PAYOUT: accounts.clearing,
    }[part.type]


def _adjustment(part: PartSum, *, of_payout: bool, accounts: CashAccounts) -> str:
    if of_payout:
        return accounts.adjustments
    if part.strategy == "instructed_amount":
        return accounts.exchange_differences
    is_counted = part.strategy == "deposit_over_or_short"
    return accounts.over_and_short if is_counted else accounts.discounts


def _memo(part: PartSum) -> str:
    """Return what a part is called in the books; a prior period is named as such (T75)."""
    what = (part.movement or part.type.value).replace("_", " ").capitalize()
    return f"{what} of a prior period" if part.is_prior else what


def lines_of(
    parts: Sequence[PartSum],
    *,
    of_payout: bool,
    bank: str | None,
    accounts: CashAccounts,
    tenders: Mapping[str, str] = _NONE,
) -> tuple[BookedLine, ...]:
    """Return the balanced lines of one batch: the parts, and the bank or the clearing account."""
    against = accounts.clearing if of_payout else (bank or accounts.bank)
    sums: dict[tuple[str, str, bool], Decimal] = {}
    for part in parts:
        account = account_of(part, of_payout=of_payout, accounts=accounts, tenders=tenders)
        if account is None or not part.amount:
            continue
        came_in = part.amount > 0
        for name, memo, debits in (
            (against, "Payout" if of_payout else "Bank", came_in),
            (account, _memo(part), not came_in),
        ):
            key = name, memo, debits
            sums[key] = sums.get(key, ZERO) + abs(part.amount)
    return tuple(
        BookedLine(account, amount if debits else ZERO, ZERO if debits else amount, memo)
        for (account, memo, debits), amount in sorted(
            sums.items(), key=lambda each: (not each[0][2], each[0])
        )
    )
