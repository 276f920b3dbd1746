"""Stripe: the itemized payout reconciliation report, and the itemized payouts report."""

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

REQUIRED: Final = frozenset(
    {"balance_transaction_id", "currency", "gross", "fee", "net", "reporting_category"}
)
_PAYOUT: Final = "payout"
_TYPES: Final = {
    "charge": PayoutLineType.CHARGE,
    "payment": PayoutLineType.CHARGE,
    "charge_failure": PayoutLineType.REFUND,
    "partial_capture_reversal": PayoutLineType.REFUND,
    "refund": PayoutLineType.REFUND,
    "refund_failure": PayoutLineType.REFUND_REVERSAL,
    "dispute": PayoutLineType.DISPUTE,
    "dispute_reversal": PayoutLineType.DISPUTE_REVERSAL,
    "fee": PayoutLineType.FEE,
    "network_cost": PayoutLineType.FEE,
    "tax": PayoutLineType.FEE,  # on the fees: a cost of ours, no sales tax
    "platform_earning": PayoutLineType.OTHER,
    "other_adjustment": PayoutLineType.ADJUSTMENT,
    "currency_conversion": PayoutLineType.CONVERSION,
    "payout_reversal": PayoutLineType.PAYOUT,
    "topup": PayoutLineType.TRANSFER,
    "topup_reversal": PayoutLineType.TRANSFER,
    "transfer": PayoutLineType.TRANSFER,
    "transfer_reversal": PayoutLineType.TRANSFER,
}
_RESERVES: Final = frozenset(
    {
        "risk_reserved_funds",
        "connect_reserved_funds",
        "payout_minimum_balance_hold",
        "payout_minimum_balance_release",
        "reserve",
        "reserved_funds",
    }
)
_STATUS: Final = {
    "paid": PayoutStatus.PAID,
    "pending": PayoutStatus.IN_TRANSIT,
    "in_transit": PayoutStatus.IN_TRANSIT,
    "failed": PayoutStatus.FAILED,
    "canceled": PayoutStatus.CANCELLED,
}
_ORDER_WORDS: Final = ("order_id", "order_number", "order_no", "order", "external_identifier")
_TAKES_BACK: Final = frozenset(
    {
        PayoutLineType.REFUND,
        PayoutLineType.REFUND_REVERSAL,
        PayoutLineType.DISPUTE,
        PayoutLineType.DISPUTE_REVERSAL,
    }
)

Key = tuple[str | None, str]


def read(report: Report) -> tuple[PayoutValue, ...]:
    """Read every payout of a report with its movements."""
    lines: defaultdict[Key, list[PayoutLineValue]] = defaultdict(list)
    stated: dict[Key, Row] = {}
    manual: list[PayoutValue] = []
    about: dict[Key, Row] = {}
    for row in report.once("balance_transaction_id"):
        try:
            currency = row.currency("currency")
            payout_id = row.text("automatic_payout_id", "payout_id")
            key = (payout_id, currency)
            if row.text("reporting_category") == _PAYOUT:
                if payout_id is None:
                    manual.append(_manual(row, row.needed("gross"), currency))
                else:
                    row.needed("gross")
                    stated[key] = row
            else:
                lines[key].append(_line(row, currency))
            about.setdefault(key, row)
        except UnableToReadRow as refusal:
            report.problems.append(refusal.finding)
    payouts = [
        _payout(key, row, tuple(lines[key]), stated.get(key))
        for key, row in about.items()
        if key[0] is not None
    ]
    loose = [line for key, some in lines.items() if key[0] is None for line in some]
    return (*payouts, *manual, *unsettled(loose, Processor.STRIPE))


def _payout(
    key: Key, row: Row, lines: tuple[PayoutLineValue, ...], stated: Row | None
) -> PayoutValue:
    source = stated or row
    effective = source.text(
        "automatic_payout_effective_at",
        "automatic_payout_effective_at_utc",
        "effective_at",
        "effective_at_utc",
    )
    return PayoutValue(
        processor=Processor.STRIPE,
        payout_id=key[0],
        currency=key[1],
        amount=_amount(total_of(lines), stated),
        account=source.text("gateway_account", "account_id", "connected_account_id"),
        line=source.line,
        paid_on=day_of(effective),
        arrives_on=day_of(source.text("payout_expected_arrival_date", "arrival_date")),
        status=_STATUS.get(source.text("payout_status") or ""),
        bank_reference=source.text("trace_id"),
        lines=lines,
    )


def _amount(total: Decimal, stated: Row | None) -> Decimal:
    """Return what arrives at the bank. A payout's own row is signed by the balance it leaves."""
    if stated is None:
        return total
    gross = stated.needed("gross")
    if abs(total) in {abs(gross), abs(stated.amount("net") or gross)}:
        return total
    return abs(gross) if total >= 0 else -abs(gross)


def _manual(row: Row, gross: Decimal, currency: str) -> PayoutValue:
    """Return a payout whose movements Stripe does not name: it gets none (T74)."""
    return PayoutValue(
        processor=Processor.STRIPE,
        payout_id=row.text("source_id", "balance_transaction_id"),
        currency=currency,
        amount=-gross,
        line=row.line,
        paid_on=day_of(row.text("created", "created_utc", "available_on")),
        arrives_on=day_of(row.text("available_on", "available_on_utc")),
        bank_reference=row.text("trace_id"),
        is_itemized=False,
    )


def _line(row: Row, currency: str) -> PayoutLineValue:
    net = row.needed("net")
    fee = row.amount("fee")
    category = row.text("reporting_category")
    kind = _type_of(category, net)
    source, charge = row.text("source_id"), row.text("charge_id")
    return PayoutLineValue(
        line=row.line,
        type=kind,
        net=net,
        currency=currency,
        gross=row.amount("gross"),
        fee=None if fee is None else -fee,
        at=moment_of(row.text("created_utc")) or moment_of(row.text("created")),
        order_id=_order(row),
        payment_reference=row.text("payment_intent_id") or charge,
        processor_reference=source or charge,
        parent_reference=charge if kind in _TAKES_BACK else None,
        tender=row.text("payment_method_type"),
        description=row.text("description"),
        original_amount=row.amount("customer_facing_amount"),
        original_currency=(row.text("customer_facing_currency") or "").upper() or None,
        source_type=category,
        key=row.text("balance_transaction_id"),
    )


def _type_of(category: str | None, net: Decimal) -> PayoutLineType:
    name = (category or "").casefold()
    if name in _RESERVES:
        return PayoutLineType.RESERVE_HOLD if net < 0 else PayoutLineType.RESERVE_RELEASE
    return _TYPES.get(name, PayoutLineType.OTHER)


def _order(row: Row) -> str | None:
    """Return the shop's own number, which shops put into metadata under names of their own."""
    said = {
        name.partition("[")[2].rstrip("]"): value
        for name in row.cells
        if name.startswith(
            ("payment_metadata[", "metadata[", "refund_metadata[", "order_metadata[")
        )
        and (value := row.text(name)) is not None
    }
    for word in _ORDER_WORDS:
        if word in said:
            return said[word]
    named = (value for name, value in said.items() if "order" in name or name.endswith("tx_ref"))
    return next(named, None) or row.text("order_id", "order_number")
