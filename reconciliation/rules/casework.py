"""One case from what is known to what is done with it: compared, judged, routed, proposed.

This is the automated step that a bundle records. It takes everything it needs as values and calls
the rules in order, so the stored input gives the same output on any day and any machine.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from pydantic import TypeAdapter

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading
from intake.rules.terms import terms_of
from reconciliation.rules.credits import CreditInput, below_zero, match_credit_note
from reconciliation.rules.match_values import (
    MatchInput,
    MatchResult,
    MatchStatus,
    OrderLine,
)
from reconciliation.rules.policy import Policy
from reconciliation.rules.posting import PostingInput, ProposalValue, propose
from reconciliation.rules.risk import RiskFacts, risk_signs
from reconciliation.rules.routing import (
    PolicyFacts,
    RelatedInvoice,
    Route,
    RouteInput,
    case_class_of,
    policy_findings,
    route,
)
from reconciliation.rules.three_way import match_invoice_lines
from reconciliation.rules.wording import money

STEP = "reconciliation.match"
ZERO = Decimal(0)
_NEITHER = "A case is an invoice or a credit note."
_NO_COMPARISON = MatchResult(MatchStatus.NOT_APPLICABLE, "none")

# What a person should look at first: the same claim again, then what smells of fraud, then who
# and what it is, then how much, then form and policy.
_FIRST = (
    ReasonCode.DUPLICATE_INVOICE,
    ReasonCode.BANK_DETAILS_CHANGED,
    ReasonCode.SUSPECTED_INSTRUCTION,
    ReasonCode.HIDDEN_TEXT,
    ReasonCode.VENDOR_BLOCKED,
    ReasonCode.VENDOR_LOOKALIKE,
    ReasonCode.TAX_ID_MISMATCH,
    ReasonCode.POSSIBLE_DUPLICATE,
    ReasonCode.UNKNOWN_VENDOR,
    ReasonCode.TEXT_XML_DISAGREE,
    ReasonCode.MISSING_FIELD,
    ReasonCode.TOTALS_MISMATCH,
    ReasonCode.PO_OTHER_VENDOR,
    ReasonCode.PO_OTHER_ENTITY,
    ReasonCode.PO_NOT_FOUND,
    ReasonCode.NO_PURCHASE_ORDER,
    ReasonCode.PO_CLOSED,
    ReasonCode.CREDIT_WITHOUT_INVOICE,
    ReasonCode.CREDIT_EXCEEDS_INVOICE,
    ReasonCode.CURRENCY_MISMATCH,
    ReasonCode.DUPLICATE_LINE,
    ReasonCode.QUANTITY_OVER_ORDERED,
    ReasonCode.NOT_RECEIVED,
    ReasonCode.QUANTITY_OVER_RECEIVED,
    ReasonCode.PRICE_OVER,
    ReasonCode.ITEM_NOT_ON_PO,
    ReasonCode.UOM_UNRESOLVED,
    ReasonCode.UNPLANNED_CHARGE,
    ReasonCode.PRICE_UNDER,
    ReasonCode.TAX_MISMATCH,
)
_RANK = {code: place for place, code in enumerate((*_FIRST, *ReasonCode))}
_RANK |= {code: place for place, code in enumerate(_FIRST)}


@dataclass(frozen=True, slots=True)
class CaseInput:
    """Everything one case is decided from, but for the policy. One of the first two is set.

    Both hold the reading. `order_lines` are those that a credit note may touch; an invoice brings
    its own. `books_in` is the period it would be booked in, where its own is closed.
    """

    invoice: MatchInput | None
    credit: CreditInput | None
    findings: tuple[FindingValue, ...] = ()
    order_lines: tuple[OrderLine, ...] = ()
    related: tuple[RelatedInvoice, ...] = ()
    period: str | None = None
    books_in: str | None = None
    is_first_of_new_vendor: bool = False
    default_account: str | None = None
    vendor_terms: str | None = None
    due_date: date | None = None
    discount_until: date | None = None
    received_on: date | None = None
    has_hands: bool = False


@dataclass(frozen=True, slots=True)
class CaseOutput:
    """What was found and what is to be done."""

    case_class: str
    match: MatchResult
    exceptions: tuple[FindingValue, ...]  # the main reason first
    route: Route
    proposal: ProposalValue
    at_stake: Decimal
    due_date: date | None
    discount_until: date | None
    risks: tuple[str, ...] = ()


@cache
def _input() -> TypeAdapter[CaseInput]:
    return TypeAdapter(CaseInput)


@cache
def _output() -> TypeAdapter[CaseOutput]:
    return TypeAdapter(CaseOutput)


def input_to_bytes(given: CaseInput) -> bytes:
    """Write the input of the step, fields in their order, decimals as they were read."""
    return _input().dump_json(given)


def input_from_bytes(content: bytes) -> CaseInput:
    """Read back what `input_to_bytes` wrote."""
    return _input().validate_json(content)


def output_to_bytes(output: CaseOutput) -> bytes:
    """Write the output of the step, as replay compares it."""
    return _output().dump_json(output)


def reading_of(given: CaseInput) -> InvoiceReading:
    """Return what the document says.

    :raises ValueError: neither an invoice nor a credit note was given.
    """
    compared = given.invoice or given.credit
    if compared is None:
        raise ValueError(_NEITHER)
    return compared.reading


def decide_case(given: CaseInput, policy: Policy) -> CaseOutput:
    """Compare one document with what is known, judge the differences, and route the case."""
    reading = reading_of(given)
    is_duplicate = any(found.code is ReasonCode.DUPLICATE_INVOICE for found in given.findings)
    match = _NO_COMPARISON if is_duplicate else _compared(given, policy)
    found = [*given.findings, *(difference.as_finding() for difference in match.exceptions)]
    case_class = case_class_of(reading, match)
    if not is_duplicate:
        found += _objections(given, reading, policy, case_class)
    exceptions = _in_order(found)
    codes = tuple(dict.fromkeys(finding.code for finding in exceptions))
    due_date, discount_until = _terms(given, reading)
    return CaseOutput(
        case_class=case_class,
        match=match,
        exceptions=exceptions,
        route=route(
            RouteInput(codes, case_class, policy.autonomy, reading.gross_total, given.has_hands)
        ),
        proposal=propose(_posting(given, reading, match, codes, policy)),
        at_stake=abs(reading.gross_total or reading.amount_due or reading.net_total or ZERO),
        due_date=due_date,
        discount_until=discount_until,
        risks=_risks(given, reading, policy),
    )


def _risks(given: CaseInput, reading: InvoiceReading, policy: Policy) -> tuple[str, ...]:
    limit = policy.limit_in(reading.currency)
    limits = (limit.operator, limit.controller, limit.four_eyes_above)
    return risk_signs(
        RiskFacts(
            reading=reading,
            is_first_of_new_vendor=given.is_first_of_new_vendor,
            limits=tuple(each for each in limits if each is not None),
        )
    )


def _compared(given: CaseInput, policy: Policy) -> MatchResult:
    if given.credit is not None:
        return match_credit_note(given.credit)
    if given.invoice is not None:
        match = match_invoice_lines(replace(given.invoice, tolerances=policy.tolerances))
        return replace(match, differences=below_zero(given.invoice.reading) + match.differences)
    raise ValueError(_NEITHER)


def _objections(
    given: CaseInput, reading: InvoiceReading, policy: Policy, case_class: str
) -> tuple[FindingValue, ...]:
    compared = given.invoice or given.credit
    facts = PolicyFacts(
        reading=reading,
        approval_limit=policy.approval_limit(reading.currency),
        related=given.related,
        period=given.period,
        is_period_open=given.books_in is None,
        is_first_of_new_vendor=given.is_first_of_new_vendor,
        vendor_id=compared.vendor_id if compared is not None else None,
        risks=_risks(given, reading, policy),
    )
    found = [_with_open_period(finding, given) for finding in policy_findings(facts)]
    if all(finding.code is not ReasonCode.OVER_LIMIT for finding in found):
        found += _over_ceiling(reading, policy, case_class)
    return tuple(found)


def _over_ceiling(
    reading: InvoiceReading, policy: Policy, case_class: str
) -> tuple[FindingValue, ...]:
    """Say that a document is larger than its class may pass without a person."""
    ceiling, gross = policy.autonomy.of(case_class).ceiling, reading.gross_total
    if ceiling is None or gross is None or abs(gross) <= ceiling:
        return ()
    return (
        FindingValue(
            code=ReasonCode.OVER_LIMIT,
            text=f"{money(abs(gross))} {reading.currency or ''} is over the {money(ceiling)} up to"
            f" which {case_class} goes without a person.",
            field="gross_total",
            expected=money(ceiling),
            actual=money(abs(gross)),
            tolerance=money(ceiling),
        ),
    )


def _with_open_period(found: FindingValue, given: CaseInput) -> FindingValue:
    """Say where a document for a closed period would be booked: never silently (T97)."""
    if found.code is not ReasonCode.PERIOD_CLOSED:
        return found
    text = (
        f"Period {given.period} is closed; the document would be booked in {given.books_in}, with"
        f" a note that it belongs to {given.period}."
    )
    return replace(found, text=text, expected=given.books_in, actual=given.period)


def _in_order(found: list[FindingValue]) -> tuple[FindingValue, ...]:
    unique: dict[object, FindingValue] = {}
    for finding in found:
        # Both the document and its order show a line said twice; it is one exception.
        is_repeat = finding.code is ReasonCode.DUPLICATE_LINE
        unique.setdefault((finding.code, finding.line) if is_repeat else finding, finding)
    return tuple(sorted(unique.values(), key=lambda finding: _RANK[finding.code]))


def _posting(
    given: CaseInput,
    reading: InvoiceReading,
    match: MatchResult,
    codes: tuple[ReasonCode, ...],
    policy: Policy,
) -> PostingInput:
    orders = given.invoice.orders if given.invoice is not None else ()
    return PostingInput(
        reading=reading,
        match=match,
        order_lines=given.order_lines + tuple(line for order in orders for line in order.lines),
        accounts=policy.accounts,
        default_account=given.default_account,
        exceptions=codes,
    )


def _terms(given: CaseInput, reading: InvoiceReading) -> tuple[date | None, date | None]:
    """Return due day and discount day: as intake settled them, else by the terms."""
    due, discount = given.due_date or reading.due_date, given.discount_until
    for text in (reading.payment_terms, given.vendor_terms):
        if due is not None and discount is not None:
            break
        read = terms_of(text, reading.issue_date, given.received_on, due)
        due = due or read.due_date
        discount = discount or read.discount_until
        if text and (read.due_date or read.discount_until):
            break
    return due, discount
