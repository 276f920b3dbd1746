"""Lines that are many payments, and what each of them pays (T82)."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as some

from tests.reconciliation.rules.cash_world import CashWorld, Row


def payment(place: int, amount: int, memo: str, **values: object) -> Row:
    """Return one payment inside the only line."""
    return {"line": 0, "place": place, "amount": amount, "memo": memo, **values}


def world(*payments: Row, amount: int = 6_025) -> CashWorld:
    """Return a batch, and three orders of which two are of one amount."""
    made = CashWorld(others={"batched": list(payments)})
    made.line("L", amount, reference="COL-88")
    made.item("ORD-5501", 1_000, type="order")
    made.item("ORD-5502", 1_000, type="order")
    made.item("ORD-5503", 4_025, type="order", also="RF18539007547034")
    return made


ALL = (
    payment(1, 1_000, "ORD-5502 danke"),
    payment(2, 1_000, "Re:ORD-5501, Anna"),
    payment(3, 4_025, "RF18 5390 0754 7034 RF18539007547034"),
)


def test_every_payment_of_a_batch_pays_what_it_names() -> None:
    said = world(*ALL).settle()["L"]

    assert (said.status, said.strategy, said.difference) == ("matched", "batched", 0)
    assert said.parts == (
        ("order", "ORD-5501", 1_000), ("order", "ORD-5502", 1_000), ("order", "ORD-5503", 4_025)
    )  # fmt: skip


def test_one_payment_that_names_nothing_leaves_the_whole_batch_open() -> None:
    assert world(*ALL[:2], payment(3, 4_025, "danke")).settle()["L"].status != "matched"


def test_two_payments_for_one_record_leave_the_batch_open() -> None:
    twice = (ALL[0], payment(2, 1_000, "ORD-5502"), ALL[2])

    assert world(*twice).settle()["L"].status != "matched"


def test_payments_that_are_not_the_whole_line_leave_it_open() -> None:
    assert world(*ALL, amount=6_024).settle()["L"].status != "matched"
    assert world(*ALL[:2]).settle()["L"].strategy != "batched"


def test_a_number_of_another_payer_s_record_is_not_enough() -> None:
    made = world(*ALL[:2], payment(3, 4_025, "RF18539007547034", party="Nordwind GmbH"))
    made.items["ORD-5503"] = {**made.items["ORD-5503"], "party": "Suedholz AG"}

    assert made.settle()["L"].strategy != "batched"


@settings(deadline=None, max_examples=10)
@given(amounts=some.lists(some.integers(1, 90_000), min_size=2, max_size=8), seed=some.randoms())
def test_a_batch_in_any_order_is_settled_to_the_cent(amounts: list[int], seed: object) -> None:
    made = CashWorld()
    made.line("L", sum(amounts), reference="COL-89", day=date(2026, 3, 10))
    rows = [payment(n, amount, f"SO-77{n:03}") for n, amount in enumerate(amounts)]
    for n, amount in enumerate(amounts):
        made.item(f"SO-77{n:03}", amount, type="order")
    seed.shuffle(rows)  # type: ignore[attr-defined]
    made.others = {"batched": rows}

    said = made.settle()["L"]

    assert said.strategy == "batched"
    assert {(name, amount) for _, name, amount in said.parts} == {
        (f"SO-77{n:03}", amount) for n, amount in enumerate(amounts)
    }


def test_numbers_that_do_not_add_up_to_the_line_settle_nothing() -> None:
    made = CashWorld()
    made.line("L", 30_000, memo="RE-2026-101 RE-2026-202", party="Nordwind GmbH")
    made.item("RE-2026-101", 20_000, party="Nordwind GmbH")
    made.item("RE-2026-202", 25_000, party="Nordwind GmbH")

    assert made.settle()["L"].status != "matched"
