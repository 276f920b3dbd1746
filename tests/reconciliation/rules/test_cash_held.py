"""What processors withhold is aged and given back oldest first; a won dispute takes its own."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from reconciliation.rules.cash_held import Held, Holding, Withheld, held, totals

TODAY = date(2026, 3, 31)
RESERVES = Holding("stripe", None, "EUR", "reserve")
DISPUTES = Holding("stripe", None, "EUR", "dispute")


def moved(where: Holding, day: int, amount: str, *names: str) -> Withheld:
    """Return a movement so many days ago."""
    return Withheld(where, TODAY - timedelta(day), Decimal(amount), names)


def one(*movements: Withheld) -> Held:
    """Return the only place."""
    (place,) = held(movements)
    return place


def test_a_reserve_is_given_back_oldest_first_and_aged() -> None:  # T77
    place = one(
        moved(RESERVES, 95, "-100.00"), moved(RESERVES, 61, "-50.00"),
        moved(RESERVES, 30, "-20.00"), moved(RESERVES, 5, "70.00"),
    )  # fmt: skip

    assert place.by_age(TODAY) == [Decimal("20.00"), 0, Decimal("50.00"), Decimal("30.00")]
    assert place.amount == Decimal("100.00")


def test_a_dispute_that_is_won_takes_away_its_own() -> None:  # T76
    place = one(
        moved(DISPUTES, 80, "-25.00", "O-1", "pi_1"), moved(DISPUTES, 70, "-25.00", "O-2", "pi_2"),
        moved(DISPUTES, 10, "25.00", "pi_2"),
    )  # fmt: skip

    assert [item.names for item in place.items] == [("O-1", "pi_1")]


def test_a_won_dispute_without_a_name_is_the_only_one_of_its_amount_or_nobodys() -> None:
    two = [moved(DISPUTES, 80, "-25.00", "a"), moved(DISPUTES, 70, "-40.00", "b")]

    sure = one(*two, moved(DISPUTES, 10, "40.00"))
    unsure = one(*two, moved(DISPUTES, 60, "-40.00", "c"), moved(DISPUTES, 10, "40.00"))

    assert [item.names for item in sure.items] == [("a",)]
    assert (unsure.amount, unsure.not_from_here) == (Decimal("105.00"), Decimal("40.00"))


def test_what_began_before_the_first_report_is_said() -> None:
    place = one(moved(RESERVES, 40, "-10.00"), moved(RESERVES, 5, "30.00"))

    assert (place.amount, place.not_from_here) == (Decimal(0), Decimal("20.00"))


def test_nothing_is_left_where_all_was_given_back() -> None:
    assert held([moved(RESERVES, 40, "-10.00"), moved(RESERVES, 5, "10.00")]) == []


@given(some.lists(some.tuples(some.sampled_from((RESERVES, DISPUTES)), some.integers(-999, 999))))
def test_no_cent_is_lost(moves: list[tuple[Holding, int]]) -> None:
    movements = [Withheld(where, TODAY, Decimal(cents) / 100) for where, cents in moves]

    found = totals(held(movements))

    for where in (RESERVES, DISPUTES):
        sums = -sum((each.amount for each in movements if each.where == where), Decimal(0))
        assert found.get((where.kind, "EUR"), 0) == sums
