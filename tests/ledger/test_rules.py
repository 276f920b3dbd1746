"""What an entry must be, and what follows what."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import EntryDraft, EntryLine, EntrySource, next_period, period_of, problem_with
from ledger.rules.entries import first_open_period, is_period, reversal_of

cents = st.integers(min_value=0, max_value=10**12).map(lambda number: Decimal(number).scaleb(-2))

BOOKED = EntryDraft(
    entry_id="E-1",
    posting_date=date(2026, 3, 31),
    entity="US01",
    currency="USD",
    reference=None,
    description="",
    source=EntrySource.CASE,
    lines=(EntryLine("5000", debit=Decimal(5)), EntryLine("2000", credit=Decimal("5.00"))),
)


class TestProblemWith:
    def test_has_none_with_an_entry_that_balances(self) -> None:
        assert problem_with(BOOKED) is None

    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            ((), "no lines"),
            ((EntryLine("5000", debit=Decimal(-1)),), "not be negative"),
            ((EntryLine("5000", debit=Decimal(1), credit=Decimal(1)),), "one side"),
            ((EntryLine("", debit=Decimal(1)),), "account is missing"),
            ((EntryLine("5000", debit=Decimal("NaN")),), "must be numbers"),
            ((EntryLine("5000", debit=Decimal(1)),), "not equal"),
            (
                (EntryLine("5000", entry_line="1"), EntryLine("5000", entry_line="1")),
                "there twice",
            ),
        ],
    )
    def test_says_what_is_wrong(self, lines: tuple[EntryLine, ...], words: str) -> None:
        assert words in str(problem_with(replace(BOOKED, lines=lines)))

    @given(st.lists(cents, min_size=1, max_size=20), cents)
    def test_accepts_only_equal_sides(self, debits: list[Decimal], gap: Decimal) -> None:
        lines = [EntryLine("5000", debit=debit) for debit in debits]
        total = sum(debits, Decimal(0))

        even = replace(BOOKED, lines=(*lines, EntryLine("2000", credit=total)))
        odd = replace(BOOKED, lines=(*lines, EntryLine("2000", credit=total + gap)))

        assert problem_with(even) is None
        assert (problem_with(odd) is None) == (gap == 0)


class TestReversal:
    @given(st.lists(cents, min_size=1, max_size=10))
    def test_takes_back_every_side(self, debits: list[Decimal]) -> None:
        total = sum(debits, Decimal(0))
        lines = (
            *(EntryLine("5000", debit=debit) for debit in debits),
            EntryLine("2000", credit=total),
        )

        back = reversal_of(
            replace(BOOKED, lines=lines), entry_id="E-2", posting_date=date(2026, 4, 1)
        )

        assert problem_with(back) is None
        assert [line.debit for line in back.lines] == [line.credit for line in lines]
        assert (back.reverses, back.books_period) == ("E-1", "2026-04")


class TestPeriods:
    def test_years_follow_each_other(self) -> None:
        assert next_period("2025-12") == "2026-01"
        assert next_period("2026-09") == "2026-10"
        assert period_of(date(2026, 3, 31)) == "2026-03"

    def test_the_first_open_one_is_found_past_gaps(self) -> None:
        assert first_open_period("2025-11", frozenset({"2025-11", "2025-12"})) == "2026-01"
        assert first_open_period("2025-11", frozenset({"2025-12"})) == "2025-11"

    @pytest.mark.parametrize("text", ["2026-3", "2026-13", "26-03", "2026/03", "", "2026-00"])
    def test_nothing_else_is_a_month(self, text: str) -> None:
        assert not is_period(text)
