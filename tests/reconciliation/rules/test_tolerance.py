"""Limits are inclusive, exact, and combined as the policy says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.rules.tolerance import (
    DEFAULT_TOLERANCES,
    Combine,
    Measure,
    Tolerance,
    ToleranceRow,
    judge,
    limit_text,
    tolerance_for,
)

D = Decimal
TEN_PERCENT_AND_HUNDRED = Tolerance(D(10), D("100.00"))
amounts = st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("combine", "invoiced", "allowed"),
    [
        (Combine.BOTH, "105", True),
        (Combine.BOTH, "150", False),
        (Combine.BOTH, "205", False),
        (Combine.LESSER_OF, "105", True),
        (Combine.LESSER_OF, "150", False),
        (Combine.GREATER_OF, "150", True),
        (Combine.GREATER_OF, "205", False),
    ],
)
def test_t3_the_policy_says_how_percent_and_absolute_combine(
    combine: Combine, invoiced: str, allowed: bool
) -> None:
    tolerance = Tolerance(D(10), D("100.00"), combine)

    verdict = judge(tolerance, gap=D(invoiced) - 100, expected=D(100))

    assert verdict.allowed is allowed


@pytest.mark.parametrize(("invoiced", "allowed"), [("1.05", True), ("1.10", False)])
def test_t4_a_limit_includes_its_boundary(invoiced: str, allowed: bool) -> None:
    verdict = judge(Tolerance(D(5)), gap=D(invoiced) - D("1.00"), expected=D("1.00"))

    assert verdict.allowed is allowed


@pytest.mark.parametrize(
    ("expected", "actual"), [("1000000", "1004000"), ("100", "100.002"), ("1.000", "1.004")]
)
def test_t5_nothing_is_rounded_before_it_is_compared(expected: str, actual: str) -> None:
    verdict = judge(Tolerance(D(0)), gap=D(actual) - D(expected), expected=D(expected))

    assert not verdict.allowed


def test_the_absolute_limit_is_held_against_its_own_gap() -> None:
    verdict = judge(
        Tolerance(D(2), D("50.00")), gap=D("0.01"), expected=D(1), absolute_gap=D("50.01")
    )

    assert not verdict.allowed


def test_without_a_tolerance_there_is_no_limit() -> None:
    assert judge(None, gap=D(10**9), expected=D(1)).allowed


@given(expected=amounts, gap=amounts)
def test_a_wider_gap_than_one_refused_is_never_accepted(expected: Decimal, gap: Decimal) -> None:
    if not judge(TEN_PERCENT_AND_HUNDRED, gap=gap, expected=expected).allowed:
        assert not judge(TEN_PERCENT_AND_HUNDRED, gap=gap + gap, expected=expected).allowed


@given(expected=amounts, gap=amounts)
def test_the_greater_of_never_refuses_what_both_accept(expected: Decimal, gap: Decimal) -> None:
    wide = Tolerance(D(10), D("100.00"), Combine.GREATER_OF)
    if judge(TEN_PERCENT_AND_HUNDRED, gap=gap, expected=expected).allowed:
        assert judge(wide, gap=gap, expected=expected).allowed


def test_the_most_specific_row_wins() -> None:
    rows = (
        ToleranceRow(Measure.PRICE_OVER, Tolerance(D(1))),
        ToleranceRow(Measure.PRICE_OVER, Tolerance(D(2)), entity="HQ"),
        ToleranceRow(Measure.PRICE_OVER, Tolerance(D(3)), category="dairy"),
        ToleranceRow(Measure.PRICE_OVER, Tolerance(D(4)), vendor_id="V-1001"),
        ToleranceRow(Measure.PRICE_UNDER, Tolerance(D(9)), vendor_id="V-1001"),
    )

    def percent(vendor: str | None, category: str | None, entity: str | None) -> Decimal | None:
        found = tolerance_for(Measure.PRICE_OVER, vendor, category, entity, rows)
        assert found is not None
        return found.percent

    assert percent(None, None, None) == 1
    assert percent("V-2", None, "HQ") == 2
    assert percent("V-2", "dairy", "HQ") == 3
    assert percent("V-1001", "dairy", "HQ") == 4


def test_over_and_under_have_limits_of_their_own() -> None:
    rows = (
        ToleranceRow(Measure.PRICE_OVER, Tolerance(D(1))),
        ToleranceRow(Measure.PRICE_UNDER, Tolerance(D(20))),
    )

    assert tolerance_for(Measure.PRICE_UNDER, None, None, None, rows) == Tolerance(D(20))


def test_the_defaults_are_those_of_the_contract() -> None:
    texts = {row.measure: limit_text(row.tolerance) for row in DEFAULT_TOLERANCES}

    assert texts == {
        Measure.PRICE_OVER: "2 % and 50.00",
        Measure.PRICE_UNDER: "2 % and 50.00",
        Measure.QUANTITY_OVER_ORDERED: "0",
        Measure.QUANTITY_OVER_RECEIVED: "0",
        Measure.TAX_LINE: "0.02",
        Measure.TAX_DOCUMENT: "0.05",
        Measure.CHARGE: "0",
    }
