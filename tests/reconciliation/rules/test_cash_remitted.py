"""Lines that are settled by the advice of their payment (T33, T110)."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as some

from reconciliation.rules.cash_engine import TABLES
from reconciliation.rules.cash_remitted import remitted
from reconciliation.rules.cash_text import MACROS
from tests.reconciliation.rules.cash_world import CashWorld, Row


def row(place: int, reference: str | None, paid: int, taken: int = 0, **values: object) -> Row:
    """Return one row of the advice of payment T-900417."""
    base = {"payment": 1, "number": "T-900417", "amount": 95_000, "currency": "EUR"}
    return {**base, "place": place, "reference": reference, "paid": paid, "taken": taken, **values}


def world(*rows: Row, amount: int = 95_000, memo: str = "ACH TRN*1*T-900417") -> CashWorld:
    """Return a line, two orders and an advice."""
    made = CashWorld(others={"advice": list(rows)})
    made.line("L", amount, memo=memo)
    made.item("NW-2041", 50_000, type="order")
    made.item("NW-2042", 50_000, type="order", party="Another name")
    return made


def test_all_that_is_listed_is_settled_with_what_was_taken_off() -> None:
    said = world(
        row(1, "NW2041", 48_000, 2_000), row(2, "NW-2042", 50_000), row(3, None, 0, 3_000)
    ).settle()["L"]

    assert (said.status, said.strategy, said.difference) == ("matched", "remitted", 0)
    assert said.parts == (
        ("order", "NW-2041", 50_000), ("order", "NW-2042", 50_000), ("adjustment", None, -5_000)
    )  # fmt: skip


def hits(made: CashWorld) -> list[tuple[str, int]]:
    """Return what the pass alone settles: records by their names, and how much of each."""
    names = list(made.items)
    with made.database() as database:
        database.execute(MACROS)
        database.execute(TABLES)
        remitted(database)
        found = database.execute("SELECT item, part FROM hit ORDER BY item").fetchall()
    return [(names[item], part) for item, part in found]


def test_a_record_that_is_paid_in_part_is_settled_in_part() -> None:
    made = world(row(1, "NW-2041", 45_000), row(2, "NW-2042", 50_000))

    assert hits(made) == [("NW-2041", 45_000), ("NW-2042", 50_000)]


def test_a_part_of_what_another_payer_owes_is_not_settled_by_its_number_alone() -> None:
    made = world(row(1, "NW-2041", 50_000), row(2, "NW-2042", 45_000))
    made.lines["L"] = {**made.lines["L"], "party": "Nordwind GmbH"}

    assert hits(made) == []

    made.items["NW-2042"] = {**made.items["NW-2042"], "party": "Nordwind"}
    assert hits(made) == [("NW-2041", 50_000), ("NW-2042", 45_000)]


def test_what_lists_more_than_is_open_or_is_known_explains_nothing() -> None:
    more = world(row(1, "NW-2041", 95_000))
    unknown = world(row(1, "NW-2041", 50_000), row(2, "NW-9999", 45_000))
    other_sum = world(row(1, "NW-2041", 48_000), row(2, "NW-2042", 50_000))

    assert hits(more) == hits(unknown) == hits(other_sum) == []


def test_two_payments_of_one_number_and_a_line_without_it_are_left_alone() -> None:
    rows = [row(1, "NW-2041", 45_000), row(2, "NW-2042", 50_000)]
    twice = world(*rows, *({**each, "payment": 2} for each in rows))
    silent = world(*rows, memo="thank you")

    assert hits(twice) == hits(silent) == []


def test_a_payment_that_came_back_settles_nothing_that_its_advice_lists() -> None:
    made = world(row(1, "NW-2041", 45_000), row(2, "NW-2042", 50_000))  # T86
    made.line("back", -95_000, memo="T-900417", nature="return", day=date(2026, 3, 12))
    made.lines = {name: {**line, "party": "Nordwind GmbH"} for name, line in made.lines.items()}

    said = made.settle()

    assert {each.strategy for each in said.values()} == {"returned_payment"}
    assert said["L"].parts == (("adjustment", None, 95_000),)
    assert said["L"].difference == 0


def test_what_we_pay_by_an_advice_of_ours_settles_invoices_less_a_credit_note() -> None:
    made = CashWorld(others={"advice": [row(1, "R-1001", 100_000), row(2, "C-1002", -5_000)]})
    made.line("L", -95_000, memo="T-900417")
    made.item("R-1001", -100_000)
    made.item("C-1002", 5_000)

    assert hits(made) == [("R-1001", -100_000), ("C-1002", 5_000)]


@settings(max_examples=8, deadline=None)
@given(
    rows=some.lists(
        some.tuples(some.integers(0, 60_000), some.integers(0, 5_000)), min_size=1, max_size=4
    )
)
def test_whatever_an_advice_lists_nothing_is_overpaid(rows: list[tuple[int, int]]) -> None:
    names = ("NW-2041", "NW-2042", "NW-2043", None)
    found = hits(world(*(row(n, names[n], paid, off) for n, (paid, off) in enumerate(rows))))

    asked, taken = sum(paid for paid, _ in rows), sum(off for _, off in rows)
    assert all(0 < part <= 50_000 for _, part in found)
    assert not found or sum(part for _, part in found) - taken == 95_000 == asked
