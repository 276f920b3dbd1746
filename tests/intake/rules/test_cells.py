"""One cell means exactly what it says, or is refused with the reason."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import decimal_text
from intake.rules import cells

numbers = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15
)


class TestDecimals:
    @given(number=numbers)
    def test_come_back_digit_by_digit(self, number: Decimal) -> None:
        text = decimal_text(number)

        assert decimal_text(cells.parse_decimal(text)) == text

    @given(text=st.text(max_size=30))
    def test_are_exact_numbers_or_a_reason(self, text: str) -> None:
        try:
            number = cells.parse_decimal(text)
        except cells.UnreadableCell:
            return

        assert number.is_finite()
        assert set(text) <= set("0123456789+-.")

    @given(whole=st.integers(min_value=0, max_value=10**9), cents=st.integers(0, 999))
    def test_with_a_comma_are_never_guessed(self, whole: int, cents: int) -> None:
        """T44: 1,500 may be one and a half or fifteen hundred."""
        with pytest.raises(cells.UnreadableCell, match="decimal mark is a point"):
            cells.parse_decimal(f"{whole},{cents:03}")

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("1,5", "decimal mark is a point"),
            ("1.234,56", "decimal mark is a point"),
            ("1,234.56", "decimal mark is a point"),
            ("1 234", "nothing stands between the digits"),
            ("1\u00a0234.50", "nothing stands between the digits"),
            ("1e5", "without an exponent"),
            ("1.5E-3", "without an exponent"),
            ("NaN", "not a number"),
            ("Infinity", "not a number"),
            ("-", "negative number starts|not a number"),
            ("5-", "negative number starts"),
            ("(5.00)", "negative number starts"),
            ("\u22125", "negative number starts"),
            ("5.", "not a number"),
            ("1.2.3", "not a number"),
            ("$5", "without a unit or a currency"),
            ("5 EUR", "nothing stands|without a unit"),
            ("0x10", "without a unit"),
            ("\u0661\u0662", "number"),
            ("9" * 61, "at most 60"),
        ],
    )
    def test_written_another_way_are_refused_with_the_reason(self, text: str, why: str) -> None:
        with pytest.raises(cells.UnreadableCell, match=why):
            cells.parse_decimal(text)

    @pytest.mark.parametrize("text", ["0", "-0.00", "+5", ".5", "007.10", "999999999999999.99"])
    def test_with_a_point_are_read(self, text: str) -> None:
        assert cells.parse_decimal(text) == Decimal(text)


class TestDays:
    @given(day=st.dates())
    def test_are_iso_dates(self, day: date) -> None:
        assert cells.parse_date(day.isoformat()) == day

    @pytest.mark.parametrize(
        "text",
        ["03/04/2025", "2025-3-4", "20250304", "2025-02-30", "2025-W10-2", "4.3.2025", "45000"],
    )
    def test_written_another_way_are_refused(self, text: str) -> None:
        """T44: 03/04/2025 is two days."""
        with pytest.raises(cells.UnreadableCell):
            cells.parse_date(text)


class TestMoments:
    def test_say_their_offset(self) -> None:
        moment = cells.parse_moment("2025-03-09T20:15:00-04:00")

        assert moment == datetime(2025, 3, 10, 0, 15, tzinfo=UTC)
        assert cells.parse_moment("2025-03-10T00:15Z") == moment

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("2025-03-09T20:15:00", "offset from UTC is missing"),
            ("2025-03-09", "a moment is written"),
            ("2025-03-09T25:15:00Z", "no such day or time"),
            ("0001-01-01T00:00:00+14:00", "no such year"),
        ],
    )
    def test_without_one_are_refused(self, text: str, why: str) -> None:
        with pytest.raises(cells.UnreadableCell, match=why):
            cells.parse_moment(text)

    def test_of_a_day_alone_are_its_first_in_utc(self) -> None:
        assert cells.parse_day_or_moment("2025-03-09") == datetime(2025, 3, 9, tzinfo=UTC)


class TestWords:
    def test_of_a_list_stand_between_semicolons(self) -> None:
        assert cells.parse_list(" Nord ; Nordlicht;; ") == ("Nord", "Nordlicht")

    def test_of_a_closed_list_are_read_in_any_case(self) -> None:
        assert cells.parse_choice("Open", ("open", "closed")) == "open"
        with pytest.raises(cells.UnreadableCell, match="none of open, closed"):
            cells.parse_choice("shut", ("open", "closed"))

    @pytest.mark.parametrize("text", ["eur", "EURO", "\u20ac", "E1R"])
    def test_that_are_no_currency_code_are_refused(self, text: str) -> None:
        with pytest.raises(cells.UnreadableCell, match="three capital letters"):
            cells.parse_currency(text)

    @pytest.mark.parametrize("text", ["2025", "2025-13", "2025-1", "2025-01-01"])
    def test_that_are_no_month_are_refused(self, text: str) -> None:
        with pytest.raises(cells.UnreadableCell, match="year-month"):
            cells.parse_period(text)

    def test_have_their_limits(self) -> None:
        with pytest.raises(cells.UnreadableCell, match="longer than 200"):
            cells.parse_key("k" * 201)
        with pytest.raises(cells.UnreadableCell, match="cannot be printed"):
            cells.parse_key("a\nb")
        with pytest.raises(cells.UnreadableCell, match="longer than 20,000"):
            cells.parse_text("t" * 20_001)
        with pytest.raises(cells.UnreadableCell, match="NUL"):
            cells.parse_text("a\0b")

    @given(text=st.text())
    def test_are_shown_short_and_on_one_line(self, text: str) -> None:
        shown = cells.shown(text)

        assert len(shown) <= 63
        assert shown.isprintable()
