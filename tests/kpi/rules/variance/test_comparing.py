"""A period beside earlier ones: drivers then and now, new stores, the 53rd week, Easter."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kpi.rules.variance import Driver, GoodsFact, LineFact, LocationFact, Place, Row
from kpi.rules.variance.calendar import Calendar, Pattern
from kpi.rules.variance.comparing import Against, Comparison, Earlier, comparisons
from kpi.rules.variance.since import Then, decompose_since

D = Decimal
HERE = Place("NL01", "6100", "S1")


def line(entry_id: str, amount: str, day: date, text: str = "", **more: object) -> LineFact:
    """A line of the store S1 in the month of its day."""
    made = LineFact(
        entry_id, f"{day:%Y-%m}", day, "6100", "S1", "NL01", D(amount), "EUR", text=text
    )
    return replace(made, **more)  # type: ignore[arg-type]


def row(*lines: LineFact, **more: object) -> Row:
    """April 2025 of the store S1."""
    made = Row("2025-04", HERE, "EUR", D(0), is_planned=False, lines=lines)
    return replace(made, **more)  # type: ignore[arg-type]


def parts(explained: object) -> dict[Driver, Decimal]:
    """The amounts by driver."""
    return {part.driver: part.amount for part in explained.parts}  # type: ignore[attr-defined]


def goods(item: str, quantity: str, price: str) -> tuple[GoodsFact, ...]:
    """An order line of a case of something, all of it received."""
    return (
        GoodsFact(
            item, "EA", D(quantity), {date(2025, 4, 2): D(quantity)}, None, D(price), "EUR", None
        ),
    )


def test_price_volume_and_mix_are_measured_by_the_prices_then_paid() -> None:
    """T112: 100 at 10.00 and 100 at 20.00 became 150 at 11.00 and 80 at 20.00."""
    known = {
        "PO1": goods("a", "100", "10"), "PO2": goods("b", "100", "20"),
        "PO3": goods("a", "150", "11"), "PO4": goods("b", "80", "20"),
    }  # fmt: skip
    then = (
        line("E1", "1000", date(2025, 3, 5), reference="PO1"),
        line("E2", "2000", date(2025, 3, 5), reference="PO2"),
    )
    now = row(
        line("E3", "1650", date(2025, 4, 5), reference="PO3"),
        line("E4", "1600", date(2025, 4, 5), reference="PO4"),
        goods=known,
    )

    found = decompose_since(now, Then("2025-03", then, {}))

    assert parts(found) == {Driver.PRICE: D(150), Driver.VOLUME: D(450), Driver.MIX: D(-350)}
    assert found.unexplained == 0


def test_what_was_there_then_too_counts_by_its_change() -> None:
    """T116: last year's one-off does not make this year's cost a fall in the run rate."""
    then = (line("E1", "500", date(2024, 4, 5)), line("E2", "900", date(2024, 4, 6), "One-off fee"))
    now = row(line("E3", "520", date(2025, 4, 5)), line("E4", "100", date(2025, 4, 6), "one-off"))

    found = decompose_since(now, Then("2024-04", then, {}))

    assert parts(found) == {Driver.ONE_OFF: D(-800)}
    assert found.unexplained == 20


def test_a_store_that_was_not_there_last_year_is_not_comparable() -> None:
    """T100."""
    opened = {"S1": LocationFact("S1", date(2024, 9, 1))}

    found = decompose_since(
        row(line("E1", "700", date(2025, 4, 5)), locations=opened), Then("2024-04", (), {})
    )

    assert parts(found) == {Driver.NEW_LOCATION: D(700)}


def compared(of: Row, *lines: LineFact) -> dict[Against, Comparison]:
    """What a row is compared with, by what it is."""
    by_period: dict[str, tuple[LineFact, ...]] = {}
    for each in (*lines, *of.lines):
        by_period[each.period] = (*by_period.get(each.period, ()), each)
    found = comparisons(of, Earlier(by_period, "2020-01", {}))
    return {each.against: each for each in found}


def test_the_year_after_53_weeks_is_shown_both_ways() -> None:
    """T99: as booked, and week for week; the text says so."""
    retail = Calendar(Pattern.W454)
    now = row(
        line("E1", "400", date(2024, 2, 5), period="2024-02"), period="2024-02", calendar=retail
    )
    first_week = line("E2", "90", date(2023, 1, 30), period="2023-02")
    second_week = line("E3", "310", date(2023, 2, 6), period="2023-02")
    week_later = line("E4", "75", date(2023, 3, 1), period="2023-03")

    found = compared(now, first_week, second_week, week_later)

    assert found[Against.PRIOR_YEAR].then == 400
    assert found[Against.PRIOR_YEAR_RESTATED].then == 385
    assert found[Against.PRIOR_YEAR_RESTATED].stretch == "2023-02-05 to 2023-03-04"
    assert "53 weeks" in found[Against.PRIOR_YEAR_RESTATED].note


def test_the_53rd_week_is_a_driver_of_its_own_by_its_entries() -> None:
    """T99."""
    retail = Calendar(Pattern.W454)
    usual = line("E1", "400", date(2024, 1, 10), period="2024-01")
    extra = line("E2", "95", date(2024, 1, 29), period="2024-01")
    now = row(usual, extra, period="2024-01", calendar=retail)

    found = compared(now, line("E3", "390", date(2023, 1, 10), period="2023-01"))

    (part,) = found[Against.PRIOR_YEAR].explained.parts
    assert (part.driver, part.amount, part.evidence) == (Driver.TIMING, D(95), ("E2",))
    assert found[Against.PRIOR_YEAR].explained.unexplained == 10
    assert "53rd week" in found[Against.PRIOR_YEAR].note


def test_where_easter_moved_both_periods_stand_together() -> None:
    """T99: 31 March 2024, 20 April 2025."""
    now = row(line("E1", "900", date(2025, 4, 18)))

    found = compared(
        now,
        line("E2", "500", date(2025, 3, 5)),
        line("E3", "950", date(2024, 3, 28)),
        line("E4", "480", date(2024, 4, 5)),
    )

    together = found[Against.PRIOR_YEAR_EASTER]
    assert (together.now, together.then, together.change) == (D(1400), D(1430), D(-30))
    assert "Easter lay in 2025-04 and the year before in 2024-03" in together.note
    assert found[Against.PRIOR_YEAR].change == 420


CENTS = st.integers(-1_000_00, 5_000_00).map(lambda each: D(each) / 100)
TEXTS = st.sampled_from(("", "freight", "one-off", "rebate", "accrual", "reversal of accrual"))
REFERENCES = st.sampled_from((None, "PO1", "PO2"))
LINES = st.lists(st.tuples(CENTS, TEXTS, REFERENCES), max_size=8)


@given(now=LINES, then=LINES)
def test_parts_and_rest_add_up_to_the_change(
    now: list[tuple[Decimal, str, str | None]], then: list[tuple[Decimal, str, str | None]]
) -> None:
    """T112."""
    known = {"PO1": goods("a", "7", "10.01"), "PO2": goods("b", "9", "3.33")}

    def lines(day: date, given_lines: list[tuple[Decimal, str, str | None]]) -> list[LineFact]:
        return [
            line(f"{day}-{place}", str(amount), day, text, reference=reference)
            for place, (amount, text, reference) in enumerate(given_lines)
        ]

    later = row(*lines(date(2025, 4, 3), now), goods=known)
    earlier = Then("2025-03", tuple(lines(date(2025, 3, 3), then)), {})

    found = decompose_since(later, earlier)

    total = sum((part.amount for part in found.parts), D(0)) + found.unexplained
    assert total == later.actual - earlier.amount
