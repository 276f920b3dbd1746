"""Which lines are new, and which payouts hold which movements: the rules alone."""

from collections import Counter
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from intake.rules import known_lines, payouts
from intake.rules.cash_values import (
    BankLineStatus,
    BankLineValue,
    PayoutLineType,
    PayoutLineValue,
    Processor,
)
from intake.rules.known_lines import FreshLine, KnownLine

DAY = date(2026, 3, 11)
amounts = st.decimals(min_value=-50, max_value=50, places=2)
lines = st.lists(
    st.builds(
        BankLineValue,
        line=st.integers(1, 9),
        booked_on=st.sampled_from([DAY, date(2026, 3, 12)]),
        amount=amounts,
        currency=st.just("EUR"),
        reference=st.sampled_from([None, "A", "B"]),
        memo=st.sampled_from([None, "order"]),
    ),
    max_size=12,
)


def here(fresh: list[FreshLine]) -> list[KnownLine]:
    """Return the lines as they stand once they are kept."""
    return [
        KnownLine(
            pk=pk,
            key=line.key,
            status=line.value.status,
            booked_on=line.value.booked_on or DAY,
            amount=line.value.amount,
            currency=line.value.currency,
            reference=line.value.reference,
            end_to_end_id=line.value.end_to_end_id,
            counterparty=line.value.counterparty,
        )
        for pk, line in enumerate(fresh)
    ]


@given(lines)
def test_the_same_lines_again_add_nothing(told: list[BankLineValue]) -> None:
    """T85."""
    fresh = known_lines.keyed(told, Counter())

    again = known_lines.compare(known_lines.keyed(told, Counter()), here(fresh))

    assert again.added == []
    assert again.here_already == len(told)
    assert again.replaced == {}


@given(lines, lines)
def test_every_line_is_either_added_or_here(
    first: list[BankLineValue], second: list[BankLineValue]
) -> None:
    known = here(known_lines.keyed(first, Counter()))

    result = known_lines.compare(known_lines.keyed(second, Counter()), known)

    assert len(result.added) + result.here_already == len(second)
    assert set(result.replaced) <= {line.pk for line in known}


@given(lines)
def test_a_booked_line_is_never_replaced_by_what_is_not_firm(told: list[BankLineValue]) -> None:
    known = here(known_lines.keyed(told, Counter()))
    vague = [
        BankLineValue(
            line=1,
            booked_on=each.booked_on,
            amount=each.amount + 1,
            currency="EUR",
            reference=each.reference,
            status=BankLineStatus.PENDING,
        )
        for each in told
    ]

    result = known_lines.compare(known_lines.keyed(vague, Counter()), known)

    assert result.replaced == {}


def movement(net: Decimal, line: int = 1) -> PayoutLineValue:
    return PayoutLineValue(line=line, type=PayoutLineType.CHARGE, net=net, currency="EUR")


def withdrawal(amount: Decimal) -> payouts.Withdrawal:
    return payouts.Withdrawal(1, f"W{amount}", amount, "EUR", movement(-amount))


@given(st.lists(st.one_of(amounts.map(movement), amounts.map(withdrawal)), max_size=15))
def test_no_movement_is_lost_and_no_link_is_invented(
    told: list[PayoutLineValue | payouts.Withdrawal],
) -> None:
    """T74."""
    found = payouts.swept(told, processor=Processor.PAYPAL, opening={})

    kept = [line for payout in found for line in payout.lines]
    assert len(kept) == sum(1 for each in told if isinstance(each, PayoutLineValue))
    for payout in found:
        if payout.payout_id is not None and payout.is_itemized:
            assert payouts.total_of(payout.lines) == payout.amount
        elif payout.payout_id is not None:
            assert payout.lines == ()
