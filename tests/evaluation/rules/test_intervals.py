"""Intervals by their published values."""

import pytest

from evaluation.rules.intervals import Share, delta, wilson


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilson_gives_the_published_interval(right: int, n: int, low: float, high: float) -> None:
    found = wilson(right, n)

    assert found == pytest.approx((low, high), abs=0.0001)


def test_newcombe_gives_the_published_interval_of_a_difference() -> None:
    # Newcombe 1998, method 10, case (a): 56/70 and 48/80.
    found = delta(Share(56, 70), Share(48, 80))

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=0.0001)
    assert found.is_better
    assert not found.is_worse


def test_a_change_within_chance_is_neither_better_nor_worse() -> None:
    found = delta(Share(9, 10), Share(10, 10))

    assert found is not None
    assert not found.is_worse
    assert not found.is_better


def test_nothing_is_compared_with_nothing() -> None:
    assert delta(Share(1, 2), Share(0, 0)) is None
