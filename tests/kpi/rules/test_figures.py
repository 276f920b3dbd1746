"""The figures, by their definitions; parts add up to the whole."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from kpi.rules import figures, tallies
from kpi.rules.figures import CloseFact, CostInputs
from kpi.rules.tallies import CaseFact, Tally

DAY = date(2026, 9, 14)
NINE = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
RATES = CostInputs(
    hourly_rate=Decimal("36.00"), minutes_per_decision=Decimal(5),
    platform_cost_per_invoice=Decimal("0.10"), is_assumed=False,
)  # fmt: skip


def fact(
    state: str = "straight_through", *, wrong: bool = False, minutes: int | None = 1,
    seconds: int = 0, unmeasured: int = 0, entity: str | None = "NL01",
) -> CaseFact:  # fmt: skip
    booked_at = None if minutes is None else NINE + timedelta(minutes=minutes)
    return CaseFact(
        DAY, entity, "V-1", "po_goods", state, wrong, NINE, booked_at, seconds, unmeasured
    )


def random_facts(rng: random.Random) -> list[CaseFact]:
    made = []
    for _ in range(rng.randint(0, 60)):
        state = rng.choice(("straight_through", "in_review", "posted", "approved", "rejected"))
        booked = state in {"straight_through", "posted"}
        made.append(
            CaseFact(
                DAY + timedelta(days=rng.randint(0, 90)), rng.choice(("NL01", "DE01", None)),
                rng.choice(("V-1", "V-2", None)), rng.choice(("a", "b")), state,
                rng.random() < 0.4, NINE,
                NINE + timedelta(minutes=rng.randint(0, 30_000)) if booked else None,
                rng.randint(0, 900), rng.randint(0, 2),
            )
        )  # fmt: skip
    return made


class TestRates:
    def test_exception_rate_counts_cases_not_exceptions(self) -> None:
        counted = tallies.tally([fact(wrong=True), fact(), fact("in_review", wrong=True), fact()])

        figure = figures.exception_rate(counted)

        assert figure.value == Decimal("0.5")
        assert (figure.numerator, figure.denominator) == (Decimal(2), Decimal(4))

    def test_straight_through_rate_is_of_all_cases_opened(self) -> None:
        counted = tallies.tally([fact(), fact("posted"), fact("in_review", minutes=None)])

        assert figures.straight_through_rate(counted).value == Decimal("0.333333")

    def test_a_rate_of_nothing_is_unknown_and_not_zero(self) -> None:
        assert figures.exception_rate(Tally()).value is None
        assert figures.straight_through_rate(Tally()).value is None


class TestCost:
    def test_measured_time_is_taken_where_it_was_measured(self) -> None:
        counted = tallies.tally([fact(), fact("posted", seconds=300), fact("rejected", seconds=60)])

        figure = figures.invoice_processing_cost(counted, RATES)

        # 360 seconds at 36.00 an hour are 3.60; three settled at 0.10 are 0.30.
        assert figure.numerator == Decimal("3.90")
        assert figure.value == Decimal("1.300000")
        assert figure.note == ""

    def test_a_decision_without_a_measured_time_is_assumed_and_said_so(self) -> None:
        counted = tallies.tally([fact("posted", seconds=0, unmeasured=1)])

        figure = figures.invoice_processing_cost(counted, RATES)

        assert figure.numerator == Decimal("3.10")
        assert figure.note == "time of 1 decisions assumed"

    def test_open_cases_cost_nothing_yet(self) -> None:
        counted = tallies.tally([fact("in_review", minutes=None, seconds=500)])

        assert figures.invoice_processing_cost(counted, RATES).value is None

    def test_rates_nobody_set_are_called_assumed(self) -> None:
        figure = figures.invoice_processing_cost(tallies.tally([fact()]), CostInputs())

        assert "rates assumed" in figure.note


class TestCycleTime:
    def test_the_median_is_a_time_that_a_case_took(self) -> None:
        counted = tallies.tally([fact(minutes=10), fact(minutes=20), fact(minutes=1440)])

        assert figures.cycle_time_days(counted).numerator == 20
        assert figures.cycle_time_days_p90(counted).value == Decimal(1)

    @pytest.mark.parametrize(
        ("minutes", "counted"), [(0, 0), (119, 119), (120, 120), (121, 120), (179, 120), (180, 180)]
    )
    def test_times_count_in_minutes_below_two_hours_and_in_hours_above(
        self, minutes: int, counted: int
    ) -> None:
        assert tallies.minutes_between(NINE, NINE + timedelta(minutes=minutes)) == counted

    def test_nine_of_ten_leaves_one_of_ten_out(self) -> None:
        counted = tallies.tally([fact(minutes=minute) for minute in range(1, 11)])

        assert figures.cycle_time_days_p90(counted).numerator == 9


class TestClose:
    def test_a_close_counts_from_the_end_of_its_period_to_the_last_task(self) -> None:
        close = CloseFact("2026-08", "NL01", date(2026, 8, 31), 3, 3, date(2026, 9, 9), None)

        figure = figures.close_cycle_time_days([close])

        assert (figure.value, figure.n) == (Decimal(9), 1)

    def test_an_open_close_has_no_days_and_is_said_to_be_open(self) -> None:
        close = CloseFact("2026-08", "NL01", date(2026, 8, 31), 3, 2, date(2026, 9, 9), None)

        figure = figures.close_cycle_time_days([close])

        assert figure.value is None
        assert figure.note == "1 still open"

    def test_a_period_closed_in_spite_of_open_tasks_counts_to_its_closing(self) -> None:
        closed_on = date(2026, 9, 20)
        close = CloseFact("2026-08", None, date(2026, 8, 31), 3, 2, date(2026, 9, 9), closed_on)

        assert figures.close_cycle_time_days([close]).value == Decimal(20)


def test_every_figure_has_a_title_and_a_definition() -> None:
    assert set(figures.TITLES) == set(figures.DEFINITIONS)
    assert all(len(text) > 60 for text in figures.DEFINITIONS.values())


def test_counts_of_parts_give_the_same_figures_as_a_thousand_random_histories() -> None:
    rng = random.Random(20261123)  # noqa: S311  invented histories
    for _ in range(1000):
        facts = random_facts(rng)
        parts: dict[tuple[object, ...], list[CaseFact]] = {}
        for each in facts:
            key = tallies.month_of(each.arrived_on), each.entity, each.vendor_id
            parts.setdefault(key, []).append(each)

        summed = tallies.total(tallies.tally(group) for group in parts.values())

        assert figures.of_cases(summed, RATES) == figures.of_cases(tallies.tally(facts), RATES)
