"""What a person may say a bank line belongs to."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.rules.cash_desk import Candidate, Choice, moved, parts_of, problem_with
from reconciliation.rules.cash_ranking import equally_good
from reconciliation.rules.cash_values import PartType

CAP = Decimal("100.00")
cents = st.integers(min_value=1, max_value=10**9).map(lambda n: Decimal(n) / 100)


def owed(amount: str, *, key: int = 8, party: str = "Nordwind GmbH") -> Candidate:
    """Return one open invoice."""
    return Candidate(key, PartType.INVOICE, f"INV-{key}", Decimal(amount), "EUR", party=party)


def said(choice: Choice, *, may_exceed: bool = False) -> str | None:
    """Return what is wrong with a choice."""
    return problem_with(choice, cap=CAP, may_exceed=may_exceed)


def test_what_adds_up_stands() -> None:
    choice = Choice(Decimal("30.00"), "EUR", (owed("10.00"), owed("20.00", key=16)))

    assert said(choice) is None
    assert [part.amount for part in parts_of(choice)] == [Decimal("10.00"), Decimal("20.00")]


def test_records_of_different_payers_are_refused() -> None:
    choice = Choice(
        Decimal("30.00"), "EUR", (owed("10.00"), owed("20.00", key=16, party="Alpenbau AG"))
    )

    assert said(choice) == "The records belong to different payers."


def test_a_part_payment_leaves_the_rest_of_its_record_open() -> None:
    choice = Choice(Decimal("-40.00"), "EUR", (owed("-100.00"),))

    assert said(choice) is None
    assert [part.amount for part in parts_of(choice)] == [Decimal("-40.00")]


def test_more_than_is_open_cannot_be_allocated() -> None:
    choice = Choice(Decimal("120.00"), "EUR", (owed("100.00"),))

    assert "left over" in (said(choice) or "")


def test_an_advance_is_not_moved_to_an_entry_that_is_in_the_books() -> None:
    entry = replace(owed("-100.00"), type=PartType.JOURNAL)

    parts, problem = moved(Decimal("-100.00"), "EUR", [entry])

    assert (parts, problem is not None) == ((), True)
    assert moved(Decimal("-100.00"), "EUR", [owed("-100.00")])[1] is None


def test_a_write_off_needs_a_reason_and_above_the_cap_an_approver() -> None:
    small = Choice(Decimal("98.50"), "EUR", (owed("100.00"),), PartType.FEE)
    large = Choice(Decimal("97000.00"), "EUR", (owed("100000.00"),), PartType.FEE, "wire")  # T84

    assert said(small) == "Writing off needs a reason."
    assert "approver" in (said(large) or "")
    assert said(large, may_exceed=True) is None


@given(amount=cents, first=cents, second=cents)
def test_parts_that_stand_add_up_to_the_line(
    amount: Decimal, first: Decimal, second: Decimal
) -> None:
    chosen = (owed(str(first)), owed(str(second), key=16))
    choice = Choice(amount, "EUR", chosen, PartType.ADJUSTMENT, "counted again")

    assert said(choice, may_exceed=True) is None
    assert sum(part.amount for part in parts_of(choice)) == amount


def test_records_that_nothing_tells_apart_are_called_equally_good() -> None:
    found = [
        replace(owed("10.00", key=key), score=score) for key, score in ((8, 7), (16, 7), (24, 2))
    ]

    assert equally_good(found) == {8, 16}
    assert equally_good(found[1:]) == frozenset() == equally_good([])
