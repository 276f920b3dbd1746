"""Do the movements of a payout add up to it, and which movements can a payout be said to hold?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.cash_values import PayoutLineValue, PayoutStatus, PayoutValue, Processor
from intake.rules.findings import FindingValue


def total_of(lines: Iterable[PayoutLineValue]) -> Decimal:
    """Return what the movements come to."""
    return sum((line.net for line in lines), Decimal(0))


def out_of_balance(payout: PayoutValue) -> FindingValue | None:
    """Return by how much the parts of a payout are not the payout (T73)."""
    if payout.amount is None or not payout.is_itemized or payout.payout_id is None:
        return None
    total = total_of(payout.lines)
    if total == payout.amount:
        return None
    count = len(payout.lines)
    parts = "one movement is" if count == 1 else f"{count:,} movements add up to"
    return FindingValue(
        code=ReasonCode.PAYOUT_OUT_OF_BALANCE,
        text=(
            f"Payout {payout.payout_id} of {decimal_text(payout.amount)} {payout.currency}: its"
            f" {parts} {decimal_text(total)}, a difference of"
            f" {decimal_text(payout.amount - total)}."
        ),
        field="amount",
        line=str(payout.line),
        expected=decimal_text(payout.amount),
        actual=decimal_text(total),
        reference=payout.payout_id,
    )


def wrong_sums(payout: PayoutValue) -> Iterator[FindingValue]:
    """Yield the movements whose net is not their gross less their fee."""
    for line in payout.lines:
        if line.gross is None or line.fee is None or line.gross + line.fee == line.net:
            continue
        net, due = decimal_text(line.net), decimal_text(line.gross + line.fee)
        yield FindingValue(
            code=ReasonCode.TOTALS_MISMATCH,
            text=f"Line {line.line}: {decimal_text(line.gross)} {line.currency} and a fee of"
            f" {decimal_text(line.fee)} come to {due}, the net is {net}.",
            field="net",
            line=str(line.line),
            expected=due,
            actual=net,
            reference=line.key,
        )


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Money sent to the bank, among the movements of a balance."""

    line: int
    payout_id: str
    amount: Decimal  # as the bank will see it
    currency: str
    movement: PayoutLineValue
    status: PayoutStatus | None = PayoutStatus.PAID


@dataclass(slots=True)
class _Balance:
    """One currency of a balance: what has come since it was last emptied."""

    total: Decimal = Decimal(0)
    waiting: list[PayoutLineValue] = field(default_factory=list)
    is_certain: bool = True


def swept(
    movements: Sequence[PayoutLineValue | Withdrawal],
    *,
    processor: Processor,
    opening: dict[str, Decimal],
) -> tuple[PayoutValue, ...]:
    """Return the withdrawals as payouts, each with its movements where that is certain.

    A processor that does not name them lets us know only when a withdrawal empties the balance:
    then all that came since it was last empty is in it. After one that leaves something behind,
    nothing is certain until the balance is empty again, and no link is invented (T74).
    """
    balances: defaultdict[str, _Balance] = defaultdict(_Balance)
    for currency, amount in opening.items():
        balances[currency] = _Balance(total=amount, is_certain=not amount)
    payouts: list[PayoutValue] = []
    loose: list[PayoutLineValue] = []
    for movement in movements:
        balance = balances[movement.currency]
        if isinstance(movement, PayoutLineValue):
            balance.total += movement.net
            balance.waiting.append(movement)
            continue
        balance.total -= movement.amount
        is_empty = not balance.total
        is_itemized = is_empty and balance.is_certain
        payout = _payout(movement, processor)
        if is_itemized:
            payouts.append(replace(payout, is_itemized=True, lines=tuple(balance.waiting)))
        else:
            payouts.append(payout)
            loose += balance.waiting
        balance.waiting, balance.is_certain = [], is_empty
    loose += [line for balance in balances.values() for line in balance.waiting]
    return (*payouts, *unsettled(loose, processor))


def unsettled(
    lines: Sequence[PayoutLineValue], processor: Processor, account: str | None = None
) -> tuple[PayoutValue, ...]:
    """Gather movements that no payout has settled, by currency."""
    by_currency: defaultdict[str, list[PayoutLineValue]] = defaultdict(list)
    for line in lines:
        by_currency[line.currency].append(line)
    return tuple(
        PayoutValue(
            processor=processor,
            payout_id=None,
            currency=currency,
            amount=None,
            account=account,
            line=some[0].line,
            lines=tuple(some),
        )
        for currency, some in by_currency.items()
    )


def _payout(withdrawal: Withdrawal, processor: Processor) -> PayoutValue:
    at = withdrawal.movement.at
    return PayoutValue(
        processor=processor,
        payout_id=withdrawal.payout_id,
        currency=withdrawal.currency,
        amount=withdrawal.amount,
        line=withdrawal.line,
        paid_on=at.date() if at else None,
        status=withdrawal.status,
        bank_reference=withdrawal.movement.processor_reference,
        is_itemized=False,
    )
