"""Prices, ladders, and which rung is asked first."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai import routing
from ai.routing import Price, Record, Rung, Tokens, UnableToRoute

_CHEAP = Price(*(Decimal(each) for each in ("1", "5", "0.10", "1.25")))
LADDER = tuple(Rung(name, _CHEAP) for name in ("small", "middle", "large"))
BAR = Decimal("0.8")


class TestAPrice:
    def test_counts_what_the_cache_gave_and_took(self) -> None:
        used = Tokens(sent=1_000, answered=200, kept=10_000, to_keep=4_000)

        assert _CHEAP.of(used) == Decimal("0.001") + Decimal("0.001") + Decimal("0.001") + Decimal(
            "0.005"
        )

    @given(st.integers(0, 9_999), st.integers(0, 9_999), st.integers(0, 9_999), st.integers(0, 99))
    def test_is_never_over_its_bound(self, sent: int, kept: int, to_keep: int, out: int) -> None:
        used = Tokens(sent, out, kept, to_keep)

        assert _CHEAP.of(used) <= _CHEAP.most(characters=sent + kept + to_keep, tokens=out)

    def test_is_read_with_and_without_its_cache(self) -> None:
        found = routing.prices_from("small 1 5; large 3.00 15.00 0.30 3.75;")

        assert found["small"] == _CHEAP
        assert found["large"].kept == Decimal("0.30")

    @pytest.mark.parametrize("text", ["small", "small 1", "small 1 x", "small 1 -5", "small 1 NaN"])
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(UnableToRoute):
            routing.prices_from(text)


class TestALadder:
    def test_may_stand_for_one_purpose(self) -> None:
        found = routing.ladders_from("small, large; intake.read_invoice: large")

        assert found == {"": ("small", "large"), "intake.read_invoice": ("large",)}

    def test_takes_names_with_a_colon_of_their_own(self) -> None:
        assert routing.ladders_from("smollm2:135m") == {"": ("smollm2:135m",)}

    @pytest.mark.parametrize("text", ["a; b", "read: ,", "read: a; read: b"])
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(UnableToRoute):
            routing.ladders_from(text)

    @pytest.mark.parametrize(
        ("records", "first"),
        [
            ({}, "small"),
            ({"small": Record(19, 0)}, "small"),  # too few to tell
            ({"small": Record(20, 16)}, "small"),  # at the bar
            ({"small": Record(20, 15)}, "middle"),
            ({"small": Record(50, 0), "middle": Record(50, 0)}, "large"),
            ({"small": Record(50, 0), "middle": Record(50, 0), "large": Record(50, 0)}, "large"),
        ],
    )
    def test_is_climbed_from_the_smallest_that_passes(
        self, records: dict[str, Record], first: str
    ) -> None:
        rungs = routing.rungs_for(LADDER, records, bar=BAR)

        assert rungs[0].model == first
        assert rungs[-1].model == "large"
