"""A plan beside the books: nothing nets away, and nothing is a percentage of nothing."""

from decimal import Decimal

import pytest

from kpi.rules import figures
from kpi.rules.plans import (
    ActualFact,
    PlanFact,
    PlanTally,
    compare,
    horizon_of,
    tallies_of,
    total,
)


def plan(account: str, amount: str, *, centre: str | None = None, entity: str | None = "NL01",
         version: str = "v1", kind: str = "expense") -> PlanFact:  # fmt: skip
    return PlanFact("budget", version, entity, account, kind, centre, "EUR", Decimal(amount))


def booked(account: str, amount: str, *, centre: str | None = None,
           entity: str | None = "NL01") -> ActualFact:  # fmt: skip
    return ActualFact(entity, account, centre, "EUR", Decimal(amount))


def tally(planned: list[PlanFact], actual: list[ActualFact]) -> PlanTally:
    return total(tallies_of(compare(planned, actual)).values())


def test_errors_do_not_net_away_and_bias_stands_beside_them() -> None:
    """T119: one account over, another under."""
    found = tally([plan("6110", "100"), plan("6310", "100")], [booked("6110", "130"),
                                                               booked("6310", "70")])  # fmt: skip

    assert figures.forecast_variance(found).value == Decimal("0.300000")
    assert figures.forecast_bias(found).value == Decimal(0)


def test_a_planned_account_with_nothing_booked_adds_its_whole_plan() -> None:
    """T119: forecast with zero actuals."""
    found = tally([plan("6110", "100"), plan("6310", "50")], [booked("6110", "100")])

    figure = figures.forecast_variance(found)

    assert (figure.numerator, figure.denominator) == (Decimal(50), Decimal(100))
    assert found.zero_actuals == 1
    assert "1 of 2" in figure.note


def test_nothing_booked_at_all_gives_no_percentage_but_keeps_the_differences() -> None:
    """T119: the zero rule."""
    figure = figures.forecast_variance(tally([plan("6110", "100")], []))

    assert figure.value is None
    assert figure.numerator == Decimal(100)
    assert "nothing was booked" in figure.note


def test_a_base_near_zero_gives_no_percentage() -> None:
    """T115: base near zero."""
    figure = figures.forecast_variance(tally([plan("6110", "1000")], [booked("6110", "0.40")]))

    assert figure.value is None
    assert "near zero" in figure.note


def test_what_no_plan_names_is_not_compared() -> None:
    found = tally([plan("6110", "100")], [booked("6110", "100"), booked("1410", "99999")])

    assert found.error_total == 0


def test_cost_centres_are_compared_one_by_one_where_the_plan_names_them() -> None:
    found = tally(
        [plan("6110", "100", centre="A"), plan("6110", "100", centre="B")],
        [booked("6110", "150", centre="A"), booked("6110", "50", centre="B")],
    )

    assert found.error_total == 100
    assert found.difference_total == 0


def test_an_account_planned_as_a_whole_takes_all_its_cost_centres_together() -> None:
    found = tally(
        [plan("6110", "200")], [booked("6110", "150", centre="A"), booked("6110", "50", centre="B")]
    )

    assert found.error_total == 0


def test_a_cost_centre_without_a_plan_counts_where_the_account_is_planned_by_centre() -> None:
    found = tally(
        [plan("6110", "100", centre="A")],
        [booked("6110", "100", centre="A"), booked("6110", "30", centre="C")],
    )

    assert found.error_total == 30


def test_a_plan_of_no_entity_stands_for_every_entity() -> None:
    found = tally(
        [plan("6110", "100", entity=None)],
        [booked("6110", "60", entity="NL01"), booked("6110", "40", entity="DE01")],
    )

    assert found.error_total == 0


def test_versions_of_a_plan_are_told_apart() -> None:
    """T117: the version is named in every figure."""
    found = tallies_of(
        compare([plan("6110", "100"), plan("6110", "120", version="v2")], [booked("6110", "120")])
    )

    errors = {key[1]: tally.error_total for key, tally in found.items()}
    assert errors == {"v1": Decimal(20), "v2": Decimal(0)}


@pytest.mark.parametrize(
    ("plan", "version", "ahead"),
    [
        ("forecast", "2026-03", 2), ("forecast 2026-05", "v2", 0), ("forecast", "F202601", 4),
        ("forecast", "2026-06", None), ("budget", "2026 v1", None),
        ("f", "2026-01 to 2026-03", None),
    ],
)  # fmt: skip
def test_a_forecast_is_told_by_how_far_ahead_it_was_made(
    plan: str, version: str, ahead: int | None
) -> None:
    """T119: by horizon; where no month stands, none is guessed."""
    assert horizon_of(plan, version, "2026-05") == ahead
