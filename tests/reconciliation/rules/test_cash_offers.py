"""Which sets of records a person is offered for one bank line."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.rules.cash_offered_days import Batch, offers_of_days
from reconciliation.rules.cash_offered_payers import Payer, offers_of_payer
from reconciliation.rules.cash_offers import (
    Member,
    Offer,
    Wanted,
    equally_good,
    net_of,
    ranked,
    what_remains,
)
from reconciliation.rules.cash_values import DEFAULT_CASH, PartType, ProcessorFee

MONDAY = 739_000


def sold(*nets: int, day: int, first: int = 1) -> list[Member]:
    """Return the sales of one day."""
    return [Member(first + n, net, net, day, f"O-{first + n}") for n, net in enumerate(nets)]


def offered(amount: int, batch: Batch) -> list[Offer]:
    """Return the sets for a payout that came on Wednesday."""
    wanted = Wanted(amount, "EUR", MONDAY + 2)
    return ranked(offers_of_days(wanted, batch, DEFAULT_CASH))


def of_payer(amount: int, payer: Payer) -> list[Offer]:
    """Return the sets for a payment of that Wednesday."""
    wanted = Wanted(amount, "EUR", MONDAY + 2)
    return ranked(offers_of_payer(wanted, payer, DEFAULT_CASH))


def test_a_whole_day_comes_first_and_says_how_late_it_is() -> None:
    members = sold(1000, 2500, day=MONDAY) + sold(700, day=MONDAY + 1, first=10)

    best, *_ = offered(3500, Batch("Shop 7", members, frozenset(), (2, 2, 2)))

    assert (best.keys, best.fits, best.cost) == ((1, 2), True, 0)
    assert best.evidence[-1] == "2 days later, as usual"


def test_what_slipped_is_left_out_and_what_slipped_before_is_brought_in() -> None:
    members = sold(811, day=MONDAY - 1) + sold(1000, 2500, 333, day=MONDAY, first=10)
    batch = Batch("Shop 7", members, frozenset({MONDAY - 1}), (2, 2, 2))

    best, *_ = offered(811 + 1000 + 2500, batch)

    assert best.keys == (10, 11, 1)
    assert "without O-12, slipped to a later one" in best.evidence
    assert "with O-1 of the days before" in best.evidence


def test_two_orders_of_one_price_may_both_have_slipped_and_both_sets_are_shown() -> None:  # T81
    batch = Batch("Shop 7", sold(1999, 1999, 4200, day=MONDAY), frozenset(), (2, 2, 2))

    found = offered(1999 + 4200, batch)

    assert {each.keys for each in found} == {(1, 3), (2, 3)}
    assert len(equally_good(found)) == 2


def test_a_deposit_may_be_a_little_over_and_a_payout_may_not() -> None:  # T90
    members = sold(1000, 2500, day=MONDAY)

    cash = offered(3550, Batch("Shop 7", members, frozenset(), (2,), may_be_over=2000))
    card = offered(3550, Batch("Shop 7", members, frozenset(), (2,)))

    assert "a little over, as a deposit may be" in cash[0].evidence
    assert cash[0].cost < card[0].cost
    assert card[0].remains.left == 50


def test_a_day_of_thousands_is_offered_as_one_set() -> None:  # T82
    members = [Member(n, 100 + n, 100 + n, MONDAY) for n in range(1, 3_634)]

    best, *_ = offered(sum(each.net for each in members), Batch("B", members, frozenset(), ()))

    assert len(best.keys) == 3_633
    assert best.fits


@given(
    nets=st.lists(st.integers(-5_000, 90_000).filter(bool), min_size=2, max_size=9),
    slipped=st.integers(0, 8),
)
def test_every_set_is_told_to_the_cent(nets: list[int], slipped: int) -> None:
    members = sold(*nets, day=MONDAY)
    amount = sum(nets) - nets[slipped % len(nets)]
    net = {each.key: each.net for each in members}

    found = offered(amount, Batch("Shop 7", members, frozenset(), (2,)))

    assert found == offered(amount, Batch("Shop 7", members, frozenset(), (2,)))
    for each in found:
        assert sum(net[key] for key in each.keys) + each.remains.left == amount
    assert not amount or any(each.fits for each in found)


def test_all_that_a_payer_owes_is_offered_less_its_discount() -> None:
    bills = (Member(1, 10_000, 10_000, MONDAY), Member(2, 5_000, 5_000, MONDAY))

    best, *_ = of_payer(14_700, Payer("Nordwind GmbH", bills))

    assert best.keys == (1, 2)
    assert best.remains.type is PartType.ADJUSTMENT
    assert best.evidence == ("all 2 records open of Nordwind GmbH", "less a discount of 2 %, 3.00")


def test_a_credit_note_is_taken_off_and_chance_is_named() -> None:
    bills = [Member(n, n * 1_000, n * 1_000, MONDAY) for n in range(1, 13)]
    credit = Member(20, -1_234, -1_234, MONDAY)

    found = of_payer(12_000 + 11_000 - 1_234, Payer("Nordwind GmbH", [*bills, credit]))

    assert any(set(each.keys) == {11, 12, 20} and each.fits for each in found)
    assert all("by chance" in each.evidence[1] for each in found if each.fits)


def test_what_the_text_names_comes_before_what_only_adds_up() -> None:
    bills = sold(4_000, 6_000, 5_000, 5_000, day=MONDAY)

    best, *_ = of_payer(10_000, Payer("Nordwind GmbH", bills, named=frozenset({3, 4})))

    assert best.keys == (3, 4)
    assert best.evidence == ("the 2 records that the text names",)


def test_what_the_text_names_is_shown_whatever_it_leaves_over() -> None:
    bills = sold(4_000, 6_000, 5_000, 5_050, day=MONDAY)

    found = of_payer(10_000, Payer("Nordwind GmbH", bills, named=frozenset({3, 4})))

    assert found[0].keys == (1, 2)  # to the cent
    assert ("the 2 records that the text names", "0.50 short: a charge within the limits") in [
        each.evidence for each in found
    ]


def test_records_of_one_order_are_a_set() -> None:
    bills = sold(4_000, 6_000, 900, day=MONDAY)
    payer = Payer("Nordwind GmbH", bills, groups=(("PO-77", frozenset({1, 2})),))

    best, *_ = of_payer(10_000, payer)

    assert (best.keys, best.evidence) == ((1, 2), ("all 2 records of PO-77",))


def test_what_is_left_over_is_named_for_what_it_could_be() -> None:
    wanted = Wanted(9_250, "EUR", MONDAY)

    assert what_remains(wanted, 9_250, DEFAULT_CASH).left == 0
    assert what_remains(wanted, 10_000, DEFAULT_CASH).type is PartType.FEE
    assert what_remains(wanted, 30_000, DEFAULT_CASH).type is None
    assert what_remains(replace(wanted, amount=-9_250), 9_250, DEFAULT_CASH).type is None


def test_a_processor_keeps_its_fee_of_sales_alone() -> None:
    fees = (ProcessorFee("*", Decimal("1.4"), Decimal("0.25")),)
    settings = replace(DEFAULT_CASH, processor_fees=fees)

    assert net_of(10_000, "card", "EUR", settings) == 10_000 - 140 - 25
    assert net_of(-10_000, "card", "EUR", settings) == -10_000  # T75
    assert net_of(10_000, None, "EUR", settings) == 10_000
