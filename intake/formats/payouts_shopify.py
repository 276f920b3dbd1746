"""Shopify Payments: the export of payout transactions."""

from collections import defaultdict
from decimal import Decimal
from typing import Final

from intake.formats.payout_rows import Report, Row, UnableToReadRow, day_of, moment_of
from intake.rules.cash_values import (
    PayoutLineType,
    PayoutLineValue,
    PayoutStatus,
    PayoutValue,
    Processor,
)
from intake.rules.payouts import total_of, unsettled

REQUIRED: Final = frozenset({"transaction date", "type", "payout status", "amount", "fee", "net"})
_PAYOUT: Final = frozenset({"payout"})
_TYPES: Final = {
    "charge": PayoutLineType.CHARGE,
    "sale": PayoutLineType.CHARGE,
    "payment": PayoutLineType.CHARGE,
    "refund": PayoutLineType.REFUND,
    "refund_failure": PayoutLineType.REFUND_REVERSAL,
    "chargeback": PayoutLineType.DISPUTE,
    "dispute": PayoutLineType.DISPUTE,
    "dispute_withdrawal": PayoutLineType.DISPUTE,
    "chargeback_won": PayoutLineType.DISPUTE_REVERSAL,
    "chargeback_reversal": PayoutLineType.DISPUTE_REVERSAL,
    "dispute_reversal": PayoutLineType.DISPUTE_REVERSAL,
    "chargeback_fee": PayoutLineType.DISPUTE_FEE,
    "dispute_fee": PayoutLineType.DISPUTE_FEE,
    "adjustment": PayoutLineType.ADJUSTMENT,
    "credit": PayoutLineType.ADJUSTMENT,
    "debit": PayoutLineType.ADJUSTMENT,
    "fee": PayoutLineType.FEE,
    "application_fee": PayoutLineType.FEE,
    "shipping_label": PayoutLineType.SHIPPING,
    "marketplace_tax": PayoutLineType.TAX,
    "channel_transfer": PayoutLineType.TRANSFER,
    "transfer": PayoutLineType.TRANSFER,
    "payout_failure": PayoutLineType.PAYOUT,
    "payout_cancellation": PayoutLineType.PAYOUT,
    "currency_conversion": PayoutLineType.CONVERSION,
    "advertising": PayoutLineType.ADVERTISING,
}
_STATUS: Final = {
    "paid": PayoutStatus.PAID,
    "in_transit": PayoutStatus.IN_TRANSIT,
    "scheduled": PayoutStatus.SCHEDULED,
    "failed": PayoutStatus.FAILED,
    "canceled": PayoutStatus.CANCELLED,
    "cancelled": PayoutStatus.CANCELLED,
}

Key = tuple[str, str]


def read(report: Report) -> tuple[PayoutValue, ...]:
    """Read every payout of an export with its movements; pending ones have no payout yet."""
    lines: defaultdict[Key, list[PayoutLineValue]] = defaultdict(list)
    stated: dict[Key, Decimal] = {}
    about: dict[Key, Row] = {}
    loose: list[PayoutLineValue] = []
    for row in report.once("transaction id", "id"):
        try:
            currency = row.currency("currency")
            payout_id = row.text("payout id", "payout date")
            kind = _folded(row.text("type"))
            if payout_id is None or _folded(row.text("payout status")) == "pending":
                if kind not in _PAYOUT:
                    loose.append(_line(row, kind, currency))
                continue
            key = (payout_id, currency)
            about.setdefault(key, row)
            if kind in _PAYOUT:
                stated[key] = -row.needed("net")
            else:
                lines[key].append(_line(row, kind, currency))
        except UnableToReadRow as refusal:
            report.problems.append(refusal.finding)
    payouts = [
        PayoutValue(
            processor=Processor.SHOPIFY,
            payout_id=key[0],
            currency=key[1],
            amount=stated.get(key, total_of(lines[key])),
            line=row.line,
            paid_on=day_of(row.text("payout date")),
            status=_STATUS.get(_folded(row.text("payout status"))),
            lines=tuple(lines[key]),
        )
        for key, row in about.items()
    ]
    return (*payouts, *unsettled(loose, Processor.SHOPIFY))


def _line(row: Row, kind: str, currency: str) -> PayoutLineValue:
    net = row.needed("net")
    fee = row.amount("fee")
    type_ = _TYPES.get(kind, PayoutLineType.OTHER)
    if "reserve" in kind:
        type_ = PayoutLineType.RESERVE_HOLD if net < 0 else PayoutLineType.RESERVE_RELEASE
    original = (row.text("presentment currency") or "").upper() or None
    return PayoutLineValue(
        line=row.line,
        type=type_,
        net=net,
        currency=currency,
        gross=row.amount("amount"),
        fee=None if fee is None else -fee,
        at=moment_of(row.text("transaction date")),
        order_id=row.text("order"),
        payment_reference=row.text("checkout"),
        processor_reference=row.text("transaction id", "id"),
        tender=row.text("payment method name", "card brand"),
        original_amount=row.amount("presentment amount"),
        original_currency=original,
        source_type=row.text("type"),
        key=row.text("transaction id", "id"),
    )


def _folded(text: str | None) -> str:
    return "_".join((text or "").casefold().replace("-", " ").split())
