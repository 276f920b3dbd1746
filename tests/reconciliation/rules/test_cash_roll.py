"""A payout that names no movements is reconciled by the balance, and nothing is linked."""

from datetime import date
from decimal import Decimal

from reconciliation.rules.cash_roll import Standing, Step, roll_forward

HERE = Standing("paypal", None, "EUR")


def step(day: int, amount: str, payout: int | None = None) -> Step:
    """Return the movements of a day, or a payout."""
    return Step(HERE, date(2026, 3, day), Decimal(amount), payout)


def test_the_balance_goes_on_over_payouts() -> None:  # T74
    (place,) = roll_forward(
        [step(1, "100.00"), step(2, "60.00", 7), step(3, "30.00"), step(4, "70.00", 8)]
    )

    assert [(each.before, each.after) for each in place.payouts] == [
        (Decimal("100.00"), Decimal("40.00")),
        (Decimal("70.00"), Decimal("0.00")),
    ]
    assert (place.movements, place.paid_out) == (Decimal("130.00"), Decimal("130.00"))


def test_more_paid_out_than_came_in_says_that_movements_are_missing() -> None:
    (place,) = roll_forward([step(1, "100.00"), step(2, "160.00", 7)])

    assert place.payouts[0].after == Decimal("-60.00")
    assert place.left == Decimal("-60.00")


def test_currencies_and_accounts_stand_apart() -> None:
    other = Step(Standing("paypal", None, "USD"), date(2026, 3, 1), Decimal(5))

    assert [place.left for place in roll_forward([step(1, "100.00"), other])] == [100, 5]
