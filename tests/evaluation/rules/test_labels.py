"""A line that is no label is named by its number and its reason."""

import pytest

from evaluation.rules.labels import read_labels

GOOD = b'{"file": "a.xml", "slice": {"format": "ubl"}, "fields": {"currency": "EUR"}}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "file is missing"),
        (b'{"file": "../secret"}', "file must lie beside the labels"),
        (b'{"file": "/etc/passwd"}', "file must lie beside the labels"),
        (b'{"file": "a", "fields": {"gross_total": 12.5}}', "fields.gross_total is neither"),
        (b'{"file": "a", "fields": {"lines": "x"}}', "fields.lines is not a list"),
        (b'{"file": "a", "fields": {"lines": [{"net": 4}]}}', "fields.lines is not a list"),
        (b'{"file": "a", "exceptions": "X"}', "exceptions is neither"),
        (b'{"file": "a", "disposition": "paid"}', "disposition 'paid' is not one of"),
        (b'{"file": "\xff"}', "not text in UTF-8"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_others_are_read(
    line: bytes, reason: str
) -> None:
    labels, problems = read_labels(GOOD + b"\n\n" + line + b"\n" + GOOD + b"\n")

    assert [label.line for label in labels] == [1, 4]
    assert [problem.line for problem in problems] == [3]
    assert reason in problems[0].reason


def test_null_is_kept_apart_from_absent() -> None:
    (label,), _ = read_labels(b'{"file": "a", "fields": {"iban": null}, "exceptions": null}')

    assert label.fields == {"iban": None}
    assert label.exceptions is None


def test_a_mark_at_the_beginning_of_the_file_is_read_over() -> None:
    labels, problems = read_labels(b"\xef\xbb\xbf" + GOOD)

    assert len(labels) == 1
    assert problems == []
