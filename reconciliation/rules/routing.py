"""Straight through, or to a person.

A case passes when nothing is open and its class may go so far; it goes straight through when its
class is also switched on. What policy itself objects to (limits, splits, closed periods, new
vendors) is found here too, from facts the caller has loaded.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.reading import DocumentKind, InvoiceReading
from reconciliation.rules.keys import referenced_orders
from reconciliation.rules.match_values import MatchResult
from reconciliation.rules.risk import is_risky
from reconciliation.rules.wording import money

ZERO = Decimal(0)
SPLIT_DAYS = 7
EVERY_CLASS = "*"


class AutonomyLevel(StrEnum):
    """What a case class may do without a person."""

    REVIEW = "review"
    STRAIGHT_THROUGH = "straight_through"


@dataclass(frozen=True, slots=True)
class ClassAutonomy:
    """The level of one case class, and the largest gross amount it may pass; None is no ceiling."""

    case_class: str
    level: AutonomyLevel
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Autonomy:
    """What each case class may do. A class without a row, and no row for all, is in review."""

    classes: tuple[ClassAutonomy, ...] = ()

    def of(self, case_class: str) -> ClassAutonomy:
        """Return the row of a class, else the row for every class, else review."""
        general = ClassAutonomy(case_class, AutonomyLevel.REVIEW)
        for row in self.classes:
            if row.case_class == case_class:
                return row
            if row.case_class == EVERY_CLASS:
                general = row
        return general


FULL = Autonomy((ClassAutonomy(EVERY_CLASS, AutonomyLevel.STRAIGHT_THROUGH),))


@dataclass(frozen=True, slots=True)
class Prior:
    """A guess made before anything was measured: the value and the band it may lie in."""

    confidence: Decimal
    low: Decimal
    high: Decimal


# Fixed priors, not measurements: how likely a reviewer would change nothing on a case of the class
# that has no exception. They are stored and shown as priors until labelled outcomes replace them.
_PRIORS: dict[str, Prior] = {
    "invoice/purchase_order/structured": Prior(Decimal("0.98"), Decimal("0.93"), Decimal("0.995")),
    "invoice/no_order/structured": Prior(Decimal("0.85"), Decimal("0.70"), Decimal("0.95")),
    "credit_note/structured": Prior(Decimal("0.92"), Decimal("0.80"), Decimal("0.98")),
    "invoice/purchase_order/page": Prior(Decimal("0.80"), Decimal("0.60"), Decimal("0.92")),
    "invoice/no_order/page": Prior(Decimal("0.65"), Decimal("0.40"), Decimal("0.85")),
    "credit_note/page": Prior(Decimal("0.70"), Decimal("0.45"), Decimal("0.88")),
}
_NO_PRIOR = Prior(Decimal("0.50"), Decimal("0.10"), Decimal("0.90"))
_WITH_EXCEPTIONS = Prior(Decimal("0.30"), Decimal("0.05"), Decimal("0.70"))
CASE_CLASSES: tuple[str, ...] = tuple(_PRIORS)


@dataclass(frozen=True, slots=True)
class RouteInput:
    """What routing decides from. `has_hands` where a person already changed the reading."""

    exceptions: tuple[ReasonCode, ...]
    case_class: str
    autonomy: Autonomy
    gross_total: Decimal | None
    has_hands: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes, and why."""

    would_pass: bool
    straight_through: bool
    confidence: Decimal
    confidence_low: Decimal
    confidence_high: Decimal
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedInvoice:
    """Another invoice of the vendor from the days around this one, not rejected."""

    reference: str
    issue_date: date
    gross_total: Decimal
    currency: str
    purchase_order: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What the policy rules look at; the limit is the one that applies in the currency."""

    reading: InvoiceReading
    approval_limit: Decimal | None = None
    related: tuple[RelatedInvoice, ...] = ()
    period: str | None = None
    is_period_open: bool = True
    is_first_of_new_vendor: bool = False
    vendor_id: str | None = None
    risks: tuple[str, ...] = ()  # of a new vendor's invoice


def case_class_of(reading: InvoiceReading, match: MatchResult) -> str:
    """Return the class of a case: what it is, what it rests on, how it was read."""
    form = "page" if reading.syntax in ("page", "person") else "structured"
    if reading.kind is DocumentKind.CREDIT_NOTE:
        return f"credit_note/{form}"
    has_order = bool(referenced_orders(reading)) or any(line.po_number for line in match.lines)
    return f"invoice/{'purchase_order' if has_order else 'no_order'}/{form}"


def route(given: RouteInput) -> Route:
    """Decide where a case goes. Nothing open and inside the ceiling would pass."""
    row = given.autonomy.of(given.case_class)
    reasons = [f"open: {code.value}" for code in dict.fromkeys(given.exceptions)]
    if given.gross_total is None:
        reasons.append("the gross total is unknown")
    elif row.ceiling is not None and abs(given.gross_total) > row.ceiling:
        reasons.append(f"over the ceiling of {money(row.ceiling)} of its class")
    would_pass = not reasons
    is_on = row.level is AutonomyLevel.STRAIGHT_THROUGH
    if would_pass and not is_on:
        reasons.append(f"the class {given.case_class} is in review")
    if would_pass and given.has_hands:
        reasons.append("a person corrected the reading")
    prior = _WITH_EXCEPTIONS
    if not given.exceptions:
        prior = _PRIORS.get(given.case_class, _NO_PRIOR)
    return Route(
        would_pass=would_pass,
        straight_through=would_pass and is_on and not given.has_hands,
        confidence=prior.confidence,
        confidence_low=prior.low,
        confidence_high=prior.high,
        reasons=tuple(reasons),
    )


def policy_findings(facts: PolicyFacts) -> tuple[FindingValue, ...]:
    """Return what policy objects to, whatever the match says."""
    found = [_over_limit(facts), _split(facts), _period_closed(facts), _first_of_new_vendor(facts)]
    return tuple(finding for finding in found if finding is not None)


def _over_limit(facts: PolicyFacts) -> FindingValue | None:
    gross, limit = facts.reading.gross_total, facts.approval_limit
    if gross is None or limit is None or abs(gross) <= limit:
        return None
    return FindingValue(
        code=ReasonCode.OVER_LIMIT,
        text=f"{money(abs(gross))} {facts.reading.currency} is over the approval limit of"
        f" {money(limit)}.",
        field="gross_total",
        expected=money(limit),
        actual=money(abs(gross)),
        tolerance=money(limit),
    )


def _split(facts: PolicyFacts) -> FindingValue | None:
    """Find a purchase split to stay under a limit: one vendor, one order, one week (T60)."""
    reading, limit = facts.reading, facts.approval_limit
    gross, day = reading.gross_total, reading.issue_date
    if limit is None or gross is None or day is None or gross > limit:
        return None
    near = [
        other
        for other in facts.related
        if abs((other.issue_date - day).days) <= SPLIT_DAYS
        and other.currency == reading.currency
        and other.purchase_order == reading.purchase_order
        and other.gross_total <= limit
    ]
    total = gross + sum((other.gross_total for other in near), ZERO)
    if not near or total <= limit:
        return None
    references = ", ".join(other.reference for other in near)
    return FindingValue(
        code=ReasonCode.SPLIT_INVOICE,
        text=f"With {references} the vendor bills {money(total)} for one purchase within"
        f" {SPLIT_DAYS} days; each is under the limit of {money(limit)}.",
        field="gross_total",
        expected=money(limit),
        actual=money(total),
        tolerance=money(limit),
        reference=references,
    )


def _period_closed(facts: PolicyFacts) -> FindingValue | None:
    if facts.is_period_open:
        return None
    return FindingValue(
        code=ReasonCode.PERIOD_CLOSED,
        text=f"Period {facts.period} is closed: nothing is booked into it.",
        field="issue_date",
        expected="open",
        actual="closed",
        reference=facts.period,
    )


def _first_of_new_vendor(facts: PolicyFacts) -> FindingValue | None:
    if not facts.is_first_of_new_vendor:
        return None
    return FindingValue(
        code=ReasonCode.NEW_VENDOR_FIRST_INVOICE,
        text=f"The first invoice of {facts.vendor_id}, a vendor that came after the first load."
        + (f" Risky: {', '.join(facts.risks)}." if is_risky(facts.risks) else ""),
        field="seller_name",
        actual=facts.reading.seller.name,
        reference=facts.vendor_id,
    )
