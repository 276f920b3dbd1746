"""Numbers that are one number, numbers that are alike, and numbers of a series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rules.numbers import number_key, same_number, similar_number


@pytest.mark.parametrize(
    "written", ["INV-00123", "INV123", "0123", "lNV-O0123", "123 ", "inv 123", "Re-Nr. 123", "I23"]
)
def test_t53_one_number_in_many_spellings(written: str) -> None:
    assert number_key(written) == "123"
    assert same_number(written, "INV-00123") is not None


@pytest.mark.parametrize(
    ("left", "right"), [("S0123", "50123"), ("B8I1O0", "881100"), ("RE-2026-0017", "2026 17")]
)
def test_t53_look_alikes_and_prefixes(left: str, right: str) -> None:
    if left.startswith("RE"):
        assert number_key(left) == "20260017"
    else:
        assert same_number(left, right) is not None


@pytest.mark.parametrize(
    ("left", "right"),
    [("LS-815", "LS-000815"), ("2026-0815", "RE 2026/815"), ("R/0007/26", "r-7-26"), ("0", "00")],
)
def test_t53_zeros_before_any_part_say_nothing(left: str, right: str) -> None:
    assert same_number(left, right) == same_number(right, left) is not None


@pytest.mark.parametrize(("left", "right"), [("LS-815", "LS-8015"), ("R-7/26", "R-70/26")])
def test_zeros_inside_a_part_count(left: str, right: str) -> None:
    assert same_number(left, right) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("8012306", "08012306A"),
        ("4281", "4281-R"),
        ("4281", "4281 rev"),
        ("10457", "10547"),
        ("2026104", "KX-2026104"),
        ("880142", "88142"),
    ],
)
def test_t54_numbers_that_are_alike_say_why(left: str, right: str) -> None:
    assert same_number(left, right) is None
    assert similar_number(left, right) is not None
    assert similar_number(left, right) == similar_number(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("4281", "4282"),
        ("INV-100", "INV-101"),
        ("2026-0017", "2026-0018"),
        ("10457", "10458"),
        ("17", "117"),
        ("1001", "10010"),
        ("2025-001", "2026-001"),
    ],
)
def test_the_next_number_of_a_series_is_another_invoice(left: str, right: str) -> None:
    assert same_number(left, right) is None
    assert similar_number(left, right) is None


@pytest.mark.parametrize("nothing", [None, "", "  ", "--"])
def test_nothing_is_no_number(nothing: str | None) -> None:
    assert number_key(nothing) is None
    assert same_number(nothing, nothing) is None


@given(number=st.integers(1, 10**9), zeros=st.integers(0, 4))
def test_zeros_spaces_and_case_never_matter(number: int, zeros: int) -> None:
    written = f" inv-{'0' * zeros}{number} "

    assert number_key(written) == number_key(str(number)) == str(number)


@given(left=st.integers(1, 10**7), step=st.integers(1, 8))
def test_two_numbers_are_never_the_same(left: int, step: int) -> None:
    assert same_number(f"INV-{left}", f"INV-{left + step}") is None
