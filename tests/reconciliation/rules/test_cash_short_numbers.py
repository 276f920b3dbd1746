"""Numbers of three or four signs, charges that banks name by a code, and cheques that come back."""

from datetime import date

import pytest

from tests.reconciliation.rules.cash_world import CashWorld


def world(memo: str, **items: int) -> CashWorld:
    """Return a line of 75.00 and orders under their short numbers, `_` for a hyphen."""
    made = CashWorld()
    made.line("L", 7_500, memo=memo)
    for name, amount in items.items():
        number = name.replace("__", "#").replace("_", "-")
        made.item(number, amount, type="order")
    return made


@pytest.mark.parametrize("memo", ["DP-1", "Bestellung dp-1, danke", "(DP-1)"])
def test_a_short_number_as_it_is_written_is_a_number(memo: str) -> None:
    said = world(memo, DP_1=7_500, DP_2=7_500, DP_11=7_500).settle()["L"]

    assert (said.status, said.strategy) == ("matched", "short_reference_in_text")
    assert said.parts == (("order", "DP-1", 7_500),)


@pytest.mark.parametrize("memo", ["DP 1", "XDP-1", "DP-1A", "DP-1/2026", "DP-12"])
def test_what_is_nearly_a_short_number_is_none(memo: str) -> None:
    assert world(memo, DP_1=7_500, DP_2=7_500).settle()["L"].status == "ambiguous"


def test_few_digits_alone_need_an_amount_that_nobody_else_has() -> None:
    once = world("Order #1001", __1001=7_500, __1002=8_000).settle()["L"]
    twice = world("Order #1001", __1001=7_500, __1002=7_500).settle()["L"]

    assert once.parts == (("order", "#1001", 7_500),)
    assert twice.status == "ambiguous"


def test_a_short_number_beside_a_long_one_of_another_record_is_not_taken() -> None:
    made = world("SO-2026-001234 A-1", A_1=7_500)
    made.item("SO-2026-001234", 9_900, type="order")

    assert made.settle()["L"].status != "matched"


def test_two_payments_that_name_one_short_number_are_left_to_a_person() -> None:
    made = world("DP-1", DP_1=7_500)
    made.line("M", 7_500, memo="DP-1")

    assert [said.status for said in made.settle().values()] == ["ambiguous", "ambiguous"]


@pytest.mark.parametrize(
    ("code", "amount", "strategy"),
    [
        ("FEE", -1_200, "bank_fee"),
        ("NCHG", -1_200, "bank_fee"),
        ("PMNT/MCRD/CHRG", -1_200, "bank_fee"),
        ("INT", 321, "interest"),
        ("PMNT/RCDT/ESCT", -1_200, "none"),
        ("FEE", 1_200, "none"),
    ],
)
def test_the_bank_s_own_code_says_what_a_line_is(code: str, amount: int, strategy: str) -> None:
    made = CashWorld()
    made.line("L", amount, party="MONTHLY MAINTENANCE", code=code)

    assert made.settle()["L"].strategy == strategy


def test_a_cheque_that_comes_back_is_known_by_its_number() -> None:
    made = CashWorld()
    made.item("SC-260477", -50_000)
    made.line("PAID", -50_000, memo="CHQ 004411 SC-260477", day=date(2026, 3, 5))
    made.line("BACK", 50_000, memo="RETURNED CHQ 004411 STALE", day=date(2026, 3, 20))

    assert {said.strategy for said in made.settle().values()} == {"returned_payment"}  # T86


def test_the_number_of_a_creditor_says_nothing_of_what_came_back() -> None:
    made = CashWorld()
    made.line("CAME", 4_990, memo="DE98ZZZ09999999999 M-11", day=date(2026, 3, 5))
    made.line("BACK", -4_990, memo="returned DE98ZZZ09999999999 M-12", day=date(2026, 3, 20))

    assert {said.status for said in made.settle().values()} == {"unmatched"}


def test_a_number_of_the_payer_means_no_neighbour_of_it_that_would_be_paid_short() -> None:
    made = CashWorld()
    made.line("L", 79_800, memo="RE-0012341 ff", party="Nordwind GmbH")
    made.item("RE-0012341", 7_400, party="Nordwind GmbH")
    made.item("RE-0012342", 80_000, party="Nordwind GmbH")

    assert made.settle()["L"].status != "matched"
