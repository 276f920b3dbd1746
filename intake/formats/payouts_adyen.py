"""Adyen: the settlement detail report, a batch after another."""

from collections import defaultdict
from decimal import Decimal
from typing import Final

from core.reasons import ReasonCode
from intake.formats.payout_rows import Report, Row, UnableToReadRow, moment_of
from intake.rules.cash_values import (
    PayoutLineType,
    PayoutLineValue,
    PayoutStatus,
    PayoutValue,
    Processor,
)
from intake.rules.findings import FindingValue

REQUIRED: Final = frozenset(
    {
        "merchant account",
        "psp reference",
        "type",
        "net currency",
        "net debit (nc)",
        "net credit (nc)",
        "batch number",
    }
)
_PAYOUT: Final = frozenset({"merchantpayout", "merchantpayin"})
_FEES: Final = ("commission (nc)", "markup (nc)", "scheme fees (nc)", "interchange (nc)")
_TYPES: Final = {
    "settled": PayoutLineType.CHARGE,
    "settledbulk": PayoutLineType.CHARGE,
    "settledinstallment": PayoutLineType.CHARGE,
    "settledreversed": PayoutLineType.REFUND,
    "refunded": PayoutLineType.REFUND,
    "refundedbulk": PayoutLineType.REFUND,
    "refundedreversed": PayoutLineType.REFUND_REVERSAL,
    "chargeback": PayoutLineType.DISPUTE,
    "secondchargeback": PayoutLineType.DISPUTE,
    "chargebackreversed": PayoutLineType.DISPUTE_REVERSAL,
    "fee": PayoutLineType.FEE,
    "misccosts": PayoutLineType.FEE,
    "paymentcost": PayoutLineType.FEE,
    "advancementcommission": PayoutLineType.FEE,
    "invoicededuction": PayoutLineType.FEE,
    "depositcorrection": PayoutLineType.ADJUSTMENT,
    "manualcorrected": PayoutLineType.ADJUSTMENT,
    "matchedstatement": PayoutLineType.ADJUSTMENT,
    "bankinstructionreturned": PayoutLineType.PAYOUT,
    "balancetransfer": PayoutLineType.TRANSFER,
    "internalcompanypayout": PayoutLineType.TRANSFER,
}

Key = tuple[str | None, str, str]


def read(report: Report) -> tuple[PayoutValue, ...]:
    """Read every batch of a report: its movements, and the payout it ends in."""
    lines: defaultdict[Key, list[PayoutLineValue]] = defaultdict(list)
    paid: dict[Key, list[tuple[Row, Decimal]]] = defaultdict(list)
    about: dict[Key, Row] = {}
    for row in report.rows:
        try:
            currency = row.currency("net currency")
            batch = row.text("batch number")
            if batch is None:
                raise row.unreadable("batch number", "the movement names no batch")
            key = (row.text("merchant account"), batch, currency)
            net = (row.amount("net credit (nc)") or Decimal(0)) - (
                row.amount("net debit (nc)") or Decimal(0)
            )
            if _folded(row) in _PAYOUT:
                paid[key].append((row, -net))
            else:
                lines[key].append(_line(row, currency, net))
            about.setdefault(key, row)
        except UnableToReadRow as refusal:
            report.problems.append(refusal.finding)
    report.problems += [_unpaid(key, row) for key, row in about.items() if not paid[key]]
    return tuple(_payout(key, row, tuple(lines[key]), paid[key]) for key, row in about.items())


def _unpaid(key: Key, row: Row) -> FindingValue:
    """Say that a batch ends without its payout: what is read of it may not be all of it."""
    text = f"Batch {key[1]} names no payout: the report may end before the batch does."
    return FindingValue(
        code=ReasonCode.MISSING_FIELD, text=text, field="type", line=str(row.line), reference=key[1]
    )


def _payout(
    key: Key, row: Row, lines: tuple[PayoutLineValue, ...], paid: list[tuple[Row, Decimal]]
) -> PayoutValue:
    last = paid[-1][0] if paid else None
    sent = moment_of(last.text("creation date"), last.text("timezone")) if last else None
    return PayoutValue(
        processor=Processor.ADYEN,
        payout_id=key[1],
        currency=key[2],
        amount=sum((amount for _, amount in paid), Decimal(0)) if paid else None,
        account=key[0],
        line=(last or row).line,
        paid_on=sent.date() if sent else None,
        status=PayoutStatus.PAID if paid else PayoutStatus.SCHEDULED,
        bank_reference=last.text("modification reference") if last else None,
        lines=lines,
    )


def _line(row: Row, currency: str, net: Decimal) -> PayoutLineValue:
    parts = tuple(
        (name.removesuffix(" (nc)"), -amount)
        for name in _FEES
        if (amount := row.amount(name)) is not None and amount != 0
    )
    fee = sum((amount for _, amount in parts), Decimal(0))
    type_ = _type_of(_folded(row), net)
    psp, modification = row.text("psp reference"), row.text("modification reference")
    original = row.text("gross currency")
    return PayoutLineValue(
        line=row.line,
        type=type_,
        net=net,
        currency=currency,
        gross=net - fee,
        fee=fee,
        at=moment_of(row.text("creation date"), row.text("timezone")),
        order_id=row.text("merchant order reference", "merchant reference"),
        payment_reference=row.text("merchant reference"),
        processor_reference=psp,
        parent_reference=psp if type_ is not PayoutLineType.CHARGE else None,
        tender=row.text("payment method"),
        description=modification if psp is None else None,
        original_amount=_original(row) if original else None,
        original_currency=original.upper() if original else None,
        exchange_rate=row.amount("exchange rate"),
        fee_parts=parts,
        source_type=row.text("type"),
        key="/".join((psp, modification or "", _folded(row))) if psp else None,
    )


def _original(row: Row) -> Decimal | None:
    credit, debit = row.amount("gross credit (gc)"), row.amount("gross debit (gc)")
    if credit is None and debit is None:
        return None
    return (credit or Decimal(0)) - (debit or Decimal(0))


def _type_of(name: str, net: Decimal) -> PayoutLineType:
    if "reserve" in name:
        return PayoutLineType.RESERVE_HOLD if net < 0 else PayoutLineType.RESERVE_RELEASE
    return _TYPES.get(name, PayoutLineType.OTHER)


def _folded(row: Row) -> str:
    return (row.text("type") or "").casefold().replace(" ", "")
