"""Straight through only where nothing is open, the class is on, and the amount is inside."""

from dataclasses import replace
from datetime import date

import pytest

from core.reasons import ReasonCode
from intake.rules.reading import DocumentKind
from reconciliation.rules.match_values import MatchResult, MatchStatus
from reconciliation.rules.routing import (
    CASE_CLASSES,
    FULL,
    Autonomy,
    AutonomyLevel,
    ClassAutonomy,
    PolicyFacts,
    RelatedInvoice,
    RouteInput,
    case_class_of,
    policy_findings,
    route,
)
from tests.reconciliation.rules.values import D, billed, invoice

STRUCTURED = "invoice/purchase_order/structured"
UP_TO_FIVE_THOUSAND = Autonomy(
    (ClassAutonomy(STRUCTURED, AutonomyLevel.STRAIGHT_THROUGH, D("5000.00")),)
)
NOTHING = MatchResult(MatchStatus.UNMATCHED, "none")
CLEAN = RouteInput((), STRUCTURED, UP_TO_FIVE_THOUSAND, D("100.00"))


@pytest.mark.parametrize(
    ("given", "would_pass", "straight_through"),
    [
        (CLEAN, True, True),
        (replace(CLEAN, gross_total=D("5000.00")), True, True),
        (replace(CLEAN, gross_total=D("5000.01")), False, False),
        (replace(CLEAN, gross_total=None), False, False),
        (replace(CLEAN, autonomy=Autonomy()), True, False),
        (replace(CLEAN, autonomy=FULL, gross_total=D("9999999")), True, True),
        (replace(CLEAN, exceptions=(ReasonCode.PRICE_OVER,)), False, False),
        (replace(CLEAN, autonomy=FULL, exceptions=(ReasonCode.PRICE_UNDER,)), False, False),
        (replace(CLEAN, has_hands=True), True, False),
        (replace(CLEAN, case_class="invoice/no_order/page"), True, False),
    ],
)
def test_the_way_of_a_case(given: RouteInput, would_pass: bool, straight_through: bool) -> None:
    found = route(given)

    assert (found.would_pass, found.straight_through) == (would_pass, straight_through)
    assert bool(found.reasons) is not straight_through


@pytest.mark.parametrize("case_class", CASE_CLASSES)
def test_every_class_has_a_prior_inside_its_band(case_class: str) -> None:
    found = route(replace(CLEAN, case_class=case_class))

    assert 0 <= found.confidence_low < found.confidence < found.confidence_high <= 1


@pytest.mark.parametrize(
    ("kind", "order", "syntax", "case_class"),
    [
        (DocumentKind.INVOICE, "4500001", "ubl", STRUCTURED),
        (DocumentKind.INVOICE, None, "cii", "invoice/no_order/structured"),
        (DocumentKind.INVOICE, "4500001", "page", "invoice/purchase_order/page"),
        (DocumentKind.CREDIT_NOTE, None, "facturx", "credit_note/structured"),
    ],
)
def test_the_class_says_what_it_is_what_it_rests_on_and_how_it_was_read(
    kind: DocumentKind, order: str | None, syntax: str, case_class: str
) -> None:
    reading = replace(invoice(billed(), po=order), kind=kind, syntax=syntax)

    assert case_class_of(reading, NOTHING) == case_class


FACTS = PolicyFacts(
    replace(invoice(billed()), gross_total=D("4000.00")), approval_limit=D("5000.00")
)
SIBLING = RelatedInvoice("C-3", date(2026, 3, 8), D("3500.00"), "EUR", "4500001")


def policy_codes(facts: PolicyFacts) -> list[ReasonCode]:
    return [found.code for found in policy_findings(facts)]


@pytest.mark.parametrize(("gross", "is_over"), [("5000.00", False), ("5000.01", True)])
def test_over_the_approval_limit(gross: str, is_over: bool) -> None:
    facts = replace(FACTS, reading=replace(FACTS.reading, gross_total=D(gross)))

    assert (policy_codes(facts) == [ReasonCode.OVER_LIMIT]) is is_over


def test_t60_a_purchase_split_in_one_week_is_seen_as_one() -> None:
    found = policy_findings(replace(FACTS, related=(SIBLING,)))

    assert [one.code for one in found] == [ReasonCode.SPLIT_INVOICE]
    assert (found[0].expected, found[0].actual) == ("5000.00", "7500.00")


@pytest.mark.parametrize(
    "sibling",
    [
        replace(SIBLING, issue_date=date(2026, 3, 4)),
        replace(SIBLING, purchase_order="4500009"),
        replace(SIBLING, gross_total=D("900.00")),
        replace(SIBLING, currency="USD"),
        replace(SIBLING, gross_total=D("6000.00")),
    ],
    ids=["eight days", "other order", "inside", "other currency", "over by itself"],
)
def test_t60_what_is_not_one_purchase_is_not_split(sibling: RelatedInvoice) -> None:
    assert policy_codes(replace(FACTS, related=(sibling,))) == []


def test_a_closed_period_and_a_new_vendor_need_a_person() -> None:
    facts = replace(FACTS, period="2026-02", is_period_open=False, is_first_of_new_vendor=True)

    assert policy_codes(facts) == [
        ReasonCode.PERIOD_CLOSED,
        ReasonCode.NEW_VENDOR_FIRST_INVOICE,
    ]


def test_without_a_limit_nothing_is_over_it() -> None:
    facts = replace(FACTS, approval_limit=None, related=(SIBLING,))

    assert policy_codes(facts) == []
