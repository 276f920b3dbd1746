"""The difference of exchange rates is realised once, whatever the payments of an invoice are."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from reconciliation.rules.cash_realised import Settled, is_plausible, shares, spread

cents = some.integers(1, 10**8).map(lambda n: Decimal(n) / 100)


def test_t45_an_invoice_paid_dearer_than_booked_has_one_difference() -> None:
    paid = Settled(Decimal("-350.85"), Decimal("-308.22"))

    (found,) = shares([paid], owed=Decimal("-350.85"), worth=Decimal("-307.80"))

    assert (found.worth, found.difference) == (Decimal("-307.80"), Decimal("-0.42"))


@given(
    parts=some.lists(some.tuples(cents, cents), min_size=1, max_size=6),
    worth=cents,
    percent=some.integers(0, 500).map(lambda n: Decimal(n) / 100),
)
def test_t46_the_parts_of_a_payment_add_up_to_that_of_the_whole(
    parts: list[tuple[Decimal, Decimal]], worth: Decimal, percent: Decimal
) -> None:
    payments = [Settled(*each) for each in parts]
    owed, paid = sum(each[0] for each in parts), sum(each[1] for each in parts)

    found = shares(payments, owed=Decimal(owed), worth=worth, percent=percent)

    assert sum(each.worth for each in found) == worth
    assert sum(each.worth + each.spread + each.difference for each in found) == paid
    assert all(each.spread <= 0 for each in found)


@given(parts=some.lists(cents, min_size=2, max_size=6), worth=cents, place=some.integers(1, 5))
def test_payments_booked_on_two_days_take_what_one_booking_would(
    parts: list[Decimal], worth: Decimal, place: int
) -> None:
    payments, owed = [Settled(each, each) for each in parts], sum(parts, Decimal(0))
    at_once = shares(payments, owed=owed, worth=worth)

    first = shares(payments[:place], owed=owed, worth=worth)
    before = Settled(sum(parts[:place], Decimal(0)), sum((x.worth for x in first), Decimal(0)))
    then = shares(payments[place:], owed=owed, worth=worth, before=before)

    assert first + then == at_once


def test_t47_the_spread_of_a_conversion_is_a_fee_either_way() -> None:
    assert spread(Decimal("-101.50"), percent=Decimal("1.5")) == Decimal("-1.50")
    assert spread(Decimal("98.50"), percent=Decimal("1.5")) == Decimal("-1.50")


def test_a_worth_of_the_other_sign_or_of_another_size_is_none() -> None:
    assert is_plausible(worth=Decimal("-307.80"), paid=Decimal("-308.22"))
    assert not is_plausible(worth=Decimal("307.80"), paid=Decimal("-308.22"))
    assert not is_plausible(worth=Decimal("-100"), paid=Decimal("-308.22"))
