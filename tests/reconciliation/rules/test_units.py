"""Units convert by fixed measures and the item's dated packs, or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.rules.units import Pack, convert, factor

D = Decimal
CASE_OF_24 = (Pack("CS", D(24)),)


@pytest.mark.parametrize(
    ("quantity", "source", "target", "result"),
    [
        ("240", "EA", "CS", "10"),
        ("10", "case", "Stück", "240"),
        ("2", "DZN", "C62", "24"),
        ("1.5", "KGM", "GRM", "1500"),
        ("250", "ml", "LTR", "0.25"),
        ("120", "cm", "MTR", "1.2"),
        ("1", "GRO", "DZN", "12"),
        ("90", "MIN", "HUR", "1.5"),
        ("5", "H87", "EA", "5"),
    ],
)
def test_t9_what_is_known_converts_exactly(
    quantity: str, source: str, target: str, result: str
) -> None:
    assert convert(D(quantity), source, target, packs=CASE_OF_24, base_uom="EA") == D(result)


@pytest.mark.parametrize(
    ("source", "target"),
    [("BX", "EA"), ("KGM", "EA"), ("KGM", "LTR"), ("DAY", "HUR"), ("EA", None), (None, "EA")],
)
def test_t9_what_is_not_known_is_never_guessed(source: str | None, target: str | None) -> None:
    assert factor(source, target, packs=CASE_OF_24, base_uom="EA") is None


def test_t9_two_sizes_from_one_day_are_no_answer() -> None:
    packs = (Pack("CS", D(24), date(2026, 1, 1)), Pack("CS", D(20), date(2026, 1, 1)))

    assert factor("CS", "EA", packs=packs, base_uom="EA", on=date(2026, 2, 1)) is None


@pytest.mark.parametrize(
    ("day", "size"),
    [(date(2025, 6, 1), 12), (date(2026, 2, 28), 12), (date(2026, 3, 1), 10)],
)
def test_t11_the_pack_of_the_day_counts(day: date, size: int) -> None:
    packs = (Pack("CS", D(12), date(2026, 1, 1)), Pack("CS", D(10), date(2026, 3, 1)))

    assert convert(D(1), "CS", "EA", packs=packs, base_uom="EA", on=day) == size


def test_t9_without_a_day_a_size_that_changed_is_no_answer() -> None:
    packs = (Pack("CS", D(12), date(2026, 1, 1)), Pack("CS", D(10), date(2026, 3, 1)))

    assert factor("CS", "EA", packs=packs, base_uom="EA") is None


def test_no_unit_on_both_sides_is_the_same_unit() -> None:
    assert convert(D(7), None, None) == 7


@given(
    quantity=st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False),
    size=st.integers(min_value=1, max_value=5000),
)
def test_there_and_back_is_the_same_quantity(quantity: Decimal, size: int) -> None:
    ratio = factor("CS", "EA", packs=(Pack("CS", D(size)),), base_uom="EA")

    assert ratio is not None
    assert abs(ratio.inverse.times(ratio.times(quantity)) - quantity) < D("1E-18")
