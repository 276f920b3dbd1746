"""What a credit note gives back of receipts (T32)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.rules.returns import UsedReceipt, given_back
from reconciliation.rules.units import SAME, Factor

QUANTITIES = st.decimals(0, 1000, places=2, allow_nan=False)
CASES = Factor(Decimal(24), Decimal(1))


def test_what_was_used_last_is_free_first() -> None:
    used = [UsedReceipt(1, Decimal(60), SAME), UsedReceipt(2, Decimal(40), SAME)]

    freed = given_back(Decimal(50), Decimal(100), used)

    assert [each.receipt_line for each in freed] == [2, 1]
    assert [each.quantity for each in freed] == [40, 10]


def test_a_receipt_in_cases_is_free_in_cases() -> None:
    (freed,) = given_back(Decimal(48), Decimal(240), [UsedReceipt(1, Decimal(10), CASES)])

    assert freed.quantity == 48
    assert freed.of_receipt == 2


def test_what_was_billed_beyond_the_receipts_is_credited_first() -> None:
    used = [UsedReceipt(1, Decimal(60), SAME)]

    assert given_back(Decimal(40), Decimal(100), used) == ()
    assert given_back(Decimal(50), Decimal(100), used)[0].quantity == 10


@given(QUANTITIES, QUANTITIES, st.lists(QUANTITIES, max_size=4))
def test_never_more_is_free_than_was_credited_or_used(
    credited: Decimal, billed: Decimal, parts: list[Decimal]
) -> None:
    used = [UsedReceipt(number, part, SAME) for number, part in enumerate(parts)]

    freed = given_back(credited, billed, used)

    assert sum(each.quantity for each in freed) <= min(credited, sum(parts, Decimal(0)))
    assert all(0 < each.of_receipt <= parts[each.receipt_line] for each in freed)
