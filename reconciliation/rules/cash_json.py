"""The limits of cash matching in the JSON document of the policy."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.money import decimal_text
from reconciliation.rules.cash_values import (
    CashSettings,
    ConversionSpread,
    PartType,
    ProcessorFee,
    ShortPayment,
    TenderAccount,
)


def _exact(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError('a decimal is written as a string: "2.5"')  # noqa: TRY004  pydantic's way
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a decimal") from error
    if not number.is_finite() or number < 0:
        raise ValueError("must be a number and not below zero")
    return number


Limit = Annotated[Decimal, BeforeValidator(_exact)]
Percent = Annotated[Decimal, BeforeValidator(_exact), Field(le=100)]
Days = Annotated[int, Field(ge=0, le=3660, strict=True)]
Word = Annotated[str, Field(pattern=r"^[\w .-]{1,60}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _ShortPaymentIn(_Part):
    type: Literal["fee", "adjustment"]
    percent: Percent
    absolute: Limit
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3}|\*)$")] = "*"


class _ProcessorFeeIn(_Part):
    processor: Annotated[str, Field(pattern=r"^([\w .-]{1,60}|\*)$")]
    percent: Percent
    fixed: Limit = Decimal(0)


class _ConversionSpreadIn(_Part):
    of: Annotated[str, Field(pattern=r"^([\w .-]{1,60}|\*)$")]
    percent: Annotated[Decimal, BeforeValidator(_exact), Field(lt=50)]


Account = Annotated[str, Field(pattern=r"^[\w.-]{1,40}$")]


class _TenderAccountIn(_Part):
    tender: Annotated[str, Field(pattern=r"^[\w .-]{1,60}$")]
    account: Account


class _AccountsIn(_Part):
    bank: Account | None = None
    clearing: Account | None = None
    orders: Account | None = None
    refunds: Account | None = None
    disputes: Account | None = None
    reserves: Account | None = None
    transfers: Account | None = None
    payables: Account | None = None
    processor_fees: Account | None = None
    dispute_fees: Account | None = None
    advertising: Account | None = None
    storage: Account | None = None
    facilitator_tax: Account | None = None
    conversions: Account | None = None
    bank_charges: Account | None = None
    interest: Account | None = None
    discounts: Account | None = None
    adjustments: Account | None = None
    over_and_short: Account | None = None
    exchange_differences: Account | None = None


class CashIn(_Part):
    """What a document may say about cash; rows of a list replace the list."""

    short_payments: tuple[_ShortPaymentIn, ...] | None = None
    discount_rates: tuple[Percent, ...] | None = None
    processor_fees: tuple[_ProcessorFeeIn, ...] | None = None
    conversion_spreads: tuple[_ConversionSpreadIn, ...] | None = None
    tender_accounts: tuple[_TenderAccountIn, ...] | None = None
    direct_tenders: tuple[Word, ...] | None = None
    days_before: Days | None = None
    days_after: Days | None = None
    reference_days_after: Days | None = None
    return_days: Days | None = None
    transfer_days: Days | None = None
    deposit_days: Annotated[int, Field(ge=1, le=10, strict=True)] | None = None
    deposit_lag_days: Annotated[int, Field(ge=0, le=30, strict=True)] | None = None
    deposit_difference: Limit | None = None
    fee_cap: Limit | None = None
    subset_items: Annotated[int, Field(ge=2, le=16, strict=True)] | None = None
    subset_chance: Limit | None = None
    accounts: _AccountsIn | None = None
    journal_batch: Literal["day", "line"] | None = None


_PLAIN = tuple(
    name
    for name in CashIn.model_fields
    if name
    not in {"short_payments", "processor_fees", "conversion_spreads", "tender_accounts", "accounts"}
)


def cash_from(read: CashIn, current: CashSettings) -> CashSettings:
    """Return the settings with what a document changes."""
    stated = {name: value for name in _PLAIN if (value := getattr(read, name)) is not None}
    changed = replace(current, **stated)
    if read.short_payments is not None:
        rows = tuple(
            ShortPayment(PartType(row.type), row.percent, row.absolute, row.currency)
            for row in read.short_payments
        )
        changed = replace(changed, short_payments=rows)
    if read.processor_fees is not None:
        fees = tuple(
            ProcessorFee(row.processor, row.percent, row.fixed) for row in read.processor_fees
        )
        changed = replace(changed, processor_fees=fees)
    if read.conversion_spreads is not None:
        spreads = tuple(ConversionSpread(row.of, row.percent) for row in read.conversion_spreads)
        changed = replace(changed, conversion_spreads=spreads)
    if read.tender_accounts is not None:
        tenders = tuple(TenderAccount(row.tender, row.account) for row in read.tender_accounts)
        changed = replace(changed, tender_accounts=tenders)
    if read.accounts is not None:
        named = read.accounts.model_dump(exclude_none=True)
        changed = replace(changed, accounts=replace(changed.accounts, **named))
    return changed


def cash_to(settings: CashSettings) -> dict[str, object]:
    """Write the settings as they are read, always in the same order."""
    values = asdict(settings)
    return {name: _plain(values[name]) for name in CashIn.model_fields}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return str(value) if isinstance(value, str) else value
