"""Charts: points lie where their values say, unknown ones are left out."""

from decimal import Decimal

from kpi.rules.charts import BOTTOM, HEIGHT, TOP, Line, chart
from kpi.rules.wording import shown


def test_a_higher_value_lies_higher_and_the_top_is_a_round_number() -> None:
    made = chart("Rate", ["Sep", "Oct"], [Line("a", (Decimal("0.1"), Decimal("0.37")))],
                 unit="ratio")  # fmt: skip

    low, high = made.series[0].dots
    assert high.y < low.y
    assert made.up[-1].label == "50.0 %"
    assert made.up[-1].at == TOP
    assert made.up[0].at == HEIGHT - BOTTOM


def test_an_unknown_value_breaks_the_line_and_reads_as_a_dash() -> None:
    values = Decimal(1), None, Decimal(2)
    made = chart("Days", ["a", "b", "c"], [Line("x", values)], unit="days")

    assert made.series[0].path.count("M") == 2
    assert made.rows[1] == ("b", ("–",))


def test_a_chart_without_any_value_is_empty() -> None:
    assert chart("Days", ["a"], [Line("x", (None,))], unit="days").is_empty


def test_the_target_has_its_own_line_inside_the_frame() -> None:
    made = chart("Rate", ["a"], [Line("x", (Decimal("0.1"),))], unit="ratio",
                 target=Decimal("0.4"))  # fmt: skip

    assert made.target is not None
    assert TOP <= made.target.at <= HEIGHT - BOTTOM


def test_values_read_in_their_unit() -> None:
    assert shown(Decimal("0.4106"), "ratio") == "41.1 %"
    assert shown(Decimal("-0.0004"), "ratio") == "−0.0 %"
    assert shown(Decimal(9), "days") == "9 days"
    assert shown(Decimal("0.008333"), "days") == "12 min"
    assert shown(Decimal("1.5"), "EUR/invoice") == "1.50 EUR"
    assert shown(None, "days") == "–"
