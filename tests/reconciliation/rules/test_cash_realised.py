"""The difference of exchange rates is realised once, whatever the payments of an invoice are."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from reconciliation.rules.cash_realised import Settled, is_plausible, realised

cents = some.integers(1, 10**8).map(lambda n: Decimal(n) / 100)


def test_t45_an_invoice_paid_dearer_than_booked_has_one_difference() -> None:
    paid = Settled(Decimal("-350.85"), Decimal("-308.22"))

    found = realised([paid], owed=Decimal("-350.85"), worth=Decimal("-307.80"))

    assert found == (Decimal("-0.42"),)


@given(parts=some.lists(some.tuples(cents, cents), min_size=1, max_size=6), worth=cents)
def test_t46_the_differences_of_parts_add_up_to_that_of_the_whole(
    parts: list[tuple[Decimal, Decimal]], worth: Decimal
) -> None:
    payments = [Settled(*each) for each in parts]
    owed, paid = sum(each[0] for each in parts), sum(each[1] for each in parts)

    found = realised(payments, owed=Decimal(owed), worth=worth)

    assert sum(found) == paid - worth


def test_a_worth_of_the_other_sign_or_of_another_size_is_none() -> None:
    assert is_plausible(worth=Decimal("-307.80"), paid=Decimal("-308.22"))
    assert not is_plausible(worth=Decimal("307.80"), paid=Decimal("-308.22"))
    assert not is_plausible(worth=Decimal("-100"), paid=Decimal("-308.22"))
