"""Empty and too large files stay out; names are made fit to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.rules.arrivals import LONGEST_NAME, problem_with, safe_name


def test_an_empty_file_stays_out() -> None:
    problem = problem_with(b"", "a.csv")

    assert problem is not None
    assert problem.code is ReasonCode.EMPTY_FILE


def test_a_file_at_the_limit_comes_in_and_one_byte_more_does_not() -> None:
    assert problem_with(100, "a.pdf", largest_bytes=100) is None
    problem = problem_with(101, "a.pdf", largest_bytes=100)
    assert problem is not None
    assert (problem.code, problem.actual) == (ReasonCode.TOO_LARGE, "101")


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\mail\\a b.pdf", "a b.pdf"),
        ("a\x00b\n\u202ec.pdf", "ab c.pdf"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("///", "unnamed"),
    ],
)
def test_names_lose_folders_and_control_characters(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@given(name=st.text(max_size=600))
def test_names_are_short_printable_and_stay_as_they_are(name: str) -> None:
    once = safe_name(name)

    assert 0 < len(once) <= LONGEST_NAME
    assert "/" not in once
    assert safe_name(once) == once


def test_a_long_name_keeps_its_end() -> None:
    assert safe_name("x" * 500 + ".pdf").endswith("xxx.pdf")
