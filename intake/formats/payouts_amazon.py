"""Amazon: the settlement report, flat file V2: tabs, a component of an order a row.

The first row of a settlement states its total and the day of its deposit; every other row is an
amount with a type and a description. Marketplaces write days and decimals as their country does.
"""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from intake.formats.payout_rows import Report, Row, UnableToReadRow, decimal_of, moment_of
from intake.rules.cash_values import (
    PayoutLineType,
    PayoutLineValue,
    PayoutStatus,
    PayoutValue,
    Processor,
)
from intake.rules.payouts import unsettled

REQUIRED: Final = frozenset(
    {
        "settlement-id",
        "total-amount",
        "currency",
        "transaction-type",
        "amount-type",
        "amount-description",
        "amount",
    }
)
_DAY_FIRST: Final = re.compile(r"(\d{2})[./](\d{2})[./](\d{4})(.*)", re.S)
# What the amount is for, looked for in "transaction type / amount type / description".
_WORDS: Final = (
    ("reserve", None),
    ("withheldtax", PayoutLineType.TAX),
    ("marketplacefacilitator", PayoutLineType.TAX),
    ("advertising", PayoutLineType.ADVERTISING),
    ("transactiontotalamount", PayoutLineType.ADVERTISING),
    ("storage", PayoutLineType.STORAGE),
    ("shippinglabel", PayoutLineType.SHIPPING),
    ("shipping label", PayoutLineType.SHIPPING),
    ("chargeback", PayoutLineType.DISPUTE),
    ("a-to-z", PayoutLineType.DISPUTE),
    ("guarantee", PayoutLineType.DISPUTE),
    ("itemfees", PayoutLineType.FEE),
    ("itemfee", PayoutLineType.FEE),
    ("shipment fee", PayoutLineType.FEE),
    ("servicefee", PayoutLineType.FEE),
    ("subscription", PayoutLineType.FEE),
    ("fee", PayoutLineType.FEE),
    ("promotion", PayoutLineType.PROMOTION),
    ("coupon", PayoutLineType.PROMOTION),
    ("transfer", PayoutLineType.TRANSFER),
)
_BY_TRANSACTION: Final = (
    ("refund", PayoutLineType.REFUND),
    ("order", PayoutLineType.CHARGE),
)


def read(report: Report) -> tuple[PayoutValue, ...]:
    """Read every settlement of a report with its movements."""
    comma = _has_comma(report)
    heads: dict[str, PayoutValue] = {}
    lines: defaultdict[str, list[PayoutLineValue]] = defaultdict(list)
    for row in report.rows:
        try:
            settlement = row.text("settlement-id")
            if settlement is None:
                raise row.unreadable("settlement-id", "the row names no settlement")
            if row.text("total-amount") is not None:
                heads[settlement] = _head(row, settlement, comma=comma)
            else:
                lines[settlement].append(_line(row, settlement, heads, comma=comma))
        except UnableToReadRow as refusal:
            report.problems.append(refusal.finding)
    payouts = [
        replace(head, lines=tuple(lines.pop(settlement, ()))) for settlement, head in heads.items()
    ]
    loose = [line for some in lines.values() for line in some]
    return (*payouts, *unsettled(loose, Processor.AMAZON))


def _head(row: Row, settlement: str, *, comma: bool) -> PayoutValue:
    start, end = _moment(row, "settlement-start-date"), _moment(row, "settlement-end-date")
    deposit = _moment(row, "deposit-date")
    return PayoutValue(
        processor=Processor.AMAZON,
        payout_id=settlement,
        currency=row.currency("currency"),
        amount=row.needed("total-amount", comma=comma),
        line=row.line,
        paid_on=deposit.date() if deposit else None,
        arrives_on=deposit.date() if deposit else None,
        from_date=start.date() if start else None,
        to_date=end.date() if end else None,
        status=PayoutStatus.PAID if deposit else None,
    )


def _line(
    row: Row, settlement: str, heads: dict[str, PayoutValue], *, comma: bool
) -> PayoutLineValue:
    amount = row.needed("amount", comma=comma)
    head = heads.get(settlement)
    currency = head.currency if row.text("currency") is None and head else row.currency("currency")
    type_ = _type_of(row, amount)
    order = row.text("order-id")
    return PayoutLineValue(
        line=row.line,
        type=type_,
        net=amount,
        currency=currency,
        gross=None if type_ is PayoutLineType.FEE else amount,
        fee=amount if type_ is PayoutLineType.FEE else None,
        at=_moment(row, "posted-date-time") or _moment(row, "posted-date"),
        order_id=order,
        payment_reference=row.text("merchant-order-id"),
        processor_reference=row.text("adjustment-id", "shipment-id", "order-item-code"),
        parent_reference=order if type_ is PayoutLineType.REFUND else None,
        description=row.text("sku"),
        source_type=" / ".join(
            said
            for name in ("transaction-type", "amount-type", "amount-description")
            if (said := row.text(name)) is not None
        ),
    )


def _type_of(row: Row, amount: Decimal) -> PayoutLineType:
    said = [
        (row.text(name) or "").casefold()
        for name in ("amount-type", "amount-description", "transaction-type")
    ]
    for word, type_ in _WORDS:
        if any(word in part for part in said):
            if type_ is not None:
                return type_
            return PayoutLineType.RESERVE_HOLD if amount < 0 else PayoutLineType.RESERVE_RELEASE
    for word, type_ in _BY_TRANSACTION:
        if word in said[2]:
            return type_
    return PayoutLineType.OTHER


def _has_comma(report: Report) -> bool:
    """Say whether decimals have a comma: some do, and none has a point."""
    said = [row.text(name) or "" for row in report.rows for name in ("amount", "total-amount")]
    return any("," in text and decimal_of(text, comma=True) is not None for text in said) and not (
        any("." in text and "," not in text for text in said)
    )


def _moment(row: Row, name: str) -> datetime | None:
    said = row.text(name)
    if said is not None and (found := _DAY_FIRST.fullmatch(said)):
        said = f"{found[3]}-{found[2]}-{found[1]}{found[4]}"
    return moment_of(said)
