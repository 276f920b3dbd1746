"""Columns of rows as array literals, proven against the database that reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.fields import array, columns

_TEXT = st.text(st.characters(exclude_characters="\x00", codec="utf-8"))


def _read_back(kind: str, literal: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value FROM unnest(%s::{kind}[]) AS value", [literal])  # noqa: S608 - names of types, from the test itself
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
class TestArray:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.none() | _TEXT, max_size=6))
    def test_text_comes_back_as_it_was(self, texts: list[str | None]) -> None:
        assert _read_back("text", array(texts)) == texts

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.none() | st.decimals(allow_nan=False, allow_infinity=False), max_size=6))
    def test_decimals_come_back_exactly(self, numbers: list[Decimal | None]) -> None:
        assert _read_back("numeric", array(numbers)) == numbers

    @pytest.mark.parametrize("text", ["", "NULL", "null", "{}", '"', "\\", "a,b", " x ", "'%s'"])
    def test_words_of_the_literal_itself_are_only_text(self, text: str) -> None:
        assert _read_back("text", array([text, None])) == [text, None]

    def test_bytes_days_and_moments_come_back(self) -> None:
        moment = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)

        assert bytes(_read_back("bytea", array([b'\x00"\\\xff']))[0]) == b'\x00"\\\xff'  # type: ignore[call-overload]
        assert _read_back("date", array([date(2026, 2, 28)])) == [date(2026, 2, 28)]
        assert _read_back("timestamptz", array([moment, None])) == [moment, None]
        assert _read_back("bool", array([True, False, None])) == [True, False, None]

    def test_an_array_of_nothing_is_empty(self) -> None:
        assert _read_back("text", array([])) == []


class TestColumns:
    def test_rows_become_columns(self) -> None:
        assert columns([(1, "a"), (2, None)]) == ["{1,2}", '{"a",NULL}']

    def test_rows_of_different_lengths_are_refused(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            columns([(1, 2), (3,)])

    def test_a_type_nobody_thought_of_is_refused(self) -> None:
        with pytest.raises(TypeError, match="float"):
            array([1.5])

    def test_what_is_not_a_number_is_refused(self) -> None:
        with pytest.raises(ValueError, match="NaN"):
            array([Decimal("NaN")])

    def test_an_enum_is_its_text(self) -> None:
        class Color(StrEnum):
            RED = "red"

        assert array([Color.RED]) == '{"red"}'
