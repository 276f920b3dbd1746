"""Money is exact, stays in its currency, and is rounded once (R30, T43)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import CurrencyMismatch, Money, decimal_text, minor_units

amounts = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15
)
euros = amounts.map(lambda amount: Money(amount, "EUR"))


def eur(text: str) -> Money:
    return Money(Decimal(text), "EUR")


class TestMoney:
    @pytest.mark.parametrize("amount", [1.5, 1, "1", True, None])
    def test_takes_decimals_only(self, amount: object) -> None:
        with pytest.raises(TypeError):
            Money(amount, "EUR")  # type: ignore[arg-type]

    @pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "sNaN"])
    def test_is_a_number(self, text: str) -> None:
        with pytest.raises(ValueError, match="not an amount"):
            eur(text)

    def test_never_mixes_currencies(self) -> None:
        one, other = eur("1"), Money(Decimal(1), "USD")

        for mix in (
            lambda: one + other,
            lambda: one - other,
            lambda: one < other,
            lambda: one >= other,
            lambda: one == other,
        ):
            with pytest.raises(CurrencyMismatch):
                mix()

    def test_meets_only_money(self) -> None:
        with pytest.raises(TypeError):
            eur("1") + Decimal(1)  # type: ignore[operator]
        assert eur("1") != Decimal(1)

    @given(euros, euros, euros)
    def test_adds_up_exactly_in_any_order(self, a: Money, b: Money, c: Money) -> None:
        assert (a + b) + c == a + (b + c) == c + b + a
        assert a + b - b == a
        assert Money(Decimal(0), "EUR") - a == -a
        assert abs(a) >= a

    def test_does_not_lose_digits_beyond_the_usual_context(self) -> None:
        large = eur("1" + "0" * 30)

        assert large + eur("0.01") - large == eur("0.01")

    def test_equal_amounts_are_one_key(self) -> None:
        assert len({eur("1.0"), eur("1.00"), eur("1")}) == 1

    @given(euros)
    def test_a_share_is_exact(self, amount: Money) -> None:
        assert amount.share(Decimal(100)) == amount
        assert amount.share(Decimal("0.5")) + amount.share(Decimal("99.5")) == amount
        with pytest.raises(TypeError):
            amount.share(2.0)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("amount", "currency", "rounded"),
        [
            ("2.345", "EUR", "2.35"),
            ("-2.345", "EUR", "-2.35"),
            ("2.5", "JPY", "3"),
            ("1.0005", "KWD", "1.001"),
            ("1.0005", "IQD", "1.001"),
            ("10.505", "RSD", "10.51"),
        ],
    )
    def test_rounds_half_up_to_the_minor_unit(
        self, amount: str, currency: str, rounded: str
    ) -> None:
        """T43"""
        assert str(Money(Decimal(amount), currency).rounded().amount) == rounded

    def test_the_minor_units_are_those_of_the_standard(self) -> None:
        """T43"""
        assert {code: minor_units(code) for code in ("EUR", "JPY", "KWD", "HUF", "CLP", "BHD")} == {
            "EUR": 2,
            "JPY": 0,
            "KWD": 3,
            "HUF": 2,
            "CLP": 0,
            "BHD": 3,
        }


class TestDecimalText:
    @pytest.mark.parametrize(
        ("number", "text"),
        [
            ("1E+3", "1000"),
            ("1.50", "1.50"),
            ("-0.00", "0.00"),
            ("0E-4", "0.0000"),
            ("-1.20", "-1.20"),
            ("1E-7", "0.0000001"),
        ],
    )
    def test_is_plain_and_keeps_zeros(self, number: str, text: str) -> None:
        assert decimal_text(Decimal(number)) == text

    @given(amounts)
    def test_reads_back_as_the_same_number(self, number: Decimal) -> None:
        assert Decimal(decimal_text(number)) == number

    def test_refuses_what_is_no_number(self) -> None:
        with pytest.raises(ValueError, match="not a number"):
            decimal_text(Decimal("NaN"))
