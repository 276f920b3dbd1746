"""A balance beside every line shows what is missing between them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from intake.rules.running_balance import RunningBalance

cents = st.decimals(min_value=-1000, max_value=1000, places=2)


def followed(
    rows: Sequence[tuple[int, Decimal, Decimal | None]],
) -> list[tuple[str | None, str | None]]:
    balance = RunningBalance()
    for line, (day, amount, standing) in enumerate(rows, start=2):
        balance.follow(line, date(2026, 3, day), amount, standing)
    return [(gap.line, gap.actual) for gap in balance.gaps()]


def with_balances(amounts: list[Decimal]) -> list[tuple[int, Decimal, Decimal | None]]:
    standing = Decimal(100)
    rows: list[tuple[int, Decimal, Decimal | None]] = []
    for place, amount in enumerate(amounts):
        standing += amount
        rows.append((1 + place // 2, amount, standing))
    return rows


@given(st.lists(cents, min_size=1, max_size=20))
def test_lines_that_follow_each_other_have_no_gap_in_either_order(amounts: list[Decimal]) -> None:
    rows = with_balances(amounts)

    assert followed(rows) == []
    assert followed(rows[::-1]) == []


@given(st.lists(cents.filter(bool), min_size=5, max_size=20), st.data())
def test_a_missing_line_is_found_in_either_order(
    amounts: list[Decimal], data: st.DataObject
) -> None:
    """T85."""
    rows = with_balances(amounts)
    del rows[data.draw(st.integers(2, len(rows) - 2))]

    assert len(followed(rows)) == 1
    assert len(followed(rows[::-1])) == 1


def test_a_line_without_a_balance_is_passed_over() -> None:
    rows: list[tuple[int, Decimal, Decimal | None]] = [
        (1, Decimal(5), Decimal(105)),
        (2, Decimal(1), None),
        (3, Decimal(4), Decimal(110)),
    ]

    assert followed(rows) == []
    assert followed(rows[::-1]) == []


def test_the_jump_is_named_with_its_line() -> None:
    rows = [(1, Decimal(5), Decimal(105)), (2, Decimal(1), Decimal(116))]

    assert followed(rows) == [("3", "116")]


def test_rows_in_no_order_prove_nothing() -> None:
    rows = [
        (2, Decimal(5), Decimal(105)),
        (1, Decimal(1), Decimal(116)),
        (3, Decimal(1), Decimal(7)),
    ]

    assert followed(rows) == []
