"""Thresholds, percentages and what is good news; and sentences of facts alone."""

import re
from decimal import Decimal

import pytest

from core.reasons import ReasonCode
from kpi.rules.variance import Driver, Explained, Part, decompose
from kpi.rules.variance.checking import checked
from kpi.rules.variance.judging import Direction, Limits, direction, exceeds, exceptions, percent_of
from kpi.rules.variance.narrative import Narrative, narrate
from kpi.rules.variance.waterfall import Words, waterfall
from tests.kpi.rules.variance.test_drivers import line, row

LIMITS = Limits(Decimal(5), Decimal("1000.00"))
ZERO = Decimal(0)


def test_both_thresholds_must_be_exceeded_and_a_limit_is_inside() -> None:
    assert not exceeds(Decimal("1000.00"), Decimal(100), LIMITS)
    assert exceeds(Decimal("1000.01"), Decimal(100), LIMITS)
    assert not exceeds(Decimal(5000), Decimal(100_000), LIMITS)
    assert exceeds(Decimal("-5000.01"), Decimal(100_000), LIMITS)
    assert exceeds(Decimal(2000), ZERO, LIMITS)


def test_there_is_no_percentage_of_next_to_nothing_or_across_zero() -> None:
    """T115."""
    assert percent_of(Decimal(50), Decimal(1000)) == 5
    assert percent_of(Decimal(50), ZERO) is None
    assert percent_of(Decimal(-1500), Decimal(1000)) is None
    assert percent_of(Decimal(9000), Decimal(1)) is None


def test_more_revenue_helps_and_more_expense_does_not() -> None:
    """T115."""
    assert direction(Decimal(1), "revenue") is Direction.FAVORABLE
    assert direction(Decimal(1), "expense") is Direction.ADVERSE
    assert direction(Decimal(-1), "expense") is Direction.FAVORABLE
    assert direction(Decimal(1), "asset") is Direction.NEUTRAL


def test_movements_that_offset_one_another_are_reported() -> None:
    """T114: plus 3,000 freight and minus 3,000 rebate are not nothing."""
    found = row(
        "9000",
        line("E0", "9000"),
        line("E1", "3000", text="Freight"),
        line("E2", "-3000", text="Rebate"),
    )

    assert found.variance == 0
    assert exceptions(found, decompose(found), LIMITS) == (ReasonCode.OVER_THRESHOLD,)


def test_what_nobody_can_explain_is_said_and_asked() -> None:
    """T118 and T117: the version is named, the owner is asked, no number but the facts'."""
    found = row("9000", line("E0", "9000"), line("E1", "3000", text="One-off"), line("E2", "2000"))

    told = narrate(
        found, decompose(found), account_name="Cost of goods", account_type="expense",
        plan_name="budget v2",
    )  # fmt: skip

    assert "budget v2" in told.text
    assert "Cause not evidenced for 2,000.00 EUR" in told.text
    assert "This is no trend" in told.text
    facts = " ".join(value for _, value in told.facts)
    assert all(number in facts for number in re.findall(r"\d[\d,.]*\d", told.text))
    assert ReasonCode.UNEXPLAINED in exceptions(found, decompose(found), LIMITS)


def test_bars_stand_where_the_one_before_ends() -> None:
    words = Words("Plan", "9,000", "Actual", "14,000", "Unexplained")

    chart = waterfall(
        Decimal(9000), [("One-off", "3,000", Decimal(3000)), ("Unexplained", "2", Decimal(2000))],
        Decimal(14_000), words=words,
    )  # fmt: skip

    plan, one_off, rest, actual = chart.bars
    assert (one_off.kind, rest.kind) == ("up", "open")
    assert plan.x + plan.width == one_off.x
    assert one_off.x + one_off.width == rest.x
    assert actual.x + actual.width == rest.x + rest.width
    assert all(bar.x + bar.width <= chart.width for bar in chart.bars)


def test_a_sentence_with_another_figure_than_its_records_is_thrown_away() -> None:
    """T113: the records come to 12,400; a text of 12,900 is not shown."""
    said = "Freight added 12,400.00 EUR; shown by E1."
    facts = (("currency", "EUR"), ("freight", "12,400.00"), ("driver", "Freight"), ("record", "E1"))
    false = (said.replace("12,400", "12,900"), said.replace("E1", "E7"))

    found = checked(Narrative(((said, ("E1",)), *((each, ("E1",)) for each in false)), facts))

    assert [text for text, _ in found.sentences] == [said]


@pytest.mark.parametrize("account_type", ["expense", "revenue", None])
def test_every_sentence_of_ours_passes_the_check(account_type: str | None) -> None:
    """T113 and T118."""
    parts = tuple(Part(each, Decimal(-7), ("E1", "PO-1", "GR 5/1", "X9")) for each in Driver)
    told = narrate(
        row("1000", line("E1", "5000")), Explained(parts, Decimal("-3.50")),
        account_name="Fracht – Einkauf", account_type=account_type, plan_name="Budget 2026 v2",
    )  # fmt: skip

    assert checked(told) == told
