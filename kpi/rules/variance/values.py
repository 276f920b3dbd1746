"""What a variance is explained from, and what comes out: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kpi.rules.variance.calendar import MONTHS, Calendar

ZERO = Decimal(0)


class Driver(StrEnum):
    """One additive cause of a variance, as the contract names it."""

    PRICE = "price"
    VOLUME = "volume"
    MIX = "mix"
    CURRENCY = "currency"
    TIMING = "timing"
    ONE_OFF = "one_off"
    RECLASSIFICATION = "reclassification"
    FREIGHT = "freight"
    ALLOWANCE = "allowance"
    ACCRUAL_TRUE_UP = "accrual_true_up"
    NEW_LOCATION = "new_location"
    CLOSED_LOCATION = "closed_location"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan or a booking stands; a cost centre or entity of None is all of them."""

    entity: str | None
    account: str
    cost_centre: str | None


@dataclass(frozen=True, slots=True)
class LineFact:
    """One journal line; `amount` in its account's natural sign."""

    entry_id: str
    period: str
    posting_date: date
    account: str
    cost_centre: str | None
    entity: str | None
    amount: Decimal
    currency: str
    reference: str | None = None
    text: str = ""  # the entry's description and the line's memo
    source: str = ""  # what the books say the entry came from
    is_reversal: bool = False
    is_between_accounts: bool = False  # its entry only moves amounts between accounts of a type


@dataclass(frozen=True, slots=True)
class GoodsFact:
    """One order line behind a reference: how much, at what price, against what standard.

    Quantities and prices are in the item's base unit; `standard` is None where nobody set one.
    """

    item: str
    unit: str | None
    ordered: Decimal
    received: Mapping[date, Decimal]
    invoiced: Decimal | None
    price: Decimal  # in the order's currency
    currency: str
    standard: Decimal | None
    account: str | None = None
    cost_centre: str | None = None
    evidence: tuple[str, ...] = ()
    location: str | None = None


@dataclass(frozen=True, slots=True)
class MatchFact:
    """What matching one invoice with its orders and receipts came to, in the order's currency.

    `price` is what was billed beyond the prices ordered, `quantity` what was billed beyond the
    quantities that stood open, at the prices ordered.
    """

    invoice: str
    price: Decimal
    quantity: Decimal
    currency: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationFact:
    """When a store or warehouse opened and closed."""

    location: str
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One driver's amount and the ids of the records that show it."""

    driver: Driver
    amount: Decimal
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """All that is known of one place in one period against one plan."""

    period: str
    place: Place
    currency: str
    plan: Decimal
    is_planned: bool
    lines: tuple[LineFact, ...]
    prior_lines: tuple[LineFact, ...] = ()
    elsewhere: tuple[LineFact, ...] = ()  # the same place's lines of the period after
    goods: Mapping[str, tuple[GoodsFact, ...]] = field(default_factory=dict)  # by reference
    locations: Mapping[str, LocationFact] = field(default_factory=dict)  # by cost centre
    rates: Mapping[str, Decimal] = field(default_factory=dict)  # of the period before
    has_prior: bool = True
    calendar: Calendar = MONTHS
    matches: Mapping[str, MatchFact] = field(default_factory=dict)  # by invoice number
    is_retail: bool = False  # its entity values stock by the retail method, not at cost

    @property
    def actual(self) -> Decimal:
        """Return what was booked."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def prior(self) -> Decimal | None:
        """Return what was booked the period before, or None where the books begin later."""
        return sum((line.amount for line in self.prior_lines), ZERO) if self.has_prior else None

    @property
    def variance(self) -> Decimal:
        """Return actual less plan."""
        return self.actual - self.plan


@dataclass(frozen=True, slots=True)
class Explained:
    """A variance in parts: the parts and `unexplained` add up to it."""

    parts: tuple[Part, ...]
    unexplained: Decimal
