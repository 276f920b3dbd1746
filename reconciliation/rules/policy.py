"""Every limit, tolerance, autonomy level and threshold as one value with its version.

The defaults are those of the contract. A new installation has every case class in review, and no
approval limit: `OVER_LIMIT` and `SPLIT_INVOICE` appear once people set one.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from intake.rules.duplicates import DuplicateSettings
from reconciliation.rules.bank_checks import BankChangeSettings
from reconciliation.rules.cash_values import CashSettings
from reconciliation.rules.match_values import MatchKind
from reconciliation.rules.posting import PostingAccounts
from reconciliation.rules.routing import EVERY_CLASS, Autonomy
from reconciliation.rules.tolerance import (
    DEFAULT_TOLERANCES,
    Measure,
    Tolerance,
    ToleranceRow,
    tolerance_for,
)

EVERY_CURRENCY = "*"


@dataclass(frozen=True, slots=True)
class ApprovalLimit:
    """Up to which gross amount each role approves, in one currency or in any; None is no limit."""

    currency: str = EVERY_CURRENCY
    operator: Decimal | None = None
    controller: Decimal | None = None
    four_eyes_above: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AccountThreshold:
    """When a variance of one account must be explained; a star at the end stands for the rest."""

    account: str
    variance_percent: Decimal
    variance_absolute: Decimal

    def covers(self, account: str) -> bool:
        """Say whether an account is meant."""
        if self.account.endswith("*"):
            return account.startswith(self.account[:-1])
        return account == self.account


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a variance must be explained: both exceeded."""

    variance_percent: Decimal = Decimal(5)
    variance_absolute: Decimal = Decimal("1000.00")
    accounts: tuple[AccountThreshold, ...] = ()

    def of(self, account: str) -> tuple[Decimal, Decimal]:
        """Return percent and amount for an account: its own, the longest star's, or everyone's."""
        own = [each for each in self.accounts if each.covers(account)]
        if not own:
            return self.variance_percent, self.variance_absolute
        best = max(own, key=lambda each: (each.account == account, len(each.account)))
        return best.variance_percent, best.variance_absolute


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """How the year is cut into periods: months, or a retailer's weeks with a 53rd now and then."""

    pattern: str = "months"  # or "4-5-4", "4-4-5", "5-4-4"
    year_ends_near: str = "01-31"
    year_end_rule: Literal["nearest", "last"] = "nearest"
    year_end_weekday: int = 5  # Monday is 0
    first_label: int = 2  # the month that names the first period
    minds_easter: bool = True


@dataclass(frozen=True, slots=True)
class InventorySettings:
    """How stock is valued: at cost, but for the entities named, which use the retail method."""

    retail_method_entities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchingSettings:
    """What is compared with the order alone, what needs no order, how often a case is retried."""

    two_way_categories: tuple[str, ...] = ("service", "services", "utilities", "rent")
    two_way_vendors: tuple[str, ...] = ()
    no_order_vendors: tuple[str, ...] = ()
    attempts: int = 20


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of everything that people may set."""

    version: int = 1
    tolerances: tuple[ToleranceRow, ...] = DEFAULT_TOLERANCES
    autonomy: Autonomy = field(default_factory=Autonomy)
    limits: tuple[ApprovalLimit, ...] = (ApprovalLimit(four_eyes_above=Decimal("10000.00")),)
    thresholds: Thresholds = field(default_factory=Thresholds)
    calendar: CalendarSettings = field(default_factory=CalendarSettings)
    inventory: InventorySettings = field(default_factory=InventorySettings)
    accounts: PostingAccounts = field(default_factory=PostingAccounts)
    matching: MatchingSettings = field(default_factory=MatchingSettings)
    duplicates: DuplicateSettings = field(default_factory=DuplicateSettings)
    cash: CashSettings = field(default_factory=CashSettings)
    bank_changes: BankChangeSettings = field(default_factory=BankChangeSettings)

    def limit_in(self, currency: str | None) -> ApprovalLimit:
        """Return the approval limits in a currency, else those for any currency."""
        general = ApprovalLimit()
        for limit in self.limits:
            if limit.currency == currency:
                return limit
            if limit.currency == EVERY_CURRENCY:
                general = limit
        return general

    def approval_limit(self, currency: str | None) -> Decimal | None:
        """Return the gross amount above which an operator's word is not enough."""
        return self.limit_in(currency).operator

    def tolerance(
        self,
        measure: Measure,
        vendor_id: str | None = None,
        category: str | None = None,
        entity: str | None = None,
    ) -> Tolerance | None:
        """Return the limit that applies, or None where there is none."""
        return tolerance_for(measure, vendor_id, category, entity, self.tolerances)

    def match_kind(self, vendor_id: str | None, category: str | None) -> MatchKind:
        """Say whether an order line needs a receipt: services and utilities do not (T19)."""
        by_vendor = vendor_id is not None and vendor_id in self.matching.two_way_vendors
        by_category = (
            category is not None and category.casefold() in self.matching.two_way_categories
        )
        return MatchKind.TWO_WAY if by_vendor or by_category else MatchKind.THREE_WAY

    def needs_order(self, vendor_id: str | None) -> bool:
        """Say whether invoices of a vendor need an order at all."""
        return vendor_id is None or vendor_id not in self.matching.no_order_vendors

    def numbered(self, version: int) -> "Policy":
        """Return the same policy under another version number."""
        return replace(self, version=version)


DEFAULT_POLICY = Policy()

__all__ = [
    "DEFAULT_POLICY",
    "EVERY_CLASS",
    "AccountThreshold",
    "ApprovalLimit",
    "CalendarSettings",
    "InventorySettings",
    "MatchingSettings",
    "Policy",
    "Thresholds",
]
