"""The policy as the JSON document of `policy export` and `policy import`.

Decimals are strings, as everywhere in the contract. A document may be partial: what it does not
name stays as it is. A row of `tolerances`, `limits` or `autonomy` replaces the row of the same
measure and scope, currency or case class; `"remove": true` takes it away. A name that nobody knows
refuses the document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.errors import Refusal
from core.money import decimal_text
from intake.rules.duplicates import DuplicateSettings
from reconciliation.rules.bank_checks import BankChangeSettings
from reconciliation.rules.cash_json import CashIn, cash_from, cash_to
from reconciliation.rules.policy import (
    EVERY_CLASS,
    AccountThreshold,
    ApprovalLimit,
    CalendarSettings,
    InventorySettings,
    MatchingSettings,
    Policy,
    Thresholds,
)
from reconciliation.rules.posting import PostingAccounts
from reconciliation.rules.routing import FULL, Autonomy, AutonomyLevel, ClassAutonomy
from reconciliation.rules.tolerance import Combine, Measure, Tolerance, ToleranceRow

JsonObject = dict[str, object]
_Section = TypeVar(
    "_Section",
    Thresholds,
    PostingAccounts,
    MatchingSettings,
    DuplicateSettings,
    BankChangeSettings,
    AccountThreshold,
    CalendarSettings,
    InventorySettings,
)


class UnableToReadPolicy(Refusal):
    """The document is no policy; the text names the field."""


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
Text = Annotated[str, Field(min_length=1, max_length=200)]
Texts = tuple[Text, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _ToleranceIn(_Part):
    measure: Measure
    vendor_id: Text | None = None
    category: Text | None = None
    entity: Text | None = None
    percent: Limit | None = None
    absolute: Limit | None = None
    combine: Combine = Combine.BOTH
    remove: bool = False


class _ClassIn(_Part):
    case_class: Text
    level: AutonomyLevel = AutonomyLevel.REVIEW
    ceiling: Limit | None = None
    remove: bool = False


class _LimitIn(_Part):
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3}|\*)$")] = "*"
    operator: Limit | None = None
    controller: Limit | None = None
    four_eyes_above: Limit | None = None
    remove: bool = False


class _AccountThresholdIn(_Part):
    account: Text
    variance_percent: Limit | None = None
    variance_absolute: Limit | None = None
    remove: bool = False


class _ThresholdsIn(_Part):
    variance_percent: Limit | None = None
    variance_absolute: Limit | None = None
    accounts: tuple[_AccountThresholdIn, ...] = ()


class _CalendarIn(_Part):
    pattern: Literal["months", "4-5-4", "4-4-5", "5-4-4"] | None = None
    year_ends_near: (
        Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None
    ) = None
    year_end_rule: Literal["nearest", "last"] | None = None
    year_end_weekday: Annotated[int, Field(ge=0, le=6, strict=True)] | None = None
    first_label: Annotated[int, Field(ge=1, le=12, strict=True)] | None = None
    minds_easter: bool | None = None


class _InventoryIn(_Part):
    retail_method_entities: Texts | None = None


class _AccountsIn(_Part):
    goods_received_not_invoiced: Text | None = None
    payables: Text | None = None
    input_tax: Text | None = None
    price_difference: Text | None = None
    charges: Text | None = None
    rounding: Text | None = None
    suspense_expense: Text | None = None
    allowance: Text | None = None
    prepayments: Text | None = None


class _MatchingIn(_Part):
    two_way_categories: Texts | None = None
    two_way_vendors: Texts | None = None
    no_order_vendors: Texts | None = None
    attempts: Annotated[int, Field(ge=0, le=1000, strict=True)] | None = None


class _DuplicatesIn(_Part):
    same_number_days: Annotated[int, Field(ge=0, le=3660, strict=True)] | None = None
    similar_date_days: Annotated[int, Field(ge=0, le=366, strict=True)] | None = None
    similar_amount_percent: Limit | None = None
    telling_number_length: Annotated[int, Field(ge=1, le=40, strict=True)] | None = None


class _BankChangesIn(_Part):
    cooling_off_days: Annotated[int, Field(ge=0, le=90, strict=True)] | None = None


class _PolicyIn(_Part):
    version: Annotated[int, Field(ge=0, strict=True)] | None = None
    tolerances: tuple[_ToleranceIn, ...] = ()
    autonomy: Literal["full", "review"] | tuple[_ClassIn, ...] | None = None
    limits: tuple[_LimitIn, ...] = ()
    thresholds: _ThresholdsIn = _ThresholdsIn()
    calendar: _CalendarIn = _CalendarIn()
    inventory: _InventoryIn = _InventoryIn()
    posting_accounts: _AccountsIn = _AccountsIn()
    matching: _MatchingIn = _MatchingIn()
    duplicates: _DuplicatesIn = _DuplicatesIn()
    cash: CashIn = CashIn()
    bank_changes: _BankChangesIn = _BankChangesIn()


def from_json(document: object, current: Policy) -> Policy:
    """Return the current policy with what a document changes; its version stays the current one.

    :raises UnableToReadPolicy: a name is unknown or a value is wrong; the text says which.
    """
    if not isinstance(document, Mapping):
        raise UnableToReadPolicy("A policy is a JSON object.")
    try:
        read = _PolicyIn.model_validate(document)
    except ValidationError as error:
        raise UnableToReadPolicy(_reason(error)) from error
    return replace(
        current,
        tolerances=_tolerances(read.tolerances, current.tolerances),
        autonomy=_autonomy(read.autonomy, current.autonomy),
        limits=_limits(read.limits, current.limits),
        thresholds=_thresholds(read.thresholds, current.thresholds),
        calendar=_merged(current.calendar, read.calendar),
        inventory=_merged(current.inventory, read.inventory),
        accounts=_merged(current.accounts, read.posting_accounts),
        matching=_merged(current.matching, read.matching),
        duplicates=_merged(current.duplicates, read.duplicates),
        cash=cash_from(read.cash, current.cash),
        bank_changes=_merged(current.bank_changes, read.bank_changes),
    )


def to_json(policy: Policy) -> JsonObject:
    """Write a policy as one JSON object, always in the same order."""
    return {
        "version": policy.version,
        "tolerances": [_tolerance_out(row) for row in policy.tolerances],
        "autonomy": _autonomy_out(policy.autonomy),
        "limits": [_plain(asdict(limit)) for limit in policy.limits],
        "thresholds": _thresholds_out(policy.thresholds),
        "calendar": _plain(asdict(policy.calendar)),
        "inventory": _plain(asdict(policy.inventory)),
        "posting_accounts": _plain(asdict(policy.accounts)),
        "matching": _plain(asdict(policy.matching)),
        "duplicates": _plain(asdict(policy.duplicates)),
        "cash": cash_to(policy.cash),
        "bank_changes": _plain(asdict(policy.bank_changes)),
    }


def _thresholds(read: _ThresholdsIn, current: Thresholds) -> Thresholds:
    """Take over what is named; an account's own threshold falls back to everyone's."""
    percent = current.variance_percent if read.variance_percent is None else read.variance_percent
    absolute = read.variance_absolute
    everyone = Thresholds(percent, current.variance_absolute if absolute is None else absolute)
    rows = {each.account: each for each in current.accounts}
    for part in read.accounts:
        known = rows.pop(part.account, None)
        if not part.remove:
            of_known = known or AccountThreshold(
                part.account, everyone.variance_percent, everyone.variance_absolute
            )
            rows[part.account] = _merged(of_known, part, but=("account", "remove"))
    return replace(everyone, accounts=tuple(rows.values()))


def _thresholds_out(thresholds: Thresholds) -> JsonObject:
    return {
        "variance_percent": decimal_text(thresholds.variance_percent),
        "variance_absolute": decimal_text(thresholds.variance_absolute),
        "accounts": [_plain(asdict(each)) for each in thresholds.accounts],
    }


def _tolerances(
    read: Iterable[_ToleranceIn], current: tuple[ToleranceRow, ...]
) -> tuple[ToleranceRow, ...]:
    rows = {(row.measure, row.vendor_id, row.category, row.entity): row for row in current}
    for part in read:
        key = part.measure, part.vendor_id, part.category, part.entity
        if part.remove:
            rows.pop(key, None)
            continue
        limit = Tolerance(part.percent, part.absolute, part.combine)
        rows[key] = ToleranceRow(part.measure, limit, part.vendor_id, part.category, part.entity)
    return tuple(rows.values())


def _autonomy(
    read: Literal["full", "review"] | tuple[_ClassIn, ...] | None, current: Autonomy
) -> Autonomy:
    if read is None:
        return current
    if read == "full":
        return FULL
    if read == "review":
        return Autonomy()
    kept = [row for row in current.classes if row.case_class != EVERY_CLASS]
    rows = {row.case_class: row for row in kept}
    for part in read:
        if part.remove:
            rows.pop(part.case_class, None)
        else:
            rows[part.case_class] = ClassAutonomy(part.case_class, part.level, part.ceiling)
    return Autonomy(tuple(rows.values()))


def _limits(
    read: Iterable[_LimitIn], current: tuple[ApprovalLimit, ...]
) -> tuple[ApprovalLimit, ...]:
    rows = {limit.currency: limit for limit in current}
    for part in read:
        if part.remove:
            rows.pop(part.currency, None)
            continue
        known = rows.get(part.currency, ApprovalLimit(part.currency))
        named = part.model_dump(include=part.model_fields_set - {"remove"})
        rows[part.currency] = replace(known, **named)
    return tuple(rows.values())


def _merged(current: _Section, read: _Part, but: Iterable[str] = ()) -> _Section:
    return replace(current, **read.model_dump(exclude_none=True, exclude=set(but)))


def _autonomy_out(autonomy: Autonomy) -> object:
    if autonomy == FULL:
        return "full"
    if not autonomy.classes:
        return "review"
    return [_plain(asdict(row)) for row in autonomy.classes]


def _tolerance_out(row: ToleranceRow) -> JsonObject:
    return _plain(
        {
            "measure": row.measure,
            "vendor_id": row.vendor_id,
            "category": row.category,
            "entity": row.entity,
            "percent": row.tolerance.percent,
            "absolute": row.tolerance.absolute,
            "combine": row.tolerance.combine,
        }
    )


def _plain(values: Mapping[str, object]) -> JsonObject:
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value


def _reason(error: ValidationError) -> str:
    """Name the field and what is wrong with it, in one sentence."""
    first = error.errors()[0]
    path = ".".join(str(step) for step in first["loc"] if not str(step).startswith("tuple["))
    if first["type"] == "extra_forbidden":
        return f"Nobody knows the field {path}."
    message = str(first["msg"]).removeprefix("Value error, ")
    return f"The field {path} is wrong: {message}."
