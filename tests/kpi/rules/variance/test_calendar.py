"""Retail years, the 53rd week, last year week for week, and Easter that moves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.rules.variance.calendar import MONTHS, Calendar, Pattern, easter_sunday, shifted

RETAIL = Calendar(Pattern.W454)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
CALENDARS = st.builds(
    Calendar,
    pattern=st.sampled_from(Pattern),
    year_ends_near=st.sampled_from(("01-31", "08-31", "12-31", "02-28")),
    year_end_rule=st.sampled_from(("nearest", "last")),
    year_end_weekday=st.integers(0, 6),
    first_label=st.integers(1, 12),
)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2023-02", date(2023, 1, 29), date(2023, 2, 25)),
        ("2024-01", date(2023, 12, 31), date(2024, 2, 3)),
        ("2024-02", date(2024, 2, 4), date(2024, 3, 2)),
        ("2025-01", date(2025, 1, 5), date(2025, 2, 1)),
        ("2025-02", date(2025, 2, 2), date(2025, 3, 1)),
    ],
)
def test_periods_are_those_of_the_retail_federation(period: str, first: date, last: date) -> None:
    """T99: 2023 had 53 weeks."""
    window = RETAIL.window(period)

    assert (window.first, window.last) == (first, last)


def test_the_53rd_week_stands_in_the_last_period_and_moves_the_next_year() -> None:
    """T99."""
    week = RETAIL.week_53("2024-01")
    restated = RETAIL.restated("2024-02")

    assert week is not None
    assert (week.first, week.last) == (date(2024, 1, 28), date(2024, 2, 3))
    assert RETAIL.week_53("2025-01") is None
    assert restated is not None
    assert restated.first == date(2023, 2, 5)
    assert RETAIL.restated("2025-02") is None
    assert RETAIL.restated("2024-01") is None


def test_easter_moved_between_march_and_april() -> None:
    """T99: 31 March 2024, 20 April 2025, 5 April 2026."""
    assert easter_sunday(2024) == date(2024, 3, 31)
    assert MONTHS.easter_apart("2025-03") == ("2025-03", "2025-04")
    assert MONTHS.easter_apart("2025-05") is None
    assert MONTHS.easter_apart("2026-04") is None
    assert Calendar(minds_easter=False).easter_apart("2025-04") is None


@given(calendar=CALENDARS, day=DAYS)
def test_every_day_lies_in_one_period_and_periods_follow_one_another(
    calendar: Calendar, day: date
) -> None:
    period = calendar.period_of(day)
    window = calendar.window(period)

    assert window.holds(day)
    assert calendar.window(shifted(period, 1)).first == window.last + timedelta(days=1)
    if calendar.has_weeks:
        assert window.weeks in (4, 5, 6)
