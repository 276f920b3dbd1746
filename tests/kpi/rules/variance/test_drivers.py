"""A variance in drivers: they add up to the cent, and nothing is a cause without a record."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kpi.rules.variance import (
    Driver,
    GoodsFact,
    LineFact,
    LocationFact,
    Place,
    Row,
    decompose,
)
from kpi.rules.variance.narrative import narrate
from kpi.rules.variance.values import MatchFact

MARCH = date(2026, 3, 10)


def line(entry_id: str, amount: str | Decimal, **values: Any) -> LineFact:
    """A line on the cost of goods of the store S1."""
    known = {
        "period": "2026-03", "posting_date": MARCH, "account": "5000", "cost_centre": "S1",
        "entity": "NL01", "currency": "EUR", **values,
    }  # fmt: skip
    return LineFact(entry_id=entry_id, amount=Decimal(amount), **known)


def goods(
    *, ordered: str, price: str, standard: str | None = "10.00", item: str = "milk",
    received: str | None = None, on: date = date(2026, 3, 5), **values: Any,
) -> GoodsFact:  # fmt: skip
    """An order line."""
    return GoodsFact(
        item=item,
        unit="C62",
        ordered=Decimal(ordered),
        received={on: Decimal(received)} if received else {},
        invoiced=None,
        price=Decimal(price),
        currency=values.pop("currency", "EUR"),
        standard=Decimal(standard) if standard else None,
        evidence=("PO-1",),
        **values,
    )


def row(plan: str, *lines: LineFact, **values: Any) -> Row:
    """The variance of one place."""
    place = values.pop("place", Place("NL01", "5000", "S1"))
    return Row("2026-03", place, "EUR", Decimal(plan), True, lines, **values)


def parts(found: Row) -> dict[str, str]:
    """Driver to amount, with what is unexplained."""
    explained = decompose(found)
    made = {part.driver.value: f"{part.amount:.2f}" for part in explained.parts}
    assert all(part.evidence for part in explained.parts)
    if explained.unexplained:
        made["unexplained"] = f"{explained.unexplained:.2f}"
    return made


def test_price_and_volume_are_told_apart_and_the_rest_stays_unexplained() -> None:
    """T112: 1,000 planned at 10.00; 1,200 came at 10.30; nobody knows the last line."""
    bought = {"PO-1": (goods(ordered="1200", price="10.30"),)}

    found = row("10000", line("E1", "12360", reference="PO-1"), line("E2", "777.77"), goods=bought)

    assert parts(found) == {"price": "360.00", "volume": "2000.00", "unexplained": "777.77"}


def test_what_was_received_beyond_the_order_is_volume_beside_other_costs() -> None:
    bought = {"PO-1": (goods(ordered="1000", price="10.00", received="1100"),)}

    found = row("50000", line("E0", "41500"), line("E1", "11000", reference="PO-1"), goods=bought)

    assert parts(found) == {"volume": "1000.00", "unexplained": "1500.00"}


def test_a_bill_above_the_receipt_is_a_price_variance() -> None:
    """T94: invoice 10.50 for a receipt at 10.00."""
    bought = {"R-1": (goods(ordered="100", price="10.00", standard=None, received="100"),)}

    assert parts(row("1000", line("E1", "1050", reference="R-1"), goods=bought)) == {
        "price": "50.00"
    }


def test_another_mix_is_told_from_more_units_where_the_planned_quantities_are_known() -> None:
    milk = goods(ordered="100", price="10.00", received="50")
    jam = goods(ordered="100", price="4.00", standard="4.00", item="jam", received="170")

    found = row("1400", line("E1", "1180", reference="PO-1"), goods={"PO-1": (milk, jam)})

    assert parts(found) == {"volume": "140.00", "mix": "-360.00"}


def test_a_change_of_the_rate_is_currency_and_not_price() -> None:
    bought = {"PO-1": (goods(ordered="100", price="10.00", standard="9.00", currency="USD"),)}

    found = row("900", line("E1", "950", reference="PO-1"), goods=bought,
                rates={"USD": Decimal("0.90")})  # fmt: skip

    assert parts(found) == {"currency": "50.00"}


def test_a_foreign_order_without_an_earlier_rate_is_not_explained() -> None:
    """T118: price or rate? Nothing says which."""
    bought = {"PO-1": (goods(ordered="100", price="10.00", standard="9.00", currency="USD"),)}

    found = row("900", line("E1", "950", reference="PO-1"), goods=bought)

    assert parts(found) == {"unexplained": "50.00"}


def test_an_accrual_taken_back_beside_the_actual_cost_is_a_true_up() -> None:
    """T97: accrued 600 in February; the invoice says 630."""
    back = line("E1", "-600", reference="R-1", text="Reversal of accrual")

    assert parts(row("0", back, line("E2", "630", reference="R-1"))) == {"accrual_true_up": "30.00"}


def test_what_entries_say_of_themselves_is_believed() -> None:
    """T116: reclassification and one-off are named as such."""
    found = row(
        "1000",
        line("E0", "1000"),
        line("E1", "500", text="Freight surcharge March"),
        line("E2", "-200", text="Vendor rebate Q1"),
        line("E3", "900", text="Flood repair", source="one_off"),
        line("E4", "300", is_between_accounts=True),
        line("E5", "70", text="FX revaluation of payables"),
        line("E6", "40", text="Shrink true-up after count"),
    )

    assert parts(found) == {
        "freight": "500.00", "allowance": "-200.00", "one_off": "900.00",
        "reclassification": "300.00", "currency": "70.00", "accrual_true_up": "40.00",
    }  # fmt: skip


def test_freight_that_the_plan_holds_counts_by_its_change() -> None:
    before = line("F0", "480", text="Freight in", period="2026-02", posting_date=date(2026, 2, 9))

    found = row(
        "1480", line("E0", "1000"), line("E1", "600", text="Freight in"), prior_lines=(before,)
    )

    assert parts(found) == {"freight": "120.00"}


def test_freight_in_a_freight_account_is_no_cause() -> None:
    found = row("1000", line("E1", "1400", text="Freight in"))

    assert parts(found) == {"unexplained": "400.00"}


def test_words_that_deny_a_kind_do_not_name_it() -> None:
    assert parts(row("0", line("E1", "400", text="Pallets, excluding freight"))) == {
        "unexplained": "400.00"
    }


def test_cost_of_another_period_is_timing_here_and_taken_off_there() -> None:
    """T97: posted in February, or for goods that all came in February."""
    early = line("E1", "500", posting_date=date(2026, 2, 27))
    came = {"PO-1": (goods(ordered="10", price="10.00", received="10", on=date(2026, 2, 20)),)}
    next_month = line("E3", "800", period="2026-04", posting_date=date(2026, 3, 30))

    assert parts(row("0", early, line("E2", "100", reference="PO-1"), goods=came)) == {
        "timing": "600.00"
    }
    assert parts(row("800", elsewhere=(next_month,))) == {"timing": "-800.00"}
    assert parts(row("0", elsewhere=(next_month,))) == {}


def test_new_and_closed_stores_are_apart_from_the_others() -> None:
    """T100: comparable stores beside new and closed ones."""
    new = {"S9": LocationFact("S9", opened_on=date(2026, 3, 2))}
    closed = {"S1": LocationFact("S1", closed_on=date(2026, 3, 8))}
    opened_long_ago = {"S9": LocationFact("S9", opened_on=date(2024, 3, 2))}
    whole = Place("NL01", "5000", None)
    lines = line("E1", "1000"), line("E2", "300", cost_centre="S9")

    assert parts(row("1000", *lines, place=whole, locations=new)) == {"new_location": "300.00"}
    assert parts(row("1000", *lines, place=whole, locations=opened_long_ago)) == {
        "unexplained": "300.00"
    }
    assert parts(row("1000", line("E1", "250"), locations=closed)) == {"closed_location": "-750.00"}


cents = st.integers(-500_000, 500_000).map(lambda n: Decimal(n) / 100)
texts = st.sampled_from(
    ["", "Freight", "one-off", "reversal of accrual", "true-up", "rebate", "reclass", "fx loss"]
)
lines_ = st.builds(
    line,
    st.sampled_from(["E1", "E2", "E3"]),
    cents,
    text=texts,
    reference=st.sampled_from([None, "PO-1", "PO-2"]),
    posting_date=st.sampled_from([MARCH, date(2026, 2, 27)]),
    is_between_accounts=st.booleans(),
)


@given(
    plan=cents,
    booked=st.lists(lines_, max_size=6),
    before=st.lists(lines_, max_size=3),
    after=st.lists(lines_, max_size=3),
    quantity=st.integers(1, 900),
    price=st.integers(1, 9_999).map(lambda n: Decimal(n) / 1000),
)
def test_parts_and_rest_always_add_up_to_the_variance(
    plan: Decimal, booked: list[LineFact], before: list[LineFact], after: list[LineFact],
    quantity: int, price: Decimal,
) -> None:  # fmt: skip
    """T112."""
    fact = goods(ordered=str(quantity), price=str(price), received=str(quantity))
    found = row(str(plan), *booked, prior_lines=tuple(before), elsewhere=tuple(after),
                goods={"PO-1": (fact,), "PO-2": (fact, fact)})  # fmt: skip

    explained = decompose(found)

    total = sum((part.amount for part in explained.parts), explained.unexplained)
    assert total == found.actual - found.plan
    assert len({part.driver for part in explained.parts}) == len(explained.parts)
    known = {each.entry_id for each in (*booked, *before, *after)} | {"PO-1"}
    assert all(set(part.evidence) <= known for part in explained.parts)


@given(booked=st.lists(st.builds(line, st.just("E1"), cents), max_size=6), plan=cents)
def test_lines_without_evidence_stay_unexplained(booked: list[LineFact], plan: Decimal) -> None:
    """T118."""
    explained = decompose(row(str(plan), *booked))

    assert not explained.parts
    assert explained.unexplained == sum((each.amount for each in booked), -plan)


def test_a_count_of_stock_is_a_true_up_of_its_store() -> None:
    """T102: 400 of shrink accrued by the month; the count of the store found 520."""
    accrued = line("E1", "400", text="Shrink accrual March")
    counted = line("E2", "120", text="Shrink true-up after count of S1")

    assert parts(row("400", accrued, counted)) == {"accrual_true_up": "120.00"}


def test_a_price_difference_that_matching_found_is_a_price_variance() -> None:
    """T94: billed 10.50 for 100 ordered at 10.00; the 50.00 stand on an account of their own."""
    match = MatchFact("INV-9", Decimal("50.00"), Decimal(0), "EUR", ("PO-1", "GR-1"))
    booked = line("E1", "50.00", reference="INV-9")
    found = decompose(row("0", booked, matches={"INV-9": match}))

    (part,) = found.parts
    assert (part.driver, part.evidence) == (Driver.PRICE, ("E1", "INV-9", "PO-1", "GR-1"))
    assert found.unexplained == 0


def test_what_was_billed_beyond_the_open_quantity_is_volume() -> None:
    """T94: 100 were ordered, 112 billed; other costs stand on the account too."""
    match = MatchFact("INV-9", Decimal(0), Decimal("120.00"), "EUR", ("GR-1",))
    known = {"INV-9": (goods(ordered="100", price="10.00", received="112"),)}
    bill = line("E1", "1120.00", reference="INV-9")
    other = line("E2", "900.00", text="Cleaning")

    found = parts(row("1900", bill, other, goods=known, matches={"INV-9": match}))

    assert found == {"volume": "120.00"}


def test_the_retail_method_tells_markdowns_and_nothing_at_cost() -> None:
    """T101: by the retail method markdowns move the margin; standard cost is no measure there."""
    known = {"PO-1": (goods(ordered="100", price="12.00", received="100"),)}
    bill = line("E1", "1200.00", reference="PO-1")
    clearance = line("E2", "300.00", text="Markdown, clearance of winter coats")
    promotion = line("E3", "120.00", text="Promotional markdown, week 11")

    at_cost = row("1000", bill, goods=known)
    by_retail = row("1200", bill, clearance, promotion, goods=known, is_retail=True)

    assert parts(at_cost) == {"price": "200.00"}
    assert parts(by_retail) == {"price": "420.00"}
    explained = decompose(by_retail)
    assert explained.parts[0].evidence == ("E2", "E3")
    told = narrate(
        by_retail, explained, account_name="", account_type="expense", plan_name="b"
    ).text
    assert "NL01 values its stock by the retail method: nothing is told at cost." in told
    assert "Permanent markdowns come to 300.00 EUR." in told
    assert "Promotional markdowns come to 120.00 EUR." in told
