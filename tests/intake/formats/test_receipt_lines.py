"""The goods of till receipts: rows that come to the total, and no others."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.formats import receipt_reading
from intake.formats.page_words import Page, Word
from intake.rules.reading import InvoiceLine, InvoiceReading

NAMES = ("Rice flour", "Green tea", "Palm sugar", "Candle box", "Wire brush", "Lamp oil")
HEAD = ("PASAR MAWAR SDN BHD", "12 Jalan Melur, 40000 Shah Alam", "Date: 03/04/2018 12:10")
Good = tuple[str, int, Decimal]


def reading_of(*rows: str | tuple[str, ...]) -> InvoiceReading:
    """A receipt of these rows; the last part of a row stands at the right edge."""
    words = []
    for number, row in enumerate(rows):
        *left, right = ("", row) if isinstance(row, str) else row
        ends = 400.0 if any(left) else 20.0 + 7 * len(right)
        x = 20.0
        for part in " ".join(left).split():
            words.append(Word(part, x, 20.0 * number, x + 7 * len(part), 20.0 * number + 12))
            x += 7 * len(part) + 5
        x = ends - 7 * len(right)
        for part in right.split():
            words.append(Word(part, x, 20.0 * number, x + 7 * len(part), 20.0 * number + 12))
            x += 7 * len(part) + 5
    found = receipt_reading.read([Page(420, 900, tuple(words))], method="ocr")
    assert found is not None
    assert found.reading is not None
    return found.reading


def rows_of(form: str, goods: list[Good]) -> list[str | tuple[str, ...]]:
    """The goods as one of several tills prints them."""
    rows: list[str | tuple[str, ...]] = []
    for name, count, price in goods:
        amount = f"{count * price:.2f}"
        if form == "beside":
            rows.append((f"{name} {count} {price:.2f}", amount))
        elif form == "above":
            rows += [name, (f"{count} x {price:.2f}", amount)]
        else:
            rows += [(name, amount), f"{count} x {price:.2f}"]
    return rows


def receipt(form: str, goods: list[Good], tail: tuple[tuple[str, ...], ...] = ()) -> InvoiceReading:
    total = sum((count * price for _, count, price in goods), Decimal(0))
    return reading_of(
        *HEAD, "Description Qty Price Amount", *rows_of(form, goods), ("Total", f"{total:.2f}"),
        *tail, ("Cash", f"{total + 10:.2f}"), ("Change", "10.00"), "Thank you, come again",
    )  # fmt: skip


prices = st.integers(min_value=105, max_value=9999).map(lambda cents: Decimal(cents) / 100)
sold = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(min_value=1, max_value=9), prices),
    min_size=2, max_size=7,
)  # fmt: skip


@pytest.mark.parametrize("form", ["beside", "above", "below"])
@settings(max_examples=25, deadline=None)
@given(goods=sold)
def test_goods_are_read_as_every_till_prints_them(form: str, goods: list[Good]) -> None:
    lines = receipt(form, goods).lines

    assert [(line.description, line.net) for line in lines] == [
        (name, count * price) for name, count, price in goods
    ]
    for line, (_, count, price) in zip(lines, goods, strict=True):
        assert line.quantity is not None
        assert line.unit_price is not None
        assert line.quantity * line.unit_price == count * price


def test_rows_that_are_not_the_total_are_no_goods() -> None:
    reading = reading_of(
        *HEAD, ("Rice flour 2 3.40", "6.80"), ("Green tea", "4.10"), ("Total", "12.90"),
        ("Cash", "20.00"), ("Change", "7.10"), "Thank you",
    )  # fmt: skip

    assert reading.gross_total == Decimal("12.90")
    assert reading.lines == ()


def test_prices_with_the_tax_in_them_are_no_net_amounts() -> None:
    """T40."""
    goods = [("Rice flour", 2, Decimal("5.30")), ("Green tea", 1, Decimal("10.60"))]

    reading = receipt("beside", goods, tail=(("GST 6% included", "1.20"),))

    assert [(line.description, line.quantity, line.net) for line in reading.lines] == [
        ("Rice flour", Decimal(2), None), ("Green tea", Decimal(1), None)
    ]  # fmt: skip


def test_prices_before_a_tax_that_is_added_are_net_amounts() -> None:
    reading = reading_of(
        *HEAD, ("Rice flour 2 5.00", "10.00"), ("Green tea 1 8.00", "8.00"),
        ("Subtotal", "18.00"), ("GST 6%", "1.08"), ("Rounding", "0.02"), ("Total", "19.10"),
        ("Cash", "20.00"), ("Change", "0.90"), "Thank you",
    )  # fmt: skip

    assert [line.net for line in reading.lines] == [Decimal("10.00"), Decimal("8.00")]
    assert reading.gross_total == Decimal("19.10")


def test_one_row_alone_is_goods_only_with_pieces_and_price() -> None:
    one = reading_of(
        *HEAD, ("Counter 4", "12.00"), ("Total", "12.00"), ("Cash", "12.00"), "Thank you"
    )
    other = reading_of(
        *HEAD, ("Lamp oil 3 4.00", "12.00"), ("Total", "12.00"), ("Cash", "12.00"), "Thank you"
    )

    assert one.lines == ()
    assert other.lines == (
        InvoiceLine("1", "Lamp oil", Decimal(3), unit_price=Decimal("4.00"), net=Decimal("12.00")),
    )


def test_goods_have_a_place_on_the_page() -> None:
    reading = receipt("beside", [("Lamp oil", 3, Decimal("4.00")), ("Wire", 1, Decimal("2.00"))])

    evidence = dict(reading.evidence)["lines"]

    assert evidence.box is not None
    assert evidence.text == "Lamp oil 3 4.00 12.00 Wire 1 2.00 2.00"
    assert reading.issue_date == date(2018, 4, 3)


def test_pieces_before_the_words_are_no_part_of_them() -> None:
    reading = reading_of(
        *HEAD, ("4 Rice cake @9.00", "36.00"), ("2x Lamp oil 4.00", "8.00"), ("Total", "44.00"),
        ("Cash", "50.00"), ("Change", "6.00"), "Thank you",
    )  # fmt: skip

    assert [(line.description, line.quantity) for line in reading.lines] == [
        ("Rice cake @9.00", Decimal(4)), ("Lamp oil", Decimal(2))
    ]  # fmt: skip
