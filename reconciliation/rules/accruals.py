"""Received, not yet invoiced: what a period has to bear although no invoice is booked (T93).

Only what arrived is accrued, at the order's price and to the order line's account; what is merely
ordered never is. Goods whose invoice is booked are no longer open, so nothing is accrued twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.money import minor_units
from reconciliation.rules.posting import PostingAccounts
from reconciliation.rules.units import Pack, factor

ZERO = Decimal(0)
RULE_VERSION = "accrual-1"


@dataclass(frozen=True, slots=True)
class OpenReceipt:
    """What of one receipt line no booked invoice has taken yet, beside its order line."""

    receipt_number: str
    receipt_line: str
    po_number: str
    po_line: str
    received_date: date
    quantity: Decimal  # in the unit of the receipt
    uom: str | None
    order_uom: str | None
    unit_price: Decimal
    currency: str
    account: str | None
    cost_centre: str | None
    base_uom: str | None = None
    packs: tuple[Pack, ...] = ()

    @property
    def place(self) -> str:
        """Name the receipt line as people do."""
        return f"receipt {self.receipt_number} line {self.receipt_line}"


AccrualPlace = tuple[str, str, str | None]  # currency, account, cost centre


@dataclass(frozen=True, slots=True)
class Accrued:
    """What to accrue by currency, account and cost centre, and what cannot be valued."""

    amounts: Mapping[AccrualPlace, Decimal]
    not_valued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccrualLine:
    """One side of an accrual."""

    account: str
    cost_centre: str | None
    debit: Decimal
    credit: Decimal


def accrue(receipts: Iterable[OpenReceipt], accounts: PostingAccounts) -> Accrued:
    """Value what arrived at the order's price, rounded once per account."""
    sums: dict[AccrualPlace, Decimal] = defaultdict(Decimal)
    not_valued = []
    for receipt in receipts:
        ratio = factor(
            receipt.uom or receipt.order_uom,
            receipt.order_uom or receipt.uom,
            packs=receipt.packs,
            base_uom=receipt.base_uom,
            on=receipt.received_date,
        )
        if ratio is None:
            not_valued.append(
                f"{receipt.place}: {receipt.uom} cannot be converted to {receipt.order_uom}"
            )
            continue
        account = receipt.account or accounts.suspense_expense
        place = receipt.currency, account, receipt.cost_centre
        sums[place] += ratio.times(receipt.quantity) * receipt.unit_price
    rounded = {
        place: amount.quantize(Decimal(1).scaleb(-minor_units(place[0])), rounding=ROUND_HALF_UP)
        for place, amount in sums.items()
    }
    return Accrued(
        {place: amount for place, amount in sorted(rounded.items(), key=_in_order) if amount},
        tuple(not_valued),
    )


def still_to_book(
    wanted: Mapping[AccrualPlace, Decimal], booked: Mapping[AccrualPlace, Decimal]
) -> dict[str, tuple[AccrualLine, ...]]:
    """Return, by currency, the lines that lead from what is booked to what should be.

    `booked` holds what stands on the accounts by earlier accruals of the same period. The lines
    are one-sided: the caller adds what was received and not invoiced against them.
    """
    lines: dict[str, list[AccrualLine]] = defaultdict(list)
    for place in sorted({*wanted, *booked}, key=lambda each: _in_order((each, ZERO))):
        gap = wanted.get(place, ZERO) - booked.get(place, ZERO)
        if gap:
            currency, account, centre = place
            lines[currency].append(AccrualLine(account, centre, max(gap, ZERO), max(-gap, ZERO)))
    return {currency: tuple(rows) for currency, rows in lines.items()}


def against(lines: Iterable[AccrualLine], account: str) -> AccrualLine | None:
    """Return the line that balances the others, or nothing where they balance by themselves."""
    total = sum((line.debit - line.credit for line in lines), ZERO)
    if not total:
        return None
    return AccrualLine(account, None, max(-total, ZERO), max(total, ZERO))


def _in_order(row: tuple[AccrualPlace, Decimal]) -> tuple[str, str, str]:
    currency, account, centre = row[0]
    return currency, account, centre or ""
